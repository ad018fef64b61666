import { relative, resolve, sep } from "node:path";
import type { Place } from "../../spec/place.ts";
import { findingLines, findingTitle, outcomeText } from "./finding-text.ts";
import { printable } from "./printable.ts";
import { findingsOf, type ShownRun, type ShownWorkflow } from "./shown-run.ts";

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
    if (told.length <= shownPerLevel) return told.map((annotation) => command(annotation, root));
    const rest = told.length - shownPerLevel + 1;
    const more = `::${level}::${data(`understudy: ${rest} more like these: see the log or the step summary`)}`;
    return [...told.slice(0, shownPerLevel - 1).map((annotation) => command(annotation, root)), more];
  });
  return lines.map((line) => `${line}\n`).join("");
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

function command({ level, place, title, message }: Annotation, root: string): string {
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
