import type { Place } from "../../spec/place.ts";
import type { Reading } from "../../spec/profile.ts";
import { plainOf } from "../exchange/written-json.ts";
import type { Condition } from "./condition.ts";
import { holds } from "./evaluate-condition.ts";
import type { Expression } from "./expression.ts";
import { evaluate, readsExchange, type Scope, Unresolved } from "./scope.ts";
import { finds } from "./selector.ts";
import { asText, renderText, type TextParts } from "./template.ts";

/** The criteria that hold under another reading of a rule than its default (extension `x-alternatives`). */
export interface Alternative extends Reading {
  criteria: readonly Criterion[];
  place: Place;
}

/** A success criterion, or a criterion of an action (Arazzo 1.0.1, Criterion Object), parsed. */
export type Criterion = {
  /** The condition as written. */
  text: string;
  place: Place;
  /** From `x-rule`, most specific first. */
  rules: readonly string[];
  /** From `x-alternatives`: what holds in its place under another reading. */
  alternatives: readonly Alternative[];
} & (
  | { kind: "simple"; condition: Condition }
  | { kind: "regex" | "jsonpath" | "xpath"; context: Expression; parts: TextParts }
);

/** `problem` is set when the condition could not be evaluated, which counts as failing. */
export interface Judgement {
  passed: boolean;
  problem?: string;
}

/** The longest text a regular expression is tried on, in characters: a bad pattern must not hang the run. */
const maximumSubject = 64 * 1024;

/**
 * Judges one criterion (Arazzo 1.1.0, Condition Evaluation).
 * @throws Unresolved when it names an input or an output that does not exist
 */
export function judgeCriterion(criterion: Criterion, scope: Scope): Judgement {
  if (criterion.kind === "simple") return { passed: holds(criterion.condition, scope) };
  const context = evaluate(criterion.context, scope);
  if (context === undefined && !readsExchange(criterion.context)) throw new Unresolved(criterion.context);
  if (context === undefined || context === null) return { passed: false };
  switch (criterion.kind) {
    case "regex":
      return judgeRegex(renderText(criterion.parts, scope, escapeForRegex), asText(context));
    case "jsonpath":
    case "xpath": {
      const { kind, parts } = criterion;
      return judgeFound(() => finds(kind, renderText(parts, scope), plainOf(context)));
    }
    default:
      return criterion satisfies never;
  }
}

/** Whether all criteria hold; none at all hold. */
export function allHold(criteria: readonly Criterion[], scope: Scope): boolean {
  return criteria.every((criterion) => judgeCriterion(criterion, scope).passed);
}

function judgeRegex(pattern: string, subject: string): Judgement {
  if (subject.length > maximumSubject) {
    return {
      passed: false,
      problem: `the text has ${subject.length} characters, at most ${maximumSubject} are searched`,
    };
  }
  try {
    return { passed: new RegExp(pattern).test(subject) };
  } catch (error) {
    return { passed: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function judgeFound(finds: () => boolean): Judgement {
  try {
    return { passed: finds() };
  } catch (error) {
    if (error instanceof Unresolved) throw error;
    return { passed: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

// A pattern may come from the scenario or its inputs. What a target answered is only ever compared literally.
function escapeForRegex(text: string, expression: Expression): string {
  return expression.kind === "inputs" ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
