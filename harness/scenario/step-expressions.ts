import { expressionsIn } from "../expression/condition.ts";
import type { Alternative, Criterion } from "../expression/criterion.ts";
import type { Expression } from "../expression/expression.ts";
import type { Template, TextParts } from "../expression/template.ts";
import type { Action, Parameter, RequestBody, Step } from "./scenario.ts";

/** All expressions a step is written with, in no order that matters: what it sends, judges, gives on and does next. */
export function expressionsOf(step: Step): Expression[] {
  return [...expressionsBeforeOutputs(step), ...[...step.outputs.values()].map(context)];
}

/** The expressions that are read before a step has outputs of its own. */
export function expressionsBeforeOutputs(step: Step): Expression[] {
  return [...neededBy(step), ...judgedBy(step)].map(context);
}

/** The expressions without whose values a step's request cannot be made. */
export function neededBy({ parameters, body }: Step): Expression[] {
  return [...parameters.flatMap(inParameter), ...inBody(body)].map(context);
}

/** The expressions that a step's success criteria read, under any reading. */
export function expressionsJudged({ criteria, alternatives }: Pick<Step, "criteria" | "alternatives">): Expression[] {
  return [...criteria.flatMap(inCriterion), ...alternatives.flatMap(inAlternative)].map(context);
}

function judgedBy({ criteria, alternatives, onSuccess, onFailure }: Step): Expression[] {
  return [
    ...criteria.flatMap(inCriterion),
    ...alternatives.flatMap(inAlternative),
    ...[...onSuccess, ...onFailure].flatMap(inAction),
  ];
}

/** The ids of the steps that an expression reads outputs of. */
export function stepsRead(expressions: readonly Expression[]): Set<string> {
  return new Set(expressions.flatMap((expression) => (expression.kind === "step" ? [expression.stepId] : [])));
}

/** What an expression reads from: for a selector, the expression it looks into. */
export function context(expression: Expression): Expression {
  return expression.kind === "selector" ? context(expression.context) : expression;
}

function inParameter({ value }: Parameter): Expression[] {
  return inTemplate(value);
}

function inBody(body: RequestBody | undefined): Expression[] {
  if (!body) return [];
  const { payload, replacements } = body;
  const own = !payload ? [] : payload.kind === "text" ? inText(payload.parts) : inTemplate(payload.template);
  return [...own, ...replacements.flatMap(({ value }) => inTemplate(value))];
}

function inCriterion(criterion: Criterion): Expression[] {
  const others = criterion.alternatives.flatMap(inAlternative);
  if (criterion.kind !== "simple") return [criterion.context, ...inText(criterion.parts), ...others];
  return [...expressionsIn(criterion.condition).map(({ expression }) => expression), ...others];
}

function inAlternative({ criteria }: Alternative): Expression[] {
  return criteria.flatMap(inCriterion);
}

function inAction(action: Action): Expression[] {
  const target = "target" in action ? action.target : undefined;
  const given = target?.kind === "workflow" ? target.parameters.flatMap(inParameter) : [];
  return [...action.criteria.flatMap(inCriterion), ...given];
}

function inTemplate(template: Template): Expression[] {
  switch (template.kind) {
    case "literal":
      return [];
    case "expression":
      return [template.expression];
    case "text":
      return inText(template.parts);
    case "array":
      return template.items.flatMap(inTemplate);
    case "object":
      return template.members.flatMap(([, member]) => inTemplate(member));
    default:
      return template satisfies never;
  }
}

function inText(parts: TextParts): Expression[] {
  return parts.filter((part) => typeof part !== "string");
}
