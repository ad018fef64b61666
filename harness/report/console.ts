import { basename } from "node:path";
import { styleText } from "node:util";
import type { Masker } from "../../spec/mask.ts";
import { printable } from "../../spec/words/printable.ts";
import type { RunEvent, RunSummary, Verdict } from "../event.ts";
import { Scrubber } from "../exchange/scrubber.ts";
import { quoted } from "./curl.ts";
import {
  exchangeLines,
  findingLines,
  findingTitle,
  type Line,
  placeText,
  stepTitle,
  unjudgedText,
} from "./finding-text.ts";
import {
  countFindings,
  countVerdicts,
  type FindingKind,
  findingKind,
  findingMarks,
  verdictMarks,
  verdictOrder,
  worstFirst,
} from "./mark.ts";
import {
  isFailing,
  isTelling,
  type Reporter,
  type ShownStep,
  type ShownWorkflow,
  shownWorkflow,
  skipReasons,
} from "./shown-run.ts";
import { counted, durationText } from "./words.ts";

/** A terminal, a pipe or a file. */
export type ReportStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

export interface ConsoleOptions {
  stream: ReportStream;
  masker: Masker;
  /** What a scenario file is about, by its name in the events; the name itself stands in. */
  titles?: ReadonlyMap<string, string> | undefined;
  /** The command that was run, without its seed and its files. */
  command?: string;
  shows?: Shown;
}

/**
 * How much is told: all; without progress, and without files and workflows of which there is nothing to tell, for logs that
 * nobody watches (`telling`); or only what did not pass, and the line that counts (`failures`).
 */
export type Shown = "all" | "telling" | "failures";

type Color = "green" | "red" | "yellow" | "cyan" | "gray" | "bold";

const verdictColors: Record<Verdict, Color> = {
  drift: "red",
  unavailable: "yellow",
  inconclusive: "yellow",
  pass: "green",
  skipped: "gray",
};
const findingColors: Record<FindingKind, Color> = { breaks: "red", settles: "cyan", warning: "yellow" };

/** Where titles end, so that what follows them stands in a column. */
const titleWidth = 64;
/** How many workflows with nothing to tell are named: beside those that have something, and where there is but one file. */
const namedPassing = 20;
/** How many reasons for skipping are told. */
const toldSkips = 20;
/** How much of what is not judged is named. */
const toldUnjudged = 10;

/**
 * Makes a reporter for people: one line for a scenario file in which nothing was found, a block for each other one, and
 * a summary. On a terminal a line below them tells how far the run is. Colours follow NO_COLOR and FORCE_COLOR.
 */
