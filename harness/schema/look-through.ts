import type { Contract, Oddity } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { inPlace, type KeywordProblem, keywordProblem, list, map, one } from "../vocabulary/keyword.ts";
import { schemaPointer } from "./branch.ts";
import { echoProblem } from "./echo.ts";

/** A schema, and the pointer it was come to by. */
interface Found {
  schema: JsonObject;
  pointer: string;
}

/** What is not judged, in how many places, and the first of them. */
export interface Unjudged {
  places: number;
  first: Oddity;
}

/** What there is to know of the schemas of a contract before any of them is used. Schemas are known by their identity. */
export interface LookedThrough {
  /** What is not judged, by what it is. */
  unjudged: ReadonlyMap<string, Unjudged>;
  /** Schemas without the keywords that are not judged; only those that have some. */
  cleaned: ReadonlyMap<object, JsonObject>;
  /** Schemas of which an assertion is not judged, so that nobody can tell which members a value may have. */
  open: ReadonlySet<object>;
  /** Those, and all that refer to one or hold one: they let more pass than they should. */
  loose: ReadonlySet<object>;
  /** Whether anything is for one direction only. */
  hasDirections: boolean;
}

/** What of a contract is looked through: the value at a pointer, and pointers of schemas to begin with. */
interface Tree {
  at: (pointer: string) => unknown;
  roots: readonly string[];
  /** What a discriminator leads to, which no keyword does. */
  children: (pointer: string) => readonly string[];
}

/**
 * Looks through all schemas that can be reached from some, and finds what cannot be judged: keywords and formats that are
 * not known, values that a keyword cannot have, and references that lead in a circle without going into the value.
 */
export function lookThrough(tree: Tree): LookedThrough {
  const { at } = tree;
  const unjudged = new Map<string, Unjudged>();
  const cleaned = new Map<object, JsonObject>();
  const open = new Set<object>();
  let hasDirections = false;
  const drop = ({ schema, pointer }: Found, keyword: string, problem: Omit<Oddity, "pointer">) => {
    const known = unjudged.get(problem.what);
    if (known) known.places++;
    else unjudged.set(problem.what, { places: 1, first: { ...problem, pointer: pointerTo(pointer, keyword) } });
    const { [keyword]: _, ...rest } = cleaned.get(schema) ?? schema;
    cleaned.set(schema, rest);
  };

  // The largest contracts have a million schemas, of which few refer on: no others are remembered.
  const referring: Found[] = [];
  for (const { problems, ...found } of reachable(tree)) {
    const { schema } = found;
    hasDirections ||= schema.readOnly === true || schema.writeOnly === true;
    const echo = schema["x-echo"] === undefined ? undefined : echoProblem(schema["x-echo"]);
    if (echo !== undefined) {
      const written = `x-echo ${JSON.stringify(schema["x-echo"])}`;
      drop(found, "x-echo", { what: written, found: written, expected: echo });
    }
    for (const [keyword, { asserts, ...oddity }] of problems) {
      drop(found, keyword, oddity);
      if (asserts) open.add(schema);
    }
    if (sameValueKeywords.some((keyword) => schema[keyword] !== undefined)) referring.push(found);
  }
  for (const found of circlesIn(referring, at)) {
    const target = String(found.schema.$ref);
    const what = `$ref ${target}, in a circle`;
    drop(found, "$ref", { what, found: `$ref ${target}`, expected: "a reference that ends somewhere" });
    open.add(found.schema);
  }
  return { unjudged, cleaned, open, loose: open.size === 0 ? open : holdersOf(open, tree), hasDirections };
}

