import type { RunSummary } from "./event.ts";

/**
 * What a run's process ends with: 0 nothing found, 1 findings, 3 the target was unavailable or nothing was learnt.
 * Findings win, since they are known; a run in which everything was skipped found nothing.
 */
export function exitCodeOf({ findings, workflows }: RunSummary): 0 | 1 | 3 {
  if (findings > 0 || workflows.drift > 0) return 1;
  return workflows.unavailable > 0 || workflows.inconclusive > 0 ? 3 : 0;
}
