import { harmlessKinds } from "../mutants/harmless.ts";
import { operators } from "../mutants/mutant.ts";
import type { FaultyResult, SelftestResult } from "./selftest.ts";
import type { SelftestVerdict } from "./verdict.ts";

/** How many differences between the engines are told one by one. */
const toldDifferences = 20;

/** The result as text for a terminal: tables by operator and by kind, what was missed by name, where the engines differ. */
export function selftestText(result: SelftestResult, verdict: SelftestVerdict): string {
  const { faults, harmless, operations, durationMs, secondOpinion } = result;
  const readings = faults.filter(({ operator }) => operator === "reading").length;
  const allowed = faults.filter(({ leaf }) => leaf !== undefined).length;
  const seconds = (durationMs / 1000).toFixed(1);
  const made = [
    `${count(faults.length - readings - allowed, "faulty server")} of ${count(operations, "operation")}`,
    count(readings, "other reading"),
    count(allowed, "allowed change"),
    count(harmless.length, "harmless change"),
  ];
  const { differences } = secondOpinion;
  const blocks = [
    `${made.join(", ")} (${seconds} s)`,
    faultTable(faults.filter(({ leaf }) => leaf === undefined)),
    allowed > 0 ? allowedTable(faults.filter(({ leaf }) => leaf !== undefined)) : undefined,
    harmless.length > 0 ? harmlessTable(result) : undefined,
    `Second opinion (another engine for JSON Schema): ${count(secondOpinion.answers, "answer")}, ${count(differences.length, "difference")}.`,
    list(
      "Where the engines differ:",
      differences
        .slice(0, toldDifferences)
        .map(({ server, answer, where, judge, second }) =>
          [`${answer} ${where} of ${server}`, `judge   ${judge}`, `second  ${second}`].join("\n      "),
        ),
    ),
    differences.length > toldDifferences ? `  and ${differences.length - toldDifferences} more` : undefined,
    list("Missed:", verdict.missed),
    list(
      "Missed for a known reason:",
      verdict.listed.map(({ fault, reason }) => `${fault}\n      ${reason.trim()}`),
    ),
    list(
      "Left open by the contract, and asked by no scenario:",
      verdict.open.map(({ leaves, reason }) => `${leaves.join(", ")}\n      ${reason.trim()}`),
    ),
    list("Listed as missed, but caught: take them off the list:", verdict.outdated),
    list("Listed as missed, but there is no such fault:", verdict.unknown),
    list(
      "False alarms:",
      verdict.alarms.map(({ name, alarm }) => `${name}\n      ${alarm}`),
    ),
    list(
      "Told otherwise by the recording of the run:",
      verdict.losses.map(({ name, loss }) => `${name}\n${loss.replace(/^/gm, "      ")}`),
    ),
    verdict.passed
      ? `✓ Every fault is caught${verdict.listed.length > 0 ? " or listed with its reason" : ""}; nothing harmless raises an alarm; every run's recording tells the same; both engines agree.`
      : "✗ The self-test found gaps.",
  ];
  return `${blocks.filter((block) => block !== undefined).join("\n\n")}\n`;
}

/** By operator: how many faults were caught, and of the answers that they were planted into how many showed it. */
function faultTable(faults: readonly FaultyResult[]): string {
  const rows = operators.flatMap((operator): string[][] => {
    const own = faults.filter((fault) => fault.operator === operator);
    return own.length > 0 ? [faultRow(operator, own)] : [];
  });
  return table(
    ["operator", "faults", "caught", "missed", "rate", "answers", "shown", "rate"],
    [...rows, faultRow("in all", faults)],
  );
}

function faultRow(name: string, faults: readonly FaultyResult[]): string[] {
  const caught = faults.filter(({ caught }) => caught).length;
  const answers = sum(faults.map(({ answers }) => answers));
  const noticed = sum(faults.map(({ noticed }) => noticed));
  const byFault = [String(faults.length), String(caught), rest(faults.length - caught), rate(caught, faults.length)];
  const byAnswer = answers === 0 ? ["·", "·", ""] : [String(answers), String(noticed), rate(noticed, answers)];
  return [name, ...byFault, ...byAnswer];
}

function rate(good: number, all: number): string {
  // Rounded down: 100 % is all of them.
  return `${(Math.floor((1000 * good) / all) / 10).toFixed(1)} %`;
}

/** What is no fault: how often a scenario asks for more than the contract, and what is left open. */
function allowedTable(changes: readonly FaultyResult[]): string {
  const rows = operators.flatMap((operator): string[][] => {
    const own = changes.filter((change) => change.operator === operator);
    return own.length > 0 ? [threeNumbers(operator, own, ({ caught }) => caught)] : [];
  });
  const all = threeNumbers("in all", changes, ({ caught }) => caught);
  return table(["allowed by the contract", "made", "asked", "open"], [...rows, all]);
}

function harmlessTable({ harmless }: SelftestResult): string {
  const rows = harmlessKinds.flatMap((kind): string[][] => {
    const own = harmless.filter((variation) => variation.kind === kind);
    return own.length > 0 ? [threeNumbers(kind, own, ({ alarm }) => alarm === undefined)] : [];
  });
  return table(["harmless", "made", "silent", "alarms"], rows);
}

/** A name, how many there are, how many are good, and how many are left. */
function threeNumbers<T>(name: string, all: readonly T[], isGood: (one: T) => boolean): string[] {
  const good = all.filter(isGood).length;
  return [name, String(all.length), String(good), rest(all.length - good)];
}

/** A number of which none is wanted. */
function rest(number: number): string {
  return number === 0 ? "·" : String(number);
}

function table(heads: string[], rows: string[][]): string {
  const width = Math.max(...[heads, ...rows].map(([name]) => name?.length ?? 0));
  return [heads, ...rows]
    .map(([name = "", ...cells]) =>
      `  ${name.padEnd(width)}${cells.map((text) => text.padStart(9)).join("")}`.trimEnd(),
    )
    .join("\n");
}

function list(head: string, lines: string[]): string | undefined {
  return lines.length === 0 ? undefined : [head, ...lines.map((line) => `  - ${line}`)].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
