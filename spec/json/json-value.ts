import { nameIn, type Token, tokensOf } from "./json-tokens.ts";

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

/** The number of a value that is kept as it was written; `undefined` for any other value. */
export function numberIn(value: unknown): number | undefined {
  return isRawJSON(value) ? Number(value.rawJSON) : undefined;
}

/** A name, a scalar, or a whole object or array in a JSON text. */
export interface JsonPart {
  /** A member's name; the value of a member; an item of an array, or the value of the whole text. */
  is: "name" | "member" | "item";
  /**
   * The names of the members it stands in, outermost first, its own member included; indices are left out. One list for
   * all parts: it is right for as long as this part is looked at.
   */
  names: readonly string[];
  /** Of a name or a scalar; `undefined` of an object and an array. */
  value: string | number | boolean | null | undefined;
  /** As it is written. */
  source: string;
}

/**
 * A JSON text in which some parts are written otherwise. All else stays as it is: spaces, the digits of numbers, the
 * escapes of strings, members that are given twice.
 * @param text valid JSON, without a byte order mark; nothing here calls itself, so it may be nested to any depth
 * @param write what to write for a part; `undefined` leaves it, and looks into it
 */
export function rewrittenJson(text: string, write: (part: JsonPart) => string | undefined): string {
  const ends = endsOf(text);
  const names: string[] = [];
  /** Of the objects and arrays that are open, whether their parts are members. */
  const open: boolean[] = [];
  let done = "";
  let end = 0;
  const isReplaced = (offset: number, until: number, part: Omit<JsonPart, "names" | "source">): boolean => {
    const written = write({ ...part, names, source: text.slice(offset, until) });
    if (written === undefined) return false;
    done += text.slice(end, offset) + written;
    end = until;
    return true;
  };
  for (const { kind, offset, end: until } of tokensOf(text)) {
    // A part that was written otherwise is not looked into.
    if (offset < end) continue;
    if (kind === "close") {
      open.pop();
      if (open.at(-1)) names.pop();
    } else if (kind === "name") {
      const name = nameIn(text, { kind, offset, end: until });
      isReplaced(offset, until, { is: "name", value: name });
      names.push(name);
    } else {
      const isMember = open.at(-1) === true;
      const is = isMember ? "member" : "item";
      const isHolder = kind === "open";
      const value = isHolder ? undefined : JSON.parse(text.slice(offset, until));
      const isPassed = isReplaced(offset, isHolder ? (ends.get(offset) ?? until) : until, { is, value });
      if (isHolder && !isPassed) open.push(text[offset] === "{");
      else if (isMember) names.pop();
    }
  }
  return done + text.slice(end);
}

/** Where each object and array of a JSON text ends, by where it begins. */
function endsOf(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: Token[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind === "open") open.push(token);
    const begun = token.kind === "close" ? open.pop() : undefined;
    if (begun) ends.set(begun.offset, token.end);
  }
  return ends;
}

/** A JSON text on one line. Line breaks in it are nothing but space between its parts (RFC 8259, section 2). */
export function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, " ");
}

/**
 * Whether two values are the same JSON value: of one type, of the same mathematical value, in which -0 is 0, and of equal
 * members and items (JSON Schema 2020-12, Core, section 4.2.2).
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const [number, another] = [numberIn(one) ?? one, numberIn(other) ?? other];
  if (number === another) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  const isIn = (name: string) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]);
  return names.length === Object.keys(other).length && names.every(isIn);
}
