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

/** Another text of the same form: a letter or digit of the middle is another; where there is none, an A is put in. */
export function otherText(text: string): string {
  const at = Math.floor(text.length / 2);
  const index = [...text].findIndex((char, index) => index >= at && /[A-Za-z0-9]/.test(char));
  if (index < 0) return `${text}A`;
  const old = text[index] ?? "";
  const next = /\d/.test(old)
    ? String((Number(old) + 1) % 10)
    : /[aA]/.test(old)
      ? old === "a"
        ? "b"
        : "B"
      : old === old.toUpperCase()
        ? "A"
        : "a";
  return text.slice(0, index) + next + text.slice(index + 1);
}

/** A text in other letter cases: all of it, and its first letter alone. */
export function otherCase(text: string): string[] {
  const whole = text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
  const first = text.replace(/\p{L}/u, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  return [...new Set([whole, first])].filter((other) => other !== text);
}

type Spelling = "integer-as-1.0" | "minus-zero" | "number-spelling";

/** Other spellings of a number, of which no reader loses anything (RFC 8259, section 6), by what is other in them. */
export function spellings(value: number): [Spelling, string][] {
  const text = String(value);
  if (/e/i.test(text)) return [];
  const [whole = "", fraction = ""] = text.split(".");
  const shifted = fraction === "" ? `${text}0e-1` : `${whole}${fraction}E-${fraction.length}`;
  const found: [Spelling, string][] = [
    ["number-spelling", `${text}e+0`],
    ["number-spelling", shifted.replace(/^(-?)0+(?=\d)/, "$1")],
  ];
  if (fraction === "") found.push(["integer-as-1.0", `${text}.0`]);
  if (value === 0) found.push(["minus-zero", "-0"], ["minus-zero", "-0.0e0"]);
  return found;
}
