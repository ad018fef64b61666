import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { pointerSegments } from "../json/json-pointer.ts";
import type { Position } from "../place.ts";
import { UsageError } from "../usage-error.ts";
import type { ParsedText } from "./json-source.ts";

/** The most values a file may stand for once its aliases are followed; whoever copies it copies all of them. */
const maximumValues = 2_000_000;

/**
 * Parses a YAML 1.2 text.
 * @param path what to call the file in errors; it is not opened
 * @throws UsageError when the text is empty or not YAML.
 */
export function parseYaml(path: string, text: string): ParsedText {
  const lines = new LineCounter();
  // The parser holds each key against all before it; see repeatedKey.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: false });
  const start: Position = { line: 1, column: 1 };
  const problem = document.errors[0] ?? repeatedKey(document);
  if (problem) {
    const at = lines.linePos(problem.pos[0]);
    // The parser calls itself for every level, and tells it so when the stack ends.
    const isDeep = problem.message.includes("call stack");
    const what = isDeep
      ? { found: "values nested too deeply", expected: "fewer levels" }
      : { found: problem.message, expected: "valid YAML" };
    throw UsageError.inFile(path, { line: at.line, column: at.col }, what);
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

/** A key that a map has already had, in the parser's words: of two scalars with one value the second. */
function repeatedKey(document: Document): { message: string; pos: [number, number] } | undefined {
  const nodes: unknown[] = [document.contents];
  let first: [number, number] | undefined;
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (isSeq(node)) for (const item of node.items) nodes.push(item);
    if (!isMap(node)) continue;
    const values = new Set<unknown>();
    for (const { key, value } of node.items) {
      if (isNode(key)) nodes.push(key);
      if (isNode(value)) nodes.push(value);
      if (!isScalar(key)) continue;
      const [begin = 0, end = 0] = key.range ?? [];
      if (values.has(key.value) && (first === undefined || begin < first[0])) first = [begin, end];
      values.add(key.value);
    }
  }
  return first && { message: "Map keys must be unique", pos: first };
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

/** Of each map that was looked into, its pairs by their keys; of two that are written alike, the first. */
const pairsIn = new WeakMap<object, ReadonlyMap<string, Pair>>();

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  let pairs = pairsIn.get(map);
  if (!pairs) {
    const named = map.items.flatMap((pair): [string, Pair][] =>
      isScalar(pair.key) ? [[String(pair.key.value), pair]] : [],
    );
    pairs = new Map(named.reverse());
    pairsIn.set(map, pairs);
  }
  return pairs.get(name);
}

function childOf(parent: unknown, segment: string): Node | undefined {
  if (isSeq(parent)) return parent.items[Number(segment)] as Node | undefined;
  if (!isMap(parent)) return undefined;
  const pair = pairOf(parent, segment);
  // A member without a value has no node of its own; its key stands for it.
  return (pair?.value ?? pair?.key ?? undefined) as Node | undefined;
}
