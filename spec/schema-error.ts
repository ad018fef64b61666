import type { ErrorObject } from "ajv/dist/2020.js";
import { pointerTo } from "./source-file.ts";

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
 * @param show how a value of the instance is written; masks what must not be seen
 */
export function explainSchemaError(error: ErrorObject, show: (value: unknown) => string = showValue): SchemaProblem {
  const { keyword, params, data, schema } = error;
  const at = error.instancePath;
  const actual = show(data);
  switch (keyword) {
    case "required":
    case "dependentRequired":
      return { pointer: pointerTo(at, params.missingProperty), expected: "the member to be present", actual: "absent" };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name: string = params.additionalProperty ?? params.unevaluatedProperty;
      const value = (data as Record<string, unknown> | undefined)?.[name];
      return { pointer: pointerTo(at, name), expected: "no such member", actual: show(value) };
    }
    case "type":
      return {
        pointer: at,
        expected: `type ${[params.type].flat().join(" or ")}`,
        actual: `${typeOf(data)} ${actual}`,
      };
    case "const":
      return { pointer: at, expected: showValue(params.allowedValue), actual };
    case "enum":
      return { pointer: at, expected: `one of ${params.allowedValues.map(showValue).join(", ")}`, actual };
    case "minLength":
    case "maxLength": {
      const word = keyword === "minLength" ? "at least" : "at most";
      const length = typeof data === "string" ? [...data].length : 0;
      return { pointer: at, expected: `${word} ${params.limit} characters`, actual: `${length} characters` };
    }
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return { pointer: at, expected: `${params.comparison} ${params.limit}`, actual };
    case "pattern":
      return { pointer: at, expected: `text matching ${params.pattern}`, actual };
    case "format":
      return { pointer: at, expected: `format ${params.format}`, actual };
    case "oneOf":
      return { pointer: at, expected: "exactly one of the alternatives to match", actual };
    case "anyOf":
      return { pointer: at, expected: "one of the alternatives to match", actual };
    case "discriminator":
      return {
        pointer: pointerTo(at, params.tag),
        expected: "a known discriminator value",
        actual: show(params.tagValue),
      };
    default:
      return { pointer: at, expected: `${keyword} ${showValue(schema)}`, actual };
  }
}

/** Writes a JSON value on one line, shortened to 80 characters. */
export function showValue(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The JSON type name of a value, with integers told apart from other numbers. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return value === undefined ? "nothing" : typeof value;
}
