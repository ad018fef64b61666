import { harmlessKinds } from "../mutants/harmless.ts";
import { operators } from "../mutants/mutant.ts";
import type { Miss } from "./misses.ts";
import type { SelftestResult } from "./selftest.ts";

/** What the figures come to. */
export interface SelftestVerdict {
  /** Missed and not listed. */
  missed: string[];
  /** Missed and listed, with the reason. */
  listed: Miss[];
  /** Listed, and caught after all. */
  outdated: string[];
  /** Listed, and no fault of that name was made. */
  unknown: string[];
  /** What raised an alarm and should not have. */
  alarms: { name: string; alarm: string }[];
  /** Of which runs the recording tells otherwise than the run, and what. */
  losses: { name: string; loss: string }[];
  /** Whether everything is caught or listed, the list is true, nothing harmless raised an alarm, and recordings are evidence. */
  passed: boolean;
}

/**
 * Holds the result of a self-test against the list of known misses.
 * @param options.isPart whether only some faults were made, so that entries without a fault are nothing to complain about
 */
export function verdictOf(
  result: SelftestResult,
  misses: readonly Miss[],
  { isPart = false }: { isPart?: boolean } = {},
): SelftestVerdict {
  const caught = new Map(result.faults.map((fault) => [fault.name, fault.caught]));
  const known = new Set(misses.map(({ fault }) => fault));
  const missed = result.faults.filter((fault) => !fault.caught && !known.has(fault.name)).map(({ name }) => name);
  const listed = misses.filter(({ fault }) => caught.get(fault) === false);
  const outdated = misses.filter(({ fault }) => caught.get(fault) === true).map(({ fault }) => fault);
  const unknown = isPart ? [] : misses.filter(({ fault }) => !caught.has(fault)).map(({ fault }) => fault);
  const alarms = result.harmless.flatMap(({ name, alarm }) => (alarm === undefined ? [] : [{ name, alarm }]));
  const losses = result.faults.flatMap(({ name, loss }) => (loss === undefined ? [] : [{ name, loss }]));
  const passed = [missed, outdated, unknown, alarms, losses].every((list) => list.length === 0);
  return { missed, listed, outdated, unknown, alarms, losses, passed };
}

/** The result as text for a terminal: a table by operator, what was missed by name, what is harmless. */
export function selftestText(result: SelftestResult, verdict: SelftestVerdict): string {
  const { faults, harmless, operations, durationMs } = result;
  const readings = faults.filter(({ operator }) => operator === "reading").length;
  const seconds = (durationMs / 1000).toFixed(1);
  const made = `${count(faults.length - readings, "faulty server")} of ${count(operations, "operation")}`;
  const blocks = [
    `${made}, ${count(readings, "other reading")}, ${count(harmless.length, "harmless change")} (${seconds} s)`,
    faultTable(result),
    harmless.length > 0 ? harmlessTable(result) : undefined,
    list("Missed:", verdict.missed),
    list(
      "Missed for a known reason:",
      verdict.listed.map(({ fault, reason }) => `${fault}\n      ${reason.trim()}`),
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
      ? `✓ Every fault is caught${verdict.listed.length > 0 ? " or listed with its reason" : ""}; nothing harmless raises an alarm; every run's recording tells the same.`
      : "✗ The self-test found gaps.",
  ];
  return `${blocks.filter((block) => block !== undefined).join("\n\n")}\n`;
}

function faultTable({ faults }: SelftestResult): string {
  const rows = operators.flatMap((operator): Row[] => {
    const own = faults.filter((fault) => fault.operator === operator);
    return own.length > 0 ? [[operator, own.length, own.filter(({ caught }) => caught).length]] : [];
  });
  const all: Row = ["in all", faults.length, faults.filter(({ caught }) => caught).length];
  return table(["operator", "faults", "caught", "missed"], [...rows, all]);
}

function harmlessTable({ harmless }: SelftestResult): string {
  const rows = harmlessKinds.flatMap((kind): Row[] => {
    const own = harmless.filter((variation) => variation.kind === kind);
    return own.length > 0 ? [[kind, own.length, own.filter(({ alarm }) => alarm === undefined).length]] : [];
  });
  return table(["harmless", "made", "silent", "alarms"], rows);
}

type Row = [name: string, all: number, good: number];

/** Rows of a name and three numbers; the last is what is left, a dot where that is nothing. */
function table(heads: [string, string, string, string], rows: Row[]): string {
  const lines = rows.map(([name, all, good]) => [
    name,
    String(all),
    String(good),
    all === good ? "·" : String(all - good),
  ]);
  const width = Math.max(...[heads, ...lines].map(([name]) => name?.length ?? 0));
  return [heads, ...lines]
    .map(([name = "", ...numbers]) => `  ${name.padEnd(width)}${numbers.map((text) => text.padStart(8)).join("")}`)
    .join("\n");
}

function list(head: string, lines: string[]): string | undefined {
  return lines.length === 0 ? undefined : [head, ...lines.map((line) => `  - ${line}`)].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
