import type { JsonObject } from "../../spec/json/json-value.ts";

/** A schema in a few words, for messages: `a string of 5 to 100 characters`. */
export function describe(schema: JsonObject | undefined): string {
  if (!schema) return "no such member";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return choice(schema.enum.map(String));
  if (schema.format === "date-time") return "a time such as 2026-01-31T12:00:00Z";
  const types = [schema.type ?? "value"].flat().map(String);
  const type = types.filter((name) => name !== "null").join(" or ");
  const words = `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
  const { pattern, maxItems } = schema;
  if (pattern !== undefined) return `${words} matching ${pattern}`;
  if (maxItems !== undefined) return `${words} of at most ${maxItems} items`;
  return `${words}${rangeOf(schema)}${lengthOf(schema)}`;
}

function choice(names: string[]): string {
  return names.length === 1 ? String(names[0]) : `one of ${names.join(", ")}`;
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonObject): string {
  const above = exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`;
  if (above !== "") return maximum === undefined ? above : `${above} and up to ${maximum}`;
  if (minimum !== undefined) return maximum === undefined ? ` of ${minimum} or more` : ` from ${minimum} to ${maximum}`;
  return maximum === undefined ? "" : ` up to ${maximum}`;
}

function lengthOf({ minLength: least, maxLength: most }: JsonObject): string {
  if (least === undefined) return most === undefined ? "" : ` of at most ${most} characters`;
  if (most === undefined) return ` of at least ${least} ${least === 1 ? "character" : "characters"}`;
  return least === most ? ` of exactly ${least} characters` : ` of ${least} to ${most} characters`;
}
