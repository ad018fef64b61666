import { isObject, type JsonObject } from "./json-value.ts";
import type { Located } from "./place.ts";
import { UsageError } from "./usage-error.ts";

// JSON Pointer (RFC 6901): text that names a value inside of a JSON document, `/Data/items/0`.

/** Splits a pointer into its unescaped segments (sections 3 and 4). A leading `#` is allowed. */
export function pointerSegments(pointer: string): string[] {
  const path = pointer.startsWith("#") ? decodeURIComponent(pointer.slice(1)) : pointer;
  if (path === "") return [];
  return path
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Appends one segment to a pointer, escaped (section 3). */
export function pointerTo(parent: string, segment: string | number): string {
  return `${parent}/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What is wrong with a pointer by its grammar (section 3), or `undefined`. `at` counts characters from 0. */
export function pointerProblem(pointer: string): { at: number; expected: string } | undefined {
  if (pointer !== "" && !pointer.startsWith("/")) return { at: 0, expected: "a JSON Pointer, which begins with /" };
  const tilde = pointer.search(/~(?![01])/);
  return tilde < 0 ? undefined : { at: tilde, expected: "~0 for ~ or ~1 for /" };
}

/** The value at a pointer (section 4); `undefined` where there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  return pointerSegments(pointer).reduce<unknown>(ownMember, root);
}

/** A member of an object or an element of an array, never an inherited one. */
export function ownMember(parent: unknown, name: string | number): unknown {
  const key = String(name);
  if (Array.isArray(parent)) return /^(0|[1-9]\d*)$/.test(key) ? parent[Number(key)] : undefined;
  return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

/** The value at a pointer, `$ref`s followed at every step; with the pointer it was really found at. */
export type Resolve = (pointer: string) => { value: unknown; pointer: string };

/**
 * The value at a pointer of a document, `$ref`s followed; see {@link Resolve}.
 * @throws UsageError at the place of a `$ref` that leads out of the file, in a circle or nowhere
 */
export function resolvePointer(file: Located, document: JsonObject, pointer: string): ReturnType<Resolve> {
  let value: unknown = document;
  let at = "";
  let follows = 0;
  const rest = pointerSegments(pointer);
  for (;;) {
    if (isObject(value) && typeof value.$ref === "string") {
      const target = value.$ref;
      if (!target.startsWith("#/") || ++follows > 100) {
        const expected = "a reference into the same file that ends somewhere";
        throw UsageError.at(file, at, { found: `$ref ${target}`, expected });
      }
      rest.unshift(...pointerSegments(target));
      value = document;
      at = "";
      continue;
    }
    const segment = rest.shift();
    if (segment === undefined) return { value, pointer: at };
    const child = isObject(value) || Array.isArray(value) ? (value as JsonObject)[segment] : undefined;
    if (child === undefined || !Object.hasOwn(value as object, segment)) {
      const found = `a reference to ${pointer}, which does not exist`;
      throw UsageError.at(file, at, { found, expected: `a member ${segment} here` });
    }
    value = child;
    at = pointerTo(at, segment);
  }
}

/** @throws UsageError at the first `$ref` in a value, which stands at a pointer of a document, that leads nowhere */
export function refuseDanglingRefs(file: Located, value: unknown, pointer: string, resolve: Resolve): void {
  if (typeof value !== "object" || value === null) return;
  // An example's value is data: a member called $ref in it is no reference.
  if (/\/examples?$/.test(pointer) && !pointer.startsWith("/components")) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "$ref" && typeof child === "string") {
      try {
        resolve(pointer);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const expected = "a reference into the same file that ends somewhere";
        throw UsageError.at(file, pointerTo(pointer, key), { found: `$ref ${child}`, expected });
      }
    } else {
      refuseDanglingRefs(file, child, pointerTo(pointer, key), resolve);
    }
  }
}
