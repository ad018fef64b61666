import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { showValue } from "../../spec/schema-error.ts";
import { type Branch, partsOf, schemaPointer } from "./branch.ts";
import type { SchemaTree } from "./schemas.ts";

/** What a discriminator without a oneOf makes of a value: a child, no known child, or one outside the document. */
export type Child = Branch | "elsewhere";

/** The names of the children of one parent. */
interface Children {
  /** Pointers by discriminator value. */
  names: ReadonlyMap<string, string>;
  /** What a reader is told, without the names that nobody means. */
  known: readonly string[];
}

const made = new WeakMap<SchemaTree, Map<string, Children | undefined>>();

/**
 * The child that a value names by the discriminator of its parent, where no oneOf or anyOf lists the children
 * (OpenAPI 3.1, Discriminator Object): by the mapping, or by the name of a schema that is made of the parent by allOf.
 * @param parent pointer of the schema that has the discriminator
 * @returns `undefined` where there is no such discriminator, or no child of it in the document
 */
export function namedChild(schemas: SchemaTree, parent: string, value: unknown): Child | undefined {
  const discriminator = discriminatorOf(schemas, parent);
  if (!discriminator || !isObject(value)) return undefined;
  const children = childrenOf(schemas, parent, discriminator);
  const member = String(discriminator.propertyName);
  const isThere = Object.hasOwn(value, member);
  const tag = isThere ? value[member] : undefined;
  // A schema that has nothing of the parent may still be what was meant; it is not held against the value.
  if (!children) return typeof tag === "string" && isNamed(schemas, discriminator, tag) ? "elsewhere" : undefined;
  const pointer = typeof tag === "string" ? children.names.get(tag) : undefined;
  if (pointer !== undefined) return schemas.at(pointer) === undefined ? "elsewhere" : { pointer };
  const expected = `one of ${children.known.map(showValue).join(", ")}`;
  return { member, expected, actual: isThere ? { value: tag } : "absent" };
}

/** The pointers of all schemas in the document that values may name to a parent; none where it is no parent. */
export function childPointers(schemas: SchemaTree, parent: string): string[] {
  const discriminator = discriminatorOf(schemas, parent);
  const children = discriminator && childrenOf(schemas, parent, discriminator);
  return [...(children?.names.values() ?? [])].filter((pointer) => schemas.at(pointer) !== undefined);
}

function discriminatorOf(schemas: SchemaTree, parent: string): JsonObject | undefined {
  const schema = schemas.at(parent);
  if (!isObject(schema) || schema.oneOf !== undefined || schema.anyOf !== undefined) return undefined;
  return isObject(schema.discriminator) ? schema.discriminator : undefined;
}

function childrenOf(schemas: SchemaTree, parent: string, discriminator: JsonObject): Children | undefined {
  const known = made.get(schemas) ?? new Map<string, Children | undefined>();
  made.set(schemas, known);
  if (!known.has(parent)) known.set(parent, lookedUp(schemas, parent, discriminator));
  return known.get(parent);
}

function lookedUp(schemas: SchemaTree, parent: string, { mapping }: JsonObject): Children | undefined {
  const mapped = Object.entries(isObject(mapping) ? mapping : {}).map(
    ([name, to]) => [name, schemaPointer(String(to))] as const,
  );
  const targets = new Set(mapped.map(([, to]) => to));
  const names = new Map<string, string>(mapped);
  const known = mapped.map(([name]) => name);
  const components = schemas.at("/components/schemas");
  for (const name of Object.keys(isObject(components) ? components : {})) {
    const pointer = pointerTo("/components/schemas", name);
    const isParent = parent === pointer || parent.startsWith(`${pointer}/`);
    if ((!isParent && !isMadeOf(schemas, pointer, parent)) || names.has(name)) continue;
    names.set(name, pointer);
    // The parent's own name is allowed, but seldom meant; nor is a child's where a mapping gives it another one.
    if (!isParent && !targets.has(pointer)) known.push(name);
  }
  const isFound = ([name, pointer]: [string, string]) => known.includes(name) && schemas.at(pointer) !== undefined;
  return [...names].some(isFound) ? { names, known } : undefined;
}

function isNamed(schemas: SchemaTree, { mapping }: JsonObject, tag: string): boolean {
  return (isObject(mapping) && Object.hasOwn(mapping, tag)) || schemas.at(schemaPointer(tag)) !== undefined;
}

/** Whether a schema has another one in its allOf, at whatever distance. */
function isMadeOf(schemas: SchemaTree, pointer: string, parent: string): boolean {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || !Array.isArray(schema.allOf)) return false;
  return schema.allOf.some((_, index) => partsOf(schemas, `${pointer}/allOf/${index}`).includes(parent));
}
