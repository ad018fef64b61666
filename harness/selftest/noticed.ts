import type { StepOutcome, Verdict } from "../event.ts";
import type { Finding } from "../finding.ts";
import { strayStatus } from "./server.ts";

/** What came of a server that is to be noticed. */
export interface Caught {
  /** Whether it was noticed by any of the answers that it can be planted into. */
  caught: boolean;
  /** How many answers those are, and by how many of them it was noticed; none where it is no answer that is changed. */
  answers: number;
  noticed: number;
  /** What the judge alone says against it where the contract allows it: a false alarm. */
  alarm?: string | undefined;
  /** What the recording of the run tells otherwise than the run, in words; `undefined` where that is nothing. */
  loss: string | undefined;
}

const telling: readonly Verdict[] = ["drift", "unavailable"];

/** Whether a run has told that something is wrong: by the judge, or by whatever the scenario asks as well. */
export function isNoticed(outcomes: readonly StepOutcome[], by: "judge" | "anyone"): boolean {
  return outcomes.some(({ verdict, findings, exchange }) =>
    by === "anyone"
      ? // A run that was led astray has noticed nothing: it was the recording that ended.
        telling.includes(verdict) && exchange?.response.status !== strayStatus
      : findings.some(isJudges),
  );
}

function isJudges({ check, severity }: Finding): boolean {
  return check !== "criterion" && severity === "error";
}

/**
 * The first thing that the judge alone says against a run that was not led astray.
 * @param counts which of its findings count; all unless told otherwise
 */
export function alarmIn(
  outcomes: readonly StepOutcome[],
  counts: (finding: Finding) => boolean = () => true,
): string | undefined {
  const told = outcomes.filter(({ exchange }) => exchange?.response.status !== strayStatus);
  return told
    .flatMap(({ findings }) => findings)
    .filter((finding) => isJudges(finding) && counts(finding))
    .map(textOf)[0];
}

/** A finding in one line. */
export function textOf({ check, where, expected, actual }: Finding): string {
  return `${check} ${where}: ${expected}, not ${actual}`;
}
