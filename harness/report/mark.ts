import type { Verdict } from "../event.ts";
import type { Finding } from "../finding.ts";
import type { ShownWorkflow } from "./shown-run.ts";

/** How a finding is shown: what it breaks, what it settles, or that it only warns. */
export type FindingKind = "breaks" | "settles" | "warning";

/** A sign that is no letter, and a word: no report relies on colour alone. */
interface Mark {
  mark: string;
  word: string;
}

export const verdictMarks: Record<Verdict, Mark> = {
  drift: { mark: "✗", word: "drifted" },
  unavailable: { mark: "!", word: "unavailable" },
  inconclusive: { mark: "?", word: "inconclusive" },
  pass: { mark: "✓", word: "passed" },
  skipped: { mark: "-", word: "skipped" },
};

export const findingMarks: Record<FindingKind, Mark> = {
  breaks: { mark: "✗", word: "broken" },
  settles: { mark: "●", word: "settled" },
  warning: { mark: "▲", word: "warning" },
};

/** From the verdict that wants attention most to the one that wants it least. */
export const worstFirst: readonly Verdict[] = ["drift", "unavailable", "inconclusive", "pass", "skipped"];
/** In the order of a summary. */
export const verdictOrder: readonly Verdict[] = ["pass", "drift", "unavailable", "inconclusive", "skipped"];

/** A warning looks like one whatever it would break or settle. */
export function findingKind({ severity, effect }: Finding): FindingKind {
  return severity === "warning" ? "warning" : effect;
}

/** How many of some workflows ended in each way. */
export function countVerdicts(workflows: readonly ShownWorkflow[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, drift: 0, unavailable: 0, inconclusive: 0, skipped: 0 };
  for (const { verdict } of workflows) counts[verdict]++;
  return counts;
}

/** How many findings of some workflows there are of each kind. */
export function countFindings(workflows: readonly ShownWorkflow[]): Record<FindingKind, number> {
  const counts: Record<FindingKind, number> = { breaks: 0, settles: 0, warning: 0 };
  for (const { steps } of workflows) {
    for (const { findings } of steps) for (const finding of findings) counts[findingKind(finding)]++;
  }
  return counts;
}

/** What came of a run, in words for somebody who reads nothing else. */
export function headlineOf(verdict: Verdict, { breaks, settles, warning }: Record<FindingKind, number>): string {
  switch (verdict) {
    case "drift":
      if (breaks > 0) return "The target does not keep its contract";
      return settles > 0 ? "The target settles what its contract only assumed" : "A workflow did not do what it must";
    case "unavailable":
      return "The target did not answer";
    case "inconclusive":
      return "Not everything could be judged";
    case "skipped":
      return "Everything was skipped";
    case "pass":
      return warning > 0 ? "The target keeps its contract, with warnings" : "The target keeps its contract";
    default:
      return verdict satisfies never;
  }
}
