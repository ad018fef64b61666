import type { ErrorObject } from "ajv/dist/2020.js";
import { pointerTo } from "./json/json-pointer.ts";
import { typeOf } from "./json/json-value.ts";

/** A schema violation in words: where in the instance, what the schema wants, what is there. */
export interface SchemaProblem {
  /** JSON Pointer into the instance, to the member that is wrong, missing or too many. */
  pointer: string;
  expected: string;
  actual: string;
}

/**
 * Puts an Ajv error into words.
 * @param error made with Ajv's `verbose` option, which adds the instance and the schema
 * @param show how a value of the instance is written; masks what must not be seen. It gets the value's JSON Pointer too
 */
export function explainSchemaError(
  error: ErrorObject,
  show: (value: unknown, pointer: string) => string = (value) => showValue(value),
): SchemaProblem {
  const { keyword, params, data, schema } = error;
  const at = error.instancePath;
  // A large object is not written out for each of its members that is wrong.
  const actual = () => show(data, at);
  switch (keyword) {
    case "required":
    case "dependentRequired":
      return { pointer: pointerTo(at, params.missingProperty), expected: "the member to be present", actual: "absent" };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name: string = params.additionalProperty ?? params.unevaluatedProperty;
      const value = (data as Record<string, unknown> | undefined)?.[name];
      const pointer = pointerTo(at, name);
      return { pointer, expected: "no such member", actual: show(value, pointer) };
    }
    case "type":
      return {
        pointer: at,
        expected: `type ${[params.type].flat().join(" or ")}`,
        // "null null" would say it twice.
        actual: data === null || data === undefined ? typeOf(data) : `${typeOf(data)} ${actual()}`,
      };
    case "const":
      return { pointer: at, expected: showValue(params.allowedValue), actual: actual() };
    case "enum":
      return { pointer: at, expected: `one of ${params.allowedValues.map(showValue).join(", ")}`, actual: actual() };
    case "minLength":
    case "maxLength": {
      const word = keyword === "minLength" ? "at least" : "at most";
      const length = typeof data === "string" ? [...data].length : 0;
      return { pointer: at, expected: `${word} ${params.limit} characters`, actual: `${length} characters` };
    }
    case "minItems":
    case "maxItems":
    case "minProperties":
    case "maxProperties": {
      const word = keyword.startsWith("min") ? "at least" : "at most";
      const noun = keyword.endsWith("Items") ? "items" : "members";
      const count = Object.keys(data as object).length;
      return { pointer: at, expected: `${word} ${params.limit} ${noun}`, actual: `${count} ${noun}` };
    }
    case "uniqueItems": {
      const [first, second] = [params.i, params.j].toSorted((a, b) => a - b);
      return { pointer: at, expected: "items that all differ", actual: `items ${first} and ${second} are equal` };
    }
    case "propertyNames":
      return { pointer: pointerTo(at, params.propertyName), expected: "another name", actual: "a name not allowed" };
    case "false schema":
      return { pointer: at, expected: "nothing here", actual: actual() };
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return { pointer: at, expected: `${params.comparison} ${params.limit}`, actual: actual() };
    case "pattern":
      return { pointer: at, expected: `text matching ${params.pattern}`, actual: actual() };
    case "format":
      return { pointer: at, expected: `format ${params.format}`, actual: actual() };
    case "oneOf":
      return { pointer: at, expected: "exactly one of the alternatives to match", actual: actual() };
    case "anyOf":
      return { pointer: at, expected: "one of the alternatives to match", actual: actual() };
    case "discriminator":
      return {
        pointer: pointerTo(at, params.tag),
        expected: "a known discriminator value",
        actual: show(params.tagValue, pointerTo(at, params.tag)),
      };
    default:
      return { pointer: at, expected: `${keyword} ${showValue(schema)}`, actual: actual() };
  }
}

/** Writes a JSON value on one line, shortened to 80 characters. */
export function showValue(value: unknown): string {
  return shorten(value === undefined ? "nothing" : JSON.stringify(value));
}

/** Cuts a text to 80 characters. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
