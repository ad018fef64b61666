import type { JsonObject } from "../json/json-value.ts";

/**
 * A Schema Object of OpenAPI 3.0 as one of OpenAPI 3.1, which is JSON Schema 2020-12. Only its own keywords: the schemas in
 * it are not looked into.
 * - `nullable` becomes a type; without a `type` beside it, it says nothing (3.0.3, Schema Object), and is left out
 * - a boolean `exclusiveMinimum` or `exclusiveMaximum` takes the number of the limit beside it
 * - what stands beside a `$ref` is ignored (3.0.4, Reference Object), but for extensions
 */
export function upgraded(given: JsonObject): JsonObject {
  // Most schemas are the same in both, and the largest documents have a million: those are not copied.
  if (!isOtherIn31(given)) return given;
  const says = Object.entries(given).filter(([keyword]) => keyword === "$ref" || keyword.startsWith("x-"));
  const schema: JsonObject = given.$ref === undefined ? { ...given } : Object.fromEntries(says);
  if (typeof schema.nullable === "boolean") {
    if (schema.nullable && typeof schema.type === "string") schema.type = [schema.type, "null"];
    delete schema.nullable;
  }
  exclusive(schema, "exclusiveMinimum", "minimum");
  exclusive(schema, "exclusiveMaximum", "maximum");
  return schema;
}

function isOtherIn31(schema: JsonObject): boolean {
  if (schema.$ref !== undefined) {
    return Object.keys(schema).some((keyword) => keyword !== "$ref" && !keyword.startsWith("x-"));
  }
  return ["nullable", "exclusiveMinimum", "exclusiveMaximum"].some((keyword) => typeof schema[keyword] === "boolean");
}

function exclusive(schema: JsonObject, keyword: string, limit: string): void {
  if (typeof schema[keyword] !== "boolean") return;
  const excludes = schema[keyword] && typeof schema[limit] === "number";
  delete schema[keyword];
  if (!excludes) return;
  schema[keyword] = schema[limit];
  delete schema[limit];
}
