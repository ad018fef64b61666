import type { Contract, Operation, ResponseSpec } from "../../spec/contract.ts";
import type { Exchange } from "../exchange.ts";
import type { CheckId } from "../finding.ts";
import type { JsonText } from "./json-text.ts";
import type { DocumentedContent } from "./media-type.ts";
import type { Schemas } from "./schemas.ts";

/** One exchange under judgement, with what the contract says about it looked up once for all checks. */
export interface Subject {
  exchange: Exchange;
  contract: Contract;
  operation: Operation;
  /** The documented response for the status that came; `undefined` when there is none. */
  response: ResponseSpec | undefined;
  /** The documented content for the media type that came; `undefined` when there is none, or when the body is empty. */
  content: DocumentedContent | undefined;
  /** The body as JSON; `undefined` where the contract or the answer says it is something else. */
  json: JsonText | undefined;
  schemas: Schemas;
  /** Writes a value of the answer on one line, masked. `where` is the JSON Pointer it was found at. */
  show(value: unknown, where: string): string;
}

/** One way in which an exchange breaks the contract, before rules and places are looked up. */
export interface Breach {
  /** As in a finding: a JSON Pointer into the body, `status`, or a header's name. */
  where: string;
  expected: string;
  actual: string;
  /** JSON Pointer into the contract, to the keyword or the object that was broken. */
  pointer: string;
}

/** One check. It is pure: the same subject always gives the same breaches. */
export interface Check {
  id: CheckId;
  judge(subject: Subject): Breach[];
}
