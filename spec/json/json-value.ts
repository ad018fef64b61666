import { compareDecimals } from "./decimal.ts";

/** A JSON object of unknown members. */
export type JsonObject = { [member: string]: unknown };

// TypeScript's library does not have them yet; every Node that `engines` allows has them, and JSON.parse's third argument.
const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(source: string): object;
  isRawJSON(value: unknown): value is { rawJSON: string };
};

/** Whether a value is a JSON object: neither null, nor an array, nor a number that is kept as it was written. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

/** Whether a value is a JSON object or an array. */
export function isContainer(value: unknown): value is JsonObject | unknown[] {
  return isObject(value) || Array.isArray(value);
}

/** The keys of an object or an array; none of anything else. */
export function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** The JSON type name of a value, with integers told apart from other numbers. */
export function typeOf(given: unknown): string {
  const value = numberIn(given) ?? given;
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return value === undefined ? "nothing" : typeof value;
}

/**
 * A number, by the text of it (RFC 8259, section 6). Where JavaScript would write it otherwise (1.10, 9007199254740993,
 * 1E400) it is kept as it is written: JSON.stringify writes that text, and {@link numberIn} has the number.
 */
export function writtenNumber(source: string): unknown {
  const value = Number(source);
  return JSON.stringify(value) === source ? value : rawJSON(source);
}

/** Whether a text is a number as JSON writes one (RFC 8259, section 6), and nothing else. */
export function isJsonNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

/** The number of a value that is kept as it was written; `undefined` for any other value. */
export function numberIn(value: unknown): number | undefined {
  return isRawJSON(value) ? Number(value.rawJSON) : undefined;
}

/**
 * The text of a number: as it was written where that is kept, else as JavaScript writes it. `undefined` for any other value,
 * and for what is no number of JSON, such as Infinity.
 */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  return isRawJSON(value) ? value.rawJSON : undefined;
}

/** A JSON text on one line. Line breaks in it are nothing but space between its parts (RFC 8259, section 2). */
export function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, " ");
}

/**
 * Whether two values are the same JSON value: of one type, of the same mathematical value, in which -0 is 0 and no digit of
 * a number that was written is lost, and of equal members and items (JSON Schema 2020-12, Core, section 4.2.2).
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const [number, another] = [numberText(one), numberText(other)];
  if (number !== undefined && another !== undefined) return compareDecimals(number, another) === 0;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  const isIn = (name: string) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]);
  return names.length === Object.keys(other).length && names.every(isIn);
}
