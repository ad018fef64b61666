import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { partsAt, typesAt } from "../codec/typed-value.ts";
import type { Schemas } from "../schema/schemas.ts";

/** What an XML Object says of the name of an element or an attribute; `undefined` where it leaves it open. */
export interface XmlName {
  name: string | undefined;
  namespace: string | undefined;
}

/** What some schemas say about how a value is written, whichever branch of them is meant. */
export interface Shape {
  /** The types they name; empty where any will do. */
  types: ReadonlySet<string>;
  /** Pointers of the schemas of each member that has a name. */
  members: ReadonlyMap<string, readonly string[]>;
  /** Pointers of the schemas of all other members. */
  others: readonly string[];
  /** Pointers of the schemas of a list's items. */
  items: readonly string[];
  required: ReadonlySet<string>;
  /** From XML Objects (OpenAPI 3.1, XML Object); more than one name where branches have their own. */
  xml: { pointer: string; names: readonly XmlName[]; isAttribute: boolean; isWrapped: boolean } | undefined;
}

const made = new WeakMap<Schemas, Map<string, Shape>>();

/** The shape that some schemas give a value. Made once for each set of pointers. */
export function shapeOf(schemas: Schemas, pointers: readonly string[]): Shape {
  const known = made.get(schemas) ?? new Map<string, Shape>();
  made.set(schemas, known);
  const key = pointers.join("\n");
  const shape = known.get(key) ?? shaped(schemas, pointers);
  known.set(key, shape);
  return shape;
}

function shaped(schemas: Schemas, pointers: readonly string[]): Shape {
  const members = new Map<string, string[]>();
  const parts = partsOf(schemas, pointers);
  for (const { pointer, schema } of parts) {
    for (const name of keysOf(schema.properties)) {
      members.set(name, [...(members.get(name) ?? []), pointerTo(`${pointer}/properties`, name)]);
    }
  }
  const below = (keyword: string) =>
    parts.filter(({ schema }) => isObject(schema[keyword])).map(({ pointer }) => `${pointer}/${keyword}`);
  return {
    types: new Set(pointers.flatMap((pointer) => [...typesAt(schemas, pointer)])),
    members,
    others: below("additionalProperties"),
    items: below("items"),
    required: new Set(
      parts.flatMap(({ schema }) => (Array.isArray(schema.required) ? schema.required.map(String) : [])),
    ),
    xml: xmlOf(parts),
  };
}

interface Part {
  pointer: string;
  schema: JsonObject;
}

function partsOf(schemas: Schemas, pointers: readonly string[]): Part[] {
  const parts = new Set(pointers.flatMap((pointer) => partsAt(schemas, pointer)));
  return [...parts].flatMap((pointer) => {
    const schema = schemas.at(pointer);
    return isObject(schema) ? [{ pointer, schema }] : [];
  });
}

function xmlOf(parts: readonly Part[]): Shape["xml"] {
  const found = parts.flatMap(({ pointer, schema }) =>
    isObject(schema.xml) ? [{ pointer: `${pointer}/xml`, xml: schema.xml }] : [],
  );
  const [first] = found;
  if (!first) return undefined;
  const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
  const names = found
    .map(({ xml: { name, namespace } }): XmlName => ({ name: textOf(name), namespace: textOf(namespace) }))
    .filter(({ name, namespace }) => name !== undefined || namespace !== undefined);
  return {
    pointer: first.pointer,
    names,
    isAttribute: found.some(({ xml }) => xml.attribute === true),
    isWrapped: found.some(({ xml }) => xml.wrapped === true),
  };
}
