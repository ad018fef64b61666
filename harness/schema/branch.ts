import { pointerTo, unescapedFragment } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { showValue } from "../../spec/schema-error.ts";
import type { Schemas, SchemaTree } from "./schemas.ts";

/** The branch of a oneOf or anyOf that a value was meant for, or why the value names none. */
export type Branch = { pointer: string } | { member: string; expected: string; actual: "absent" | { value: unknown } };

/**
 * Finds the branch that a value which fits none was meant for, so that only that branch's errors are told.
 * @param schema pointer of the schema that has the keyword
 * @returns the branch that the OpenAPI discriminator names; else one whose `const` and `enum` members match;
 *   else the one that the value comes nearest to
 */
export function meantBranch(schemas: Schemas, schema: string, at: { keyword: string; value: unknown }): Branch {
  const holder = schemas.at(schema) as JsonObject;
  const branches = (holder[at.keyword] as unknown[]).map((_, index) => `${schema}/${at.keyword}/${index}`);
  const discriminator = holder.discriminator;
  if (isObject(discriminator) && isObject(at.value)) return discriminated(schemas, branches, discriminator, at.value);
  const tagged = branches.filter((pointer) => tagsMatch(schemas, pointer, at.value));
  const nearest = (tagged.length > 0 ? tagged : branches)
    .map((pointer) => ({ pointer, distance: distance(schemas, pointer, at.value) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  if (!nearest) throw new Error("oneOf and anyOf have at least one branch");
  return { pointer: nearest.pointer };
}

/**
 * Whether a discriminator alone decides between the branches of a schema: all of them have names that it can mean
 * (OpenAPI 3.1, Discriminator Object).
 */
export function isDiscriminated(schema: JsonObject): boolean {
  const branches = schema.oneOf ?? schema.anyOf;
  if (!isObject(schema.discriminator) || !Array.isArray(branches)) return false;
  return branches.every((branch) => isObject(branch) && typeof branch.$ref === "string");
}

/** OpenAPI 3.1, Discriminator Object: a mapping's name, or the name of a schema that a branch refers to. */
function discriminated(schemas: Schemas, branches: string[], discriminator: JsonObject, value: JsonObject): Branch {
  const member = String(discriminator.propertyName);
  const mapping = Object.entries(isObject(discriminator.mapping) ? discriminator.mapping : {});
  const names = new Map<string, string>();
  const known: string[] = [];
  for (const pointer of branches) {
    const target = refOf(schemas, pointer) ?? pointer;
    const mapped = mapping.filter(([, to]) => schemaPointer(String(to)) === target).map(([name]) => name);
    const own = target.startsWith("/components/schemas/") ? target.slice("/components/schemas/".length) : undefined;
    for (const name of [...mapped, own]) if (name !== undefined && !names.has(name)) names.set(name, pointer);
    // A schema's own name counts as well, but where there is a mapping nobody means it.
    known.push(...(mapped.length > 0 ? mapped : own === undefined ? [] : [own]));
  }
  const tag = Object.hasOwn(value, member) ? value[member] : undefined;
  const pointer = typeof tag === "string" ? names.get(tag) : undefined;
  if (pointer !== undefined) return { pointer };
  const expected = `one of ${known.map(showValue).join(", ")}`;
  return { member, expected, actual: Object.hasOwn(value, member) ? { value: tag } : "absent" };
}

/** The pointer that a mapping or a `$ref` means: a reference into the document, or the bare name of a schema. */
export function schemaPointer(reference: string): string {
  if (reference.startsWith("#")) return unescapedFragment(reference.slice(1));
  return pointerTo("/components/schemas", reference);
}

function refOf(schemas: SchemaTree, pointer: string): string | undefined {
  const schema = schemas.at(pointer);
  return isObject(schema) && typeof schema.$ref === "string" ? schemaPointer(schema.$ref) : undefined;
}

/** Whether a value has at least one member that a branch fixes by `const` or `enum`, and all such members fit. */
function tagsMatch(schemas: Schemas, branch: string, value: unknown): boolean {
  if (!isObject(value)) return false;
  let matches = 0;
  for (const pointer of partsOf(schemas, branch)) {
    const properties = (schemas.at(pointer) as JsonObject).properties;
    for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
      const fixed = isObject(property) && (property.const !== undefined || property.enum !== undefined);
      if (!fixed || !Object.hasOwn(value, name)) continue;
      const at = pointerTo(`${pointer}/properties`, name);
      // The type beside it may be wrong without the value being another one's tag.
      if (schemas.errors(at, value[name]).some(({ keyword }) => keyword === "const" || keyword === "enum"))
        return false;
      matches++;
    }
  }
  return matches > 0;
}

/** A branch with what it refers to and is made up of: itself, its `$ref`, its `allOf`. */
export function partsOf(schemas: SchemaTree, pointer: string, seen = new Set<string>()): string[] {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const target = refOf(schemas, pointer);
  const parts = Array.isArray(schema.allOf) ? schema.allOf.map((_, index) => `${pointer}/allOf/${index}`) : [];
  return [pointer, ...[target ?? [], parts].flat().flatMap((part) => partsOf(schemas, part, seen))];
}

/** How far a value is from a schema: a wrong type of the value itself counts above any number of wrong members. */
function distance(schemas: Schemas, pointer: string, value: unknown): number {
  const errors = schemas.errors(pointer, value);
  const another = errors.some(({ keyword, instancePath }) => keyword === "type" && instancePath === "");
  const places = errors.map(({ instancePath, params }) => JSON.stringify([instancePath, params.missingProperty]));
  return new Set(places).size + (another ? 1e6 : 0);
}
