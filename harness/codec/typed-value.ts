import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isJsonNumber, isObject, keysOf, writtenNumber } from "../../spec/json/json-value.ts";
import { plainOf } from "../exchange/written-json.ts";
import { memberSchemas } from "../schema/applied-schema.ts";
import { schemaPointer } from "../schema/branch.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { Readings } from "./read.ts";

/** A value that was read from text. */
export interface Typed {
  /** Its numbers are kept as they were written; see `written-json.ts`. */
  value: unknown;
  /** JSON Pointers into the value, to parts whose form no specification tells: they are not judged. */
  open: string[];
}

/** What reading by a schema needs of the schemas; writing needs only to look at them. */
export type Looked = Pick<Schemas, "at">;

/**
 * The value that a parameter stands for, of the type that a schema asks for: `12` is the number 12 to `type: integer`, the
 * text "12" to `type: string`.
 * @returns the first value that fits the schema; where none does, the one nearest to the type it asks for; `undefined` where
 *   the text is not in its style at all
 */
export function typedValue(schemas: Schemas, pointer: string, readings: Readings): Typed | undefined {
  const { texts, lists, objects } = readings;
  const [text = "", ...more] = texts;
  const types = typesAt(schemas, pointer);
  const candidates: Typed[] = texts.length === 1 ? scalars(text, types).map(closed) : [];
  if (types.has("array")) candidates.push(...lists.map((list) => items(schemas, pointer, list)));
  if (types.has("object")) candidates.push(...objects.map((members) => membersOf(schemas, pointer, members)));
  // A parameter that is given several times and is no list is wrong, and is told as the list that came.
  if (texts.length > 0) candidates.push(closed(more.length === 0 ? text : texts));
  return fitting(schemas, pointer, candidates);
}

/** The first of some values that fits a schema; else the first of all. */
export function fitting(schemas: Schemas, pointer: string, candidates: readonly Typed[]): Typed | undefined {
  return candidates.find((typed) => fits(schemas, pointer, typed)) ?? candidates[0];
}

/** Whether a value fits a schema, but for its open parts. */
export function fits(schemas: Schemas, pointer: string, { value, open }: Typed): boolean {
  return schemas.errors(pointer, plainOf(value)).every(({ instancePath }) => isOpen(open, instancePath));
}

/** Whether a place in a value is one of the open parts or inside of one. */
export function isOpen(open: readonly string[], where: string): boolean {
  return open.some((at) => where === at || where.startsWith(`${at}/`));
}

/**
 * One text as an item, a member or a form's value.
 * @param pointer of its schema; `undefined` where there is none
 */
export function typedText(schemas: Schemas, pointer: string | undefined, text: string): unknown {
  if (pointer === undefined) return text;
  const candidates = [...scalars(text, typesAt(schemas, pointer)), text].map(closed);
  return fitting(schemas, pointer, candidates)?.value;
}

function closed(value: unknown): Typed {
  return { value, open: [] };
}

/** The values other than text that one text may stand for. */
function scalars(text: string, types: ReadonlySet<string>): unknown[] {
  const may = (type: string) => types.size === 0 || types.has(type);
  const found: unknown[] = [];
  if ((may("integer") || may("number")) && isJsonNumber(text)) found.push(writtenNumber(text));
  if (may("boolean") && /^(true|false)$/.test(text)) found.push(text === "true");
  if (may("null") && /^(null)?$/.test(text)) found.push(null);
  return found;
}

function items(schemas: Schemas, pointer: string, texts: string[]): Typed {
  const parts = texts.map((text, index) => {
    const at = itemAt(schemas, pointer, index);
    return { value: typedText(schemas, at, text), isOpen: at !== undefined && isCompound(schemas, at) };
  });
  return {
    value: parts.map(({ value }) => value),
    open: parts.flatMap((part, index) => (part.isOpen ? `/${index}` : [])),
  };
}

