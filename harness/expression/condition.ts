import { writtenNumber } from "../../spec/json/json-value.ts";
import { type Expression, maximumText, parseExpression } from "./expression.ts";
import { MalformedText } from "./malformed-text.ts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a comparison compares. `path` holds the `[index]` and `.member` steps written behind an expression. */
export type Operand =
  // A number is kept as it is written.
  { kind: "literal"; value: unknown } | { kind: "expression"; expression: Expression; path: (string | number)[] };

/**
 * A simple condition (Arazzo 1.0.1, Criterion Object: Literals, Operators). `coerces`: whether a text that is a number
 * equals one wherever it stands, and not in a header only.
 */
export type Condition =
  | Operand
  | { kind: "not"; operand: Condition }
  | { kind: "compare"; operator: Comparison; left: Condition; right: Condition; coerces: boolean }
  | { kind: "and" | "or"; left: Condition; right: Condition };

const maximumDepth = 100;

/** How a condition is read. */
export interface ConditionOptions {
  /** By Arazzo 1.1.0, where a text that is a number is to be one beside a number; 1.0.1 converts nothing. */
  coerces?: boolean;
}

/**
 * Parses a simple condition. Loosest first: `||`, `&&`, `== !=`, `< <= > >=`, `!`, then `( )`, literals and expressions.
 * `{ }` around a whole condition or an expression group as `( )` do: Arazzo 1.0.1 writes `{$statusCode == 401}` (Components
 * Object Example).
 * @throws MalformedText with the offset of the problem
 */
export function parseCondition(text: string, { coerces = false }: ConditionOptions = {}): Condition {
  if (text.length > maximumText) throw new MalformedText(text.slice(0, 60), 60, `at most ${maximumText} characters`);
  const parser = new Parser(text, coerces);
  const condition = parser.or();
  parser.end();
  return condition;
}

/** The expressions in a condition, from left to right. */
export function expressionsIn(condition: Condition): (Operand & { kind: "expression" })[] {
  switch (condition.kind) {
    case "literal":
      return [];
    case "expression":
      return [condition];
    case "not":
      return expressionsIn(condition.operand);
    case "compare":
    case "and":
    case "or":
      return [...expressionsIn(condition.left), ...expressionsIn(condition.right)];
    default:
      return condition satisfies never;
  }
}

const operandExpected = "a literal, a runtime expression, ! or (";

/** One method for each level of precedence, loosest first; each leaves the position behind what it took. */
class Parser {
  readonly #text: string;
  readonly #coerces: boolean;
  #at = 0;
  #depth = 0;
  #braces = 0;

  constructor(text: string, coerces: boolean) {
    this.#text = text;
    this.#coerces = coerces;
  }

  or(): Condition {
    let left = this.#and();
    while (this.#take(/\|\|/y)) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  end(): void {
    this.#take(/$/y);
    if (this.#at < this.#text.length)
      throw new MalformedText(this.#text, this.#at, "an operator such as == or the end");
  }

  #and(): Condition {
    let left = this.#equality();
    while (this.#take(/&&/y)) left = { kind: "and", left, right: this.#equality() };
    return left;
  }

  #equality(): Condition {
    let left = this.#relation();
    for (let operator = this.#take(/==|!=/y); operator; operator = this.#take(/==|!=/y)) {
      left = this.#compared(left, operator, this.#relation());
    }
    return left;
  }

  #relation(): Condition {
    let left = this.#unary();
    for (let operator = this.#take(/<=|>=|<|>/y); operator; operator = this.#take(/<=|>=|<|>/y)) {
      left = this.#compared(left, operator, this.#unary());
    }
    return left;
  }

  #compared(left: Condition, operator: string, right: Condition): Condition {
    return { kind: "compare", operator: operator as Comparison, left, right, coerces: this.#coerces };
  }

  // The depth counts here because every way to nest, ( and !, comes through.
  #unary(): Condition {
    if (++this.#depth > maximumDepth) throw new MalformedText(this.#text, this.#at, `at most ${maximumDepth} levels`);
    const condition = this.#take(/!(?!=)/y) ? ({ kind: "not", operand: this.#unary() } as const) : this.#primary();
    this.#depth--;
    return condition;
  }

  #primary(): Condition {
    if (this.#take(/\(/y)) {
      const inner = this.or();
      if (!this.#take(/\)/y)) throw new MalformedText(this.#text, this.#at, "an operator or )");
      return inner;
    }
    if (this.#take(/\{/y)) {
      this.#braces++;
      const inner = this.or();
      if (!this.#take(/\}/y)) throw new MalformedText(this.#text, this.#at, "an operator or }");
      this.#braces--;
      return inner;
    }
    // A literal must end where it ends: "2x" is neither a number nor an expression.
    const number = this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
    if (number !== undefined) return { kind: "literal", value: writtenNumber(number) };
    const word = this.#take(/(?:true|false|null)(?![\w.])/y);
    if (word !== undefined) return { kind: "literal", value: JSON.parse(word) };
    const quoted = this.#take(/'(?:[^']|'')*'/y);
    if (quoted !== undefined) return { kind: "literal", value: quoted.slice(1, -1).replaceAll("''", "'") };
    if (this.#text[this.#at] === "'") throw new MalformedText(this.#text, this.#text.length, "a closing '");
    if (this.#text[this.#at] === '"') throw new MalformedText(this.#text, this.#at, "a string in single quotes");
    if (this.#text[this.#at] !== "$") throw new MalformedText(this.#text, this.#at, operandExpected);
    return this.#expression();
  }

  // Inside a condition an expression ends where an operator, a bracket, a quote or a space begins.
  #expression(): Operand {
    const start = this.#at;
    const text = this.#take(this.#braces > 0 ? /\$[^\s()[\]=!<>&|'}]*/y : /\$[^\s()[\]=!<>&|']*/y) ?? "";
    let expression: Expression;
    try {
      expression = parseExpression(text);
    } catch (error) {
      if (!(error instanceof MalformedText)) throw error;
      throw new MalformedText(this.#text, start + error.at, error.expected);
    }
    const path: (string | number)[] = [];
    for (;;) {
      if (this.#text[this.#at] === "[") {
        const index = this.#take(/\[\s*(?:0|[1-9]\d*)\s*\]/y);
        if (index === undefined) throw new MalformedText(this.#text, this.#at, "an index such as [0]");
        path.push(Number(index.slice(1, -1)));
      } else if (path.length > 0 && this.#text[this.#at] === ".") {
        const member = this.#take(/\.[A-Za-z0-9_-]+/y);
        if (member === undefined) throw new MalformedText(this.#text, this.#at, "a dot and the name of a member");
        path.push(member.slice(1));
      } else {
        return { kind: "expression", expression, path };
      }
    }
  }

  /** Skips space, then takes what a sticky pattern matches, if anything. */
  #take(pattern: RegExp): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
