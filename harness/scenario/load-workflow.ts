import type { JsonObject } from "../../spec/json/json-value.ts";
import { placeOf } from "../../spec/place.ts";
import type { WorkflowObject } from "../arazzo/document.ts";
import { declaredInputs, otherInputs } from "./declared-inputs.ts";
import { checkInputs } from "./input-schema.ts";
import { loadActions } from "./load-action.ts";
import { part, type Report, refuseSecond } from "./load-report.ts";
import { loadParameters } from "./load-request.ts";
import { loadStep } from "./load-step.ts";
import type { Names, ScenarioReader } from "./reader.ts";
import type { Workflow, WorkflowReference } from "./scenario.ts";
import { ordered } from "./step-order.ts";

/** Parses and checks one workflow, its steps and the inputs it declares. */
export function loadWorkflow(
  source: WorkflowObject,
  pointer: string,
  { reader, inputs, report }: { reader: ScenarioReader; inputs: JsonObject | undefined; report: Report },
): Workflow {
  const stepIds = new Set<string>();
  for (const [index, { stepId }] of source.steps.entries()) {
    refuseSecond(stepIds.has(stepId), reader.file, { pointer: `${pointer}/steps/${index}/stepId`, found: stepId });
    stepIds.add(stepId);
  }
  const actions = (of: "successActions" | "failureActions") => {
    const components = reader.document.components?.[of];
    return loadActions(source[of], `${pointer}/${of}`, { reader, components, of, steps: stepIds });
  };
  const context = {
    reader,
    parameters: loadParameters(source.parameters, `${pointer}/parameters`, reader),
    successActions: actions("successActions"),
    failureActions: actions("failureActions"),
    stepIds,
  };
  const steps = source.steps.flatMap(
    (step, index) => part(() => loadStep(step, `${pointer}/steps/${index}`, context), report) ?? [],
  );
  const workflow: Workflow = {
    id: source.workflowId,
    summary: source.summary,
    place: placeOf(reader.file, pointer),
    pointer,
    inputs,
    dependsOn: [
      ...(source.dependsOn ?? []).map((id, index) => reader.workflowReference(id, `${pointer}/dependsOn/${index}`)),
      ...workflowsNeeded(source, pointer, reader),
    ],
    steps: ordered(steps, pointer, reader),
    outputs: reader.outputs(source.outputs, pointer),
  };
  checkInputs(workflow, reader.file);
  return workflow;
}

/** Workflows whose steps a step of this one depends on (Arazzo 1.1.0): they have to pass before this one starts. */
function workflowsNeeded(source: WorkflowObject, pointer: string, reader: ScenarioReader): WorkflowReference[] {
  return source.steps.flatMap(({ dependsOn = [] }, index) =>
    dependsOn.flatMap((id, at): WorkflowReference[] => {
      if (!id.startsWith("$")) return [];
      const place = `${pointer}/steps/${index}/dependsOn/${at}`;
      const match = /^\$(?:workflows|(sourceDescriptions\.[^.]+))\.([^.]+)\.steps\.([^.]+)$/.exec(id);
      const [, from, workflowId = "", stepId = ""] = match ?? [];
      if (!match) return reader.fail(place, id, "a stepId or $workflows.<workflowId>.steps.<stepId>");
      const reference = reader.workflowReference(from ? `$${from}.${workflowId}` : workflowId, place);
      const steps = reader.stepsOf(reference);
      if (!steps || steps.includes(stepId)) return [reference];
      return reader.fail(place, `stepId ${stepId}`, steps.join(", "));
    }),
  );
}

/** What the expressions of a workflow may name. */
export function namesOf(
  workflow: WorkflowObject,
  inputs: JsonObject | undefined,
  workflows: ReadonlySet<string>,
): Names {
  const steps = workflow.steps.map(({ stepId, workflowId, outputs }): [string, Set<string> | undefined] => [
    stepId,
    workflowId === undefined ? new Set(Object.keys(outputs ?? {})) : undefined,
  ]);
  const isClosed = otherInputs({ inputs }) === "refused";
  return {
    inputs: isClosed ? new Set(declaredInputs({ inputs }).keys()) : undefined,
    steps: new Map(steps),
    workflows,
  };
}
