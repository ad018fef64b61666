import { basename } from "node:path";
import { styleText } from "node:util";
import type { Masker } from "../../spec/mask.ts";
import type { RunEvent, RunSummary, StepOutcome, Verdict, WorkflowOutcome } from "../event.ts";
import { maskedExchange, type Scrub, scrubberOf } from "../masked-exchange.ts";
import { quoted } from "./curl.ts";
import { exchangeLines, findingLines, findingTitle, type Line, placeText, stepTitle } from "./finding-text.ts";
import { counted, durationText, printable } from "./printable.ts";

/** A terminal, a pipe or a file. */
export type ReportStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

export interface ConsoleOptions {
  stream: ReportStream;
  masker: Masker;
  /** What a scenario file is about, by its name in the events; the name itself stands in. */
  titles?: ReadonlyMap<string, string>;
  /** The command that was run, without its seed and its files. */
  command?: string;
}

type Color = "green" | "red" | "yellow" | "cyan" | "gray" | "bold";

const marks: Record<Verdict, { mark: string; color: Color; word: string }> = {
  drift: { mark: "✗", color: "red", word: "drifted" },
  unavailable: { mark: "!", color: "yellow", word: "unavailable" },
  inconclusive: { mark: "?", color: "yellow", word: "inconclusive" },
  pass: { mark: "✓", color: "green", word: "passed" },
  skipped: { mark: "-", color: "gray", word: "skipped" },
};

/** From the verdict that wants attention most to the one that wants it least. */
const worstFirst: Verdict[] = ["drift", "unavailable", "inconclusive", "pass", "skipped"];

/** Where titles end, so that what follows them stands in a column. */
const titleWidth = 64;

/**
 * Makes a reporter for people: one line for a scenario file in which nothing was found, a block for each other one, and
 * a summary. On a terminal a line below them tells how far the run is. Colours follow NO_COLOR and FORCE_COLOR.
 * @returns takes the events of one run, in their order, and writes to the stream
 */
