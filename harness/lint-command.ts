import { loadLedger } from "../spec/ledger.ts";
import { exitCode } from "./exit-code.ts";
import { lint } from "./lint/lint.ts";
import { matching } from "./scenario/scenario-files.ts";

/** What the command takes from its options and the process it runs in. */
export interface LintSetting {
  ledger?: string | undefined;
  /** Whether a contract of which something would not be judged cannot be used. */
  strict?: boolean | undefined;
  out: (line: string) => void;
  err: (line: string) => void;
}

/**
 * `understudy lint`: looks through scenario files without sending anything.
 * @param files names and patterns
 * @returns the exit code: 0 nothing found, 1 findings, 2 files that cannot be used
 * @throws UsageError for a ledger that cannot be used
 */
export function lintCommand(files: readonly string[], { ledger, strict, out, err }: LintSetting): 0 | 1 | 2 {
  const paths = files.flatMap(matching);
  const { findings, unusable } = lint(paths, loadLedger(ledger), { strict });
  for (const { file, line, column, message, kind } of findings) out(`${file}:${line}:${column}: ${message} (${kind})`);
  for (const { message } of unusable) err(message);
  const concerned = new Set(findings.map(({ file }) => file)).size;
  const told =
    findings.length === 0 ? "nothing found" : `${counted(findings.length, "finding")} in ${concerned} of them`;
  const left = unusable.length === 0 ? "" : `; ${unusable.length} could not be used`;
  out(`${counted(paths.length, "file")}, ${told}${left}`);
  if (unusable.length > 0) return exitCode.usage;
  return findings.length > 0 ? exitCode.findings : exitCode.nothingFound;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
