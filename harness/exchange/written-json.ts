import { type Node, parseTree } from "jsonc-parser";
import { isObject, numberIn, writtenNumber } from "../../spec/json/json-value.ts";
import { parseJson } from "../../spec/json/parse-json.ts";

// JSON values that can be written again as they were read: whoever passes on an identifier of 64 bits or a price must not
// change its digits (RFC 8259, section 6, sets no limit to a number).

/** What objects and arrays were read from, where JSON.stringify would write another text. */
const sources = new WeakMap<object, string>();

/**
 * Reads a JSON text so that {@link writtenJson} gives it again, of the whole and of every part: numbers that JavaScript
 * would write otherwise are kept as they are written, and an object or an array knows its text, spaces and repeated members
 * included. Of members of one name the last is read, as JSON.parse does.
 * @param plain what the text is read as, where that is known
 * @throws SyntaxError when it is no JSON
 */
export function parseWritten(text: string, plain: unknown = parseJson(text)): unknown {
  try {
    // What would be written just so has nothing to be remembered.
    if (JSON.stringify(plain) === text) return plain;
    const root = parseTree(text, [], { disallowComments: true });
    return root ? read(root, text) : plain;
  } catch (error) {
    // Nested too deeply for a parser that calls itself for every level.
    if (error instanceof RangeError) return plain;
    throw error;
  }
}

function read({ type, offset, length, value, children = [] }: Node, text: string): unknown {
  const source = text.slice(offset, offset + length);
  if (type === "number") return writtenNumber(source);
  if (type !== "array" && type !== "object") return value;
  const container =
    type === "array"
      ? children.map((child) => read(child, text))
      : // Not by assignment: a member called __proto__ is one like any other.
        Object.fromEntries(
          children.flatMap(({ children: [name, member] = [] }) =>
            name && member ? [[String(name.value), read(member, text)]] : [],
          ),
        );
  sources.set(container, source);
  return container;
}

/** A JSON value as text, as it was read where it was read by {@link parseWritten}; of `undefined` it is `null`. */
export function writtenJson(value: unknown): string {
  const source = typeof value === "object" && value !== null ? sources.get(value) : undefined;
  if (source !== undefined) return source;
  if (Array.isArray(value)) return `[${value.map(writtenJson).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writtenJson(member)}`).join(",")}}`;
}

/** A value as criteria compare it: every number is one of JavaScript's. What has no other numbers is given back as it is. */
export function plainOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const number = numberIn(value);
  if (number !== undefined) return number;
  const entries = Object.entries(value).map(([name, child]) => [name, child, plainOf(child)] as const);
  if (entries.every(([, child, plain]) => child === plain)) return value;
  if (Array.isArray(value)) return entries.map(([, , plain]) => plain);
  return Object.fromEntries(entries.map(([name, , plain]) => [name, plain]));
}

/** A copy in which anything can be changed; see {@link forgetText}. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || numberIn(value) !== undefined) return value;
  const copy = Array.isArray(value)
    ? value.map(copyOf)
    : Object.fromEntries(Object.entries(value).map(([name, child]) => [name, copyOf(child)]));
  const source = sources.get(value);
  if (source !== undefined) sources.set(copy, source);
  return copy;
}

/** To be told of every object and array that is changed, and of those around it: their text is another from now on. */
export function forgetText(container: unknown): void {
  if (typeof container === "object" && container !== null) sources.delete(container);
}
