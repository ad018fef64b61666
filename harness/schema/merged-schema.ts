import { type Contract, isObject, type JsonObject } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/source-file.ts";
import type { Template } from "../expression/template.ts";
import type { Call, RequestBody, Workflow } from "../scenario/scenario.ts";

/** What several JSON Schemas say together about one value, as far as making such a value needs it. */
export interface MergedSchema {
  /** `undefined` where any type will do. */
  types: ReadonlySet<string> | undefined;
  /** The values left by every `enum` and `const`. */
  choices: unknown[] | undefined;
  least: (keyword: string) => number | undefined;
  most: (keyword: string) => number | undefined;
  /** All values of a keyword, the workflow's own schema first. */
  all: (keyword: string) => unknown[];
}

/** Merges JSON Schemas (draft 2020-12) that hold at once, `allOf` included. */
export function mergeSchemas(schemas: readonly JsonObject[]): MergedSchema {
  const parts = schemas.flatMap(withAllOf);
  const all = (keyword: string) => parts.map((part) => part[keyword]).filter((value) => value !== undefined);
  const numbers = (keyword: string) => all(keyword).filter((value) => typeof value === "number");
  const allowed = [...all("enum"), ...all("const").map((value) => [value])] as unknown[][];
  const choices = allowed
    .slice(1)
    .reduce((left, right) => left.filter((value) => includes(right, value)), allowed[0] ?? []);
  return {
    types: mergeTypes(all("type")),
    choices: allowed.length > 0 ? choices : undefined,
    least: (keyword) => (numbers(keyword).length > 0 ? Math.min(...numbers(keyword)) : undefined),
    most: (keyword) => (numbers(keyword).length > 0 ? Math.max(...numbers(keyword)) : undefined),
    all,
  };
}

function withAllOf(schema: JsonObject): JsonObject[] {
  const nested = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
  return [schema, ...nested.flatMap(withAllOf)];
}

function includes(values: unknown[], wanted: unknown): boolean {
  return values.some((value) => JSON.stringify(value) === JSON.stringify(wanted));
}

function mergeTypes(given: unknown[]): Set<string> | undefined {
  const sets = given.map((type) => new Set([type].flat() as string[]));
  // Every integer is a number.
  for (const set of sets) if (set.has("number")) set.add("integer");
  const [first] = sets;
  return first && new Set([...first].filter((type) => sets.every((set) => set.has(type))));
}

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
  const declared = isObject(workflow.inputs?.properties) ? workflow.inputs.properties : {};
  const schemas = new Map(Object.entries(declared).map(([name, schema]) => [name, isObject(schema) ? [schema] : []]));
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
      if (known && isObject(schema) && !includes(known, schema)) known.push(schema);
    }
  }
  return schemas;
}

function schemaOf({ contentType }: RequestBody, content: ReadonlyMap<string, string | undefined>): string | undefined {
  const bare = contentType?.split(";")[0]?.trim().toLowerCase();
  return [...content].find(([type]) => type.toLowerCase() === bare)?.[1] ?? [...content.values()][0];
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
    const { value, pointer: at } = contract.resolve(pointer);
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
  const { value, pointer: at } = contract.resolve(pointer);
  if (typeof value !== "object" || value === null) return value;
  // A schema that contains itself is cut off: what is made for an input is never that deep.
  if (depth > 12) return Array.isArray(value) ? [] : {};
  const children = Object.keys(value).map((name) => [name, inlined(contract, pointerTo(at, name), depth + 1)]);
  return Array.isArray(value) ? children.map(([, child]) => child) : Object.fromEntries(children);
}
