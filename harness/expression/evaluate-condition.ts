import { compareDecimals } from "../../spec/json/decimal.ts";
import { ownMember } from "../../spec/json/json-pointer.ts";
import { isSameJson, numberText, writtenNumber } from "../../spec/json/json-value.ts";
import type { Comparison, Condition, Operand } from "./condition.ts";
import { evaluate, readsExchange, type Scope, Unresolved } from "./scope.ts";

/**
 * Whether a simple condition holds (Arazzo 1.1.0, Condition Evaluation).
 * @throws Unresolved when an input or an output it names does not exist
 */
export function holds(condition: Condition, scope: Scope): boolean {
  return isTruthy(valueIn(condition, scope));
}

function valueIn(condition: Condition, scope: Scope): unknown {
  switch (condition.kind) {
    case "literal":
    case "expression":
      return operandValue(condition, scope);
    case "not":
      return !isTruthy(valueIn(condition.operand, scope));
    case "and":
      return isTruthy(valueIn(condition.left, scope)) && isTruthy(valueIn(condition.right, scope));
    case "or":
      return isTruthy(valueIn(condition.left, scope)) || isTruthy(valueIn(condition.right, scope));
    case "compare": {
      const [left, right] = [valueIn(condition.left, scope), valueIn(condition.right, scope)];
      const { coerces, operator } = condition;
      return compare(
        coerces || isHeader(condition.left) ? numberBeside(left, right) : left,
        operator,
        coerces || isHeader(condition.right) ? numberBeside(right, left) : right,
      );
    }
    default:
      return condition satisfies never;
  }
}

/**
 * The value of a literal or an expression, numbers as they were written. What an answer does not have is `undefined`.
 * @throws Unresolved when it names an input or an output that does not exist
 */
export function operandValue(operand: Operand, scope: Scope): unknown {
  if (operand.kind === "literal") return operand.value;
  const root = evaluate(operand.expression, scope);
  if (root === undefined && !readsExchange(operand.expression)) throw new Unresolved(operand.expression);
  return operand.path.reduce<unknown>(ownMember, root);
}

/** `false`, `null`, what is absent, 0 and "" fail; everything else passes. */
function isTruthy(value: unknown): boolean {
  const number = numberText(value);
  return number === undefined ? Boolean(value) : compareDecimals(number, "0") !== 0;
}

function isHeader(condition: Condition): boolean {
  if (condition.kind !== "expression" || condition.path.length > 0) return false;
  const { expression } = condition;
  return expression.kind === "message" && expression.part.in === "header";
}

/** A header has no numbers, only text: beside a number its text is the number that it writes. */
function numberBeside(value: unknown, other: unknown): unknown {
  if (typeof value !== "string" || numberText(other) === undefined || !isNumeric(value)) return value;
  // JSON has no zeros in front of a number.
  return writtenNumber(value.trim().replace(/^(-?)0+(?=\d)/, "$1"));
}

/**
 * Compares two values. Strings compare without letter case, as Arazzo demands; equality converts no
 * member of a body in a document of Arazzo 1.0.1, because a number sent as a string is exactly what a contract test is
 * after; 1.1.0 says that it should (Simple Conditions). What is absent equals null and nothing else.
 */
function compare(left: unknown, operator: Comparison, right: unknown): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "<":
      return order(left, right) === -1;
    case "<=":
      return [-1, 0].includes(order(left, right) ?? Number.NaN);
    case ">":
      return order(left, right) === 1;
    case ">=":
      return [0, 1].includes(order(left, right) ?? Number.NaN);
    default:
      return operator satisfies never;
  }
}

function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string") return left.toLowerCase() === right.toLowerCase();
  return isSameJson(left ?? null, right ?? null);
}

/**
 * -1, 0 or 1 for two numbers or two strings; `undefined` for what has no order. A text that is a number is one beside a
 * number (Arazzo 1.1.0, Simple Conditions): headers are always text.
 */
function order(left: unknown, right: unknown): -1 | 0 | 1 | undefined {
  if (typeof left === "string" && typeof right === "string") return orderOf(left.toLowerCase(), right.toLowerCase());
  const [number, another] = [numberText(numberBeside(left, right)), numberText(numberBeside(right, left))];
  return number === undefined || another === undefined ? undefined : compareDecimals(number, another);
}

function isNumeric(text: string): boolean {
  return /^\s*-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(text);
}

function orderOf(left: string, right: string): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0;
}
