import { pointerSegments, pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";

/**
 * A copy of a JSON value in which the one at a JSON Pointer is another.
 * @returns `undefined` when what should hold the place is no object or array
 */
export function withValue(root: unknown, pointer: string, value: unknown): unknown {
  const [name, ...rest] = pointerSegments(pointer);
  if (name === undefined) return value;
  if (!isObject(root) && !Array.isArray(root)) return undefined;
  const copy = (Array.isArray(root) ? [...root] : { ...root }) as JsonObject;
  const inner = rest.reduce<string>(pointerTo, "");
  const child = withValue(copy[name], inner, value);
  if (child === undefined) return undefined;
  copy[name] = child;
  return copy;
}

/** Whether two JSON values are the same, member order aside. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

/** All places of a JSON value that hold neither object nor array, with their JSON Pointers. */
export function leavesOf(value: unknown, where = ""): { where: string; value: unknown }[] {
  if (!isObject(value) && !Array.isArray(value)) return [{ where, value }];
  return Object.entries(value).flatMap(([name, child]) => leavesOf(child, pointerTo(where, name)));
}
