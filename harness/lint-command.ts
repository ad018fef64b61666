import { loadLedger } from "../spec/ledger.ts";
import { standInsOf } from "./arazzo/library.ts";
import { exitCode } from "./exit-code.ts";
import { arazzoFiles, filesNamed } from "./file-arguments.ts";
import { lint } from "./lint/lint.ts";

/** The options of `understudy lint`, and where it writes. */
export interface LintSetting {
  ledger?: string | undefined;
  /** Files that stand in for sources, as `NAME=FILE` or `FILE`. */
  contract: readonly string[];
  /** Whether a contract of which something would not be judged cannot be used. */
  strict?: boolean | undefined;
  out: (line: string) => void;
  err: (line: string) => void;
}

/**
 * `understudy lint`: looks through scenario files without sending anything.
 * @param files names, folders and patterns
 * @returns the exit code: 0 nothing found, 1 findings, 2 files that cannot be used, 3 nothing found but not all looked into
 * @throws UsageError for a ledger that cannot be used, a folder without scenarios, or a contract for a source that is not there
 */
export function lintCommand(files: readonly string[], { ledger, contract, strict, out, err }: LintSetting): number {
  const paths = filesNamed(files, arazzoFiles);
  const { findings, unread, unusable } = lint(paths, loadLedger(ledger), { standIns: standInsOf(contract), strict });
  for (const { file, line, column, message, kind } of findings) out(`${file}:${line}:${column}: ${message} (${kind})`);
  for (const { place, problem } of unread) {
    err(`${place ? `${place.file}:${place.line}:${place.column}: ` : ""}not looked into: ${problem}`);
  }
  for (const { message } of unusable) err(message);
  const concerned = new Set(findings.map(({ file }) => file)).size;
  const told =
    findings.length === 0 ? "nothing found" : `${counted(findings.length, "finding")} in ${concerned} of them`;
  const left = unusable.length === 0 ? "" : `; ${unusable.length} could not be used`;
  const missed = unread.length === 0 ? "" : `; not looked into: ${counted(unread.length, "part")}`;
  out(`${counted(paths.length, "file")}, ${told}${left}${missed}`);
  if (unusable.length > 0) return exitCode.usage;
  if (findings.length > 0) return exitCode.findings;
  return unread.length > 0 ? exitCode.unavailable : exitCode.nothingFound;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
