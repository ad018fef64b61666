import { pointerTo } from "../../spec/json/json-pointer.ts";
import { placeOf } from "../../spec/place.ts";
import type { Expression } from "../expression/expression.ts";
import { declaredInputs, otherInputs } from "../scenario/declared-inputs.ts";
import { contradictions } from "../scenario/input-schema.ts";
import { list } from "../scenario/load-report.ts";
import { context, expressionsOf } from "../scenario/step-expressions.ts";
import { type LintContext, placeOfText } from "./lint-finding.ts";

/**
 * Looks for inputs that a workflow reads and does not declare, where its schema says nothing of others. Such a schema is
 * open, so they may be given; most of them are misspelt. And for inputs to which the contract leaves no value.
 */
export function lintInputs({ workflow, scenario, tell }: LintContext): void {
  const names = [...declaredInputs(workflow).keys()];
  const tellUndeclared = (expression: Expression, pointer: string) => {
    if (expression.kind !== "inputs") return;
    const { path, text } = expression;
    if (names.some((name) => path === name || path.startsWith(`${name}.`))) return;
    const message = `${text} is not declared, so that it has a value only where it is given: there is ${list(names)}`;
    tell("reference", placeOfText(scenario, pointer, text), message);
  };
  if (names.length > 0 && otherInputs(workflow) === "unsaid") {
    for (const step of workflow.steps) for (const one of expressionsOf(step)) tellUndeclared(one, step.pointer);
    const outputs = pointerTo(workflow.pointer, "outputs");
    for (const one of workflow.outputs.values()) tellUndeclared(context(one), outputs);
  }
  for (const name of contradictions(workflow)) {
    const place = placeOf(scenario.file, pointerTo(`${workflow.pointer}/inputs/properties`, name));
    tell("reference", place, `input ${name} has limits that leave no value inside the contract's`);
  }
}
