import { ownMember, valueAt } from "../../spec/json/json-pointer.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { type Exchange, headerOf } from "../exchange/exchange.ts";
import { parseWritten } from "../exchange/written-json.ts";
import type { Expression, MessagePart } from "./expression.ts";
import { select } from "./selector.ts";

/** Named values: inputs or outputs. Their numbers are kept as they were written; see `written-json.ts`. */
export type Values = Record<string, unknown>;

/** A finished exchange, as runtime expressions look at it. */
export interface Answered {
  exchange: Exchange;
  /** The path and query parameters the request was built from. */
  path: Values;
  query: Values;
}

/** What runtime expressions can see while a workflow runs. */
export interface Scope {
  inputs: Values;
  /** Of the workflow, while its outputs are made; of the called workflow, at a step that calls one. */
  outputs: Values;
  steps: ReadonlyMap<string, Values>;
  workflows: ReadonlyMap<string, { inputs: Values; outputs: Values }>;
  sources: ReadonlyMap<string, Values>;
  /** Values of `$components.parameters`. */
  parameters: ReadonlyMap<string, unknown>;
  /** The document's `$self`. */
  self: string | undefined;
  /** The step's own exchange, once there is one. */
  answered: Answered | undefined;
}

/** A value that an expression needs and that does not exist: nothing can be learnt from the step. */
export class Unresolved extends Error {
  override name = "Unresolved";
  readonly expression: Expression;

  constructor(expression: Expression) {
    super(`${expression.text} has no value`);
    this.expression = expression;
  }
}

/** Whether an expression reads from the step's own exchange; there, absence is an answer and not a gap. */
export function readsExchange(expression: Expression): boolean {
  if (expression.kind === "selector") return readsExchange(expression.context);
  return ["url", "method", "statusCode", "message"].includes(expression.kind);
}

/**
 * The value of an expression, its type kept; `undefined` where there is none. Numbers are kept as they were written, and so
 * is what holds them.
 */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case "url":
      return scope.answered?.exchange.request.url;
    case "method":
      return scope.answered?.exchange.request.method;
    case "statusCode":
      return scope.answered?.exchange.response.status;
    case "message":
      return scope.answered && inMessage(expression.of, expression.part, scope.answered);
    case "inputs":
      return within(scope.inputs, expression);
    case "outputs":
      return within(scope.outputs, expression);
    case "step":
      return within(scope.steps.get(expression.stepId), expression);
    case "workflow":
      return within(scope.workflows.get(expression.workflowId)?.[expression.of], expression);
    case "source":
      return scope.sources.get(expression.source)?.[expression.path];
    case "component":
      return expression.of === "parameters" ? scope.parameters.get(expression.name) : undefined;
    case "self":
      return scope.self;
    case "selector":
      return select(expression.language, expression.selector, evaluate(expression.context, scope));
    default:
      return expression satisfies never;
  }
}

function inMessage(of: "request" | "response", part: MessagePart, answered: Answered): unknown {
  const message = answered.exchange[of];
  switch (part.in) {
    case "header":
      return headerOf(message.headers, part.name);
    case "query":
    case "path":
      // The grammar lets an answer have them too; there they are never anything.
      return of === "request" ? ownMember(answered[part.in], part.name) : undefined;
    case "body":
      return within(bodyOf(message), part);
    default:
      return part satisfies never;
  }
}

const parsedBodies = new WeakMap<object, { value: unknown }>();

/** The body of a message: read where it is JSON, otherwise its text; `undefined` where it is empty. */
function bodyOf(message: Exchange["request"] | Exchange["response"]): unknown {
  const known = parsedBodies.get(message);
  if (known) return known.value;
  const text = String(message.body).replace(/^\uFEFF/, "");
  const value = text === "" ? undefined : parseBody(text, headerOf(message.headers, "content-type") ?? "");
  parsedBodies.set(message, { value });
  return value;
}

function parseBody(text: string, mediaType: string): unknown {
  // A wrong media type is a finding of its own; it should not hide what the body says.
  const mayBeJson = isJsonType(mediaType) || mediaType === "" || /^\s*[[{]/.test(text);
  if (!mayBeJson) return text;
  try {
    return parseWritten(text);
  } catch {
    return text;
  }
}

function within(root: unknown, at: { path: string; pointer: string | undefined }): unknown {
  const value = at.path === "" ? root : alongDots(root, at.path);
  return at.pointer === undefined ? value : valueAt(value, at.pointer);
}

/** Follows a dotted path; the longest name that exists wins, so that `a.b` finds the member "a.b" before a's member b. */
function alongDots(root: unknown, path: string): unknown {
  const direct = ownMember(root, path);
  if (direct !== undefined) return direct;
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const parent = ownMember(root, path.slice(0, dot));
    if (parent !== undefined) return alongDots(parent, path.slice(dot + 1));
  }
  return undefined;
}
