import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { patternOf } from "../vocabulary/pattern.ts";
import { isDiscriminated, meantBranch, schemaPointer } from "./branch.ts";
import { namedChild } from "./child.ts";
import type { Schemas } from "./schemas.ts";

/** A schema object that applies to a value in place. `open`: what it names cannot be told, so it allows everything. */
export interface AppliedSchema {
  pointer: string;
  schema: JsonObject;
  open?: true;
}

/** A value of the answer, where it stands, and every schema object that says something about it. */
export interface JudgedValue {
  value: unknown;
  where: string;
  parts: AppliedSchema[];
}

/**
 * Goes through a value and everything in it that the contract has a schema for, each with the schema objects that apply to
 * it: through `$ref`, allOf, the fitting branches of oneOf and anyOf, and the like.
 * @param pointers the schemas the value is held against
 */
export function* judgedValues(
  schemas: Schemas,
  { value, where, pointers }: { value: unknown; where: string; pointers: string[] },
): Generator<JudgedValue> {
  const parts = pointers.flatMap((pointer) => partsFor(schemas, pointer, value));
  if (parts.length === 0) return;
  yield { value, where, parts };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const inner = parts.flatMap((part) => itemSchemas(part, index));
      yield* judgedValues(schemas, { value: item, where: `${where}/${index}`, pointers: inner });
    }
  } else if (isObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const inner = parts.flatMap((part) => memberSchemas(part, name) ?? []);
      if (inner.length === 0) continue;
      yield* judgedValues(schemas, { value: child, where: pointerTo(where, name), pointers: inner });
    }
  }
}

/** The schema objects that apply to a value: the one at the pointer, and what `$ref`, allOf and the like add in place. */
function partsFor(schemas: Schemas, pointer: string, value: unknown, seen = new Set<string>()): AppliedSchema[] {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const fits = (at: string) => schemas.errors(at, value).length === 0;
  const below = (at: string) => partsFor(schemas, at, value, seen);
  const parts: AppliedSchema[] = [{ pointer, schema, ...(schemas.isOpen(pointer) ? { open: true } : {}) }];
  if (typeof schema.$ref === "string") parts.push(...below(schemaPointer(schema.$ref)));
  for (const index of keysOf(schema.allOf)) parts.push(...below(`${pointer}/allOf/${index}`));
  for (const keyword of ["oneOf", "anyOf"] as const) {
    const branches = keysOf(schema[keyword]).map((index) => `${pointer}/${keyword}/${index}`);
    if (branches.length === 0) continue;
    // Where a discriminator decides, a branch that happens to fit does not.
    const fitting = isObject(value) && isDiscriminated(schema) ? [] : branches.filter(fits);
    const meant = fitting.length > 0 ? undefined : meantBranch(schemas, pointer, { keyword, value });
    if (meant && !("pointer" in meant)) parts.push({ pointer, schema: {}, open: true });
    else parts.push(...(meant ? [meant.pointer] : fitting).flatMap(below));
  }
  if (schema.if !== undefined) {
    const holds = fits(`${pointer}/if`);
    if (holds) parts.push(...below(`${pointer}/if`));
    parts.push(...below(`${pointer}/${holds ? "then" : "else"}`));
  }
  for (const name of keysOf(schema.dependentSchemas)) {
    if (isObject(value) && Object.hasOwn(value, name))
      parts.push(...below(pointerTo(`${pointer}/dependentSchemas`, name)));
  }
  const child = namedChild(schemas, pointer, value);
  // Without its child it cannot be told which members a value may have.
  if (child === "elsewhere" || (child && !("pointer" in child))) parts.push({ pointer, schema: {}, open: true });
  else if (child) parts.push(...below(child.pointer));
  return parts;
}

/** The pointers of the schemas that one schema object has for a member; `undefined` when it does not allow for it. */
export function memberSchemas({ pointer, schema }: AppliedSchema, name: string): string[] | undefined {
  const found: string[] = [];
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, name)) {
    found.push(pointerTo(`${pointer}/properties`, name));
  }
  for (const pattern of keysOf(schema.patternProperties)) {
    if (patternOf(pattern)?.test(name)) found.push(pointerTo(`${pointer}/patternProperties`, pattern));
  }
  for (const keyword of ["additionalProperties", "unevaluatedProperties"] as const) {
    if (found.length > 0) return found;
    if (schema[keyword] !== undefined && schema[keyword] !== false) found.push(`${pointer}/${keyword}`);
  }
  return found.length > 0 ? found : undefined;
}

function itemSchemas({ pointer, schema }: AppliedSchema, index: number): string[] {
  if (index < keysOf(schema.prefixItems).length) return [`${pointer}/prefixItems/${index}`];
  const keyword = schema.items !== undefined ? "items" : "unevaluatedItems";
  return schema[keyword] === undefined ? [] : [`${pointer}/${keyword}`];
}
