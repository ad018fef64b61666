import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { mediaTypeOf } from "../../spec/media-type.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { type Problem, UsageError } from "../../spec/usage-error.ts";
import type { Template } from "../expression/template.ts";
import { generate, unknownFaker } from "../synthetic/generate.ts";
import { includesValue, mergeSchemas } from "../synthetic/merged-schema.ts";
import { fakerNames } from "../synthetic/synthetic-text.ts";
import { keywordProblem, list, map, one } from "../vocabulary/keyword.ts";
import { validatorOf } from "../vocabulary/schema-validator.ts";
import { declaredInputs } from "./declared-inputs.ts";
import type { Call, RequestBody, Workflow } from "./scenario.ts";

type OperationCall = Call & { kind: "operation" };

/**
 * The schemas that hold for each declared input of a workflow: its own first, then the contract's for every member of a
 * request that is exactly `$inputs.NAME`.
 * @param isMeant which calls to look at; all of them unless told otherwise
 */
export function inputSchemas(
  workflow: Workflow,
  isMeant?: (call: OperationCall) => boolean,
): Map<string, JsonObject[]> {
  if (isMeant) return findSchemas(workflow, isMeant);
  const known = found.get(workflow) ?? findSchemas(workflow);
  found.set(workflow, known);
  return known;
}

// Looked for when a workflow is loaded and again each time it runs.
const found = new WeakMap<Workflow, Map<string, JsonObject[]>>();

function findSchemas(
  workflow: Workflow,
  isMeant: (call: OperationCall) => boolean = () => true,
): Map<string, JsonObject[]> {
  const schemas = declaredInputs(workflow);
  for (const { call, body } of workflow.steps) {
    if (call.kind !== "operation" || !body || !isMeant(call)) continue;
    const found: [name: string, pointer: string][] = [];
    const root = schemaOf(body, call.operation.requestContent);
    if (root === undefined) continue;
    if (body.payload?.kind === "value") collect(body.payload.template, [root], { contract: call.contract, found });
    for (const { target, language, value } of body.replacements) {
      if (language !== "jsonpointer") continue;
      const at = target
        .split("/")
        .slice(1)
        .reduce((pointers, name) => childrenOf(pointers, name, call.contract), [root]);
      collect(value, at, { contract: call.contract, found });
    }
    for (const [name, pointer] of found) {
      const schema = schemaAt(call.contract, pointer);
      const known = schemas.get(name);
      if (known && isObject(schema) && !includesValue(known, schema)) known.push(schema);
    }
  }
  return schemas;
}

function schemaOf({ contentType }: RequestBody, content: ReadonlyMap<string, string | undefined>): string | undefined {
  const essence = mediaTypeOf(contentType)?.essence;
  const found = [...content].find(([type]) => essence !== undefined && mediaTypeOf(type)?.essence === essence);
  return found?.[1] ?? [...content.values()][0];
}

function collect(
  template: Template,
  pointers: string[],
  at: { contract: Contract; found: [name: string, pointer: string][] },
): void {
  if (template.kind === "expression" && template.expression.kind === "inputs") {
    const { path, pointer } = template.expression;
    if (pointer === undefined) for (const schema of pointers) at.found.push([path, schema]);
  }
  if (template.kind === "array") {
    for (const item of template.items) collect(item, childrenOf(pointers, "0", at.contract), at);
  }
  if (template.kind === "object") {
    for (const [name, member] of template.members) collect(member, childrenOf(pointers, name, at.contract), at);
  }
}

/** Pointers to the schemas of a member, or of an element, in every schema that may describe it. */
function childrenOf(pointers: string[], name: string, contract: Contract): string[] {
  return pointers.flatMap((pointer) => {
    const { value, pointer: at } = schemaBehind(contract, pointer);
    if (!isObject(value)) return [];
    const found: string[] = [];
    if (isObject(value.properties) && Object.hasOwn(value.properties, name))
      found.push(pointerTo(`${at}/properties`, name));
    if (value.items !== undefined && /^\d+$/.test(name)) found.push(`${at}/items`);
    const branches = Array.isArray(value.allOf) ? value.allOf.map((_, index) => `${at}/allOf/${index}`) : [];
    return [...found, ...childrenOf(branches, name, contract)];
  });
}

