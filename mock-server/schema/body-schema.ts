import { z } from "zod";
import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json-value.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { describe } from "./describe-schema.ts";

/** One member of a request body that does not fit the contract. */
export interface Breach {
  field: string;
  /** `absent`, `null` and `empty` are told apart from any other breach because vendors word them differently. */
  kind: "absent" | "null" | "empty" | "invalid";
  /** What the contract wants, in words. */
  expected: string;
}

/** Judges request bodies of one operation. */
export interface BodySchema {
  /** The members that do not fit, in the contract's order; empty when the body fits. */
  breaches(body: JsonObject): Breach[];
}

type SchemaParameter = Parameters<typeof z.fromJSONSchema>[0];

// What z.fromJSONSchema turns into a check. Anything else it would pass over in silence.
const supported = new Set([
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "items"],
  ...["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "anyOf", "oneOf", "allOf", "format"],
]);
// Words about a schema that check nothing.
const annotations = new Set(["title", "description", "default", "examples", "example", "deprecated", "$comment"]);

/**
 * Makes the zod schema of an operation's JSON request body from the contract, once.
 * @param lengthUnit what minLength and maxLength count (ISU-LENGTH-UNIT)
 * @throws UsageError for a keyword that zod does not check, by name and place
 */
export function bodySchemaOf(
  contract: Contract,
  operationId: string,
  lengthUnit: "code-points" | "utf16" = "code-points",
): BodySchema {
  const pointer = contract.operations.get(operationId)?.requestContent.get("application/json");
  if (pointer === undefined) throw new Error(`${operationId} has no JSON request body in the contract`);
  const schema = inlinedSchema(contract, pointer);
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>;
  const fields = Object.keys(properties);
  const zodSchema = z.fromJSONSchema((lengthUnit === "utf16" ? countingUtf16(schema) : schema) as SchemaParameter);
  return {
    breaches(body) {
      const result = zodSchema.safeParse(body);
      if (result.success) return [];
      const broken = new Set<string>();
      for (const issue of result.error.issues) {
        if (issue.code === "unrecognized_keys") for (const key of issue.keys) broken.add(key);
        else broken.add(String(issue.path[0]));
      }
      return [
        ...fields.filter((field) => broken.has(field)),
        ...[...broken].filter((field) => !fields.includes(field)),
      ].map((field) => ({ field, kind: kindOf(body, field), expected: describe(properties[field]) }));
    },
  };
}

/**
 * The same schema with its lengths as patterns: zod counts code points, a regular expression without the `u` flag
 * counts UTF-16 code units.
 */
function countingUtf16(schema: JsonObject): JsonObject {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>).map(([name, property]) => {
    const { minLength = 0, maxLength = "", ...rest } = property;
    if (property.minLength === undefined && property.maxLength === undefined) return [name, property];
    const length = { type: property.type, pattern: `^[\\s\\S]{${minLength},${maxLength}}$` };
    return [name, { ...rest, allOf: [...((property.allOf as JsonObject[] | undefined) ?? []), length] }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

function kindOf(body: JsonObject, field: string): Breach["kind"] {
  // An own member only: a field named like a member of Object.prototype is absent unless it was sent.
  const value = Object.hasOwn(body, field) ? body[field] : undefined;
  if (value === undefined) return "absent";
  if (value === null) return "null";
  return value === "" ? "empty" : "invalid";
}

/**
 * A copy of a contract's schema with `$ref`s replaced by what they lead to, and without the words that check nothing.
 * @throws UsageError for a keyword that zod does not check, by name and place
 */
export function inlinedSchema(contract: Contract, pointer: string): JsonObject {
  return inline(contract, pointer) as JsonObject;
}

function inline(contract: Contract, pointer: string): unknown {
  const { value, pointer: at } = contract.resolve(pointer);
  if (!isObject(value)) return value;
  const schema: JsonObject = {};
  for (const [keyword, child] of Object.entries(value)) {
    const here = pointerTo(at, keyword);
    if (keyword.startsWith("x-") || annotations.has(keyword)) continue;
    const unknownFormat = keyword === "format" && child !== "date-time";
    if (!supported.has(keyword) || unknownFormat) {
      const expected = "a keyword that the mock's validator checks";
      const found = `keyword ${keyword}${unknownFormat ? ` ${child}` : ""}`;
      throw UsageError.at(contract.file, here, { found, expected });
    }
    if (keyword === "properties") {
      const names = Object.keys(child as JsonObject);
      schema[keyword] = Object.fromEntries(names.map((name) => [name, inline(contract, pointerTo(here, name))]));
    } else if (Array.isArray(child) && ["anyOf", "oneOf", "allOf"].includes(keyword)) {
      schema[keyword] = child.map((_, index) => inline(contract, pointerTo(here, index)));
    } else {
      schema[keyword] = isObject(child) ? inline(contract, here) : child;
    }
  }
  return schema;
}