function membersOf(schemas: Schemas, pointer: string, members: Readings["objects"][number]): Typed {
  const open: string[] = [];
  const entries = members.map(([name, texts]): [string, unknown] => {
    const at = memberAt(schemas, pointer, name);
    // A list or an object in an object: no style says how (OpenAPI 3.1.2, appendix C).
    if (at !== undefined && isCompound(schemas, at)) open.push(pointerTo("", name));
    if (texts === "nested") return [name, {}];
    const [text = "", ...more] = texts;
    return [name, more.length === 0 ? typedText(schemas, at, text) : texts];
  });
  return { value: Object.fromEntries(entries), open };
}

/** Whether a schema allows a list or an object. */
export function isCompound(schemas: Looked, pointer: string): boolean {
  const types = typesAt(schemas, pointer);
  return types.has("array") || types.has("object");
}

/** All types that a schema names, in whatever way: directly, by what it refers to, or by the values it lists. */
export function typesAt(schemas: Looked, pointer: string): ReadonlySet<string> {
  const types = new Set<string>();
  for (const at of partsAt(schemas, pointer)) {
    const schema = schemas.at(at);
    if (!isObject(schema)) continue;
    for (const type of [schema.type ?? []].flat()) types.add(String(type));
    const listed = [...(Array.isArray(schema.enum) ? schema.enum : []), ...("const" in schema ? [schema.const] : [])];
    if (schema.type === undefined) {
      for (const value of listed) types.add(value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
      // A schema of members says what it means although it allows everything else.
      if (isObject(schema.properties)) types.add("object");
    }
  }
  return types;
}

/** Pointer to the schema of an item; `undefined` where it has none. */
export function itemAt(schemas: Looked, pointer: string, index: number): string | undefined {
  for (const at of partsAt(schemas, pointer)) {
    const schema = schemas.at(at);
    if (!isObject(schema)) continue;
    if (index < keysOf(schema.prefixItems).length) return `${at}/prefixItems/${index}`;
    if (schema.items !== undefined) return `${at}/items`;
  }
  return undefined;
}

/** Pointer to the schema of a member, a declared one before one of a map; `undefined` where it has none. */
export function memberAt(schemas: Looked, pointer: string, name: string): string | undefined {
  return membersAt(schemas, pointer, name)[0];
}

/** Pointers to all schemas that may be meant for a member: those that declare it; where none does, those of a map. */
export function membersAt(schemas: Looked, pointer: string, name: string): string[] {
  const parts = partsAt(schemas, pointer).flatMap((at) => {
    const schema = schemas.at(at);
    return isObject(schema) ? [{ pointer: at, schema }] : [];
  });
  const declaring = parts.filter(({ schema }) => isObject(schema.properties) && Object.hasOwn(schema.properties, name));
  if (declaring.length > 0) return declaring.map((part) => pointerTo(`${part.pointer}/properties`, name));
  return parts.flatMap((part) => memberSchemas(part, name) ?? []);
}

/** The members that a schema declares, and whether it describes others by `additionalProperties`. */
export function declaredAt(schemas: Looked, pointer: string): { names: ReadonlySet<string>; isMap: boolean } {
  const parts = partsAt(schemas, pointer)
    .map((at) => schemas.at(at))
    .filter(isObject);
  const maps = parts.map(({ additionalProperties }) => additionalProperties);
  return {
    names: new Set(parts.flatMap(({ properties }) => keysOf(properties))),
    isMap: maps.some((map) => map === true || isObject(map)),
  };
}

/** The schema at a pointer with all that it refers to and is made of. */
export function partsAt(schemas: Looked, pointer: string, seen = new Set<string>()): string[] {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const inner = ["allOf", "oneOf", "anyOf"].flatMap((keyword) =>
    keysOf(schema[keyword]).map((index) => `${pointer}/${keyword}/${index}`),
  );
  if (typeof schema.$ref === "string") inner.push(schemaPointer(schema.$ref));
  return [pointer, ...inner.flatMap((at) => partsAt(schemas, at, seen))];
}
