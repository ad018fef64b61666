/** A JSON object of unknown members. */
export type JsonObject = { [member: string]: unknown };

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The keys of an object or an array; none of anything else. */
export function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** The JSON type name of a value, with integers told apart from other numbers. */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return value === undefined ? "nothing" : typeof value;
}

/**
 * Whether two values are the same JSON value: of one type, of the same mathematical value, in which -0 is 0, and of equal
 * members and items (JSON Schema 2020-12, Core, section 4.2.2).
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  const isIn = (name: string) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]);
  return names.length === Object.keys(other).length && names.every(isIn);
}
