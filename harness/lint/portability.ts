import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { placeOf } from "../../spec/place.ts";
import { expressionsIn } from "../expression/condition.ts";
import type { Criterion } from "../expression/criterion.ts";
import type { Template } from "../expression/template.ts";
import type { Step } from "../scenario/scenario.ts";
import type { LintContext } from "./lint-finding.ts";

// What Redocly's `respect` (measured with 2.77) refuses or reads otherwise than Arazzo says.

/** Looks for what the second runner would not run as it is meant. */
export function lintPortability(at: LintContext): void {
  for (const step of at.workflow.steps) {
    const actions = [...step.onSuccess, ...step.onFailure];
    for (const criterion of [...step.criteria, ...actions.flatMap(({ criteria }) => criteria)]) {
      const problem = criterionProblem(criterion);
      if (problem !== undefined) at.tell("portable", criterion.place, `redocly respect ${problem}`);
    }
    lintReplacements(step, at);
  }
}

function criterionProblem(criterion: Criterion): string | undefined {
  switch (criterion.kind) {
    case "regex":
      return undefined;
    case "xpath":
      return "knows no criteria of type xpath";
    case "jsonpath":
      return criterion.text.startsWith("$..")
        ? undefined
        : "wraps the context in a list: begin the JSONPath with $.. so that it finds the same";
    case "simple":
      return conditionProblem(criterion);
    default:
      return criterion satisfies never;
  }
}

const quoted = /'(?:[^']|'')*'/g;
const beyond: [pattern: RegExp, problem: string][] = [
  [/[()]/, "knows no parentheses: split the condition into several criteria"],
  [/!(?!=)/, "knows no negation: compare with == or !="],
  [/\[/, "knows no index: use a JSON Pointer such as #/0"],
  [/(^|[\s=<>&|])-\d/, "knows no negative numbers: use a criterion of type jsonpath or regex"],
];

function conditionProblem({ text, condition }: Criterion & { kind: "simple" }): string | undefined {
  const strings = text.match(quoted) ?? [];
  const withoutStrings = text.replace(quoted, "''");
  const found = beyond.find(([pattern]) => pattern.test(withoutStrings));
  if (found) return found[1];
  if (strings.some((string) => string.slice(1, -1).includes("''"))) return "knows no quote inside a text";
  for (const { expression } of expressionsIn(condition)) {
    if (expression.kind === "method") return "has no $method";
    if (expression.kind !== "message" || expression.part.in !== "body") continue;
    if (expression.part.path !== "")
      return "knows no members after a dot: use a JSON Pointer such as $response.body#/name";
    if (expression.part.pointer?.includes(".")) return "takes a dot in a JSON Pointer for its end";
  }
  return undefined;
}

function lintReplacements(step: Step, { scenario, tell }: LintContext): void {
  const { body } = step;
  if (body?.payload?.kind !== "value") return;
  for (const [index, { target, language }] of body.replacements.entries()) {
    const place = placeOf(scenario.file, `${step.pointer}/requestBody/replacements/${index}/target`);
    if (language !== "jsonpointer") tell("portable", place, `redocly respect knows no replacement by ${language}`);
    else if (!has(body.payload.template, pointerSegments(target)))
      tell("portable", place, `redocly respect only replaces what is there: give the payload a member at ${target}`);
  }
}

/** Whether a payload has something at a path, as far as that can be seen before it is filled in. */
function has(template: Template, [name, ...rest]: string[]): boolean {
  if (name === undefined) return true;
  if (template.kind === "object") {
    const member = template.members.find(([key]) => key === name)?.[1];
    return member !== undefined && has(member, rest);
  }
  if (template.kind !== "array") return template.kind === "expression";
  const item = template.items[Number(name)];
  return item !== undefined && has(item, rest);
}
