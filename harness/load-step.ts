import type { Contract, Operation } from "../spec/contract.ts";
import type { Action, Call, Parameter, RequestBody, Source, Step } from "./arazzo.ts";
import type { ParameterObject, RequestBodyObject, ReusableObject, StepObject } from "./arazzo-document.ts";
import { pointerProblem } from "./expression.ts";
import { loadActions, loadCriteria } from "./load-criterion.ts";
import { placeOf } from "./place.ts";
import { list, type ScenarioReader } from "./scenario-reader.ts";
import { parseTemplate, parseText } from "./template.ts";

/** What a workflow gives to each of its steps. */
export interface WorkflowContext {
  reader: ScenarioReader;
  parameters: readonly Parameter[];
  successActions: readonly Action[];
  failureActions: readonly Action[];
  stepIds: ReadonlySet<string>;
}

/** Parses and checks the step at a pointer. @throws InvalidFile at the first thing that is wrong with it */
export function loadStep(source: StepObject, pointer: string, workflow: WorkflowContext): Step {
  const { reader } = workflow;
  const call = loadCall(source, pointer, reader);
  const actions = (name: "onSuccess" | "onFailure"): Action[] => {
    const of = name === "onSuccess" ? "successActions" : "failureActions";
    const components = reader.document.components?.[of];
    const own = loadActions(source[name], `${pointer}/${name}`, { reader, components, of, steps: workflow.stepIds });
    // The workflow's actions come after the step's own, which replace those of the same name.
    return [...own, ...workflow[of].filter((action) => own.every(({ name }) => name !== action.name))];
  };
  const step: Step = {
    id: source.stepId,
    description: source.description,
    place: placeOf(reader.file, pointer),
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
  };
  if (call.kind === "operation") checkParameters(step, call.operation, { pointer, reader });
  return step;
}

/** The one thing a step calls. */
function loadCall(source: StepObject, pointer: string, reader: ScenarioReader): Call {
  const { stepId, operationId, operationPath, workflowId } = source;
  const given = Object.entries({ operationId, operationPath, workflowId }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map(([name]) => name).join(" and ");
    reader.fail(pointer, `${found} in step ${stepId}`, "one of operationId, operationPath and workflowId");
  }
  if (workflowId !== undefined) {
    if (source.requestBody) reader.fail(`${pointer}/requestBody`, "a requestBody for a workflow", "parameters");
    return { kind: "workflow", ...reader.workflowReference(workflowId, `${pointer}/workflowId`) };
  }
  if (operationPath !== undefined) return callByPath(operationPath, `${pointer}/operationPath`, reader);
  return callById(operationId ?? "", `${pointer}/operationId`, reader);
}

// An id without its source is looked for in all of them: most scenarios have only one.
function callById(operationId: string, pointer: string, reader: ScenarioReader): Call {
  let id = operationId;
  let sources = [...reader.sources.values()];
  if (operationId.startsWith("$")) {
    const { source, name } = reader.qualified(operationId, pointer);
    if (source.type !== "openapi") reader.fail(pointer, operationId, "a source description of type openapi");
    id = name;
    sources = [source];
  }
  const contracts = sources.filter((source) => source.type === "openapi");
  const found = contracts.flatMap((source) => operationIn(source, ({ id: other }) => other === id));
  if (found.length > 1) {
    const names = found.map(({ source }) => `$sourceDescriptions.${source}.${id}`);
    reader.fail(pointer, `operationId ${id}, which ${found.length} sources have`, names.join(" or "));
  }
  const [call] = found;
  if (call) return call;
  const known = contracts.map(({ name, contract }) => `${list(contract.operations.keys())} (${name})`);
  return reader.fail(pointer, `operationId ${id}`, `one of ${known.join(", ")}`);
}

// The form of Arazzo 1.0.1, Step Object; the braces are often left out, and nothing is lost by taking that too.
function callByPath(operationPath: string, pointer: string, reader: ScenarioReader): Call {
  const match = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.url\}?#(\/paths\/[^/]+\/[a-z]+)$/.exec(operationPath);
  const [, name, path] = match ?? [];
  if (name === undefined || path === undefined) {
    reader.fail(pointer, operationPath, "{$sourceDescriptions.<name>.url}#/paths/<escaped path>/<method>");
  }
  const [call] = operationIn(reader.source(name, pointer), ({ pointer: other }) => other === path);
  return call ?? reader.fail(pointer, operationPath, `an operation of ${name}`);
}