export function consoleReport({
  stream,
  masker,
  titles,
  command = "understudy check",
  shows = "all",
}: ConsoleOptions): Reporter {
  const progresses = stream.isTTY === true && process.env.TERM !== "dumb" && shows === "all";
  const scrubber = new Scrubber(masker);
  const skips = new Map<string, number>();
  const repeats = new Set<string>();
  const found: Record<FindingKind, number> = { breaks: 0, settles: 0, warning: 0 };
  let lastWasEmpty = false;
  let total = 0;
  let seed: number | undefined;
  let unjudged: readonly string[] = [];
  /** Whoever runs one file sees its workflows. */
  let isAlone = false;
  let file: { scenario: string; workflows: ShownWorkflow[] } | undefined;

  const paint = (color: Color, text: string) => styleText(color, text, { stream, validateStream: true });
  // Blocks stand apart by one empty line, whichever of them asks for it.
  const print = (line: string) => {
    if (line !== "" || !lastWasEmpty) stream.write(`${line.trimEnd()}\n`);
    lastWasEmpty = line === "";
  };
  const progress = (text: string) => {
    if (progresses) stream.write(`\r\x1b[2K${text.slice(0, Math.max(0, (stream.columns ?? 80) - 1))}`);
  };

  const block = (lines: Line[]) => {
    for (const [label, text] of lines) print(`      ${paint("gray", label.padEnd(10))}${text}`);
  };

  const tellStep = (step: ShownStep) => {
    print("");
    print(`    ${stepTitle(step)}`);
    const { reason, place, findings, exchange } = step;
    if (reason !== undefined) {
      block([
        ["reason", printable(reason)],
        ["scenario", placeText(place)],
      ]);
    }
    for (const finding of findings) {
      const kind = findingKind(finding);
      print(`    ${paint(findingColors[kind], `${findingMarks[kind].mark} ${findingTitle(finding)}`)}`);
      block(findingLines(finding));
    }
    if (exchange) block(exchangeLines(exchange));
  };

  const tellWorkflow = (workflow: ShownWorkflow) => {
    const { workflowId, verdict, reason, steps, durationMs } = workflow;
    const name = printable(workflowId).padEnd(titleWidth - 2);
    const mark = paint(verdictColors[verdict], verdictMarks[verdict].mark);
    print(`  ${mark} ${name} ${paint("gray", durationText(durationMs))}`);
    const telling = steps.filter(isTelling);
    const known = verdict === "skipped" || telling.some((step) => step.reason === reason);
    if (reason !== undefined && !known) block([["reason", printable(reason)]]);
    telling.forEach(tellStep);
    if (telling.length > 0) print("");
  };

  const finishFile = () => {
    if (!file) return;
    const { scenario, workflows } = file;
    file = undefined;
    progress("");
    const telling = workflows.filter(shows === "failures" ? isFailing : isTelling);
    if (shows !== "all" && telling.length === 0) return;
    const counts = countVerdicts(workflows);
    const { warning } = countFindings(workflows);
    const told = worstFirst.filter((verdict) => counts[verdict] > 0);
    const worst = told[0] ?? "pass";
    const words = told.map((verdict) => `${counts[verdict]} ${verdictMarks[verdict].word}`);
    if (warning > 0) words.push(counted(warning, "warning"));
    const duration = durationText(workflows.reduce((sum, { durationMs }) => sum + durationMs, 0));
    const title = printable(titles?.get(scenario) ?? scenario);
    const mark = paint(verdictColors[worst], verdictMarks[worst].mark);
    print(`${mark} ${title.padEnd(titleWidth)} ${paint("gray", `${words.join(", ")}, ${duration}`)}`);
    if (telling.length > 0) repeats.add(scenario);
    else if (!isAlone || workflows.length > namedPassing) return;
    if (title !== scenario) print(`  ${paint("gray", printable(scenario))}`);
    const brief = shows !== "all" || workflows.length - telling.length > namedPassing;
    (brief ? telling : workflows).forEach(tellWorkflow);
  };

  const tellSkips = () => {
    const all = [...skips];
    for (const [reason, count] of all.slice(0, toldSkips)) {
      print(paint("gray", `- skipped ${count} × ${printable(reason)}`));
    }
    const rest = all.slice(toldSkips).reduce((sum, [, count]) => sum + count, 0);
    if (rest > 0)
      print(paint("gray", `- skipped ${rest} more, for ${counted(all.length - toldSkips, "other reason")}`));
  };

  const tellCounts = ({ workflows, steps, durationMs }: RunSummary) => {
    const all = Object.values(steps).reduce((sum, count) => sum + count, 0);
    const run = `${counted(total, "workflow")}, ${counted(all, "step")}, ${durationText(durationMs)}`;
    const verdicts = verdictOrder.map((verdict) => {
      const { mark, word } = verdictMarks[verdict];
      const text = `${mark} ${workflows[verdict]} ${word}`;
      return workflows[verdict] > 0 ? paint(verdictColors[verdict], text) : paint("gray", text);
    });
    print(`${verdicts.join("   ")}   ${paint("gray", `of ${run}`)}`);
  };

  const repeat = () => {
    if (seed !== undefined)
      print(`seed ${seed}; to repeat: ${[command, "--seed", seed, ...[...repeats].map(quoted)].join(" ")}`);
  };

  const summary = ({ notes = [] }: RunSummary) => {
    const { breaks, settles, warning } = found;
    if (breaks + settles > 0) {
      print(
        `${counted(breaks + settles, "finding")}: ${breaks} broken, ${settles} settled that the contract only assumed`,
      );
    }
    if (warning > 0)
      print(paint("yellow", `${findingMarks.warning.mark} ${counted(warning, "warning")}, not counted as drift`));
    if (unjudged.length > 0) print(paint("yellow", unjudgedText(unjudged, toldUnjudged)));
    for (const note of notes) print(`note: ${printable(note)}`);
    tellSkips();
    repeat();
  };

  const finishWorkflow = (workflow: ShownWorkflow) => {
    file?.workflows.push(workflow);
    const counts = countFindings([workflow]);
    for (const kind of ["breaks", "settles", "warning"] as const) found[kind] += counts[kind];
    for (const reason of skipReasons(workflow)) skips.set(reason, (skips.get(reason) ?? 0) + 1);
  };

  return (event: RunEvent): void => {
    switch (event.type) {
      case "run-started":
        ({ seed, workflows: total, unjudged = [] } = event);
        isAlone = event.scenarios.length === 1;
        if (shows === "failures") return;
        print(`${paint("bold", `Checking ${printable(event.target)}`)}`);
        print("");
        return;
      case "workflow-started":
        if (file?.scenario !== event.scenario) finishFile();
        file ??= { scenario: event.scenario, workflows: [] };
        progress(`  ${event.index + 1}/${total} ${basename(event.scenario)} › ${printable(event.workflowId)}`);
        return;
      case "step-finished":
        return;
      case "workflow-finished":
        for (const { exchange } of event.outcome.steps) if (exchange) scrubber.learn(exchange);
        finishWorkflow(shownWorkflow(event.outcome, { masker, scrubber }));
        return;
      case "run-finished":
        finishFile();
        if (shows !== "failures" || repeats.size > 0) print("");
        tellCounts(event.summary);
        if (shows !== "failures") summary(event.summary);
        else if (repeats.size > 0) repeat();
        return;
      default:
        event satisfies never;
    }
  };
}
