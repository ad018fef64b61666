import type { Place } from "../spec/place.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { Finding } from "./finding.ts";

/**
 * How a step, a workflow or a run ended. Never folded together:
 * - `pass`: nothing to report
 * - `drift`: the target broke the contract or the scenario; there is at least one finding
 * - `unavailable`: no answer, a time-out, or an undocumented 5xx of a server that has answered nothing else yet
 * - `inconclusive`: a precondition did not hold, so nothing was learnt
 * - `skipped`: the target has no such call (only a mock's clock can be moved), or the run ended before
 */
export type Verdict = "pass" | "drift" | "unavailable" | "inconclusive" | "skipped";

/** What came of one step. Steps that call a workflow carry that workflow's verdict and no exchange. */
export interface StepOutcome {
  stepId: string;
  /** The operationId or the workflowId the step names. */
  calls: string;
  place: Place;
  verdict: Verdict;
  /** Why, for every verdict but `pass` and `drift`: one sentence. */
  reason: string | undefined;
  findings: Finding[];
  exchange: Exchange | undefined;
  /** The members of its answer that the contract does not name, as JSON Pointers; absent where there are none. */
  undocumented?: readonly string[] | undefined;
  /** Which attempt this was, counting from 1; above 1 after a retry. */
  attempt: number;
  /** A step that broke the contract on purpose (`x-breaks-request`), so that its request is not told. */
  breaksRequest?: true;
  /** A step that is skipped because the target gives its outputs without the call: it says nothing of its workflow. */
  isProvided?: true;
}

/** What came of one workflow. */
export interface WorkflowOutcome {
  workflowId: string;
  place: Place;
  verdict: Verdict;
  reason: string | undefined;
  steps: StepOutcome[];
  outputs: Record<string, unknown>;
  durationMs: number;
}

/** Counts of a whole run. */
export interface RunSummary {
  verdict: Verdict;
  workflows: Record<Verdict, number>;
  steps: Record<Verdict, number>;
  /** Findings that make a drift. */
  findings: number;
  /** Findings of severity `warning`. */
  warnings: number;
  /** What is to be known of the run as a whole, a sentence each, and is nobody's fault. */
  notes?: readonly string[];
  durationMs: number;
}

/** What is known of a run before anything is sent. */
export interface RunStarted {
  type: "run-started";
  target: string;
  /** `undefined` where nothing is generated: traffic that was recorded. */
  seed: number | undefined;
  scenarios: string[];
  workflows: number;
  /** What of the contracts is not judged, with the number of its places; absent where all of them is. */
  unjudged?: readonly string[];
}

/** A run, told as it happens. Reporters consume these; nothing in the runner prints. */
export type RunEvent =
  | RunStarted
  | { type: "workflow-started"; scenario: string; workflowId: string; index: number }
  | { type: "step-finished"; scenario: string; workflowId: string; outcome: StepOutcome }
  | { type: "workflow-finished"; scenario: string; outcome: WorkflowOutcome }
  | { type: "run-finished"; summary: RunSummary };
