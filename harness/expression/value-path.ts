import { isObject } from "../../spec/contract.ts";
import { pointerSegments } from "../../spec/source-file.ts";

/** Follows a dotted path; the longest name that exists wins, so that `a.b` finds the member "a.b" before a's member b. */
export function alongDots(root: unknown, path: string): unknown {
  const direct = ownMember(root, path);
  if (direct !== undefined) return direct;
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const parent = ownMember(root, path.slice(0, dot));
    if (parent !== undefined) return alongDots(parent, path.slice(dot + 1));
  }
  return undefined;
}

/** The value at a JSON Pointer (RFC 6901, section 4); `undefined` where there is none. */
export function alongPointer(root: unknown, pointer: string): unknown {
  return pointerSegments(pointer).reduce<unknown>(ownMember, root);
}

/** A member of an object or an element of an array, never an inherited one. */
export function ownMember(parent: unknown, name: string | number): unknown {
  const key = String(name);
  if (Array.isArray(parent)) return /^(0|[1-9]\d*)$/.test(key) ? parent[Number(key)] : undefined;
  return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}
