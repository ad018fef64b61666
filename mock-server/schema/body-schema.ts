import { z } from "zod";
import type { Contract } from "../../spec/contract.ts";
import { jsonRequestSchema } from "../../spec/documented.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { describe } from "./describe-schema.ts";
import { inlinedSchema } from "./inlined-schema.ts";

/** One member of a request body that does not fit the contract. */
export interface BrokenMember {
  field: string;
  /** `absent`, `null` and `empty` are told apart from anything else because vendors word them differently. */
  kind: "absent" | "null" | "empty" | "invalid";
  /** What the contract wants, in words. */
  expected: string;
}

/** Judges request bodies of one operation. */
export interface BodySchema {
  /** The members that do not fit, in the contract's order; empty when the body fits. */
  brokenMembers(body: JsonObject): BrokenMember[];
  /** The members that a body may have, in the contract's order. */
  members: readonly string[];
  /** Those of them that it need not have. */
  optional: readonly string[];
}

type SchemaParameter = Parameters<typeof z.fromJSONSchema>[0];

/** What minLength and maxLength count (ISU-LENGTH-UNIT). */
type LengthUnit = "code-points" | "utf16";

const made = new WeakMap<Contract, Map<string, BodySchema>>();

/**
 * The zod schema of an operation's JSON request body, made from the contract once.
 * @throws UsageError for a keyword that zod does not check, by name and place
 */
export function bodySchemaOf(
  contract: Contract,
  operationId: string,
  lengthUnit: LengthUnit = "code-points",
): BodySchema {
  const known = made.get(contract) ?? new Map<string, BodySchema>();
  made.set(contract, known);
  const key = `${operationId} ${lengthUnit}`;
  const schema = known.get(key) ?? makeSchema(contract, operationId, lengthUnit);
  known.set(key, schema);
  return schema;
}

function makeSchema(contract: Contract, operationId: string, lengthUnit: LengthUnit): BodySchema {
  const operation = contract.operations.get(operationId);
  const pointer = operation && jsonRequestSchema(operation);
  if (pointer === undefined) throw new Error(`${operationId} has no JSON request body in the contract`);
  const schema = inlinedSchema(contract, pointer);
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>;
  const fields = Object.keys(properties);
  const required = (schema.required ?? []) as string[];
  const zodSchema = z.fromJSONSchema((lengthUnit === "utf16" ? countingUtf16(schema) : schema) as SchemaParameter);
  return {
    members: fields,
    optional: fields.filter((field) => !required.includes(field)),
    brokenMembers(body) {
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

function kindOf(body: JsonObject, field: string): BrokenMember["kind"] {
  // An own member only: a field named like a member of Object.prototype is absent unless it was sent.
  const value = Object.hasOwn(body, field) ? body[field] : undefined;
  if (value === undefined) return "absent";
  if (value === null) return "null";
  return value === "" ? "empty" : "invalid";
}
