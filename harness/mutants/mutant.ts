import type { Contract, Operation, ResponseSpec } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { OwnSchemas } from "./own-schemas.ts";

/** One answer, as a server gives it. */
export interface ServedAnswer {
  status: number;
  /** In the order they are sent; content-length is worked out from the body. */
  headers: [name: string, value: string][];
  body: Buffer;
  /** How long the server waits before it answers, in milliseconds; not at all unless told otherwise. */
  delayMs?: number;
  /** How the server frames the body wrongly: it announces fewer bytes than it sends, or more; or sends no last chunk. */
  framing?: "too-short" | "too-long" | "cut-chunk";
}

/** What is done to answers, in the order of the report. Those of a schema are named after the keyword that is broken. */
export const operators = [
  ...[
    "required",
    "type",
    "array-for-object",
    "null",
    "fraction",
    "const",
    "enum",
    "letter-case",
    "first-letter",
    "pattern",
  ],
  ...["minLength", "maxLength", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains", "items"],
  ...["minProperties", "maxProperties", "propertyNames", "dependentRequired"],
  ...["oneOf", "anyOf", "not", "discriminator", "undocumented-member"],
  ...["empty-body", "broken-json", "wrong-shape", "duplicate-member", "number-spelling", "big-integer", "lossy-number"],
  ...["lone-surrogate", "invalid-utf8", "framing", "undocumented-status", "wrong-2xx", "server-error"],
  ...["media-type-wrong", "media-type-absent", "media-type-vendor", "media-type-plain", "media-type-twice", "charset"],
  ...[
    "header-missing",
    "header-malformed",
    "header-twice",
    "slow",
    "not-echoed",
    "other-answer",
    "unprotected",
    "stale",
    "reading",
  ],
  ...["unreached", "other-value", "other-case", "swapped-leaves", "stale-leaf"],
] as const;
export type Operator = string & (typeof operators)[number];

/** A fault: one way in which a server can answer otherwise than it did. */
export interface Mutant {
  operator: Operator;
  operationId: string;
  /** The documented response that is changed, as the contract writes it: `200`, `4XX` or `default`. */
  response: string;
  /** Where in the answer: a JSON Pointer into the body, a header's name, `status`, `body` or `time`. */
  where: string;
  /** What tells it from another of the same operator at the same place. */
  detail?: string;
  /** JSON Pointer of the schema keyword that is broken, where one is. */
  keyword?: string;
  /**
   * Who can notice: the `judge`, by the contract alone; `anyone`, the scenario's own criteria included, where only what was
   * asked says that the answer is wrong; or the `scenario` where it asks for more than the contract, which allows the answer:
   * that is no fault.
   */
  noticedBy: "judge" | "anyone" | "scenario";
  /** What the faulty server answers in place of the recorded answer. */
  answer: ServedAnswer;
}

/** What is changed: one recorded answer, with what the contract says about it. */
export interface Original {
  contract: Contract;
  schemas: OwnSchemas;
  operation: Operation;
  response: ResponseSpec;
  exchange: Exchange;
  answer: ServedAnswer;
}

/** The start of all mutants of an answer. */
export function mutantOf(
  { operation, response }: Original,
  rest: Omit<Mutant, "operationId" | "response" | "noticedBy"> & { noticedBy?: Mutant["noticedBy"] },
): Mutant {
  return { operationId: operation.id, response: response.status, noticedBy: "judge", ...rest };
}

/** The name of a fault: `checkPanStatus 200 const /status (PanStatusUnderProcess)`. */
export function nameOf(of: Pick<Mutant, "operator" | "operationId" | "response" | "where" | "detail">): string {
  const { operationId, response, operator, where, detail } = of;
  return `${operationId} ${response} ${operator} ${where === "" ? "body" : where}${detail === undefined ? "" : ` (${detail})`}`;
}

/** The JSON value of an answer's body; `undefined` where it is none. */
export function jsonOf({ body }: ServedAnswer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** An answer with another JSON body. */
export function withJson(answer: ServedAnswer, value: unknown): ServedAnswer {
  return { ...answer, body: Buffer.from(JSON.stringify(value)) };
}

/** An answer with another value of a header, or without it where the value is `undefined`. */
export function withHeader(answer: ServedAnswer, name: string, value: string | undefined): ServedAnswer {
  const others = answer.headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase());
  return { ...answer, headers: value === undefined ? others : [...others, [name, value]] };
}

/** A JSON object in which one member is left out. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
