import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pointerSegments, pointerTo, valueAt } from "../json/json-pointer.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";
import { readSourceFile, type SourceFile } from "../source-file.ts";
import { UsageError } from "../usage-error.ts";
import { nameOf, pointerIn, type Target, targetOf } from "./document-file.ts";
import { type Kind, kindAt, withParts } from "./kinds.ts";
import type { Oddity } from "./oddity.ts";
import { upgraded } from "./openapi30.ts";
import { withPathItems } from "./operations.ts";

/** A document in which every reference is one into itself, `#` and a JSON Pointer, with what it took from other files. */
export interface Bundle {
  document: JsonObject;
  /** Positions in it, those of other files too. */
  file: SourceFile;
  /** References to examples and links that lead nowhere: nothing is judged by them. */
  oddities: Oddity[];
}

/** Where what was taken from other files stands, by their names. */
const filesPointer = "/x-files";

/** Nothing is judged by them, so that a reference which leads nowhere does no harm. */
const harmless: ReadonlySet<Kind> = new Set(["example", "link"]);

/** A file of the document, with the pointer that it stands at there. */
interface Part {
  file: SourceFile;
  at: string;
}

/**
 * Puts a document together with what it refers to in other files on this machine, and brings it to OpenAPI 3.1.
 * @throws UsageError for a reference to another machine, or to a file that is none
 */
export function bundleOf(main: SourceFile, document: JsonObject): Bundle {
  const is30 = String(document.openapi).startsWith("3.0.");
  const own: Part = { file: main, at: "" };
  const parts = new Map([[resolve(main.path), own]]);
  const results = new Map<Part, unknown>([[own, document]]);
  const oddities: Oddity[] = [];
  const met = new Set<string>();
  const waiting: { part: Part; pointer: string; kind: Kind }[] = [];

  const partAt = (path: string): Part => {
    const known = parts.get(path);
    if (known) return known;
    const file = readSourceFile(path);
    const part = { file, at: pointerTo(filesPointer, nameOf(path, main)) };
    parts.set(path, part);
    results.set(part, file.value);
    return part;
  };

  /** The reference as one into the whole; `undefined` where it leads nowhere and nothing rests on it. */
  const referenceTo = (reference: string, from: Part, { at, kind }: { at: string; kind: Kind }): string | undefined => {
    const refuse = (found: string, expected: string) => UsageError.at(from.file, `${at}/$ref`, { found, expected });
    const target = targetOf(reference, from.file, at);
    if (target === "remote") {
      throw refuse(`$ref ${reference}, which is on another machine`, "a reference on this machine: bundle it first");
    }
    const there = target === "unknown" ? undefined : placed(target);
    if (there === undefined) {
      if (harmless.has(kind)) return undefined;
      const expected = "a reference into this file, or to a file beside it, that ends somewhere";
      throw refuse(`$ref ${reference}`, expected);
    }
    const { part, pointer } = there;
    const key = `${part.at} ${pointer} ${kind}`;
    // In the document itself, everything is gone through in its place.
    if (!met.has(key) && (part.at !== "" || kindAt(pointerSegments(pointer)) !== kind)) {
      met.add(key);
      waiting.push({ part, pointer, kind });
    }
    return `#${part.at}${pointer}`.replaceAll("%", "%25");
  };

  const placed = (target: Target): { part: Part; pointer: string } | undefined => {
    const path = resolve(target.path);
    if (!parts.has(path) && !existsSync(path)) return undefined;
    const part = partAt(path);
    const pointer = pointerIn(part.file, target.pointer);
    return pointer === undefined ? undefined : { part, pointer };
  };

  const changed = (value: unknown, kind: Kind, { part, at }: { part: Part; at: string }): unknown => {
    if (!isObject(value)) return value;
    let object = kind === "schema" && is30 ? upgraded(value) : value;
    if (typeof object.$ref === "string") {
      const $ref = referenceTo(object.$ref, part, { at, kind });
      if ($ref === undefined) oddities.push(strayReference(object.$ref, `${part.at}${at}`));
      else if ($ref !== object.$ref) object = { ...object, $ref };
    }
    if (kind === "schema" && isObject(object.discriminator)) object = withMapping(object, part, at);
    return withParts(object, kind, (child, childKind, below) => changed(child, childKind, { part, at: at + below }));
  };

  /** A mapping's value is a reference or a name; one that leads nowhere names a schema that nobody has here. */
  const withMapping = (object: JsonObject, part: Part, at: string): JsonObject => {
    const { mapping } = object.discriminator as JsonObject;
    if (!isObject(mapping)) return object;
    const entries = Object.entries(mapping).map(([name, to]): [string, unknown] => {
      if (typeof to !== "string" || !/[#/.]/.test(to)) return [name, to];
      const target = targetOf(to, part.file, at);
      const there = typeof target === "string" ? undefined : placed(target);
      if (!there || valueAt(there.part.file.value, there.pointer) === undefined) return [name, to];
      return [name, referenceTo(to, part, { at, kind: "schema" })];
    });
    if (entries.every(([name, to]) => mapping[name] === to)) return object;
    return {
      ...object,
      discriminator: { ...(object.discriminator as JsonObject), mapping: Object.fromEntries(entries) },
    };
  };

  results.set(own, changed(document, "document", { part: own, at: "" }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { part, pointer, kind } = next;
    // From the file as it was read: what was put in place already has its references changed.
    const value = valueAt(part.file.value, pointer);
    if (value === undefined) continue;
    const done = changed(value, kind, { part, at: pointer });
    results.set(part, withValue(results.get(part), pointerSegments(pointer), done));
  }
  const { document: whole, file } = wholeOf(results, main);
  return { document: withPathItems(whole), file, oddities };
}

function strayReference(reference: string, at: string): Oddity {
  const expected = "a reference that ends somewhere";
  return { what: `$ref ${reference}`, pointer: `${at}/$ref`, found: `$ref ${reference}`, expected };
}

function wholeOf(results: ReadonlyMap<Part, unknown>, main: SourceFile): Pick<Bundle, "document" | "file"> {
  const [own, ...others] = [...results];
  const document = own?.[1] as JsonObject;
  if (others.length === 0) return { document, file: main };
  const files = Object.fromEntries(others.map(([{ file }, value]) => [nameOf(file.path, main), value]));
  const byName = new Map(others.map(([{ file }]) => [nameOf(file.path, main), file]));
  const file: SourceFile = {
    ...main,
    locate(pointer) {
      const [holder, name = "", ...rest] = pointerSegments(pointer);
      const other = `/${holder}` === filesPointer ? byName.get(name) : undefined;
      return other ? { ...other.locate(rest.reduce(pointerTo, "")), path: other.path } : main.locate(pointer);
    },
  };
  return { document: { ...document, [filesPointer.slice(1)]: files }, file };
}

/** A copy with another value at a place; what is not on the way there is shared. */
function withValue(root: unknown, [segment, ...rest]: readonly string[], value: unknown): unknown {
  if (segment === undefined) return value;
  const copy = Array.isArray(root) ? [...root] : { ...(root as JsonObject) };
  (copy as JsonObject)[segment] = withValue((root as JsonObject)[segment], rest, value);
  return copy;
}
