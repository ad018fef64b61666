import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { generate } from "../synthetic/generate.ts";
import { type OwnSchemas, targetOf } from "./own-schemas.ts";

/** Recursive schemas end here; what is required deeper than this cannot be made. */
const maximumDepth = 8;
/** Any number will do: the same contract gives the same samples. */
const seed = 1;

const shallow =
  "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format " +
  "x-faker x-faker-pattern";

/**
 * Makes a value that all schemas at some places of a contract allow: required members only, the first branch that can be
 * made, never null where there is a choice.
 * @returns `undefined` where none was found
 */
export function sampleOf(schemas: OwnSchemas, pointers: readonly string[]): unknown {
  return make(schemas, pointers, 0);
}

function make(schemas: OwnSchemas, pointers: readonly string[], depth: number): unknown {
  if (depth > maximumDepth || pointers.some((pointer) => schemas.at(pointer) === false)) return undefined;
  for (const parts of ways(schemas, pointers, depth)) {
    const value = makeOf(schemas, parts, depth);
    const fits = (at: string) => !isObject(schemas.at(at)) || schemas.fits(at, value);
    if (value !== undefined && pointers.every(fits)) return value;
  }
  return undefined;
}

type SampledSchema = { pointer: string; schema: JsonObject };

/** The schema objects that apply together, once for each choice of branches. */
function ways(schemas: OwnSchemas, pointers: readonly string[], depth: number): SampledSchema[][] {
  let found: SampledSchema[][] = [[]];
  const join = (more: SampledSchema[][]) => {
    found = found.flatMap((parts) => more.map((other) => [...parts, ...other])).slice(0, 32);
  };
  if (depth > maximumDepth) return found;
  for (const pointer of pointers) {
    const schema = schemas.at(pointer);
    if (!isObject(schema)) continue;
    join([[{ pointer, schema }]]);
    if (typeof schema.$ref === "string") join(ways(schemas, [targetOf(schema.$ref)], depth + 1));
    for (const index of keysOf(schema.allOf)) join(ways(schemas, [`${pointer}/allOf/${index}`], depth + 1));
    for (const keyword of ["oneOf", "anyOf"]) {
      const branches = keysOf(schema[keyword]).map((index) => `${pointer}/${keyword}/${index}`);
      if (branches.length > 0) join(branches.flatMap((branch) => ways(schemas, [branch], depth + 1)));
    }
  }
  return found;
}

function makeOf(schemas: OwnSchemas, parts: SampledSchema[], depth: number): unknown {
  const declares = (keyword: string) => parts.some(({ schema }) => schema[keyword] !== undefined);
  const types = parts.flatMap(({ schema }) => (schema.type === undefined ? [] : [[schema.type].flat()]))[0];
  const fixed = declares("const") || declares("enum");
  if (!fixed && (types?.includes("object") ?? (declares("properties") || declares("required")))) {
    return makeObject(schemas, parts, depth);
  }
  if (!fixed && (types?.includes("array") ?? declares("items"))) return makeArray(schemas, parts, depth);
  try {
    return generate(
      parts.map(({ schema }) => leafOf(schema)),
      seed,
    );
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function makeObject(schemas: OwnSchemas, parts: SampledSchema[], depth: number): JsonObject | undefined {
  const made: JsonObject = {};
  for (const name of new Set(parts.flatMap(({ schema }) => (schema.required as string[] | undefined) ?? []))) {
    const pointers = memberPointers(parts, name);
    const value = pointers.length > 0 ? make(schemas, pointers, depth + 1) : "understudy";
    if (value === undefined) return undefined;
    made[name] = value;
  }
  return made;
}

function makeArray(schemas: OwnSchemas, parts: SampledSchema[], depth: number): unknown[] | undefined {
  const length = Math.max(1, ...parts.map(({ schema }) => Number(schema.minItems ?? 0)));
  const made: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const pointers = parts.flatMap((part) => itemPointers(part, index));
    const value = pointers.length > 0 ? make(schemas, pointers, depth + 1) : index;
    // An array that may be empty is, where nothing can be put into it: a recursive schema, above all.
    if (value === undefined) return parts.some(({ schema }) => Number(schema.minItems ?? 0) > 0) ? undefined : [];
    made.push(value);
  }
  return made;
}

/** The schemas that some schema objects have for a member: a declared one, else that of a pattern, else of all others. */
export function memberPointers(parts: readonly SampledSchema[], name: string): string[] {
  return parts.flatMap(({ pointer, schema }) => {
    const found: string[] = [];
    if (isObject(schema.properties) && Object.hasOwn(schema.properties, name)) {
      found.push(pointerTo(`${pointer}/properties`, name));
    }
    for (const pattern of keysOf(schema.patternProperties)) {
      if (!new RegExp(pattern, "u").test(name)) continue;
      found.push(pointerTo(`${pointer}/patternProperties`, pattern));
    }
    if (found.length > 0) return found;
    const rest = ["additionalProperties", "unevaluatedProperties"].find((keyword) => schema[keyword] !== undefined);
    return rest === undefined ? [] : [`${pointer}/${rest}`];
  });
}

/** The schemas that a schema object has for an item of an array. */
export function itemPointers({ pointer, schema }: SampledSchema, index: number): string[] {
  if (index < keysOf(schema.prefixItems).length) return [`${pointer}/prefixItems/${index}`];
  const keyword = schema.items !== undefined ? "items" : "unevaluatedItems";
  return schema[keyword] === undefined ? [] : [`${pointer}/${keyword}`];
}

/** What a schema says of a value that holds no others. */
function leafOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => shallow.split(" ").includes(keyword)));
}
