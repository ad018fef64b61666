import { z } from "zod";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { describe } from "./describe-schema.ts";

type Issue = z.core.$ZodIssue;

/** Finds the first thing wrong with a value at a path. */
type Check = (value: unknown, at: readonly PropertyKey[]) => string | undefined;

/**
 * Makes the check of a JSON Schema, once. It stops at the first thing that is wrong: a body may hold millions of others.
 * @param schema without `$ref`, as {@link inlinedSchema} gives it
 * @returns what finds the first thing wrong with a value, by its place and without quoting it:
 *   `credentials.bos[0].nep_key: send a string of 1 to 200 characters`; `undefined` for a value that fits
 */
export function schemaCheckOf(schema: JsonObject): (value: unknown) => string | undefined {
  const check = checkOf(schema);
  return (value) => check(value, []);
}

// Of an object or an array with no other keywords each part is looked at for itself.
const ofObjects = new Set(["type", "properties", "required", "additionalProperties"]);
const ofArrays = new Set(["type", "items", "maxItems"]);

function checkOf(schema: JsonObject): Check {
  const has = (only: Set<string>) => Object.keys(schema).every((keyword) => only.has(keyword));
  if (schema.type === "object" && has(ofObjects)) return objectCheck(schema);
  if (schema.type === "array" && has(ofArrays)) return arrayCheck(schema);
  const zodSchema = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  return (value, at) => {
    const issue = zodSchema.safeParse(value).error?.issues[0];
    return issue && explain(issue, schema, at);
  };
}

function objectCheck(schema: JsonObject): Check {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>);
  const members = new Map(properties.map(([name, member]) => [name, { schema: member, check: checkOf(member) }]));
  const required = new Set((schema.required ?? []) as string[]);
  const { additionalProperties: others } = schema;
  const other = isObject(others) ? checkOf(others) : undefined;
  return (value, at) => {
    if (!isObject(value)) return told(at, schema);
    for (const [name, member] of members) {
      const path = [...at, name];
      if (Object.hasOwn(value, name)) {
        const problem = member.check(value[name], path);
        if (problem !== undefined) return problem;
      } else if (required.has(name)) return member.check(undefined, path) ?? told(path, member.schema);
    }
    if (others === undefined || others === true) return undefined;
    for (const name in value) {
      if (members.has(name)) continue;
      const problem = other ? other(value[name], [...at, name]) : told([...at, name], undefined);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function arrayCheck(schema: JsonObject): Check {
  const { items, maxItems = Number.POSITIVE_INFINITY } = schema;
  const item = isObject(items) ? checkOf(items) : undefined;
  return (value, at) => {
    if (!Array.isArray(value) || value.length > Number(maxItems)) return told(at, schema);
    for (const [index, each] of item ? value.entries() : []) {
      const problem = item?.(each, [...at, index]);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function told(path: readonly PropertyKey[], schema: JsonObject | undefined): string {
  return `${nameOf(path)}: send ${describe(schema)}`;
}

/**
 * @param at the path of the value that the schema is for
 * @param issue whose own path begins there
 */
function explain(issue: Issue, schema: JsonObject | undefined, at: readonly PropertyKey[]): string {
  const path = [...at, ...issue.path];
  const here = schemaAt(schema, issue.path);
  if (issue.code === "unrecognized_keys") return told([...path, issue.keys[0] ?? ""], undefined);
  if (issue.code !== "invalid_union") return told(path, here);
  return explainUnion(issue, here, path);
}

/** What is wrong with a value that fits no branch: its tag, such as `kind`, or else something in the branch it tags. */
function explainUnion(issue: Issue & { code: "invalid_union" }, schema: JsonObject | undefined, at: PropertyKey[]) {
  const branches = [schema?.oneOf ?? schema?.anyOf ?? []].flat() as JsonObject[];
  const tag = tagOf(branches);
  // A list of types is a union too, of branches that have no schema of their own.
  if (tag === undefined) return told(at, schema);
  const meant = issue.errors.findIndex((issues) => issues.every(({ path }) => path[0] !== tag));
  const first = issue.errors[meant]?.[0];
  if (first) return explain(first, branches[meant], at);
  const values = branches.flatMap((branch) => valuesOf(branch, tag) ?? []);
  return told([...at, tag], { enum: values });
}

/** The member that is a constant, or one of a few, in every branch. */
function tagOf(branches: readonly JsonObject[]): string | undefined {
  const names = Object.keys((branches[0]?.properties ?? {}) as JsonObject);
  return names.find((name) => branches.every((branch) => valuesOf(branch, name) !== undefined));
}

function valuesOf(branch: JsonObject, name: string): unknown[] | undefined {
  const member = (branch.properties as Record<string, JsonObject> | undefined)?.[name];
  if (member?.const !== undefined) return [member.const];
  return Array.isArray(member?.enum) ? member.enum : undefined;
}

/** The schema of the value at a path, as far as the path can be followed without knowing the value. */
function schemaAt(schema: JsonObject | undefined, path: readonly PropertyKey[]): JsonObject | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined || schema === undefined) return schema;
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>;
  const own = Object.hasOwn(properties, segment) ? properties[String(segment)] : undefined;
  const child = typeof segment === "number" ? schema.items : (own ?? schema.additionalProperties);
  if (isObject(child)) return schemaAt(child, rest);
  const parts = (schema.allOf ?? []) as JsonObject[];
  return parts.map((part) => schemaAt(part, path)).find((found) => found !== undefined);
}

const longestName = 100;

/** A path as a person writes it: `credentials.bos[0].nep_key`. */
function nameOf(path: readonly PropertyKey[]): string {
  const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const text = name.replace(/^\./, "") || "the body";
  return text.length > longestName ? `${text.slice(0, longestName)}...` : text;
}
