import { isObject } from "./json-value.ts";

// JSON Pointer (RFC 6901): text that names a value inside of a JSON document, `/Data/items/0`.

/** Splits a pointer into its unescaped segments (sections 3 and 4). A leading `#` is allowed. */
export function pointerSegments(pointer: string): string[] {
  const path = pointer.startsWith("#") ? unescapedFragment(pointer.slice(1)) : pointer;
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

/** A URI fragment without its percent-encoding (section 6); as it is where that is none. */
export function unescapedFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
