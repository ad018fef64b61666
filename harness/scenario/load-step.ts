import { placeOf } from "../../spec/place.ts";
import type { StepObject } from "../arazzo/document.ts";
import { loadActions } from "./load-action.ts";
import { loadCall } from "./load-call.ts";
import { loadAlternatives, loadCriteria } from "./load-criterion.ts";
import { checkParameters, loadBody, loadParameters, mergeParameters } from "./load-request.ts";
import type { ScenarioReader } from "./reader.ts";
import type { Action, Parameter, Step } from "./scenario.ts";

/** The longest a timer runs, in milliseconds: Node's own limit. */
const maximumTimeoutMs = 2 ** 31 - 1;

/** What a workflow gives to each of its steps. */
export interface WorkflowContext {
  reader: ScenarioReader;
  parameters: readonly Parameter[];
  successActions: readonly Action[];
  failureActions: readonly Action[];
  stepIds: ReadonlySet<string>;
}

/**
 * Parses and checks the step at a pointer.
 * @returns `undefined` for one of AsyncAPI, which is not looked into any further where the loader goes on without it
 * @throws UsageError at the first thing that is wrong with it
 */
export function loadStep(source: StepObject, pointer: string, workflow: WorkflowContext): Step | undefined {
  const { reader } = workflow;
  const call = loadCall(source, pointer, reader);
  if (call.kind === "unread" && call.of === "asyncapi") {
    checkMessage(source, pointer, workflow);
    return undefined;
  }
  const actions = (name: "onSuccess" | "onFailure"): Action[] => {
    const of = name === "onSuccess" ? "successActions" : "failureActions";
    const components = reader.document.components?.[of];
    const own = loadActions(source[name], `${pointer}/${name}`, { reader, components, of, steps: workflow.stepIds });
    // The workflow's actions come after the step's own, which replace those of the same name.
    return [...own, ...workflow[of].filter((action) => own.every(({ name }) => name !== action.name))];
  };
  reader.since11(source.timeout, `${pointer}/timeout`, "timeout");
  const step: Step = {
    id: source.stepId,
    description: source.description,
    place: placeOf(reader.file, pointer),
    pointer,
    call,
    parameters: mergeParameters(
      workflow.parameters,
      loadParameters(source.parameters, `${pointer}/parameters`, reader),
    ),
    body: loadBody(source.requestBody, `${pointer}/requestBody`, { reader, call }),
    criteria: loadCriteria(source.successCriteria, `${pointer}/successCriteria`, reader),
    onSuccess: actions("onSuccess"),
    onFailure: actions("onFailure"),
    outputs: reader.outputs(source.outputs, pointer),
    rules: [source["x-rule"] ?? []].flat(),
    breaksRequest: source["x-breaks-request"] === true,
    alternatives: loadAlternatives(source["x-alternatives"], `${pointer}/x-alternatives`, reader),
    timeoutMs: source.timeout === undefined ? undefined : Math.min(source.timeout, maximumTimeoutMs),
    dependsOn: stepsNeeded(source, pointer, workflow),
  };
  if (call.kind !== "workflow") {
    checkParameters(step, call.kind === "operation" ? call : undefined, { pointer, reader });
  }
  return step;
}

/** What the document alone says about a step that sends or receives a message (Arazzo 1.1.0, Step Object). */
function checkMessage(source: StepObject, pointer: string, workflow: WorkflowContext): void {
  const { reader } = workflow;
  stepsNeeded(source, pointer, workflow);
  for (const parameter of source.parameters ?? []) {
    if (!("reference" in parameter) && parameter.in === undefined)
      reader.fail(pointer, `parameter ${parameter.name} without in`, "its place in the message");
  }
  const found = `step ${source.stepId}, which is of AsyncAPI`;
  reader.leaveUnread(pointer, found, "a step that makes a call over HTTP: messages are not supported");
}

/** The steps of this workflow that a step depends on; those of others are seen to by {@link workflowsNeeded}. */
function stepsNeeded({ stepId, dependsOn = [] }: StepObject, pointer: string, { reader, stepIds }: WorkflowContext) {
  reader.since11(dependsOn[0], `${pointer}/dependsOn`, "dependsOn of a step");
  const own = dependsOn.filter((id) => !id.startsWith("$"));
  for (const id of own) {
    const at = `${pointer}/dependsOn/${dependsOn.indexOf(id)}`;
    if (id === stepId) reader.fail(at, `step ${id}, which depends on itself`, "another step");
    if (!stepIds.has(id)) reader.fail(at, `stepId ${id}`, `a step of the workflow: ${[...stepIds].join(", ")}`);
  }
  return own;
}
