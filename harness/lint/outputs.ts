import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { placeOf } from "../../spec/place.ts";
import type { Expression } from "../expression/expression.ts";
import { list } from "../scenario/load-report.ts";
import { findWorkflow, type Scenario, type Step, type Workflow } from "../scenario/scenario.ts";
import { context, expressionsBeforeOutputs, expressionsOf } from "../scenario/step-expressions.ts";
import { type LintContext, placeOfText } from "./lint-finding.ts";

/** Looks for outputs that nothing defines, that nothing reads, and that are read before they can be there. */
export function lintOutputs(at: LintContext): void {
  const { workflow } = at;
  const read = [...workflow.outputs.values()].map(context);
  for (const [index, step] of workflow.steps.entries()) {
    const all = expressionsOf(step);
    read.push(...all);
    for (const expression of all) undefinedOutput(expression, step.pointer, at);
    if (!comesBack(workflow))
      for (const early of expressionsBeforeOutputs(step)) readEarly(early, { index, step, ...at });
  }
  for (const [name, expression] of workflow.outputs) {
    undefinedOutput(context(expression), pointerTo(`${workflow.pointer}/outputs`, name), at);
  }
  // What stands in a part that could not be looked into is read all the same.
  const text = JSON.stringify(valueAt(at.scenario.file.value, workflow.pointer));
  const isNamed = (expression: string) =>
    text
      .split(expression)
      .slice(1)
      .some((rest) => !/^[\w-]/.test(rest));
  for (const step of workflow.steps) {
    for (const name of step.outputs.keys()) {
      if (isNamed(`$steps.${step.id}.outputs.${name}`)) continue;
      if (read.some((expression) => expression.kind === "step" && reads(expression, step.id, name))) continue;
      const place = placeOf(at.scenario.file, pointerTo(`${step.pointer}/outputs`, name));
      at.tell("output", place, `output ${name} of step ${step.id} is read nowhere: use it or leave it out`);
    }
  }
}

function reads(expression: Expression & { kind: "step" }, stepId: string, name: string): boolean {
  return expression.stepId === stepId && (expression.path === name || expression.path.startsWith(`${name}.`));
}

// Whether anything in a workflow leads to a step that may have run already.
function comesBack({ steps }: Workflow): boolean {
  const actions = steps.flatMap(({ onSuccess, onFailure }) => [...onSuccess, ...onFailure]);
  return actions.some((action) => "target" in action && action.target?.kind === "step");
}

/** Outputs of a workflow, or of a step that calls one: which there are is known only when all workflows are. */
function undefinedOutput(expression: Expression, pointer: string, { scenario, workflow, tell }: LintContext): void {
  const called = outputsNamed(expression, scenario, workflow);
  if (!called || !("path" in expression)) return;
  const known = called.names;
  if (known.some((name) => expression.path === name || expression.path.startsWith(`${name}.`))) return;
  const place = placeOfText(scenario, pointer, expression.text);
  tell("output", place, `${expression.text} is never defined: ${called.of} has ${list(known)}`);
}

function outputsNamed(
  expression: Expression,
  scenario: Scenario,
  workflow: Workflow,
): { of: string; names: string[] } | undefined {
  if (expression.kind === "workflow" && expression.of === "outputs") {
    const named = scenario.workflows.get(expression.workflowId);
    return named && { of: `workflow ${named.id}`, names: [...named.outputs.keys()] };
  }
  if (expression.kind !== "step") return undefined;
  const step = workflow.steps.find(({ id }) => id === expression.stepId);
  if (step?.call.kind !== "workflow") return undefined;
  const called = findWorkflow(scenario, step.call)?.workflow;
  return called && { of: `step ${step.id}`, names: [...step.outputs.keys(), ...called.outputs.keys()] };
}

function readEarly(
  expression: Expression,
  { index, step, workflow, scenario, tell }: LintContext & { index: number; step: Step },
): void {
  if (expression.kind !== "step") return;
  const other = workflow.steps.findIndex(({ id }) => id === expression.stepId);
  if (other < index) return;
  const when = other === index ? "while that step still runs" : `before step ${expression.stepId} has run`;
  tell("output", placeOfText(scenario, step.pointer, expression.text), `${expression.text} is read ${when}`);
}
