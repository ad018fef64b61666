import type { JsonObject } from "../../spec/json/json-value.ts";

/** Gives an object a member of its own, whatever its name is: `__proto__` too. */
export function setMember(object: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
