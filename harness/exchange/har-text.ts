import { findNodeAtLocation, parseTree, visit } from "jsonc-parser";
import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { endOfString } from "../../spec/json/json-tokens.ts";
import type { Position } from "../../spec/place.ts";

// Where things stand in the text of a recording. No file that is read here is larger, so its text is walked once, and one
// entry of it is parsed at a time.

/** A stretch of a text: `text.slice(start, end)`. */
export interface Span {
  start: number;
  end: number;
}

const quote = 0x22;
const comma = 0x2c;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * Where the items of `log.entries` stand in a text, whatever they are. Only brackets, commas and strings are looked at: an
 * item may be no JSON. Of members that are given twice the last one counts, as it does for JSON.parse.
 * @returns none where there are none, or where the text ends before its brackets do
 */
export function entrySpans(text: string): Span[] {
  let spans: Span[] = [];
  let key = "";
  let depth = 0;
  let isLog = false;
  let isEntries = false;
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isSeparator = code === comma || code === closingBracket || code === closingBrace;
    if (isEntries && depth === 3) {
      if (isSeparator && start >= 0) {
        spans.push({ start, end: start + text.slice(start, at).trimEnd().length });
        start = -1;
      } else if (start < 0 && !isSeparator && code > 0x20) {
        start = at;
      }
    }
    if (code === quote) {
      const end = endOfString(text, at);
      if (end < 0) return [];
      if (depth === 1 || depth === 2) key = unescaped(text.slice(at, end + 1));
      at = end;
    } else if (code === openingBrace || code === openingBracket) {
      // The document, its log, and the array of entries.
      if (depth === 1) isLog = code === openingBrace && key === "log";
      if (depth === 2) isEntries = isLog && code === openingBracket && key === "entries";
      if (depth === 2 && isEntries) spans = [];
      depth++;
    } else if (code === closingBrace || code === closingBracket) {
      depth--;
    }
  }
  return depth === 0 ? spans : [];
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal);
  } catch {
    return literal;
  }
}

/** A text in which `0` stands for each of some stretches. `offset` says where something of it stood before. */
export interface Frame {
  text: string;
  offset(inFrame: number): number;
}

/** What is left of a text without some stretches of it, which are in order. */
export function frameOf(text: string, spans: readonly Span[]): Frame {
  const gaps = spans.map(({ start }, index) => text.slice(spans[index - 1]?.end ?? 0, start));
  const end = spans.at(-1)?.end ?? 0;
  return {
    text: [...gaps.map((gap) => `${gap}0`), text.slice(end)].join(""),
    offset(inFrame) {
      let shift = 0;
      for (const { start, end } of spans) {
        if (start - shift >= inFrame) break;
        shift += end - start - 1;
      }
      return inFrame + shift;
    },
  };
}

/** The offset of the value at a JSON Pointer of a JSON text: of one that does not exist, that of its nearest ancestor. */
export function offsetOf(text: string, pointer: string): number {
  const tree = shallow(() => parseTree(text));
  const segments = pointerSegments(pointer).map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  for (let length = segments.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, segments.slice(0, length));
    if (node) return node.offset;
  }
  return 0;
}

/** The offset at which a text that is not JSON stops being it. */
export function offsetOfError(text: string): number {
  let first: number | undefined;
  const onError = (_code: number, offset: number) => {
    first ??= offset;
  };
  shallow(() => visit(text, { onError }, { disallowComments: true, allowTrailingComma: false }));
  return first ?? 0;
}

/** jsonc-parser calls itself for each level; of a text that is nested too deeply for it there are no places to tell. */
function shallow<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The positions of some offsets of a text, which are in order. */
export function positionsOf(text: string, offsets: readonly number[]): Position[] {
  let line = 1;
  let start = 0;
  let end = text.indexOf("\n");
  return offsets.map((offset) => {
    while (end >= 0 && end < offset) {
      line++;
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    return { line, column: offset - start + 1 };
  });
}

/** The position of an offset of a text. */
export function positionAt(text: string, offset: number): Position {
  return positionsOf(text, [offset])[0] ?? { line: 1, column: 1 };
}
