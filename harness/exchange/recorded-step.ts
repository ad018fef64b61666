import { checkShape } from "../../spec/check-shape.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { checkIds, type Finding } from "../finding.ts";
import schema from "./recorded-step.schema.json" with { type: "json" };

/**
 * What an entry of a recording of ours says of the step that sent it, in its member `_step`: HTTP Archive 1.2 leaves members
 * that begin with an underscore to whoever writes them.
 */
export interface RecordedStep {
  /** How it ended. */
  verdict?: string;
  /** Whether the step broke the contract on purpose, so that its request is not told. */
  breaksRequest?: boolean;
  /** What was found when everything was there to be seen: a recording hides what is secret or personal. */
  findings: RecordedFinding[];
}

/** A finding as it is recorded: its rules by their ids, so that they are looked up when it is read. */
export type RecordedFinding = Omit<Finding, "rules"> & { rules: string[] };

/** A finding as it is recorded. */
export function recordedFinding({ rules, ...finding }: Finding): RecordedFinding {
  return { ...finding, rules: rules.map(({ id }) => id) };
}

/** What a member `_step` says; `undefined` where there is none, or one of somebody else's. */
export function recordedStepOf(value: unknown): RecordedStep | undefined {
  try {
    // Nothing of it is told where it is not ours, so no place is needed.
    const file = { path: "", value, locate: () => ({ line: 1, column: 1 }) };
    const step = checkShape<RecordedStep>(file, schema);
    return step.findings.every(({ check }) => checkIds.includes(check)) ? step : undefined;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