const inlinedSchemas = new WeakMap<Contract, Map<string, unknown>>();

/** A schema of the contract with its references replaced by what they lead to; each is put together once. */
function schemaAt(contract: Contract, pointer: string): unknown {
  const known = inlinedSchemas.get(contract) ?? new Map<string, unknown>();
  inlinedSchemas.set(contract, known);
  if (!known.has(pointer)) known.set(pointer, inlined(contract, pointer));
  return known.get(pointer);
}

function inlined(contract: Contract, pointer: string, depth = 0): unknown {
  const { value: schema, pointer: at } = schemaBehind(contract, pointer);
  if (!isObject(schema)) return schema;
  // A schema that contains itself is cut off: what is made for an input is never that deep.
  if (depth > 12) return {};
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    // What is not judged of an answer does not bind an input either.
    if (keyword === "$ref" || keywordProblem(keyword, value)) continue;
    const here = pointerTo(at, keyword);
    const below = (key: string) => inlined(contract, pointerTo(here, key), depth + 1);
    const keys = keysOf(value);
    if (one.includes(keyword)) result[keyword] = inlined(contract, here, depth + 1);
    else if (list.includes(keyword)) result[keyword] = keys.map(below);
    else if (map.includes(keyword)) result[keyword] = Object.fromEntries(keys.map((key) => [key, below(key)]));
    else result[keyword] = value;
  }
  return result;
}

/** The schema that a pointer leads to; one that refers to nothing but itself allows everything. */
function schemaBehind(contract: Contract, pointer: string): { value: unknown; pointer: string } {
  try {
    return contract.resolve(pointer);
  } catch (error) {
    if (error instanceof UsageError) return { value: {}, pointer };
    throw error;
  }
}

// Workflow after workflow declares the same inputs; each set of schemas is tried once.
const usable = new Set<string>();

/**
 * Checks the schema of each input that a workflow declares. Whether a value can be made is not looked at: it may be given.
 * @throws UsageError at the first whose default is not allowed, or whose schema is none
 */
export function checkInputs(workflow: Workflow, file: SourceFile): void {
  for (const [name, schemas] of inputSchemas(workflow)) {
    const key = JSON.stringify(schemas);
    if (usable.has(key)) continue;
    const problem = problemOf(schemas);
    if (problem) {
      const pointer = pointerTo(`${workflow.pointer}/inputs/properties`, name);
      throw UsageError.at(file, pointer, { ...problem, found: `input ${name}: ${problem.found}` });
    }
    usable.add(key);
  }
}

function problemOf(schemas: readonly JsonObject[]): Problem | undefined {
  const stranger = unknownFaker(schemas);
  if (stranger !== undefined) return { found: `x-faker ${stranger}`, expected: `one of ${fakerNames.join(", ")}` };
  const [preset] = mergeSchemas(schemas).all("default");
  try {
    if (preset === undefined || validatorOf(schemas)(preset)) return undefined;
    return { found: `default ${JSON.stringify(preset)}`, expected: "one that its schema allows" };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { found, expected: "a JSON Schema (draft 2020-12)" };
  }
}

/** The inputs whose schemas leave values one by one, and none together: their own and those of the contract, mostly. */
export function contradictions(workflow: Workflow): string[] {
  return [...inputSchemas(workflow)].flatMap(([name, schemas]) => {
    const isPreset = mergeSchemas(schemas).all("default").length > 0;
    const isWhole = isPreset || schemas.length < 2 || madeOf(schemas, 1) !== undefined;
    return isWhole || schemas.some((schema) => madeOf([schema], 1) === undefined) ? [] : [name];
  });
}

/** A value that some schemas allow; `undefined` where none could be made, or one of them is beyond the engine. */
export function madeOf(schemas: readonly JsonObject[], seed: number): unknown {
  try {
    return generate(schemas, seed);
  } catch {
    return undefined;
  }
}
