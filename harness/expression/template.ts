import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { writtenJson } from "../exchange/written-json.ts";
import { type Expression, looksLikeExpression } from "./expression.ts";
import { MalformedText } from "./malformed-text.ts";
import { evaluate, type Scope, Unresolved } from "./scope.ts";

/** A text with expressions embedded in it as `{$...}`. */
export type TextParts = readonly (string | Expression)[];

/** A value of a scenario that may hold runtime expressions (Arazzo 1.0.1, Runtime Expressions). */
export type Template =
  | { kind: "literal"; value: unknown }
  | { kind: "expression"; expression: Expression }
  | { kind: "text"; parts: TextParts }
  | { kind: "array"; items: Template[] }
  | { kind: "object"; members: [name: string, value: Template][] };

/** Parses an expression found at a JSON Pointer of the scenario; throws when it is malformed or names what is not there. */
export type ReadExpression = (text: string, pointer: string) => Expression;

/** Reads what stands for a value: expressions, and the objects that are selectors; `undefined` for those that are not. */
export interface ValueReader {
  expression: ReadExpression;
  /** A number as it is written in the scenario. */
  number(value: number, pointer: string): unknown;
  selector(value: JsonObject, pointer: string): Expression | undefined;
}

/** Finds the expressions and selectors in a value, at any depth. Whatever has none stays as it is. */
export function parseTemplate(value: unknown, pointer: string, read: ValueReader): Template {
  if (typeof value === "string") {
    if (looksLikeExpression(value)) return { kind: "expression", expression: read.expression(value, pointer) };
    const parts = parseText(value, pointer, read.expression);
    return parts.every((part) => typeof part === "string") ? { kind: "literal", value } : { kind: "text", parts };
  }
  if (Array.isArray(value)) {
    return { kind: "array", items: value.map((item, index) => parseTemplate(item, pointerTo(pointer, index), read)) };
  }
  if (typeof value === "number") return { kind: "literal", value: read.number(value, pointer) };
  if (!isObject(value)) return { kind: "literal", value };
  const selector = read.selector(value, pointer);
  if (selector) return { kind: "expression", expression: selector };
  const members = Object.entries(value).map(([name, member]): [string, Template] => [
    name,
    parseTemplate(member, pointerTo(pointer, name), read),
  ]);
  return { kind: "object", members };
}

/**
 * Splits a text at its embedded expressions. Braces around anything that is no expression are plain text.
 * @throws MalformedText when an embedded expression has no closing brace
 */
export function parseText(text: string, pointer: string, read: ReadExpression): TextParts {
  const parts: (string | Expression)[] = [];
  let done = 0;
  for (let open = text.indexOf("{$"); open >= 0; open = text.indexOf("{$", open + 1)) {
    const close = text.indexOf("}", open);
    const inner = text.slice(open + 1, close < 0 ? text.length : close);
    if (!looksLikeExpression(inner)) continue;
    if (close < 0) throw new MalformedText(text, text.length, "} after the embedded expression");
    if (open > done) parts.push(text.slice(done, open));
    parts.push(read(inner, pointer));
    done = close + 1;
  }
  if (done < text.length || parts.length === 0) parts.push(text.slice(done));
  return parts;
}

/**
 * The value a template stands for. Numbers in it may be kept as they were written (`written-json.ts`).
 * @throws Unresolved when an expression in it has no value
 */
export function render(template: Template, scope: Scope): unknown {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "expression":
      return resolve(template.expression, scope);
    case "text":
      return renderText(template.parts, scope);
    case "array":
      return template.items.map((item) => render(item, scope));
    case "object":
      return Object.fromEntries(template.members.map(([name, member]) => [name, render(member, scope)]));
    default:
      return template satisfies never;
  }
}

/**
 * A text with its expressions replaced by their values; objects and arrays are written as JSON (Arazzo 1.1.0).
 * @param encode makes a value safe where the text has a syntax of its own
 * @throws Unresolved when an expression in it has no value
 */
export function renderText(
  parts: TextParts,
  scope: Scope,
  encode: (text: string, expression: Expression) => string = (text) => text,
): string {
  return parts.map((part) => (typeof part === "string" ? part : encode(asText(resolve(part, scope)), part))).join("");
}

/** A value as text: strings as they are, everything else as JSON, as it was written where it was read from one. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : writtenJson(value);
}

/** The value of an expression. @throws Unresolved when it has none */
function resolve(expression: Expression, scope: Scope): unknown {
  const value = evaluate(expression, scope);
  if (value === undefined) throw new Unresolved(expression);
  return value;
}
