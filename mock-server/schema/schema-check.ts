import { z } from "zod";
import { ownMember } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { byForm } from "../../spec/scrub.ts";
import { didYouMean, likelyName, meantName } from "../../spec/words/did-you-mean.ts";
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
    return issue && explain(issue, { schema, value, at });
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
      } else if (required.has(name)) {
        const misspelt = misspeltMember({ schema, value, at }, [name]);
        return misspelt ?? member.check(undefined, path) ?? told(path, member.schema);
      }
    }
    if (others === undefined || others === true) return undefined;
    for (const name in value) {
      if (members.has(name)) continue;
      const problem = other ? other(value[name], [...at, name]) : unknown(name, [...members.keys()], at);
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

function told(path: readonly PropertyKey[], schema: JsonObject | undefined, question = ""): string {
  return `${nameOf(path)}: send ${describe(schema)}${question}`;
}

/** How many names of an object are looked at for one that is spelt wrong: a caller makes up as many as fit in. */
const mostNames = 50;

/** A value that is judged, with its schema and its path from the whole. */
interface Judged {
  schema: JsonObject | undefined;
  value: unknown;
  at: readonly PropertyKey[];
}

/** @param issue whose path begins at the judged value */
function explain(issue: Issue, judged: Judged): string {
  const path = [...judged.at, ...issue.path];
  const here = schemaAt(judged.schema, issue.path);
  const value = valueAt(judged.value, issue.path);
  if (issue.code === "unrecognized_keys") return unknown(issue.keys[0] ?? "", membersOf(here), path);
  // What is missing may be there under a name that is nearly right.
  const misspelt = value === undefined ? misspeltMember(judged, issue.path) : undefined;
  if (misspelt !== undefined) return misspelt;
  if (issue.code === "invalid_union") return explainUnion(issue, { schema: here, value, at: path });
  return told(path, here, questionAfter(here?.enum, value));
}

/** What to say of a member that there is none of. */
function unknown(name: string, known: readonly string[], at: readonly PropertyKey[]): string {
  return `${nameOf([...at, name])} is not known: ${didYouMean(name, known)}`;
}

/** The member that was meant to be the one at a path, where it is spelt wrong. */
function misspeltMember({ schema, value, at }: Judged, path: readonly PropertyKey[]): string | undefined {
  const parent = valueAt(value, path.slice(0, -1));
  const known = membersOf(schemaAt(schema, path.slice(0, -1)));
  const names = isObject(parent) ? Object.keys(parent).slice(0, mostNames) : [];
  const strange = names.filter((name) => !known.includes(name));
  const name = strange.find((other) => meantName(other, known) === path.at(-1));
  return name === undefined ? undefined : unknown(name, known, [...at, ...path.slice(0, -1)]);
}

/** `; did you mean b?`, where one of a few texts is spelt wrong. */
function questionAfter(values: unknown, sent: unknown): string {
  const names = Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
  const meant = typeof sent === "string" ? likelyName(sent, names) : undefined;
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}

function membersOf(schema: JsonObject | undefined): string[] {
  const parts = (schema?.allOf ?? []) as JsonObject[];
  return [...Object.keys((schema?.properties ?? {}) as JsonObject), ...parts.flatMap(membersOf)];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, segment) => ownMember(at, String(segment)), value);
}

/** What is wrong with a value that fits no branch: its tag, such as `kind`, or else something in the branch it tags. */
function explainUnion(issue: Issue & { code: "invalid_union" }, { schema, value, at }: Judged) {
  const branches = [schema?.oneOf ?? schema?.anyOf ?? []].flat() as JsonObject[];
  const tag = tagOf(branches);
  // A list of types is a union too, of branches that have no schema of their own.
  if (tag === undefined) return told(at, schema);
  const meant = issue.errors.findIndex((issues) => issues.every(({ path }) => path[0] !== tag));
  const first = issue.errors[meant]?.[0];
  if (first) return explain(first, { schema: branches[meant], value, at });
  const misspelt = misspeltMember({ schema: { properties: { [tag]: {} } }, value, at }, [tag]);
  if (misspelt !== undefined) return misspelt;
  const values = branches.flatMap((branch) => valuesOf(branch, tag) ?? []);
  return told([...at, tag], { enum: values }, questionAfter(values, ownMember(value, tag)));
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

/** A path as a person writes it: `credentials.bos[0].nep_key`. A name in it may be made up, and tell too much. */
function nameOf(path: readonly PropertyKey[]): string {
  const name = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const text = byForm.scrub(name.replace(/^\./, "") || "the body");
  return text.length > longestName ? `${text.slice(0, longestName)}...` : text;
}
