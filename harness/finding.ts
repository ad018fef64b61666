import type { Grade, Support } from "../spec/ledger.ts";
import type { Place } from "../spec/place.ts";
import type { Reading } from "../spec/profile.ts";

/** What is judged, in the order of the findings. `criterion` is the scenario's own demand; the others hold for every exchange. */
export const checkIds = [
  "status",
  "security",
  "header",
  "media-type",
  "json",
  "body",
  "echo",
  "undocumented-member",
  "time",
  "request",
  "criterion",
] as const;
export type CheckId = (typeof checkIds)[number];

/** How much a finding counts: a `warning` is told and makes no drift. */
export type Severity = "error" | "warning";

/** What a finding counts for; `off` is not told at all. */
export type Weight = "off" | Severity;

/** A rule as a finding quotes it. */
export interface RuleReference {
  id: string;
  /** `undefined` for an id the ledger does not have: a contract of someone else's. */
  grade: Grade | undefined;
  /** How much speaks for each of its readings. */
  support: readonly Support[];
}

/** One way in which a target did not keep the contract or the scenario. All text in it is masked. */
export interface Finding {
  check: CheckId;
  /** From the contract's nearest `x-rule`, or from the scenario step's; empty where there is none. */
  rules: RuleReference[];
  /** `breaks` a rule the page states or implies; `settles` one that was assumed: a fact found, not a fault. */
  effect: "breaks" | "settles";
  severity: Severity;
  /** The other reading of a rule that the answer fits, where it fits one: the fact that was found. */
  alternative: Reading | undefined;
  /** The fault code of the Web Fuzzing Commons that means the same; `undefined` where none does. */
  wfc: number | undefined;
  operationId: string | undefined;
  /** Where in the answer: a JSON Pointer into the body, `status`, or a header's name. */
  where: string;
  expected: string;
  actual: string;
  /** What to do about it, in one sentence. */
  advice: string;
  /** The place in the contract that was broken; `undefined` for a criterion. */
  contract: (Place & { pointer: string }) | undefined;
  /** The step, or the criterion, in the scenario. */
  scenario: Place;
}
