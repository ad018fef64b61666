import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { oneOf } from "../../spec/did-you-mean.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { type ConsoleOptions, consoleReport } from "./console.ts";
import { ctrfOf, type Tool } from "./ctrf.ts";
import { githubAnnotationsOf, githubSummaryOf } from "./github.ts";
import { harOf } from "./har.ts";
import { htmlOf } from "./html.ts";
import { junitOf } from "./junit.ts";
import { sarifOf } from "./sarif.ts";
import { type CollectOptions, collectRun, type Reporter, type ShownRun } from "./shown-run.ts";

/** What can be written to a file, by the name it is asked for. */
const formats: Record<string, (run: ShownRun, context: { tool: Tool; root: string }) => string> = {
  junit: (run) => junitOf(run),
  ctrf: (run, { tool }) => ctrfOf(run, tool),
  sarif: (run, { tool }) => sarifOf(run, tool),
  html: (run, { tool }) => htmlOf(run, tool),
  har: (run, { tool }) => harOf(run, tool),
  "github-summary": (run) => githubSummaryOf(run),
  "github-annotations": (run, { root }) => githubAnnotationsOf(run, root),
};

/** The kinds of report that can be written to a file. */
export const reportKinds: readonly string[] = Object.keys(formats);

/** A report somebody asked for. */
export interface ReportRequest {
  kind: string;
  file: string;
}

/**
 * Reads what a user asks for, written as `KIND=FILE`.
 * @throws UsageError without a file, or for a kind there is none of; the nearest one is named
 */
export function reportRequest(text: string): ReportRequest {
  const at = text.indexOf("=");
  const kind = at === -1 ? text : text.slice(0, at);
  if (!Object.hasOwn(formats, kind)) {
    throw new UsageError(`unknown report ${kind}: expected ${oneOf(kind, reportKinds)}`);
  }
  const file = at === -1 ? "" : text.slice(at + 1);
  if (file === "") throw new UsageError(`report ${kind} has no file to be written to: give --report ${kind}=FILE`);
  return { kind, file };
}

/** The reports that a command's options ask for; `--junit FILE` is `--report junit=FILE`. @throws as {@link reportRequest} */
export function reportRequestsOf({ report, junit }: { report: readonly string[]; junit?: string }): ReportRequest[] {
  return [...report, ...(junit === undefined ? [] : [`junit=${junit}`])].map(reportRequest);
}

export interface ReporterOptions extends CollectOptions, ConsoleOptions {
  reports: readonly ReportRequest[];
  tool: Tool;
  /** `CI`, `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY` and `GITHUB_WORKSPACE` are looked at. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes the reporters of one run: the terminal's, which is quiet in CI; every report that was asked for; and where the
 * run is a step of GitHub Actions, annotations in its log and a summary of the step.
 * @throws UsageError for a report that cannot be written; that is found before anything is sent
 */
export function reportersOf({ reports, tool, variables, ...options }: ReporterOptions): Reporter[] {
  const { CI, GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE } = variables;
  const context = { tool, root: GITHUB_WORKSPACE ?? process.cwd() };
  for (const { file } of reports) prepare(file);
  const reporters = [consoleReport({ quiet: isOn(CI), ...options })];
  const writing = (run: ShownRun) => {
    for (const { kind, file } of reports) written(file, () => writeFileSync(file, formats[kind]?.(run, context) ?? ""));
    if (!isOn(GITHUB_ACTIONS)) return;
    options.stream.write(githubAnnotationsOf(run, context.root));
    const file = GITHUB_STEP_SUMMARY;
    // One file for the whole step, which other commands may have written to.
    if (file) written(file, () => appendFileSync(file, githubSummaryOf(run)));
  };
  if (reports.length > 0 || isOn(GITHUB_ACTIONS)) reporters.push(collectRun(writing, options));
  return reporters;
}

/** CI systems set `CI=true`; people who want it off set it to something that says so. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false"].includes(value.toLowerCase());
}

function prepare(file: string): void {
  written(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, "w"));
  });
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw UsageError.inFile(file, undefined, { found: code, expected: "a file that can be written" });
  }
}
