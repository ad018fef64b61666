import type { Contract, Operation, ResponseSpec } from "../../spec/contract.ts";
import type { DocumentedContent } from "../../spec/documented.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { CheckId, Severity, Weight } from "../finding.ts";
import type { Instance } from "../instance/instance.ts";
import type { JudgedValue } from "../schema/applied-schema.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { SentParts } from "./sent-parts.ts";

/** One exchange under judgement, with what the contract says about it looked up once for all checks. */
export interface Subject {
  exchange: Exchange;
  contract: Contract;
  operation: Operation;
  /** The documented response for the status that came; `undefined` when there is none. */
  response: ResponseSpec | undefined;
  /** The documented content for the media type that came; `undefined` when there is none, or when the body is empty. */
  content: DocumentedContent | undefined;
  /** Each media type that the answer gives itself: one, unless its Content-Type is absent or repeated. */
  types: readonly string[];
  /** The body as JSON; `undefined` where the contract or the answer says it is something else. */
  json: JsonText | undefined;
  /** The body as what its schema is about; `undefined` where there is nothing to hold against it. */
  instance(): Instance | undefined;
  /** The value of the body with its numbers as they are written: what is shown of it, and compared with other values. */
  written(): unknown;
  /** The values of the body with the schemas that apply to them; none where it cannot be read. */
  values(): readonly JudgedValue[];
  /** The request, taken apart. */
  sent(): SentParts;
  schemas: Schemas;
  config: Tolerance;
  /** Writes a value of the exchange on one line, masked, as it is written. `where` is the JSON Pointer it was found at. */
  show(value: unknown, where: string): string;
  /** The same without any of its strings: of what the contract does not name nobody says whose it is. */
  showKind(value: unknown, where: string): string;
}

/** What the checks of a request look at. */
export type SentSubject = Pick<Subject, "exchange" | "contract" | "operation" | "sent" | "schemas" | "show">;

/** One way in which an exchange breaks the contract, before rules and places are looked up. */
export interface Breach {
  /** As in a finding: a JSON Pointer into the body, `status`, or a header's name. */
  where: string;
  expected: string;
  actual: string;
  /** JSON Pointer into the contract, to the keyword or the object that was broken. */
  pointer: string;
  /** `error` unless told otherwise; the configuration has the last word. */
  severity?: Severity;
  /** Whether something that must be there is not. */
  isAbsent?: true;
  /** Of a member too many: whether its object says that it has no others. */
  isClosed?: boolean;
  /** What is wrong with the request, where it is the request that breaks the contract. */
  requestBreach?: RequestBreach;
}

/** What can be wrong with a request by its contract: it lacks credentials, or a parameter or its body is wrong. */
export type RequestBreach = "credentials" | "input";

/** What the checks let pass, or look at only because somebody asked for it. */
export interface Tolerance {
  /** Whether a member that the contract does not name may be there. `where` is its JSON Pointer in the answer. */
  allowsMember(where: string): boolean;
  /** Whether a byte order mark before a JSON text is told. */
  byteOrderMark: Weight;
  /** The longest an exchange may take, in milliseconds; `undefined` for as long as it likes. */
  timeLimit(operationId: string): number | undefined;
}

/**
 * One check. It is pure: the same subject always gives the same breaches. `isFact`: whether a breach says something
 * about the rule behind it; a slow or a garbled answer does not, so what to do about it is the check's own `advice`.
 */
export type Check = { id: Exclude<CheckId, "criterion">; judge(subject: Subject): Breach[] } & (
  | { isFact: true }
  | { isFact: false; advice: string }
);
