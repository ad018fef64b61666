import type { RunSummary } from "./event.ts";

/** What the process ends with. Scripts rely on these numbers. */
export const exitCode = {
  nothingFound: 0,
  findings: 1,
  /** Usage, scenario or contract error: the user's to mend. */
  usage: 2,
  /** The target was unavailable, or nothing was learnt. */
  unavailable: 3,
  ownFailure: 70,
  /** Standard output was closed by its reader: what a shell says of a program that SIGPIPE ended. */
  nobodyReads: 141,
} as const;

/**
 * The code of a run. Findings win, since they are known; a run in which everything was skipped found nothing.
 */
export function exitCodeOf({ findings, workflows }: RunSummary): 0 | 1 | 3 {
  if (findings > 0 || workflows.drift > 0) return exitCode.findings;
  return workflows.unavailable > 0 || workflows.inconclusive > 0 ? exitCode.unavailable : exitCode.nothingFound;
}
