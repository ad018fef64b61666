// What GitHub Actions shows of a run: annotations in the log, and the summary of a step.

import { relative, resolve, sep } from "node:path";
import type { Place } from "../../spec/place.ts";
import { printable } from "../../spec/words/printable.ts";
import {
  exchangeLines,
  findingLines,
  findingTitle,
  outcomeText,
  placeText,
  stepTitle,
  unjudgedText,
} from "./finding-text.ts";
import {
  countFindings,
  countVerdicts,
  findingKind,
  findingMarks,
  verdictMarks,
  verdictOrder,
  worstFirst,
} from "./mark.ts";
import {
  findingsOf,
  isTelling,
  type ShownFile,
  type ShownRun,
  type ShownStep,
  type ShownWorkflow,
  skipReasons,
} from "./shown-run.ts";
import { counted, durationText } from "./words.ts";

/** GitHub shows this many annotations of one level for a step, and drops the others without a word. */
const shownPerLevel = 10;

type Level = "error" | "warning";

interface Annotation {
  level: Level;
  place: Place;
  title: string;
  message: string;
}

/**
 * A run as GitHub workflow commands, one line each: what makes the job fail is an error, a warning is a warning
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 * @param root the folder that the repository was checked out to; files are named from there
 */
export function githubAnnotationsOf(run: ShownRun, root: string): string {
  const all = run.files.flatMap((file) => file.workflows).flatMap(annotationsOf);
  const lines = (["error", "warning"] as const).flatMap((level) => {
    const told = all.filter((annotation) => annotation.level === level);
    if (told.length <= shownPerLevel) return told.map((annotation) => commandOf(annotation, root));
    const rest = told.length - shownPerLevel + 1;
    const more = `::${level}::${data(`understudy: ${rest} more like these: see the log or the step summary`)}`;
    return [...told.slice(0, shownPerLevel - 1).map((annotation) => commandOf(annotation, root)), more];
  });
  const unjudged = run.unjudged.length === 0 ? [] : [`::notice::${data(`understudy: ${unjudgedText(run.unjudged)}`)}`];
  return [...lines, ...unjudged].map((line) => `${line}\n`).join("");
}

function annotationsOf(workflow: ShownWorkflow): Annotation[] {
  const found = findingsOf(workflow).map(({ finding }): Annotation => {
    const lines = findingLines(finding).filter(([label]) => label !== "scenario");
    const message = lines.map(([label, text]) => `${label}: ${text}`).join("\n");
    return { level: finding.severity, place: finding.scenario, title: findingTitle(finding), message };
  });
  const { verdict, workflowId } = workflow;
  if (verdict !== "unavailable" && verdict !== "inconclusive") return found;
  const telling = workflow.steps.find((step) => step.verdict === verdict);
  const title = `${printable(workflowId)} is ${verdict}`;
  return [...found, { level: "error", place: telling?.place ?? workflow.place, title, message: outcomeText(workflow) }];
}

function commandOf({ level, place, title, message }: Annotation, root: string): string {
  const file = relative(root, resolve(place.file)).split(sep).join("/");
  const properties = { file, line: place.line, col: place.column, title };
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${pairs.join(",")}::${data(message)}`;
}

/** The text of a command ends with its line, and escapes start with a percent sign. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends at a comma or a colon too. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** GitHub refuses a step summary above 1 MiB, in characters; what does not fit is counted. */
const maximumCharacters = 900_000;

/** A run as GitHub-flavoured Markdown: for the summary of a step, or any other place that shows Markdown. */
export function githubSummaryOf(run: ShownRun): string {
  const workflows = run.files.flatMap((file) => file.workflows);
  const counts = countVerdicts(workflows);
  const { breaks, settles, warning } = countFindings(workflows);
  const { mark, word } = verdictMarks[run.summary.verdict];
  const seed = run.seed === undefined ? "" : `, seed ${run.seed}`;
  const head = [
    `## ${mark} understudy: ${word}`,
    `${text(run.target)}: ${counted(workflows.length, "workflow")} in ${durationText(run.summary.durationMs)}${seed}`,
    table(
      verdictOrder.map((verdict) => `${verdictMarks[verdict].mark} ${verdictMarks[verdict].word}`),
      [verdictOrder.map((verdict) => String(counts[verdict]))],
    ),
    `${breaks} broken, ${settles} settled that the contract only assumed, ${counted(warning, "warning")}`,
    ...(run.unjudged.length === 0 ? [] : [text(unjudgedText(run.unjudged))]),
    ...(run.summary.notes ?? []).map((note) => `Note: ${text(note)}`),
    table(["", "scenario", "workflows", "time"], run.files.map(fileRow)),
  ];
  const details = run.files.flatMap((file) => file.workflows.filter(isTelling).map((told) => detailsOf(file, told)));
  return `${[...head, ...fitting(details), ...skipped(workflows)].join("\n\n")}\n`;
}

function fitting(blocks: string[]): string[] {
  let used = 0;
  const shown = blocks.filter((block) => {
    used += block.length;
    return used <= maximumCharacters;
  });
  const rest = blocks.length - shown.length;
  return rest === 0 ? shown : [...shown, `${rest} more did not fit here.`];
}

function fileRow({ scenario, title, workflows }: ShownFile): string[] {
  const counts = countVerdicts(workflows);
  const told = worstFirst.filter((verdict) => counts[verdict] > 0);
  const words = told.map((verdict) => `${counts[verdict]} ${verdictMarks[verdict].word}`);
  const duration = workflows.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const name = title === scenario ? text(title) : `${text(title)}<br>${text(scenario)}`;
  return [verdictMarks[told[0] ?? "pass"].mark, name, words.join(", "), durationText(duration)];
}

function detailsOf({ scenario }: ShownFile, workflow: ShownWorkflow): string {
  const { mark, word } = verdictMarks[workflow.verdict];
  const blocks = workflow.steps.filter(isTelling).map(stepBlock);
  const reason = blocks.length > 0 ? [] : [text(outcomeText(workflow))];
  return [
    `<details><summary>${mark} <b>${text(workflow.workflowId)}</b> ${word}: ${text(scenario)}</summary>`,
    ...blocks,
    ...reason,
    "</details>",
  ].join("\n\n");
}

function stepBlock(step: ShownStep): string {
  const findings = step.findings.map((finding) => {
    const { mark } = findingMarks[findingKind(finding)];
    const lines = findingLines(finding).map(([label, line]) => `| ${label} | ${text(line)} |`);
    return [`**${mark} ${text(findingTitle(finding))}**`, "", "| | |", "|---|---|", ...lines].join("\n");
  });
  const exchange = step.exchange ? [fenced(exchangeLines(step.exchange))] : [];
  const reason = step.reason === undefined ? [] : [text(step.reason)];
  return [`${text(stepTitle(step))} at ${text(placeText(step.place))}`, ...reason, ...findings, ...exchange].join(
    "\n\n",
  );
}

function skipped(workflows: ShownWorkflow[]): string[] {
  const reasons = new Map<string, number>();
  for (const workflow of workflows) {
    for (const reason of skipReasons(workflow)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(([reason, count]) => `- skipped ${count} × ${text(reason)}`);
}

function table(head: string[], rows: string[][]): string {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** Text of somebody else's: whatever Markdown or HTML would make of it is written as a character reference. */
function text(value: string): string {
  return printable(value).replace(/[&<>|`*_~[\]\\$@#!]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A block of code whose fence is longer than any in it. */
function fenced(lines: [string, string][]): string {
  const content = lines.map(([label, line]) => `${label.padEnd(10)}${line}`.trimEnd()).join("\n");
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${content}\n${fence}`;
}
