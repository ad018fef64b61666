import type { RunSummary, StepOutcome, Verdict, WorkflowOutcome } from "./event.ts";
import type { Finding } from "./finding.ts";

/** Worst first: what was found outweighs what could not be learnt. */
const order: readonly Verdict[] = ["drift", "unavailable", "inconclusive", "skipped", "pass"];

/** The verdict that outweighs the others; `pass` where there is none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}

/** Whether findings make a drift: a warning does not. */
export function isDrift(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** Counts a finished run. A run in which anything passed is not skipped as a whole. */
export function summarise(outcomes: readonly WorkflowOutcome[], durationMs: number): RunSummary {
  const steps = outcomes.flatMap((outcome) => outcome.steps);
  const told = steps.flatMap((step) => step.findings);
  const verdicts = outcomes.map((outcome) => outcome.verdict);
  const verdict = worst(verdicts);
  return {
    verdict: verdict === "skipped" && verdicts.includes("pass") ? "pass" : verdict,
    workflows: count(outcomes),
    steps: count(steps),
    findings: told.filter(({ severity }) => severity === "error").length,
    warnings: told.filter(({ severity }) => severity === "warning").length,
    durationMs,
  };
}

function count(outcomes: readonly (StepOutcome | WorkflowOutcome)[]): Record<Verdict, number> {
  const counts = { pass: 0, drift: 0, unavailable: 0, inconclusive: 0, skipped: 0 };
  for (const { verdict } of outcomes) counts[verdict]++;
  return counts;
}
