import parseJsonPath from "jsonpath-rfc9535/parser";
import type { Action, ActionTarget } from "./arazzo.ts";
import type { ActionObject, CriterionObject, ReusableObject } from "./arazzo-document.ts";
import { expressionsIn, parseCondition } from "./condition.ts";
import type { Criterion } from "./criterion.ts";
import { placeOf } from "./place.ts";
import type { ScenarioReader } from "./scenario-reader.ts";
import { parseText, type TextParts } from "./template.ts";

/** Criteria of the list at a pointer, parsed. @throws InvalidFile at the first that is malformed or not supported */
export function loadCriteria(
  criteria: CriterionObject[] | undefined,
  pointer: string,
  reader: ScenarioReader,
): Criterion[] {
  return (criteria ?? []).map((criterion, index) => loadCriterion(criterion, `${pointer}/${index}`, reader));
}

/** One criterion: parsed as far as it can be before the values it embeds are known. */
function loadCriterion(source: CriterionObject, pointer: string, reader: ScenarioReader): Criterion {
  const text = source.condition;
  const at = `${pointer}/condition`;
  const shared = { text, place: placeOf(reader.file, pointer), rules: [source["x-rule"] ?? []].flat() };
  const kind = criterionKind(source, pointer, reader);
  if (kind === "simple") {
    const condition = reader.parse(at, () => parseCondition(text));
    for (const { expression } of expressionsIn(condition)) reader.check(expression, at);
    return { ...shared, kind, condition };
  }
  if (source.context === undefined) reader.fail(pointer, `a ${kind} criterion without a context`, "a context");
  const context = reader.expression(source.context, `${pointer}/context`);
  const parts = reader.parse(at, () => parseText(text, at, reader.expression));
  const problem = kind === "regex" ? patternProblem(parts) : pathProblem(parts);
  if (problem)
    reader.fail(at, `${JSON.stringify(text)} (${problem})`, `a valid ${kind === "regex" ? kind : "JSONPath"}`);
  return { ...shared, kind, context, parts };
}

/** The kind of a criterion; what is not supported is refused here and not when it is reached. */
function criterionKind(source: CriterionObject, pointer: string, reader: ScenarioReader): Criterion["kind"] {
  const { type } = source;
  if (type === undefined || type === "simple") return "simple";
  if (type === "regex" || type === "jsonpath") return type;
  if (typeof type === "object" && type.type === "jsonpath" && type.version === "rfc9535") return "jsonpath";
  const found = typeof type === "object" ? `${type.type} ${type.version}` : type;
  return reader.fail(
    `${pointer}/type`,
    `criterion type ${found}`,
    "simple, regex or jsonpath; others are not supported",
  );
}

function patternProblem(parts: TextParts): string | undefined {
  return problemOf(parts, (text) => new RegExp(text));
}

function pathProblem(parts: TextParts): string | undefined {
  return problemOf(parts, parseJsonPath);
}

// What an embedded expression will stand for is not known yet: a number and a name are tried in its place.
function problemOf(parts: TextParts, parse: (text: string) => unknown): string | undefined {
  const problems = ["0", "a"].map((placeholder) => {
    try {
      parse(parts.map((part) => (typeof part === "string" ? part : placeholder)).join(""));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
  return problems.includes(undefined) ? undefined : problems[0];
}

/** Where actions stand and what they may lead to. */
export interface ActionContext {
  reader: ScenarioReader;
  components: Record<string, ActionObject> | undefined;
  /** `successActions` or `failureActions`: the components they may be taken from. */
  of: "successActions" | "failureActions";
  steps: ReadonlySet<string>;
}

/** Actions of the list at a pointer. @throws InvalidFile at the first that leads nowhere */
export function loadActions(
  actions: (ActionObject | ReusableObject)[] | undefined,
  pointer: string,
  context: ActionContext,
): Action[] {
  const loaded = (actions ?? []).map((source, index) => {
    const at = `${pointer}/${index}`;
    if (!("reference" in source)) return loadAction(source, at, context);
    const { of, components, reader } = context;
    const name = source.reference.startsWith(`$components.${of}.`) ? source.reference.slice(of.length + 13) : "";
    const action = components?.[name];
    if (!action) return reader.fail(`${at}/reference`, source.reference, `a reference to one of $components.${of}`);
    return loadAction(action, `/components/${of}/${name}`, context);
  });
  for (const [index, { name }] of loaded.entries()) {
    if (loaded.findIndex((other) => other.name === name) === index) continue;
    context.reader.fail(`${pointer}/${index}`, `a second action ${name}`, "each name once in a list");
  }
  return loaded;
}

/** One action; its criteria are parsed at the place it was written, be it in the components. */
function loadAction(source: ActionObject, pointer: string, context: ActionContext): Action {
  const { reader } = context;
  const shared = { name: source.name, criteria: loadCriteria(source.criteria, `${pointer}/criteria`, reader) };
  const target = loadTarget(source, pointer, context);
  switch (source.type) {
    case "end":
      return { ...shared, type: "end" };
    case "goto":
      if (!target) return reader.fail(pointer, `goto ${source.name} without a target`, "a stepId or a workflowId");
      return { ...shared, type: "goto", target };
    case "retry":
      return {
        ...shared,
        type: "retry",
        target,
        retryAfter: source.retryAfter ?? 0,
        retryLimit: source.retryLimit ?? 1,
      };
    default:
      return source.type satisfies never;
  }
}

/** Where a goto or a retry leads. */
function loadTarget(source: ActionObject, pointer: string, { reader, steps }: ActionContext): ActionTarget | undefined {
  const { stepId, workflowId } = source;
  if (stepId !== undefined && workflowId !== undefined) {
    reader.fail(pointer, `both stepId and workflowId in action ${source.name}`, "one of them");
  }
  if (workflowId !== undefined) {
    return { kind: "workflow", ...reader.workflowReference(workflowId, `${pointer}/workflowId`) };
  }
  if (stepId === undefined) return undefined;
  if (steps.has(stepId)) return { kind: "step", stepId };
  return reader.fail(`${pointer}/stepId`, `stepId ${stepId}`, `a step of the workflow: ${[...steps].join(", ")}`);
}
