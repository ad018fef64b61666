import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { onOneLine, typeOf } from "../../spec/json/json-value.ts";
import type { Masker } from "../../spec/mask.ts";
import { shorten, showValue } from "../../spec/schema-error.ts";
import { maskText } from "../../spec/scrub.ts";
import { quotedAnswer, type Undocumented, withoutTexts } from "../exchange/masked-exchange.ts";
import { writtenJson } from "../exchange/written-json.ts";
import { type Comparison, type Condition, expressionsIn, type Operand } from "./condition.ts";
import type { Criterion, Judgement } from "./criterion.ts";
import { holds, operandValue } from "./evaluate-condition.ts";
import { readsExchange, type Scope } from "./scope.ts";

/** A failed criterion in words; `where` as in a finding. */
export interface ExplainedCriterion {
  where: string;
  expected: string;
  actual: string;
  /** The statuses that were asked for, where it is a status that failed. */
  statuses?: readonly number[];
}

/** Says what a criterion that failed expected, and what was there. Sensitive values are masked. */
export function explainCriterion(
  criterion: Criterion,
  judgement: Judgement,
  seen: { scope: Scope; masker: Masker; undocumented?: Undocumented | undefined },
): ExplainedCriterion {
  if (criterion.kind === "simple") return new Explainer(seen).simple(criterion.condition);
  const { context, kind } = criterion;
  const explainer = new Explainer(seen);
  const operand: Operand = { kind: "expression", expression: context, path: [] };
  const wanted = kind === "regex" ? "text matching" : "a match of";
  const expected = `${wanted} ${explainer.isHidden(operand) ? `the scenario's ${kind} (${maskText})` : criterion.text}`;
  const shown = explainer.show(operand, explainer.isHidden(operand));
  const actual = judgement.problem ? `${shown}; not evaluated: ${judgement.problem}` : shown;
  return { where: whereOf(operand), expected, actual };
}

/** Puts conditions into words, with the values that one scope has for them. */
class Explainer {
  readonly #scope: Scope;
  readonly #masker: Masker;
  readonly #undocumented: Undocumented;

  constructor({ scope, masker, undocumented = [] }: Parameters<typeof explainCriterion>[2]) {
    this.#scope = scope;
    this.#masker = masker;
    this.#undocumented = undocumented;
  }

