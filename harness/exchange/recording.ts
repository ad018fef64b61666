import { findNodeAtLocation, type JSONVisitor, type ParseError, parse, parseTree, visit } from "jsonc-parser";
import { checkShape } from "../../spec/check-shape.ts";
import { pointerSegments } from "../../spec/json-pointer.ts";
import { type Place, type Position, shortPath } from "../../spec/place.ts";
import { showValue } from "../../spec/schema-error.ts";
import { readBytes, type SourceFile, textIn } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { Exchange } from "./exchange.ts";
import schema from "./har.schema.json" with { type: "json" };

/** One recorded exchange, or why it is none that can be judged. */
export interface RecordedEntry {
  /** Counts from 1. */
  number: number;
  place: Place;
  method: string;
  url: string;
  /** `isRequestWhole` unless the recorder left out the body that was sent. */
  recorded: { exchange: Exchange; isRequestWhole: boolean } | { problem: "unanswered" | "unrecorded"; reason: string };
}

/** The largest recording that is read, in bytes. */
const maximumBytes = 64 * 1024 * 1024;

type Pairs = { name: string; value?: string }[];

/** What is read of an entry of HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec). */
interface Entry {
  startedDateTime?: string;
  time?: number;
  request: {
    method: string;
    url: string;
    headers: Pairs;
    bodySize?: number;
    postData?: { text?: string; params?: Pairs } | null;
  };
  response: {
    status: number;
    headers: Pairs;
    bodySize?: number;
    /** Ours: what a recorder of HTTP messages has no place for. */
    _misframed?: string;
    content: { size?: number; mimeType?: string; text?: string; encoding?: string };
  };
}

/**
 * Reads a recording in HTTP Archive 1.2.
 * @throws UsageError when it cannot be read, is too large, is not JSON, or has not the shape of the format
 */
export function loadHar(path: string): RecordedEntry[] {
  return harOf(path, readBytes(path, "HAR"));
}

/** The recording in some bytes; see {@link loadHar}. */
export function harOf(path: string, bytes: Buffer): RecordedEntry[] {
  const text = textIn(path, bytes, maximumBytes);
  const value = parsedOf(path, text);
  const file: SourceFile = { path, value, locate: (pointer) => locate(text, pointer) };
  // The text of a recording may be anybody's secret: errors tell what is there, and quote nothing.
  const { log } = checkShape<{ log: { entries: Entry[] } }>(file, schema, described);
  const positions = positionsOfEntries(text);
  return log.entries.map((entry, index) => ({
    number: index + 1,
    place: { file: shortPath(path), ...(positions[index] ?? start) },
    method: entry.request.method,
    url: entry.request.url,
    recorded: recordedOf(entry),
  }));
}

const start: Position = { line: 1, column: 1 };

function recordedOf({ startedDateTime, time = 0, request, response }: Entry): RecordedEntry["recorded"] {
  const { status, content, bodySize = 0 } = response;
  if (status < 100) return { problem: "unanswered", reason: "the recording has no answer to it" };
  const { size = 0, text, encoding = "" } = content;
  // Some recorders leave bodies out; such an answer is not one with an empty body.
  if (text === undefined && (size !== 0 || bodySize > 0)) {
    return { problem: "unrecorded", reason: "the body of its answer was not recorded" };
  }
  if (!["", "base64"].includes(encoding)) {
    return { problem: "unrecorded", reason: `the body of its answer is encoded as ${encoding}; only base64 is known` };
  }
  const startedAt = Date.parse(startedDateTime ?? "");
  return {
    exchange: {
      request: {
        method: request.method.toUpperCase(),
        url: request.url,
        headers: pairsOf(request.headers),
        body: request.postData ? postedBody(request.postData) : "",
      },
      response: {
        status,
        headers: answerHeaders(response),
        body: Buffer.from(text ?? "", encoding === "base64" ? "base64" : "utf8"),
        ...(encoding === "base64" ? {} : { isRecoded: true as const }),
        ...(typeof response._misframed === "string" ? { misframed: response._misframed } : {}),
      },
      ...(Number.isNaN(startedAt) ? {} : { startedAt }),
      durationMs: Math.max(0, time),
    },
    isRequestWhole: isWhole(request),
  };
}

function isWhole({ bodySize = 0, postData }: Entry["request"]): boolean {
  if (postData) return postData.text !== undefined || (postData.params ?? []).length > 0;
  return bodySize <= 0;
}

function postedBody({ text, params = [] }: NonNullable<Entry["request"]["postData"]>): string {
  return text ?? new URLSearchParams(params.map(({ name, value = "" }): [string, string] => [name, value])).toString();
}

/** The headers of an answer. Its body stands in the recording decoded, so what says how it was encoded is left out. */
function answerHeaders({ headers, content: { mimeType = "" } }: Entry["response"]): [string, string][] {
  const pairs = pairsOf(headers).filter(([name]) => !/^(content|transfer)-encoding$/i.test(name));
  // A recorder that keeps no headers still tells the media type.
  return headers.length === 0 && mimeType.includes("/") ? [["content-type", mimeType]] : pairs;
}

/** Names that start with a colon are HTTP/2's own, and no headers (RFC 9113, section 8.3). */
function pairsOf(headers: Pairs): [string, string][] {
  return headers
    .filter(({ name }) => !name.startsWith(":"))
    .map(({ name, value = "" }): [string, string] => [name, value]);
}

function parsedOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw UsageError.inFile(path, placeOfError(text), {
      found: "text that is not JSON",
      expected: "a HAR file, in JSON",
    });
  }
}

function placeOfError(text: string): Position {
  const errors: ParseError[] = [];
  shallow(() => parse(text, errors, { disallowComments: true, allowTrailingComma: false }));
  return positionAt(text, errors[0]?.offset ?? 0);
}

function locate(text: string, pointer: string): Position {
  const tree = shallow(() => parseTree(text));
  const segments = pointerSegments(pointer).map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
  for (let length = segments.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, segments.slice(0, length));
    if (node) return positionAt(text, node.offset);
  }
  return start;
}

/** Where each entry of the log starts. */
function positionsOfEntries(text: string): Position[] {
  const positions: Position[] = [];
  let depth = 0;
  const enter = () => {
    depth++;
  };
  const leave = () => {
    depth--;
  };
  const onObjectBegin: JSONVisitor["onObjectBegin"] = (_offset, _length, line, character, pathOf) => {
    enter();
    // The document, its log, the array of entries, and then one of them.
    if (depth !== 4) return;
    const [log, entries] = pathOf();
    if (log === "log" && entries === "entries") positions.push({ line: line + 1, column: character + 1 });
  };
  shallow(() => visit(text, { onObjectBegin, onArrayBegin: enter, onObjectEnd: leave, onArrayEnd: leave }));
  return positions;
}

/** jsonc-parser calls itself for each level; of a file that is nested too deeply for it there are no places to tell. */
function shallow<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function described(value: unknown, pointer: string): string {
  // The one text of which the value itself must be known to mend it.
  if (typeof value === "string")
    return pointer === "/log/version" ? showValue(value) : `(${[...value].length} characters)`;
  return typeof value === "object" && value !== null ? `(${Object.keys(value).length} members)` : String(value);
}