/** All schemas that can be reached, each once, in the order of the document, with the keywords that are not judged. */
function* reachable({
  at,
  roots,
  children,
}: Tree): Generator<Found & { problems: readonly [keyword: string, problem: KeywordProblem][] }> {
  const seen = new Set<object>();
  // No function calls itself here: schemas may refer to each other in chains of any length.
  const waiting = roots.toReversed().map((pointer) => ({ schema: at(pointer), pointer }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { schema, pointer } = next;
    if (!isObject(schema) || seen.has(schema)) continue;
    seen.add(schema);
    const problems: [string, KeywordProblem][] = [];
    const inner: { schema: unknown; pointer: string }[] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      const problem = keywordProblem(keyword, value);
      if (problem) problems.push([keyword, problem]);
      else inner.push(...below({ schema, pointer }, keyword, { at, children }));
    }
    yield { schema, pointer, problems };
    waiting.push(...inner.reverse());
  }
}

/** The schemas that one keyword leads to. */
function below(
  { schema, pointer }: Found,
  keyword: string,
  { at, children }: { at: (pointer: string) => unknown; children: (pointer: string) => readonly string[] },
): { schema: unknown; pointer: string }[] {
  const value = schema[keyword];
  const here = pointerTo(pointer, keyword);
  const to = (target: string) => ({ schema: at(target), pointer: target });
  if (keyword === "$ref") return [to(schemaPointer(String(value)))];
  if (keyword === "discriminator") return children(pointer).map(to);
  if (one.includes(keyword)) return [{ schema: value, pointer: here }];
  if (!list.includes(keyword) && !map.includes(keyword)) return [];
  return keysOf(value).map((key) => ({ schema: (value as JsonObject)[key], pointer: pointerTo(here, key) }));
}

/** What leads to schemas that say something of the same value: a reference, and what stands in place. */
const sameValueKeywords = ["$ref", ...inPlace];

function sameValue({ schema, pointer }: Found, at: (pointer: string) => unknown): Found[] {
  const keywords = sameValueKeywords.filter((keyword) => keywordProblem(keyword, schema[keyword]) === undefined);
  return keywords
    .filter((keyword) => schema[keyword] !== undefined)
    .flatMap((keyword) => below({ schema, pointer }, keyword, { at, children: () => [] }))
    .filter((found): found is Found => isObject(found.schema));
}

/**
 * Schemas whose `$ref` closes a circle of schemas that all say something of the same value, so that holding a value
 * against them would never end (JSON Schema 2020-12, Core, section 9.4.1). Without those references there is none.
 */
function circlesIn(all: readonly Found[], at: (pointer: string) => unknown): Found[] {
  const closing: Found[] = [];
  const state = new Map<object, "entered" | "left">();
  for (const root of all) {
    const way: { found: Found; rest: Found[] }[] = [];
    const enter = (found: Found) => {
      state.set(found.schema, "entered");
      way.push({ found, rest: sameValue(found, at) });
    };
    if (!state.has(root.schema)) enter(root);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const next = top.rest.shift();
      if (!next) {
        state.set(top.found.schema, "left");
        way.pop();
      } else if (!state.has(next.schema)) enter(next);
      // Only a reference leads back up.
      else if (state.get(next.schema) === "entered") closing.push(top.found);
    }
  }
  return closing;
}

/** Some schemas, and all that refer to one of them or hold one, at whatever distance. */
function holdersOf(open: ReadonlySet<object>, tree: Tree): Set<object> {
  const { at } = tree;
  const holders = new Map<object, object[]>();
  for (const found of reachable(tree)) {
    for (const keyword of Object.keys(found.schema)) {
      if (keywordProblem(keyword, found.schema[keyword])) continue;
      for (const { schema } of below(found, keyword, { at, children: () => [] })) {
        if (!isObject(schema)) continue;
        holders.set(schema, [...(holders.get(schema) ?? []), found.schema]);
      }
    }
  }
  const loose = new Set(open);
  for (const schema of loose) for (const holder of holders.get(schema) ?? []) loose.add(holder);
  return loose;
}

/** @throws UsageError at the first thing of a contract that would not be judged */
export function refuseUnjudged(contract: Contract, { unjudged }: Pick<LookedThrough, "unjudged">): void {
  const [first] = [...contract.oddities, ...[...unjudged.values()].map((entry) => entry.first)];
  if (first) throw UsageError.at(contract.file, first.pointer, { found: first.found, expected: first.expected });
}
