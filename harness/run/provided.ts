import type { Values } from "../expression/scope.ts";
import type { Step, Workflow } from "../scenario/scenario.ts";
import type { Target } from "../target/target.ts";

/** How a step ends whose operation the target does not take, because its outputs are known without the call. */
export interface ProvidedEnd {
  reason: string;
  /** The step's outputs; `undefined` where they cannot stand in for an answer, so that nothing after it can be told. */
  outputs: Values | undefined;
}

/**
 * What stands in for a step whose operation the target's `provided` names; `undefined` for every other step. Outputs are
 * given to the first such step of a workflow only: a second call is there for an answer that differs from the first.
 */
export function providedEnd(step: Step, workflow: Workflow, { provided }: Target): ProvidedEnd | undefined {
  const { call } = step;
  const given = call.kind === "operation" ? provided?.get(call.operation.id) : undefined;
  if (call.kind !== "operation" || !given) return undefined;
  const { id } = call.operation;
  const { file, line, column } = given.place;
  const cause = `${id} is not called: its outputs are given in ${file}:${line}:${column}`;
  const isSame = (other: Step) => other.call.kind === "operation" && other.call.operation.id === id;
  if (workflow.steps.find(isSame) !== step) {
    return { reason: `${cause}, which cannot stand in for a second call`, outputs: undefined };
  }
  const names = [...step.outputs.keys()];
  if (names.length === 0) {
    return { reason: `${cause}, and this step is there for its answer`, outputs: undefined };
  }
  const missing = names.find((name) => !Object.hasOwn(given.values, name));
  if (missing !== undefined) return { reason: `${cause}, without the output ${missing}`, outputs: undefined };
  return { reason: cause, outputs: Object.fromEntries(names.map((name) => [name, given.values[name]])) };
}
