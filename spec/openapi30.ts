import { isObject, type JsonObject } from "./json-value.ts";

/** Keywords that hold one schema, a list of schemas, or a map of schemas (OpenAPI 3.0.4, Schema Object). */
const one = new Set(["not", "items", "additionalProperties"]);
const list = new Set(["allOf", "anyOf", "oneOf"]);
const map = new Set(["properties"]);

/**
 * An OpenAPI 3.0 document with the schemas of OpenAPI 3.1, which are those of JSON Schema 2020-12. All pointers into it
 * stay what they were.
 * - `nullable` becomes a type; without a `type` beside it, it says nothing (3.0.3, Schema Object), and is left out
 * - a boolean `exclusiveMinimum` or `exclusiveMaximum` takes the number of the limit beside it
 * - what stands beside a `$ref` is ignored (3.0.4, Reference Object), but for extensions
 */
export function upgraded(document: JsonObject): JsonObject {
  return outside(document, "") as JsonObject;
}

/** Goes through what is no schema. An example's value is data: a member called schema in it is none. */
function outside(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => outside(item, ""));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]): [string, unknown] => {
    if (key === "example" || key === "examples" || key.startsWith("x-")) return [key, child];
    if (key === "schema") return [key, schema(child)];
    if (key === "schemas" && name === "components") return [key, schemas(child)];
    return [key, outside(child, key)];
  });
  return Object.fromEntries(entries);
}

function schemas(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, schema(child)]));
}

function schema(value: unknown): unknown {
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [keyword, child] of Object.entries(value)) {
    if (value.$ref !== undefined && keyword !== "$ref" && !keyword.startsWith("x-")) continue;
    if (one.has(keyword)) result[keyword] = schema(child);
    else if (list.has(keyword)) result[keyword] = Array.isArray(child) ? child.map(schema) : child;
    else if (map.has(keyword)) result[keyword] = schemas(child);
    else result[keyword] = child;
  }
  if (typeof result.nullable === "boolean") {
    if (result.nullable && typeof result.type === "string") result.type = [result.type, "null"];
    delete result.nullable;
  }
  exclusive(result, "exclusiveMinimum", "minimum");
  exclusive(result, "exclusiveMaximum", "maximum");
  return result;
}

function exclusive(schema: JsonObject, keyword: string, limit: string): void {
  if (typeof schema[keyword] !== "boolean") return;
  const excludes = schema[keyword] && typeof schema[limit] === "number";
  delete schema[keyword];
  if (!excludes) return;
  schema[keyword] = schema[limit];
  delete schema[limit];
}
