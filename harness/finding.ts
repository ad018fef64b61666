import type { Grade } from "../spec/ledger.ts";
import type { Position } from "../spec/source-file.ts";

/** What is judged. `criterion` is the scenario's own demand; the others hold for every exchange. */
export type CheckId = "status" | "media-type" | "body" | "undocumented-member" | "criterion";

/** A place in a file that a person can open. */
export interface Place extends Position {
  /** Path relative to the working directory where that is shorter. */
  file: string;
}

/** A rule as a finding quotes it. */
export interface RuleReference {
  id: string;
  /** `undefined` for an id the ledger does not have: a contract of someone else's. */
  grade: Grade | undefined;
}

/** One way in which a target did not keep the contract or the scenario. All text in it is masked. */
export interface Finding {
  check: CheckId;
  /** From the contract's nearest `x-rule`, or from the scenario step's; empty where there is none. */
  rules: RuleReference[];
  /** `breaks` a rule the page states or implies; `settles` one that was assumed: a fact found, not a fault. */
  effect: "breaks" | "settles";
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
