import { faker } from "@faker-js/faker/locale/en";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { Values } from "../expression/scope.ts";
import { steps } from "../vocabulary/decimal.ts";
import { validatorOf } from "../vocabulary/schema-validator.ts";
import { type MergedSchema, mergeSchemas } from "./merged-schema.ts";
import { fakerNames, makeText, type TextSource } from "./synthetic-text.ts";

/** How often a value is drawn before its schemas are taken to contradict each other. */
const maximumDraws = 60;

/**
 * Makes a value that all of some JSON Schemas allow.
 * @throws UsageError when none of some dozens of tries is allowed by all of them
 */
export function generate(schemas: readonly JsonObject[], seed: number): unknown {
  faker.seed(seed);
  const isValid = validatorOf(schemas);
  for (let draw = 0; draw < maximumDraws; draw++) {
    const value = make(schemas, draw);
    if (isValid(value)) return value;
  }
  throw new UsageError(`schemas that nothing could be made for in ${maximumDraws} tries: ${JSON.stringify(schemas)}`);
}

function make(schemas: readonly JsonObject[], draw: number): unknown {
  const merged = mergeSchemas(schemas);
  if (merged.choices) return merged.choices.length > 0 ? faker.helpers.arrayElement(merged.choices) : undefined;
  switch (typeOf(merged)) {
    case "string":
      return text(merged, draw);
    case "integer":
      return number(merged, (range) => faker.number.int(range));
    case "number":
      return number(merged, (range) => faker.number.float({ ...range, fractionDigits: 3 }));
    case "boolean":
      return faker.datatype.boolean();
    case "array":
      return array(merged, draw);
    case "object":
      return object(merged, draw);
    default:
      return null;
  }
}

/** The type to make: any but null where there is a choice. */
function typeOf({ types, all }: MergedSchema): string {
  const named = ["string", "integer", "number", "boolean", "array", "object"].find((type) => types?.has(type));
  if (named) return named;
  if (types) return "null";
  if (all("properties").length > 0) return "object";
  return all("minimum").length + all("maximum").length > 0 ? "integer" : "string";
}

function text(merged: MergedSchema, draw: number): string {
  const min = merged.most("minLength") ?? 0;
  const max = Math.max(merged.least("maxLength") ?? Math.max(min, 200), min);
  const sources = textSources(merged);
  const source = sources[Math.floor(draw / 10) % sources.length] ?? { kind: "id" };
  return makeText(source, { min, max });
}

function textSources({ all }: MergedSchema): TextSource[] {
  const of = (keyword: string) => all(keyword).filter((value) => typeof value === "string");
  // What is marked as synthetic comes first: a plain pattern could as well make someone's real number.
  const sources: TextSource[] = [
    ...of("x-faker-pattern").map((pattern): TextSource => ({ kind: "pattern", pattern })),
    ...of("x-faker").map((name): TextSource => ({ kind: "faker", name })),
    ...of("format").map((format): TextSource => ({ kind: "format", format })),
    ...of("pattern").map((pattern): TextSource => ({ kind: "pattern", pattern })),
  ];
  return sources.length > 0 ? sources : [{ kind: "id" }];
}

function number(merged: MergedSchema, draw: (range: { min: number; max: number }) => number): number {
  const isInteger = merged.types?.has("integer") ?? true;
  const step = isInteger ? 1 : 0.001;
  const above = merged.most("exclusiveMinimum");
  const below = merged.least("exclusiveMaximum");
  const lowest = Math.max(merged.most("minimum") ?? -Infinity, above === undefined ? -Infinity : above + step);
  const highest = Math.min(merged.least("maximum") ?? Infinity, below === undefined ? Infinity : below - step);
  const min = Number.isFinite(lowest) ? lowest : Math.min(0, highest);
  const max = Number.isFinite(highest) ? highest : Math.max(min + 1000, 0);
  const unit = merged.most("multipleOf");
  if (min > max) return min;
  if (unit === undefined) return isInteger ? draw({ min: Math.ceil(min), max: Math.floor(max) }) : draw({ min, max });
  const least = Math.ceil(min / unit);
  return steps(faker.number.int({ min: least, max: Math.max(least, Math.floor(max / unit)) }), unit);
}

function array(merged: MergedSchema, draw: number): unknown[] {
  const min = merged.most("minItems") ?? 0;
  const length = Math.max(min, Math.min(1, merged.least("maxItems") ?? 1));
  const items = merged.all("items").filter(isObject);
  return Array.from({ length }, () => make(items, draw));
}

function object(merged: MergedSchema, draw: number): Values {
  const members = new Map<string, JsonObject[]>();
  for (const properties of merged.all("properties").filter(isObject)) {
    for (const [name, schema] of Object.entries(properties)) {
      members.set(name, [...(members.get(name) ?? []), ...(isObject(schema) ? [schema] : [])]);
    }
  }
  const required = merged.all("required").flat() as string[];
  for (const name of required) if (!members.has(name)) members.set(name, []);
  // What is made here is sent, and what is readOnly should not be; whoever demands it all the same gets it.
  const sent = [...members].filter(([name, schemas]) => required.includes(name) || !schemas.some(isReadOnly));
  return Object.fromEntries(sent.map(([name, schemas]) => [name, make(schemas, draw)]));
}

function isReadOnly(schema: JsonObject): boolean {
  return mergeSchemas([schema]).all("readOnly").includes(true);
}

/** The first `x-faker` in some schemas that is not on the list of known names. */
export function unknownFaker(schemas: readonly JsonObject[]): string | undefined {
  return mergeSchemas(schemas)
    .all("x-faker")
    .map(String)
    .find((name) => !fakerNames.includes(name));
}
