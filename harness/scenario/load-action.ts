import type { ActionObject, ReusableObject } from "../arazzo/document.ts";
import { loadCriteria } from "./load-criterion.ts";
import { loadParameters } from "./load-request.ts";
import type { ScenarioReader } from "./reader.ts";
import type { Action, ActionTarget, Parameter } from "./scenario.ts";

/** Where actions stand and what they may lead to. */
export interface ActionContext {
  reader: ScenarioReader;
  components: Record<string, ActionObject> | undefined;
  /** `successActions` or `failureActions`: the components they may be taken from. */
  of: "successActions" | "failureActions";
  steps: ReadonlySet<string>;
}

/** Actions of the list at a pointer. @throws UsageError at the first that leads nowhere */
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
  const parameters = loadInputs(source, `${pointer}/parameters`, reader);
  if (workflowId !== undefined) {
    return { kind: "workflow", ...reader.workflowReference(workflowId, `${pointer}/workflowId`), parameters };
  }
  if (parameters.length > 0) reader.fail(`${pointer}/parameters`, "parameters without a workflowId", "a workflowId");
  if (stepId === undefined) return undefined;
  if (steps.has(stepId)) return { kind: "step", stepId };
  return reader.fail(`${pointer}/stepId`, `stepId ${stepId}`, `a step of the workflow: ${[...steps].join(", ")}`);
}

/** The inputs an action gives to its workflow (Arazzo 1.1.0). */
function loadInputs({ parameters }: ActionObject, pointer: string, reader: ScenarioReader): Parameter[] {
  reader.since11(parameters, pointer, "parameters of an action");
  const loaded = loadParameters(parameters, pointer, reader);
  const placed = loaded.findIndex((parameter) => parameter.in !== undefined);
  if (placed >= 0) reader.fail(`${pointer}/${placed}`, `in ${loaded[placed]?.in}`, "no in: these are inputs");
  return loaded;
}
