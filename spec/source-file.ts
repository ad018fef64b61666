import { readFileSync } from "node:fs";
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { pointerSegments } from "./json-pointer.ts";
import type { Located, Position } from "./place.ts";
import { UsageError } from "./usage-error.ts";

/** A YAML or JSON file, parsed, that still knows where each value stood: of one that does not exist, its nearest ancestor. */
export interface SourceFile extends Located {
  value: unknown;
  /** The text of the number, word or plain text at a JSON Pointer; `undefined` where there is none. */
  textAt?(pointer: string): string | undefined;
}

/** The largest file that is read, in bytes; a contract or a scenario is far below it. */
const maximumBytes = 4 * 1024 * 1024;

// A mock and the runner in one process read the same contracts, and parsing is the dearest part of a start.
const parsed = new Map<string, { text: string; file: SourceFile }>();

/**
 * Reads and parses a YAML 1.2 or JSON file. A file that has not changed is parsed once, so its value is not to be changed.
 * @throws UsageError when it is missing, unreadable, too large, empty or not YAML.
 */
export function readSourceFile(path: string): SourceFile {
  const text = textIn(path, readBytes(path, "YAML"), maximumBytes);
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = parseSource(path, text);
  parsed.set(path, { text, file });
  return file;
}

/**
 * Parses the text of a YAML 1.2 or JSON file.
 * @param path what to call the file in errors; it is not opened
 * @throws UsageError when the text is empty or not YAML.
 */
export function parseSource(path: string, text: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const start: Position = { line: 1, column: 1 };
  const problem = document.errors[0];
  if (problem) {
    const at = lines.linePos(problem.pos[0]);
    throw UsageError.inFile(
      path,
      { line: at.line, column: at.col },
      { found: problem.message, expected: "valid YAML" },
    );
  }
  if (document.contents === null) {
    throw UsageError.inFile(path, undefined, { found: "an empty file", expected: "a YAML document" });
  }
  let aliases: Aliases | undefined;
  const found = (pointer: string) => {
    aliases ??= aliasesIn(document);
    return nodeAt(document, pointerSegments(pointer), aliases);
  };
  return {
    path,
    value: toValue(path, document),
    locate(pointer) {
      const range = found(pointer)?.range;
      if (!range) return start;
      const at = lines.linePos(range[0]);
      return { line: at.line, column: at.col };
    },
    textAt(pointer) {
      const node = found(pointer);
      const scalar = aliases?.get(node) ?? node;
      return isScalar(scalar) ? scalar.source : undefined;
    },
  };
}

/** The most values a file may stand for once its aliases are followed; whoever copies it copies all of them. */
const maximumValues = 2_000_000;

/**
 * Reads the bytes of a file.
 * @param kind what it should be, for the error: `YAML`
 * @throws UsageError when it is missing, a folder or unreadable
 */
export function readBytes(path: string, kind: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const found = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `an unreadable file (${code})`;
    throw UsageError.inFile(path, undefined, { found, expected: `a readable ${kind} file` });
  }
}

/**
 * The text of a file's bytes, without a byte order mark.
 * @param most how many bytes are taken
 * @throws UsageError when there are more, or when they are not UTF-8
 */
export function textIn(path: string, bytes: Buffer, most: number): string {
  if (bytes.length > most) {
    throw UsageError.inFile(path, undefined, { found: `${bytes.length} bytes`, expected: `at most ${most} bytes` });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw UsageError.inFile(path, undefined, { found: "bytes that are not UTF-8", expected: "UTF-8 text" });
  }
}

function toValue(path: string, document: Document): unknown {
  try {
    // What an alias stands for is shared, not copied; its size is looked at below, in one walk.
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    const size = sizeOf(value, new Map());
    if (size <= maximumValues) return value;
    const found = `aliases of aliases that stand for ${size} values`;
    throw UsageError.inFile(path, undefined, { found, expected: `at most ${maximumValues} values` });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw UsageError.inFile(path, undefined, { found, expected: "YAML that stands for a value" });
  }
}

/** How many values a value has at every depth, shared ones counted each time; `Infinity` for one that contains itself. */
function sizeOf(value: unknown, known: Map<object, number>): number {
  if (typeof value !== "object" || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, Infinity);
  let size = 1;
  for (const child of Object.values(value)) size += sizeOf(child, known);
  known.set(value, size);
  return size;
}

type Aliases = ReadonlyMap<unknown, Node>;

/** What each alias stands for: the nearest anchor of its name before it. One walk for all, since a scenario has hundreds. */
function aliasesIn(document: Document): Aliases {
  const anchors = new Map<string, Node>();
  const aliases = new Map<unknown, Node>();
  const look = (node: unknown): void => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) aliases.set(node, target);
      return;
    }
    if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) node.items.forEach(look);
    if (isMap(node)) for (const { value } of node.items) look(value);
  };
  look(document.contents);
  return aliases;
}

function nodeAt(document: Document, segments: string[], aliases: Aliases): Node | undefined {
  let node = document.contents as Node | undefined;
  for (const segment of segments) {
    const child = childOf(aliases.get(node) ?? node, segment);
    if (!child) return node;
    node = child;
  }
  return node;
}

function childOf(parent: unknown, segment: string): Node | undefined {
  if (isSeq(parent)) return parent.items[Number(segment)] as Node | undefined;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === segment);
  // A member without a value has no node of its own; its key stands for it.
  return (pair?.value ?? pair?.key ?? undefined) as Node | undefined;
}
