import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pointerSegments, pointerTo, unescapedFragment, valueAt } from "../json/json-pointer.ts";
import { isObject } from "../json/json-value.ts";
import type { SourceFile } from "../source-file.ts";

/** What a reference leads to: a file, and a JSON Pointer into it. */
export interface Target {
  path: string;
  pointer: string;
}

/** Why a reference leads to nothing that is read here. */
export type Astray = "remote" | "unknown";

/** What is named in a file beside its pointers (JSON Schema 2020-12, Core, section 8.2). */
interface Named {
  /** The pointer of each schema that has an `$id`, by that address, without a fragment. */
  ids: ReadonlyMap<string, string>;
  /** The pointer of each `$anchor`, by the address of what it stands in and its name. */
  anchors: ReadonlyMap<string, string>;
  /** The address of the nearest `$id` by pointer, for the pointers that have one. */
  bases: ReadonlyMap<string, string>;
}

const named = new WeakMap<SourceFile, Named>();

/**
 * What a reference means (RFC 3986, section 5; JSON Schema 2020-12, Core, section 9.2).
 * @param at the pointer of the object that has the reference
 */
export function targetOf(reference: string, file: SourceFile, at: string): Target | Astray {
  const [address = "", fragment = ""] = split(reference);
  const { ids, anchors, bases } = namesIn(file);
  const own = addressOf(file);
  const base = baseAt(bases, at) ?? own;
  const wanted = address === "" ? base : resolved(address, base);
  const named = wanted === own ? "" : ids.get(wanted);
  if (named !== undefined) {
    const anchor = anchors.get(`${wanted}#${fragment}`);
    const pointer = fragment === "" || fragment.startsWith("/") ? `${named}${unescapedFragment(fragment)}` : anchor;
    // Under an $id, many still count from the top of the document.
    const isThere = pointer !== undefined && valueAt(file.value, pointer) !== undefined;
    if (!isThere && address === "" && fragment.startsWith("/"))
      return { path: file.path, pointer: unescapedFragment(fragment) };
    return pointer === undefined ? "unknown" : { path: file.path, pointer };
  }
  // An $id is a name, and need not be where the files are.
  const place = /^file:/.test(wanted) || hasScheme(address) ? wanted : resolved(address, own);
  if (!place.startsWith("file:")) return "remote";
  try {
    return { path: fileURLToPath(place), pointer: unescapedFragment(fragment) };
  } catch {
    // The name of another host, or a slash that is escaped: nothing that a path could be.
    return "unknown";
  }
}

/** As {@link targetOf}, for the fragment of a reference into another file, which may be the name of an anchor there. */
export function pointerIn(file: SourceFile, fragment: string): string | undefined {
  if (fragment === "" || fragment.startsWith("/")) return fragment;
  return namesIn(file).anchors.get(`${addressOf(file)}#${fragment}`);
}

/** How a file is named in a document that is put together from several: relative to the one it is read for. */
export function nameOf(path: string, main: SourceFile): string {
  const from = pathToFileURL(`${dirname(main.path)}/`).href;
  const href = pathToFileURL(path).href;
  return decodeURI(href.startsWith(from) ? href.slice(from.length) : href);
}

function split(reference: string): string[] {
  const at = reference.indexOf("#");
  return at < 0 ? [reference] : [reference.slice(0, at), reference.slice(at + 1)];
}

function hasScheme(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(address);
}

function addressOf(file: SourceFile): string {
  return pathToFileURL(file.path).href;
}

function resolved(address: string, base: string): string {
  return URL.parse(address, base)?.href ?? address;
}

function baseAt(bases: Named["bases"], pointer: string): string | undefined {
  if (bases.size === 0) return undefined;
  const segments = pointerSegments(pointer);
  for (let length = segments.length; length >= 0; length--) {
    const base = bases.get(segments.slice(0, length).reduce(pointerTo, ""));
    if (base !== undefined) return base;
  }
  return undefined;
}

function namesIn(file: SourceFile): Named {
  const before = named.get(file);
  if (before) return before;
  const ids = new Map<string, string>();
  const anchors = new Map<string, string>();
  const bases = new Map<string, string>();
  const visit = (value: unknown, pointer: string, base: string): void => {
    if (typeof value !== "object" || value === null) return;
    let inner = base;
    if (isObject(value)) {
      if (typeof value.$id === "string" && !value.$id.startsWith("#")) {
        inner = (resolved(value.$id, base).split("#")[0] ?? "") as string;
        ids.set(inner, pointer);
        bases.set(pointer, inner);
      }
      for (const anchor of [value.$anchor, value.$dynamicAnchor]) {
        if (typeof anchor === "string") anchors.set(`${inner}#${anchor}`, pointer);
      }
    }
    for (const [key, child] of Object.entries(value)) visit(child, pointerTo(pointer, key), inner);
  };
  // Hardly any document has one, and the largest have a million pointers.
  if (hasNames(file.value)) visit(file.value, "", addressOf(file));
  const found = { ids, anchors, bases };
  named.set(file, found);
  return found;
}

function hasNames(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isObject(value) && [value.$id, value.$anchor, value.$dynamicAnchor].some((name) => typeof name === "string"))
    return true;
  return Object.values(value).some(hasNames);
}