function operationIn(source: Source, matches: (operation: Operation) => boolean) {
  if (source.type !== "openapi") return [];
  const { name, contract }: { name: string; contract: Contract } = source;
  return [...contract.operations.values()]
    .filter(matches)
    .map((operation) => ({ kind: "operation" as const, source: name, contract, operation }));
}

/** Parameters of the list at a pointer, those of the components included. @throws InvalidFile */
export function loadParameters(
  parameters: (ParameterObject | ReusableObject)[] | undefined,
  pointer: string,
  reader: ScenarioReader,
): Parameter[] {
  const loaded = (parameters ?? []).map((source, index): Parameter => {
    const at = `${pointer}/${index}`;
    if (!("reference" in source)) {
      const value = reader.parse(`${at}/value`, () => parseTemplate(source.value, `${at}/value`, reader.expression));
      return { name: source.name, in: source.in, value };
    }
    const name = /^\$components\.parameters\.(.+)$/.exec(source.reference)?.[1] ?? "";
    const component = reader.document.components?.parameters?.[name];
    if (!component) reader.fail(`${at}/reference`, source.reference, "a reference to one of $components.parameters");
    const own = Object.hasOwn(source, "value");
    const valueAt = own ? `${at}/value` : `/components/parameters/${name}/value`;
    const value = own ? source.value : component.value;
    return {
      name: component.name,
      in: component.in,
      value: reader.parse(valueAt, () => parseTemplate(value, valueAt, reader.expression)),
    };
  });
  for (const [index, parameter] of loaded.entries()) {
    if (loaded.findIndex((other) => keyOf(other) === keyOf(parameter)) === index) continue;
    reader.fail(`${pointer}/${index}`, `a second ${parameter.in ?? "input"} parameter ${parameter.name}`, "each once");
  }
  return loaded;
}

/** A step's parameter replaces the workflow's of the same name and place, and keeps its position. */
function mergeParameters(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const merged = new Map(shared.map((parameter) => [keyOf(parameter), parameter]));
  for (const parameter of own) merged.set(keyOf(parameter), parameter);
  return [...merged.values()];
}

// Names of headers are the only ones whose letter case does not count.
function keyOf({ name, in: place }: Parameter): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/** Every parameter needs its place, and every part of the path its value. */
function checkParameters(step: Step, operation: Operation, at: { pointer: string; reader: ScenarioReader }): void {
  for (const { name, in: place } of step.parameters) {
    if (place === undefined)
      at.reader.fail(at.pointer, `parameter ${name} without in`, "path, query, header or cookie");
  }
  const given = new Set(step.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name));
  for (const [, name = ""] of operation.path.matchAll(/\{([^}]+)\}/g)) {
    if (!given.has(name))
      at.reader.fail(at.pointer, `no path parameter ${name}`, `a value for each part of ${operation.path}`);
  }
}

/** A payload that is one text is sent as it is, so that a scenario can send what is not JSON. */
function loadBody(
  source: RequestBodyObject | undefined,
  pointer: string,
  { reader, call }: { reader: ScenarioReader; call: Call },
): RequestBody | undefined {
  if (!source) return undefined;
  const [documented] = call.kind === "operation" ? call.operation.requestContent.keys() : [];
  const contentType = source.contentType ?? documented;
  const at = `${pointer}/payload`;
  const isText = typeof source.payload === "string";
  const replacements = (source.replacements ?? []).map(({ target, value }, index) => {
    const place = `${pointer}/replacements/${index}`;
    const problem = pointerProblem(target);
    if (problem) reader.fail(`${place}/target`, `target ${target}`, `${problem.expected}; XPath is not supported`);
    const template = parseTemplate(value, `${place}/value`, reader.expression);
    return { target, value: template };
  });
  const template = reader.parse(at, () => parseTemplate(source.payload, at, reader.expression));
  if (isText && template.kind !== "expression") {
    if (replacements.length > 0)
      reader.fail(`${pointer}/replacements`, "replacements in a text", "a payload of members");
    const parts = reader.parse(at, () => parseText(String(source.payload), at, reader.expression));
    return { contentType, payload: { kind: "text", parts }, replacements };
  }
  const isWritable = contentType === undefined || /[/+]json\b|^application\/x-www-form-urlencoded\b/i.test(contentType);
  if (!isWritable && typeof source.payload === "object") {
    reader.fail(at, `a payload of members for ${contentType}`, "a text, or a JSON or form content type");
  }
  const payload = source.payload === undefined ? undefined : ({ kind: "value", template } as const);
  return { contentType, payload, replacements };
}
