import { isObject, type JsonObject } from "../../spec/json/json-value.ts";

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
    .reduce((left, right) => left.filter((value) => includesValue(right, value)), allowed[0] ?? []);
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

/** Whether a JSON value is among some others. */
export function includesValue(values: unknown[], wanted: unknown): boolean {
  return values.some((value) => JSON.stringify(value) === JSON.stringify(wanted));
}

function mergeTypes(given: unknown[]): Set<string> | undefined {
  const sets = given.map((type) => new Set([type].flat() as string[]));
  // Every integer is a number.
  for (const set of sets) if (set.has("number")) set.add("integer");
  const [first] = sets;
  return first && new Set([...first].filter((type) => sets.every((set) => set.has(type))));
}