export function consoleReport({ stream, masker, titles, command = "understudy check" }: ConsoleOptions) {
  const progresses = stream.isTTY === true && process.env.TERM !== "dumb";
  const skips = new Map<string, number>();
  const repeats = new Set<string>();
  let settled = 0;
  let lastWasEmpty = false;
  let total = 0;
  let seed = 0;
  let file: { scenario: string; outcomes: WorkflowOutcome[] } | undefined;

  const paint = (color: Color | Color[], text: string) => styleText(color, text, { stream, validateStream: true });
  // Blocks stand apart by one empty line, whichever of them asks for it.
  const print = (line: string) => {
    if (line !== "" || !lastWasEmpty) stream.write(`${line.trimEnd()}\n`);
    lastWasEmpty = line === "";
  };
  const progress = (text: string) => {
    if (progresses) stream.write(`\r\x1b[2K${text.slice(0, Math.max(0, (stream.columns ?? 80) - 1))}`);
  };

  const block = (lines: Line[], indent: string) => {
    for (const [label, text] of lines) print(`${indent}${paint("gray", label.padEnd(10))}${text}`);
  };

  const step = (outcome: StepOutcome, scrub: Scrub) => {
    print("");
    print(`    ${stepTitle(outcome)}`);
    if (outcome.reason !== undefined) {
      block(
        [
          ["reason", printable(outcome.reason)],
          ["scenario", placeText(outcome.place)],
        ],
        "      ",
      );
    }
    for (const finding of outcome.findings) {
      const breaks = finding.effect === "breaks";
      if (!breaks) settled++;
      print(`    ${paint(breaks ? "red" : "cyan", `${breaks ? "✗" : "●"} ${scrub(findingTitle(finding))}`)}`);
      block(findingLines(finding, scrub), "      ");
    }
    if (outcome.exchange) block(exchangeLines(maskedExchange(outcome.exchange, masker, scrub)), "      ");
  };

  const workflow = (outcome: WorkflowOutcome) => {
    const { mark, color } = marks[outcome.verdict];
    const name = printable(outcome.workflowId).padEnd(titleWidth - 2);
    print(`  ${paint(color, mark)} ${name} ${paint("gray", durationText(outcome.durationMs))}`);
    const telling = outcome.steps.filter(isTelling);
    const known = outcome.verdict === "skipped" || telling.some(({ reason }) => reason === outcome.reason);
    if (outcome.reason !== undefined && !known) block([["reason", printable(outcome.reason)]], "      ");
    const exchanges = outcome.steps.flatMap(({ exchange }) => exchange ?? []);
    // A finding's own text is masked, but not what it repeats from another exchange.
    const scrub = scrubberOf(exchanges, masker);
    for (const told of telling) step(told, scrub);
    if (telling.length > 0) print("");
  };

  const finishFile = () => {
    if (!file) return;
    const { scenario, outcomes } = file;
    file = undefined;
    progress("");
    const count = (verdict: Verdict) => outcomes.filter((outcome) => outcome.verdict === verdict).length;
    const worst = worstFirst.find((verdict) => count(verdict) > 0) ?? "pass";
    const { mark, color } = marks[worst];
    const counts = worstFirst.filter((verdict) => count(verdict) > 0).map((v) => `${count(v)} ${marks[v].word}`);
    const duration = durationText(outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0));
    const title = printable(titles?.get(scenario) ?? scenario);
    print(`${paint(color, mark)} ${title.padEnd(titleWidth)} ${paint("gray", `${counts.join(", ")}, ${duration}`)}`);
    if (!outcomes.some((outcome) => [outcome, ...outcome.steps].some(isTelling))) return;
    repeats.add(scenario);
    if (title !== scenario) print(`  ${paint("gray", printable(scenario))}`);
    outcomes.forEach(workflow);
  };

  const summary = ({ workflows, steps, findings, durationMs }: RunSummary) => {
    const all = Object.values(steps).reduce((sum, count) => sum + count, 0);
    print("");
    const run = `${counted(total, "workflow")}, ${counted(all, "step")}, ${durationText(durationMs)}`;
    const verdicts = (["pass", "drift", "unavailable", "inconclusive", "skipped"] as const).map((verdict) => {
      const { mark, color, word } = marks[verdict];
      const text = `${mark} ${workflows[verdict]} ${word}`;
      return workflows[verdict] > 0 ? paint(color, text) : paint("gray", text);
    });
    print(`${verdicts.join("   ")}   ${paint("gray", `of ${run}`)}`);
    if (findings > 0) {
      const breaking = findings - settled;
      print(`${counted(findings, "finding")}: ${breaking} broken, ${settled} settled that the contract only assumed`);
    }
    for (const [reason, count] of skips) print(paint("gray", `- skipped ${count} × ${printable(reason)}`));
    print(`seed ${seed}; to repeat: ${[command, "--seed", seed, ...[...repeats].map(quoted)].join(" ")}`);
  };

  return (event: RunEvent): void => {
    switch (event.type) {
      case "run-started":
        ({ seed, workflows: total } = event);
        print(`${paint("bold", `Checking ${printable(event.target)}`)}`);
        print("");
        return;
      case "workflow-started":
        if (file?.scenario !== event.scenario) finishFile();
        file ??= { scenario: event.scenario, outcomes: [] };
        progress(`  ${event.index + 1}/${total} ${basename(event.scenario)} › ${printable(event.workflowId)}`);
        return;
      case "step-finished":
        return;
      case "workflow-finished":
        file?.outcomes.push(event.outcome);
        for (const reason of skipReasons(event.outcome)) skips.set(reason, (skips.get(reason) ?? 0) + 1);
        return;
      case "run-finished":
        finishFile();
        summary(event.summary);
        return;
      default:
        event satisfies never;
    }
  };
}

/** Whether there is more to say of an outcome than its mark. What was skipped is told together at the end. */
function isTelling({ verdict }: { verdict: Verdict }): boolean {
  return verdict !== "pass" && verdict !== "skipped";
}

/** Why a workflow, or steps of it, were skipped; each reason once. */
function skipReasons(outcome: WorkflowOutcome): Set<string> {
  const skipped = [outcome, ...outcome.steps].filter(({ verdict }) => verdict === "skipped");
  return new Set(skipped.flatMap(({ reason }) => reason ?? []));
}