  /** A simple condition: what it wanted, and what was there. */
  simple(condition: Condition): ExplainedCriterion {
    // Of several demands only the first that is not met is worth a line.
    if (condition.kind === "and") {
      return this.simple(holds(condition.left, this.#scope) ? condition.right : condition.left);
    }
    const statuses = statusesIn(condition);
    if (statuses) {
      return { where: "status", expected: `HTTP ${statuses.join(" or ")}`, actual: this.#answer(), statuses };
    }
    if (condition.kind === "compare") {
      const explained = this.#comparison(condition);
      if (explained) return explained;
    }
    const operands = expressionsIn(condition);
    const seen = operands.map((operand) => `${nameOf(operand)} is ${this.show(operand, this.isHidden(operand))}`);
    const [first] = operands.toSorted(
      (a, b) => Number(readsExchange(b.expression)) - Number(readsExchange(a.expression)),
    );
    const actual = [...new Set(seen)].join(", ");
    return { where: first ? whereOf(first) : "scenario", expected: this.#print(condition), actual };
  }

  /** A comparison of something in the answer with something else; `undefined` for any other. */
  #comparison(condition: Condition & { kind: "compare" }): ExplainedCriterion | undefined {
    const { left, right, operator } = condition;
    if (isAnswer(left) && isOperand(right)) return this.#compared(left, operator, right);
    if (isAnswer(right) && isOperand(left)) return this.#compared(right, flipped[operator], left);
    return undefined;
  }

  // Where either side is sensitive neither is shown: an expected value is as personal as the one that came.
  #compared(answer: Operand, operator: Comparison, other: Operand): ExplainedCriterion {
    const hidden = this.isHidden(answer) || this.isHidden(other);
    const wanted = this.show(other, hidden);
    const expected =
      operator === "==" ? wanted : operator === "!=" ? `anything but ${wanted}` : `${operator} ${wanted}`;
    const actual = this.show(answer, hidden);
    return { where: whereOf(answer), expected, actual: actual === expected ? `${actual}, another one` : actual };
  }

  /** The value an operand has, in words. */
  show(operand: Operand, hidden: boolean): string {
    const value = operandValue(operand, this.#scope);
    if (value === undefined) return "absent";
    const text = onOneLine(writtenJson(value));
    if (hidden && value !== null && value !== "" && !this.#masker.open.has(String(value)))
      return `${maskText} (${typeOf(value)})`;
    if (operand.kind === "literal") return shorten(this.#masker.json(text));
    const { expression } = operand;
    if (expression.kind === "url") return showValue(this.#masker.url(String(value)));
    if (expression.kind !== "message" || expression.part.in !== "body") return shorten(this.#masker.json(text));
    if (isBody(operand) && typeof value === "string") {
      return expression.of === "response" ? this.#quote() : this.#masker.body(value);
    }
    const names = namesIn(operand);
    const known = expression.of === "response" ? withoutTexts(text, this.#undocumented, names) : text;
    return shorten(this.#masker.under(names, known));
  }

  /** Whether the name of what an operand reads marks it as personal or secret. */
  isHidden(operand: Operand): boolean {
    return namesIn(operand).some((name) => this.#masker.hides(name));
  }

  /** The whole answer, for a status that was not expected: the body mostly says why. */
  #answer(): string {
    const response = this.#scope.answered?.exchange.response;
    return response ? `HTTP ${response.status} with ${this.#quote()}` : "no answer";
  }

  #quote(): string {
    const exchange = this.#scope.answered?.exchange;
    return exchange ? quotedAnswer(exchange, this.#masker, this.#undocumented) : "no answer";
  }

  /** The condition as text again, without the literals that stand beside something sensitive. */
  #print(condition: Condition, hidden = false): string {
    switch (condition.kind) {
      case "literal":
        return hidden ? maskText : showValue(condition.value);
      case "expression":
        return nameOf(condition);
      case "not":
        return `!${this.#print(condition.operand)}`;
      case "compare": {
        const masked = [condition.left, condition.right].some((side) => isOperand(side) && this.isHidden(side));
        return `(${this.#print(condition.left, masked)} ${condition.operator} ${this.#print(condition.right, masked)})`;
      }
      case "and":
        return `(${this.#print(condition.left)} && ${this.#print(condition.right)})`;
      case "or":
        return `(${this.#print(condition.left)} || ${this.#print(condition.right)})`;
      default:
        return condition satisfies never;
    }
  }
}

const flipped = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** The codes of `$statusCode == 200 || $statusCode == 201`; `undefined` for any other condition. */
function statusesIn(condition: Condition): number[] | undefined {
  if (condition.kind === "or") {
    const left = statusesIn(condition.left);
    const right = statusesIn(condition.right);
    return left && right && [...left, ...right];
  }
  if (condition.kind !== "compare" || condition.operator !== "==") return undefined;
  const { left, right } = condition;
  const isStatus = left.kind === "expression" && left.expression.kind === "statusCode" && left.path.length === 0;
  return isStatus && right.kind === "literal" && typeof right.value === "number" ? [right.value] : undefined;
}

function isOperand(condition: Condition): condition is Operand {
  return condition.kind === "literal" || condition.kind === "expression";
}

function isAnswer(condition: Condition): condition is Operand & { kind: "expression" } {
  return condition.kind === "expression" && readsExchange(condition.expression);
}

/** Whether an operand is the whole of a body. */
function isBody({ expression, path }: Operand & { kind: "expression" }): boolean {
  if (path.length > 0 || expression.kind !== "message" || expression.part.in !== "body") return false;
  return !expression.part.pointer && expression.part.path === "";
}

function nameOf(operand: Operand & { kind: "expression" }): string {
  const path = operand.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`));
  return operand.expression.text + path.join("");
}

/** All names on the way to what an operand reads. */
function namesIn(operand: Operand): string[] {
  if (operand.kind === "literal") return [];
  const { expression } = operand;
  const at = expression.kind === "message" ? expression.part : expression;
  const names = operand.path.map(String);
  if ("name" in at) names.push(at.name);
  if ("path" in at) names.push(...at.path.split("."));
  if ("pointer" in at && at.pointer !== undefined) names.push(...pointerSegments(at.pointer));
  return names;
}

/** The place of an operand as a finding names it: in the answer unless it says otherwise. */
function whereOf(operand: Operand): string {
  if (operand.kind === "literal") return "scenario";
  const { expression, path } = operand;
  if (expression.kind === "statusCode") return "status";
  if (expression.kind !== "message") return expression.text;
  const { part } = expression;
  const dotted = part.in === "body" && part.path !== "" ? `/${part.path.replaceAll(".", "/")}` : "";
  const place = part.in === "body" ? dotted + (part.pointer ?? "") : part.name;
  const where = place + path.map((step) => `/${step}`).join("");
  return expression.of === "response" ? where : `request ${where || "body"}`;
}
