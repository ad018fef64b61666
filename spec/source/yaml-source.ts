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
 * Parses a YAML 1.2 text. Merge keys, `<<: *base`, mean what they did in YAML 1.1, as most writers of YAML have it.
 * @param path what to call the file in errors; it is not opened
 * @throws UsageError when the text is empty or not YAML.
 */
export function parseYaml(path: string, text: string): ParsedText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    // The parser holds each key against all before it; see repeatedKey.
    uniqueKeys: false,
    merge: true,
  });
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
  const aliases = aliasesIn(document);
  const found = (pointer: string) => nodeAt(document, pointerSegments(pointer), aliases);
  return {
    value: toValue(path, document, aliases),
    locate(pointer) {
      const range = found(pointer)?.range;
      if (!range) return start;
      const at = lines.linePos(range[0]);
      return { line: at.line, column: at.col };
    },
    textAt(pointer) {
      const node = found(pointer);
      const scalar = targetOf(node, aliases);
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

function toValue(path: string, document: Document, aliases: Aliases): unknown {
  leaveNames(document.contents, aliases);
  // Before anything is made of it: what is merged is copied each time.
  const size = sizeOf(document.contents, aliases, new Map());
  if (size > maximumValues) {
    const found = `aliases of aliases that stand for ${size} values`;
    throw UsageError.inFile(path, undefined, { found, expected: `at most ${maximumValues} values` });
  }
  try {
    // What an alias stands for is shared, not copied.
    return document.toJS({ maxAliasCount: -1 });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw UsageError.inFile(path, undefined, { found, expected: "YAML that stands for a value" });
  }
}

/** How many values a node stands for at every depth, shared ones counted each time; `Infinity` for one that contains itself. */
function sizeOf(node: unknown, aliases: Aliases, known: Map<unknown, number>): number {
  const target = targetOf(node, aliases);
  const before = known.get(target);
  if (before !== undefined) return before;
  // Only what has an anchor is come to more than once.
  const isNamed = isNode(target) && "anchor" in target && target.anchor !== undefined;
  if (isNamed) known.set(target, Infinity);
  let size = 1;
  if (isSeq(target)) for (const item of target.items) size += sizeOf(item, aliases, known);
  if (isMap(target)) for (const { value } of target.items) size += sizeOf(value, aliases, known);
  if (isNamed) known.set(target, size);
  return size;
}

/** The maps that a pair merges into its own; `undefined` of a pair that is no merge key. */
function mergedBy({ key, value }: Pair, aliases: Aliases): YAMLMap[] | undefined {
  if (!isScalar(key) || typeof key.value !== "symbol") return undefined;
  const target = targetOf(value, aliases);
  const maps = (isSeq(target) ? target.items : [target]).map((item) => targetOf(item, aliases));
  return maps.every((map) => isMap(map)) ? maps : undefined;
}

/** A key that looks like a merge key and has nothing to merge is a name like any other, as YAML 1.2 has it. */
function leaveNames(node: unknown, aliases: Aliases): void {
  if (isSeq(node)) for (const item of node.items) leaveNames(item, aliases);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    const { key, value } = pair;
    if (isScalar(key) && typeof key.value === "symbol" && !mergedBy(pair, aliases)) {
      Object.assign(key, { value: key.source ?? "<<", type: "QUOTE_DOUBLE" });
      Reflect.deleteProperty(key, "addToJSMap");
    }
    leaveNames(value, aliases);
  }
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
    const child = childOf(targetOf(node, aliases), segment, aliases);
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

function childOf(parent: unknown, segment: string, aliases: Aliases): Node | undefined {
  if (isSeq(parent)) return parent.items[Number(segment)] as Node | undefined;
  if (!isMap(parent)) return undefined;
  const pair = pairOf(parent, segment);
  // A member without a value has no node of its own; its key stands for it.
  if (pair) return (pair.value ?? pair.key ?? undefined) as Node | undefined;
  // What is merged stands where it was written; of several the first that has the name.
  for (const item of parent.items) {
    for (const map of mergedBy(item, aliases) ?? []) {
      const merged = childOf(map, segment, aliases);
      if (merged) return merged;
    }
  }
  return undefined;
}

function targetOf(node: unknown, aliases: Aliases): unknown {
  return aliases.get(node) ?? node;
}
