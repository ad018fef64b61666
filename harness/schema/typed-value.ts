import { pointerTo } from "../../spec/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json-value.ts";
import { schemaPointer } from "./branch.ts";
import type { Schemas } from "./schemas.ts";

/** How a parameter or a header is written (OpenAPI 3.1, Style Values). */
export interface Style {
  /** Names beside their values (`a=1,b=2`) and, in a query, a list as repeated parameters. */
  explode: boolean;
  /** What stands between the items of a list that is one text. */
  separator: "," | " " | "|";
}

const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The value that a text stands for, of the type that a schema asks for: `12` is the number 12 to `type: integer`, the
 * text "12" to `type: string`.
 * @param texts one for each time the parameter was given
 * @returns the first value that fits the schema; where none does, the one nearest to the type it asks for
 */
export function typedValue(
  schemas: Schemas,
  pointer: string,
  { texts, style }: { texts: string[]; style: Style },
): unknown {
  const types = typesAt(schemas, pointer);
  const text = texts.join(",");
  const may = (type: string) => types.size === 0 || types.has(type);
  const candidates: unknown[] = [];
  if (texts.length === 1) {
    if ((may("integer") || may("number")) && number.test(text)) candidates.push(Number(text));
    if (may("boolean") && /^(true|false)$/.test(text)) candidates.push(text === "true");
    if (may("null") && /^(null)?$/.test(text)) candidates.push(null);
  }
  if (types.has("array")) candidates.push(items(schemas, pointer, { texts, style }));
  if (types.has("object")) candidates.push(members(schemas, pointer, { texts, style }));
  // A parameter that is given several times and is no list is wrong, and is told as the list that came.
  candidates.push(texts.length === 1 ? text : texts);
  return candidates.find((value) => schemas.errors(pointer, value).length === 0) ?? candidates[0];
}

function items(schemas: Schemas, pointer: string, { texts, style }: { texts: string[]; style: Style }): unknown[] {
  const [first = "", ...more] = texts;
  const parts = more.length > 0 ? texts : first === "" ? [] : first.split(style.separator);
  const holder = holderOf(schemas, pointer, "items");
  return parts.map((part) => {
    const text = part.trim();
    return holder === undefined ? text : typedValue(schemas, `${holder}/items`, { texts: [text], style });
  });
}

function members(schemas: Schemas, pointer: string, { texts, style }: { texts: string[]; style: Style }): unknown {
  const parts = texts
    .join(style.separator)
    .split(style.separator)
    .map((part) => part.trim());
  const pairs = style.explode
    ? parts.map((part) => [part.split("=")[0], part.split("=").slice(1).join("=")] as const)
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : []));
  const holder = holderOf(schemas, pointer, "properties");
  const declared = holder === undefined ? undefined : schemas.at(`${holder}/properties`);
  return Object.fromEntries(
    pairs.map(([name = "", text]) => {
      const known = isObject(declared) && Object.hasOwn(declared, name);
      const at = pointerTo(`${holder}/properties`, name);
      return [name, known ? typedValue(schemas, at, { texts: [text], style }) : text];
    }),
  );
}

/** All types that a schema names, in whatever way: directly, by what it refers to, or by the values it lists. */
export function typesAt(schemas: Schemas, pointer: string): ReadonlySet<string> {
  const types = new Set<string>();
  for (const at of partsAt(schemas, pointer)) {
    const schema = schemas.at(at);
    if (!isObject(schema)) continue;
    for (const type of [schema.type ?? []].flat()) types.add(String(type));
    const listed = [...(Array.isArray(schema.enum) ? schema.enum : []), ...("const" in schema ? [schema.const] : [])];
    if (schema.type === undefined) for (const value of listed) types.add(value === null ? "null" : typeof value);
  }
  return types;
}

function holderOf(schemas: Schemas, pointer: string, keyword: string): string | undefined {
  return partsAt(schemas, pointer).find((at) => isObject(schemas.at(at)) && keyword in (schemas.at(at) as object));
}

/** The schema at a pointer with all that it refers to and is made of. */
export function partsAt(schemas: Schemas, pointer: string, seen = new Set<string>()): string[] {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const inner = ["allOf", "oneOf", "anyOf"].flatMap((keyword) =>
    keysOf(schema[keyword]).map((index) => `${pointer}/${keyword}/${index}`),
  );
  if (typeof schema.$ref === "string") inner.push(schemaPointer(schema.$ref));
  return [pointer, ...inner.flatMap((at) => partsAt(schemas, at, seen))];
}
