import { pointerSegments } from "../json/json-pointer.ts";
import { textIn, tokensOf } from "../json/json-tokens.ts";
import { isObject } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Position } from "../place.ts";

/** A parsed text that knows where each of its values stands. */
export interface ParsedText {
  value: unknown;
  locate(pointer: string): Position;
  /** The text of the number, word or plain text at a JSON Pointer; `undefined` where there is none. */
  textAt(pointer: string): string | undefined;
}

/** A member name given twice in one object, where it stands the second time. */
export interface RepeatedName {
  name: string;
  position: Position;
}

/**
 * Parses a JSON text (RFC 8259), many times faster than as YAML, of which it is a part.
 * @returns `undefined` where it is none; YAML allows more
 */
export function parseJsonSource(text: string): ParsedText | RepeatedName | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  const repeated = repeatedName(text);
  if (repeated) return { name: repeated.name, position: positionAt(text, repeated.offset) };
  // Where the objects and arrays begin, by themselves; looked for when the first position is asked for.
  let offsets: ReadonlyMap<object, number> | undefined;
  const offset = (pointer: string) => {
    offsets ??= offsetsOf(text, value);
    return offsetAt(text, { root: value, segments: pointerSegments(pointer), offsets });
  };
  return {
    value,
    locate: (pointer) => positionAt(text, offset(pointer)),
    textAt(pointer) {
      const word = /[^\s,:"[\]{}]+/y;
      word.lastIndex = offset(pointer);
      return word.exec(text)?.[0];
    },
  };
}

// Nothing here calls itself: a text may be nested deeper than any stack.

function repeatedName(text: string): { name: string; offset: number } | undefined {
  const open: Set<string>[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind === "open") open.push(new Set());
    else if (token.kind === "close") open.pop();
    else if (token.kind === "name") {
      const names = open.at(-1);
      const name = textIn(text, token);
      if (names?.has(name)) return { name, offset: token.offset };
      names?.add(name);
    }
  }
  return undefined;
}

function offsetsOf(text: string, root: unknown): Map<object, number> {
  const offsets = new Map<object, number>();
  /** The values that are open, each with the name or the index of what comes next in it. */
  const open: { holder: unknown; next: string | number }[] = [];
  for (const token of tokensOf(text)) {
    const top = open.at(-1);
    if (token.kind === "name" && top) top.next = textIn(text, token);
    else if (token.kind === "close") open.pop();
    else {
      const value = top ? (top.holder as Record<string | number, unknown>)[top.next] : root;
      if (top && typeof top.next === "number") top.next++;
      if (token.kind !== "open") continue;
      offsets.set(value as object, token.offset);
      open.push({ holder: value, next: Array.isArray(value) ? 0 : "" });
    }
  }
  return offsets;
}

/** Where the value at a pointer begins; of one that does not exist, its nearest ancestor. */
function offsetAt(
  text: string,
  at: { root: unknown; segments: readonly string[]; offsets: ReadonlyMap<object, number> },
): number {
  let value = at.root;
  let offset = (typeof value === "object" && value !== null && at.offsets.get(value)) || 0;
  for (const segment of at.segments) {
    const isThere = (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, segment);
    if (!isThere) return offset;
    const child = (value as Record<string, unknown>)[segment];
    const own = typeof child === "object" && child !== null ? at.offsets.get(child) : undefined;
    // A scalar has no identity to be known by: it is looked for from where its holder begins.
    if (own === undefined) return scalarOffset(text, offset, Array.isArray(value) ? Number(segment) : segment);
    value = child;
    offset = own;
  }
  return offset;
}

function scalarOffset(text: string, holder: number, wanted: string | number): number {
  let depth = 0;
  let next: string | number = typeof wanted === "number" ? 0 : "";
  for (const token of tokensOf(text, holder)) {
    if (depth === 1 && token.kind === "name") next = textIn(text, token);
    if (depth === 1 && (token.kind === "open" || token.kind === "scalar")) {
      if (next === wanted) return token.offset;
      if (typeof next === "number") next++;
    }
    if (token.kind === "open") depth++;
    if (token.kind === "close" && --depth === 0) break;
  }
  return holder;
}

function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}
