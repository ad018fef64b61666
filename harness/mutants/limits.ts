// Values that stand just inside of what a keyword allows, as JSON texts. The arithmetic is this file's own: on the digits
// of decimals, on code points, on items; none of it is the judge's.

import { isObject } from "../../spec/json/json-value.ts";
import { goodTexts } from "./format.ts";

/** What a keyword is kept with. */
export interface LimitContext {
  /** A value that keeps the keyword. */
  value: unknown;
  /** What the schema says under the keyword. */
  argument: unknown;
  /** Whether only integers are allowed. */
  isInteger: boolean;
}

/** The JSON texts at the limit of each keyword that has one; none where the value is of another type. */
export const innerLimits: Record<string, (context: LimitContext) => string[]> = {
  minimum: forNumber(({ argument }) => [decimalText(decimalOf(argument))]),
  maximum: forNumber(({ argument }) => [decimalText(decimalOf(argument))]),
  exclusiveMinimum: forNumber(({ argument, isInteger }) => [beside(argument, isInteger, 1n)]),
  exclusiveMaximum: forNumber(({ argument, isInteger }) => [beside(argument, isInteger, -1n)]),
  // 29 hundredths, 115 hundredths, 1999 hundredths: what binary fractions get wrong.
  multipleOf: forNumber(({ argument }) => [3n, 7n, 29n, 115n, 1999n, 100_000_007n].map((n) => times(argument, n))),
  minLength: forText(({ argument }) => [..."x😀"].map((char) => JSON.stringify(char.repeat(Number(argument))))),
  maxLength: forText(({ argument }) => [..."x😀"].map((char) => JSON.stringify(char.repeat(Number(argument))))),
  minItems: forArray(({ items, argument }) => [JSON.stringify(resized(items, Number(argument)))]),
  maxItems: forArray(({ items, argument }) => [JSON.stringify(resized(items, Number(argument)))]),
  // What a careless reader takes for the same.
  uniqueItems: forArray(({ items, argument }) =>
    argument === true
      ? items.slice(0, 1).flatMap((item) => lookalikes(item).map((other) => JSON.stringify([item, other])))
      : [],
  ),
  minProperties: forObject(({ object, argument }) => [JSON.stringify(withMembers(object, Number(argument)))]),
  maxProperties: forObject(({ object, argument }) => [JSON.stringify(withMembers(object, Number(argument)))]),
  enum: ({ argument, value }) =>
    (argument as unknown[]).filter((other) => other !== value).map((other) => JSON.stringify(other)),
  format: ({ value, argument }) =>
    typeof value === "string" || typeof value === "number"
      ? goodTexts(String(argument), typeof value === "string" ? "string" : "number")
      : [],
};

/** A decimal number: `digits` times ten to the power of `exponent`. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

function decimalOf(number: unknown): Decimal {
  const [mantissa = "", power = "0"] = String(number).toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function decimalText({ digits, exponent }: Decimal): string {
  if (exponent >= 0) return String(digits * 10n ** BigInt(exponent));
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(1 - exponent, "0");
  return `${sign}${text.slice(0, exponent)}.${text.slice(exponent)}`;
}

function times(number: unknown, factor: bigint): string {
  const { digits, exponent } = decimalOf(number);
  return decimalText({ digits: digits * factor, exponent });
}

/** The next integer, or the next of three more decimals. */
function beside(number: unknown, isInteger: boolean, step: bigint): string {
  const { digits, exponent } = decimalOf(number);
  if (isInteger)
    return decimalText({
      digits: digits * 10n ** BigInt(Math.max(exponent, 0)) + step,
      exponent: Math.min(exponent, 0),
    });
  return decimalText({ digits: digits * 1000n + step, exponent: exponent - 3 });
}

/** Items of some number, each another than the others where they are texts or numbers. */
function resized(items: readonly unknown[], length: number): unknown[] {
  return Array.from({ length }, (_, index) => {
    if (index < items.length) return items[index];
    const last = items.at(-1);
    if (typeof last === "number") return last + index;
    return typeof last === "string" ? `${last}${index}` : last;
  });
}

function lookalikes(item: unknown): unknown[] {
  if (typeof item === "number") return [String(item), item + 1];
  if (typeof item === "string") return [`${item} `, item.toUpperCase(), item.normalize("NFD")];
  return isObject(item) ? [{ ...item, understudy: 1 }] : [[item]];
}

function withMembers(object: Record<string, unknown>, length: number): Record<string, unknown> {
  const own = Object.entries(object).slice(0, length);
  const child = own[0]?.[1] ?? "understudy";
  const more = Array.from({ length: length - own.length }, (_, index) => [`understudy${index}`, child]);
  return Object.fromEntries([...own, ...more]);
}

function forNumber(make: (context: LimitContext) => string[]): (context: LimitContext) => string[] {
  return (context) => (typeof context.value === "number" ? make(context) : []);
}

function forText(make: (context: LimitContext) => string[]): (context: LimitContext) => string[] {
  return (context) => (typeof context.value === "string" ? make(context) : []);
}

function forArray(make: (context: LimitContext & { items: unknown[] }) => string[]) {
  return (context: LimitContext) => (Array.isArray(context.value) ? make({ ...context, items: context.value }) : []);
}

function forObject(make: (context: LimitContext & { object: Record<string, unknown> }) => string[]) {
  return (context: LimitContext) => (isObject(context.value) ? make({ ...context, object: context.value }) : []);
}
