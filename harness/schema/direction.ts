import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { partsOf } from "./branch.ts";
import type { Direction, SchemaTree } from "./schemas.ts";

/**
 * The keyword that keeps a member out of a direction: what is `readOnly` is not sent, what is `writeOnly` does not come
 * back, and `required` holds in the other direction only (OpenAPI 3.0.3, Schema Object, Fixed Fields).
 */
const keptOut: Record<Direction, "readOnly" | "writeOnly"> = { request: "readOnly", response: "writeOnly" };

/** Whether a schema, what it refers to, or what it is made of by allOf keeps a value out of a direction. */
function isKeptOut(schemas: SchemaTree, pointer: string, direction: Direction): boolean {
  return partsOf(schemas, pointer).some((part) => {
    const schema = schemas.at(part);
    return isObject(schema) && schema[keptOut[direction]] === true;
  });
}

/** The names of the members that a schema, with what it is made of, keeps out of a direction. */
export function membersKeptOut(schemas: SchemaTree, pointer: string, direction: Direction): string[] {
  const found = partsOf(schemas, pointer).flatMap((part) => {
    const schema = schemas.at(part);
    const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
    const names = Object.keys(properties);
    return names.filter((name) => isKeptOut(schemas, pointerTo(`${part}/properties`, name), direction));
  });
  return [...new Set(found)].sort();
}

/** The pointer of a schema that is a branch or a condition of another one, and of that one. */
const inPlaceOf = /^(.*)\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|dependentSchemas\/[^/]*)$/;

/**
 * The names that the schemas around one in place keep out, which describe the same value as it does.
 * @param keptOut see {@link membersKeptOut}
 */
export function exemptAt(pointer: string, keptOut: (pointer: string) => readonly string[]): string[] {
  const names = new Set<string>();
  for (let at = inPlaceOf.exec(pointer)?.[1]; at !== undefined; at = inPlaceOf.exec(at)?.[1]) {
    for (const name of keptOut(at)) names.add(name);
  }
  return [...names].sort();
}
