import { appendFileSync, closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../../spec/usage-error.ts";
import { oneOf } from "../../spec/words/did-you-mean.ts";
import { type ConsoleOptions, consoleReport, type ReportStream } from "./console.ts";
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
  /** `-` for standard output. */
  file: string;
}

/** As Unix programs have it: the file that is none. */
const standardOutput = "-";

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
  if (file === "") {
    const advice = `give --report ${kind}=FILE, or ${kind}=- for standard output`;
    throw new UsageError(`report ${kind} has no file to be written to: ${advice}`);
  }
  return { kind, file };
}

/** The reports that a command's options ask for; `--junit FILE` is `--report junit=FILE`. @throws as {@link reportRequest} */
export function reportRequestsOf({ report, junit }: { report: readonly string[]; junit?: string }): ReportRequest[] {
  return [...report, ...(junit === undefined ? [] : [`junit=${junit}`])].map(reportRequest);
}

export interface ReporterOptions extends CollectOptions, Omit<ConsoleOptions, "shows"> {
  reports: readonly ReportRequest[];
  /** Where people are told instead, when a report takes the stream; standard error unless told otherwise. */
  errors?: ReportStream;
  /** Whether only what did not pass is told to people. */
  quiet?: boolean | undefined;
  tool: Tool;
  /** `CI`, `GITHUB_ACTIONS`, `GITHUB_STEP_SUMMARY` and `GITHUB_WORKSPACE` are looked at. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes the reporters of one run: the terminal's, which tells less in CI; every report that was asked for; and where the
 * run is a step of GitHub Actions, annotations in its log and a summary of the step. Where a report goes to standard output
 * it has that for itself, so that another program can read it.
 * @throws UsageError for a report that cannot be written, or two in one place; that is found before anything is sent
 */
export function reportersOf({ reports, tool, variables, ...options }: ReporterOptions): Reporter[] {
  const { quiet, errors = process.stderr, ...shared } = options;
  const { CI, GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE } = variables;
  const context = { tool, root: GITHUB_WORKSPACE ?? process.cwd() };
  prepare(reports);
  const isTaken = reports.some(({ file }) => file === standardOutput);
  const terminal = isTaken ? errors : shared.stream;
  const shows = quiet ? "failures" : isOn(CI) ? "telling" : "all";
  const reporters = [consoleReport({ ...shared, stream: terminal, shows })];
  const writing = (run: ShownRun) => {
    for (const { kind, file } of reports) {
      const text = formats[kind]?.(run, context) ?? "";
      if (file === standardOutput) shared.stream.write(text);
      else written(file, () => writeFileSync(file, text));
    }
    if (!isOn(GITHUB_ACTIONS)) return;
    terminal.write(githubAnnotationsOf(run, context.root));
    const file = GITHUB_STEP_SUMMARY;
    // One file for the whole step, which other commands may have written to.
    if (file) written(file, () => appendFileSync(file, githubSummaryOf(run)));
  };
  if (reports.length > 0 || isOn(GITHUB_ACTIONS)) reporters.push(collectRun(writing, shared));
  return reporters;
}

/** CI systems set `CI=true`; people who want it off set it to something that says so. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false"].includes(value.toLowerCase());
}

/** Makes the files of some reports, with the folders above them, and empties them when all of them can be written. */
function prepare(reports: readonly ReportRequest[]): void {
  const opened: { request: ReportRequest; handle: number | undefined; is: string }[] = [];
  try {
    for (const request of reports) {
      const handle = request.file === standardOutput ? undefined : opening(request.file);
      const is = handle === undefined ? standardOutput : identityOf(handle);
      const other = opened.find((one) => one.is === is)?.request;
      opened.push({ request, handle, is });
      if (other) throw new UsageError(secondText(request, other));
    }
    for (const { request, handle } of opened) {
      if (handle !== undefined && fstatSync(handle).isFile()) written(request.file, () => ftruncateSync(handle));
    }
  } finally {
    for (const { handle } of opened) if (handle !== undefined) closeSync(handle);
  }
}

function opening(file: string): number {
  return written(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, "a");
  });
}

/** A file may have many names: relative and absolute ones, links, other letters on some disks. */
function identityOf(handle: number): string {
  const { dev, ino } = fstatSync(handle, { bigint: true });
  return `${dev} ${ino}`;
}

function secondText(second: ReportRequest, first: ReportRequest): string {
  const [one, other] = [first, second].map(({ kind, file }) => `${kind}=${file}`);
  if (second.file === standardOutput) return `both ${one} and ${other} go to standard output: give one of them a file`;
  return `${one} and ${other} are one file: give each report a file of its own`;
}

function written<T>(file: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw UsageError.inFile(file, undefined, { found: code, expected: "a file that can be written" });
  }
}
