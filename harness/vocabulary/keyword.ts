import { isObject } from "../../spec/json/json-value.ts";
import { showValue } from "../../spec/schema-error.ts";
import { formatNames } from "./formats.ts";
import { patternOf } from "./pattern.ts";

/** Keywords that hold one schema, a list of schemas, or a map of schemas (JSON Schema 2020-12, Core, section 10). */
export const one =
  "not if then else items contains additionalProperties propertyNames unevaluatedProperties unevaluatedItems".split(
    " ",
  );
export const list = ["allOf", "anyOf", "oneOf", "prefixItems"];
export const map = ["properties", "patternProperties", "dependentSchemas", "$defs"];
/** Those of them whose schemas say something about the same value, not about one in it. */
export const inPlace = ["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"];

const types = ["array", "boolean", "integer", "null", "number", "object", "string"];

/** A form that the value of a keyword has to have, and the words for it. */
interface Form {
  is: (value: unknown) => boolean;
  expected: string;
}

const isSchema = (value: unknown) => isObject(value) || typeof value === "boolean";
const areTexts = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === "string");
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isType = (value: unknown) => types.includes(String(value)) && typeof value === "string";

const areTypes = (value: unknown[]) => value.every(isType) && new Set(value).size === value.length;

const schema: Form = { is: isSchema, expected: "a schema" };
const schemas: Form = {
  is: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  expected: "a list of schemas",
};
const schemaMap: Form = {
  // What cannot be a schema, under a name that begins so, is an extension.
  is: (value) =>
    isObject(value) && Object.entries(value).every(([name, entry]) => isSchema(entry) || name.startsWith("x-")),
  expected: "schemas by name",
};
const number: Form = { is: Number.isFinite, expected: "a number" };
const count: Form = { is: isCount, expected: "a whole number from 0" };
const texts: Form = { is: areTexts, expected: "a list of names" };
const isAny: Form = { is: () => true, expected: "" };

/** Keywords that assert something, and what each must be (JSON Schema 2020-12, Validation, section 6). */
const asserting: Readonly<Record<string, Form>> = {
  ...Object.fromEntries([...one.map((name) => [name, schema]), ...list.map((name) => [name, schemas])]),
  ...Object.fromEntries(map.map((name) => [name, schemaMap])),
  type: {
    is: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && areTypes(value)),
    expected: `one of ${types.map(showValue).join(", ")}`,
  },
  enum: { is: Array.isArray, expected: "a list of values" },
  const: isAny,
  multipleOf: { is: (value) => Number.isFinite(value) && Number(value) > 0, expected: "a number above 0" },
  maximum: number,
  exclusiveMaximum: number,
  minimum: number,
  exclusiveMinimum: number,
  maxLength: count,
  minLength: count,
  pattern: { is: (value) => typeof value === "string", expected: "a regular expression" },
  maxItems: count,
  minItems: count,
  maxContains: count,
  minContains: count,
  maxProperties: count,
  minProperties: count,
  uniqueItems: { is: (value) => typeof value === "boolean", expected: "true or false" },
  required: texts,
  dependentRequired: {
    is: (value) => isObject(value) && Object.values(value).every(areTexts),
    expected: "lists of names by name",
  },
  $ref: { is: (value) => typeof value === "string", expected: "a reference" },
  discriminator: {
    is: (value) => isObject(value) && typeof value.propertyName === "string",
    expected: "an object with a propertyName",
  },
};

/** What a schema says beside that, whatever it is: nothing is held against it (sections 8 and 9; OpenAPI 3.1, Schema Object). */
const annotations = new Set(
  (
    "title description default deprecated readOnly writeOnly examples $comment contentEncoding contentMediaType " +
    "xml externalDocs example format"
  ).split(" "),
);

/** Assertions that are not made here: what they would say of a value is unknown. */
const unsupported = new Set(["$dynamicRef", "$recursiveRef"]);

/** Why a keyword is not judged. */
export interface KeywordProblem {
  /** What is not judged, told once for all its places. */
  what: string;
  found: string;
  expected: string;
  /** Whether it would refuse values, so that without it more are let pass than should be. */
  asserts: boolean;
}

/** Why a keyword of a schema is not judged; `undefined` where it is, or has nothing to judge. */
export function keywordProblem(keyword: string, value: unknown): KeywordProblem | undefined {
  if (keyword.startsWith("x-")) return undefined;
  const form = Object.hasOwn(asserting, keyword) ? asserting[keyword] : undefined;
  if (!form && !annotations.has(keyword)) {
    const expected = "one of JSON Schema 2020-12 or OpenAPI 3.1, or an x- name";
    return {
      what: `keyword ${keyword}`,
      found: `the schema keyword ${keyword}`,
      expected,
      asserts: unsupported.has(keyword),
    };
  }
  if (form && !form.is(value)) {
    const what = `${keyword} ${typeof value === "string" ? value : showValue(value)}`;
    return { what, found: showValue(value), expected: form.expected, asserts: true };
  }
  if (keyword === "format" && !formatNames.has(String(value))) {
    const expected = `one of ${[...formatNames].join(", ")}`;
    return { what: `format ${value}`, found: `the format ${value}`, expected, asserts: false };
  }
  const patterns =
    keyword === "pattern" ? [String(value)] : keyword === "patternProperties" ? Object.keys(value as object) : [];
  const unreadable = patterns.find((pattern) => !patternOf(pattern));
  if (unreadable === undefined) return undefined;
  const expected = "a regular expression of ECMA-262";
  return { what: `pattern ${unreadable}`, found: `the pattern ${unreadable}`, expected, asserts: true };
}

/** Whether a keyword is one that is judged. */
export function isJudged(keyword: string): boolean {
  return (
    keyword === "format" || (Object.hasOwn(asserting, keyword) && keyword !== "discriminator" && keyword !== "$defs")
  );
}
