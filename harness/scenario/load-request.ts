// What a step sends: its parameters and its body.

import { documentedParameters, schemaOfWritten } from "../../spec/documented.ts";
import { isFormType, isJsonType, isXmlType } from "../../spec/media-type.ts";
import type { ParameterObject, RequestBodyObject, ReusableObject } from "../arazzo/document.ts";
import { type Place, styleOf, styleProblem } from "../codec/style.ts";
import { isMultipartForm } from "../exchange/multipart.ts";
import { looksLikeExpression, type SelectorLanguage } from "../expression/expression.ts";
import { parseTemplate, parseText } from "../expression/template.ts";
import type { ScenarioReader } from "./reader.ts";
import type { Call, Parameter, RequestBody, Step } from "./scenario.ts";

type OperationCall = Call & { kind: "operation" };

/** Parameters of the list at a pointer, those of the components included. @throws UsageError */
export function loadParameters(
  parameters: (ParameterObject | ReusableObject)[] | undefined,
  pointer: string,
  reader: ScenarioReader,
): Parameter[] {
  const loaded = (parameters ?? []).map((source, index): Parameter => {
    const at = `${pointer}/${index}`;
    if (!("reference" in source)) {
      reader.since11(source.in === "querystring" ? source.in : undefined, `${at}/in`, "in: querystring");
      const value = reader.parse(`${at}/value`, () => parseTemplate(source.value, `${at}/value`, reader));
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
      value: reader.parse(valueAt, () => parseTemplate(value, valueAt, reader)),
    };
  });
  for (const [index, parameter] of loaded.entries()) {
    if (loaded.findIndex((other) => keyOf(other) === keyOf(parameter)) === index) continue;
    reader.fail(`${pointer}/${index}`, `a second ${parameter.in ?? "input"} parameter ${parameter.name}`, "each once");
  }
  return loaded;
}

/** A step's parameter replaces the workflow's of the same name and place, and keeps its position. */
export function mergeParameters(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const merged = new Map(shared.map((parameter) => [keyOf(parameter), parameter]));
  for (const parameter of own) merged.set(keyOf(parameter), parameter);
  return [...merged.values()];
}

// Names of headers are the only ones whose letter case does not count.
function keyOf({ name, in: place }: Parameter): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

/**
 * Every parameter of a call needs its place and a style that can hold it, every part of the path its value; the whole of a
 * query is given once, and alone (Arazzo 1.1.0, Parameter Object).
 * @param call `undefined` where its contract is not read
 * @throws UsageError
 */
export function checkParameters(
  step: Step,
  call: OperationCall | undefined,
  { pointer, reader }: { pointer: string; reader: ScenarioReader },
): void {
  const of = (place: Parameter["in"]) => step.parameters.filter((parameter) => parameter.in === place);
  for (const parameter of step.parameters) {
    const { name, in: place } = parameter;
    if (place === undefined) reader.fail(pointer, `parameter ${name} without in`, "path, query, header or cookie");
    else if (call && place !== "querystring") {
      const problem = unwritable(parameter, place, call);
      if (problem !== undefined) reader.fail(pointer, `parameter ${name} in a ${place}`, problem);
    }
  }
  const [whole, second] = of("querystring");
  const [part] = of("query");
  if (whole && second) reader.fail(pointer, `querystring ${whole.name} and ${second.name}`, "one for the whole query");
  if (whole && part) {
    reader.fail(pointer, `querystring ${whole.name} beside query parameter ${part.name}`, "one of the two");
  }
  const given = new Set(of("path").map(({ name }) => name));
  if (!call) return;
  const { path } = call.operation;
  for (const [, name = ""] of path.matchAll(/\{([^}]+)\}/g)) {
    if (!given.has(name)) reader.fail(pointer, `no path parameter ${name}`, `a value for each part of ${path}`);
  }
}

/** What a list or an object that a scenario writes out should be instead, where the contract's style cannot hold it. */
function unwritable(
  { name, value }: Parameter,
  place: Place,
  { contract, operation }: OperationCall,
): string | undefined {
  if (value.kind !== "array" && value.kind !== "object") return undefined;
  const isSame = (other: string) => (place === "header" ? other.toLowerCase() === name.toLowerCase() : other === name);
  const spec = documentedParameters(contract, operation).find((one) => one.in === place && isSame(one.name));
  if (spec && schemaOfWritten(spec).mediaType !== undefined) return undefined;
  const problem = styleProblem(styleOf(spec?.object ?? {}, place), value.kind);
  return problem === undefined ? undefined : `a value that can be written: ${problem}`;
}

/**
 * The request body at a pointer. A payload that is one text is sent as it is, so that a scenario can send what is not JSON.
 * @throws UsageError for what could never be sent
 */
export function loadBody(
  source: RequestBodyObject | undefined,
  pointer: string,
  { reader, call }: { reader: ScenarioReader; call: Call },
): RequestBody | undefined {
  if (!source) return undefined;
  const [documented] = call.kind === "operation" ? call.operation.requestContent.keys() : [];
  const contentType = source.contentType ?? documented;
  const at = `${pointer}/payload`;
  const replacements = loadReplacements(source, pointer, { reader, contentType });
  if (source.payload === undefined) return { contentType, payload: undefined, replacements };
  const template = reader.parse(at, () => parseTemplate(source.payload, at, reader));
  if (typeof source.payload === "string" && template.kind !== "expression") {
    const parts = reader.parse(at, () => parseText(String(source.payload), at, reader.expression));
    return { contentType, payload: { kind: "text", parts }, replacements };
  }
  if (
    contentType !== undefined &&
    !isJsonType(contentType) &&
    !isFormType(contentType) &&
    !isMultipartForm(contentType) &&
    typeof source.payload === "object"
  ) {
    reader.fail(at, `a payload of members for ${contentType}`, "a text, or a JSON or form content type");
  }
  return { contentType, payload: { kind: "value", template }, replacements };
}

/** The replacements of a body, each with the language its target is written in (Arazzo 1.1.0, Payload Replacement Object). */
function loadReplacements(
  { replacements = [], payload }: RequestBodyObject,
  pointer: string,
  { reader, contentType = "application/json" }: { reader: ScenarioReader; contentType: string | undefined },
): RequestBody["replacements"] {
  const members = typeof payload === "object";
  const text = typeof payload === "string" && !looksLikeExpression(payload);
  const loaded = replacements.map(({ target, targetSelectorType: type, value }, index) => {
    const place = `${pointer}/replacements/${index}`;
    reader.since11(type, `${place}/targetSelectorType`, "targetSelectorType");
    const language: SelectorLanguage =
      type !== undefined
        ? reader.language(type, `${place}/targetSelectorType`)
        : isXmlType(contentType)
          ? "xpath"
          : "jsonpointer";
    if (language === "xpath" ? members : text && !isJsonType(contentType)) {
      const expected = members ? "a JSON Pointer or a JSONPath" : "an XPath into XML, or a payload of members";
      reader.fail(`${place}/target`, `${language} ${target} for this payload of ${contentType}`, expected);
    }
    reader.checkSelector(language, target, `${place}/target`);
    const template = reader.parse(`${place}/value`, () => parseTemplate(value, `${place}/value`, reader));
    return { target, language, value: template };
  });
  // "MUST be resolved against the request body" (Arazzo 1.1.0, Payload Replacement Object): there is none.
  if (loaded.length > 0 && payload === undefined)
    reader.fail(`${pointer}/replacements`, "replacements without a payload", "a payload");
  return loaded;
}
