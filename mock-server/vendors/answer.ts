import type { operations } from "../../spec/generated/openapi.ts";
import type { RuleId } from "../../spec/ledger.ts";
import type { Reason } from "../journal/explanation.ts";
import type { Refusal } from "../schema/refusal.ts";

/** What the mock answers, the rule that made it answer so, and why. An answer without these does not compile. */
export interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
  reason: Reason;
}

/** Why an answer was given that refuses nothing. */
export function because(rule: RuleId, got: string, change = ""): Reason {
  return { rule, got, change };
}

/**
 * Why a call was refused.
 * @param otherwise what to do where the refusal does not say
 */
export function refusedBy(rule: RuleId, { got, change }: Refusal, otherwise = ""): Reason {
  return { rule, got, change: change ?? otherwise };
}

type OperationId = keyof operations;
type StatusOf<Id extends OperationId> = keyof operations[Id]["responses"] & number;
type BodyOf<Id extends OperationId, Status extends StatusOf<Id>> = operations[Id]["responses"][Status] extends {
  content: { "application/json": infer Body };
}
  ? Body & object
  : never;

/** Makes answers of one operation: only what the contract documents for it compiles. */
export function answering<Id extends OperationId>() {
  return <Status extends StatusOf<Id>>(status: Status, reason: Reason, body: BodyOf<Id, Status>): Answer => ({
    status,
    body,
    reason,
  });
}
