import { STATUS_CODES } from "node:http";
import type { Scrub } from "../../spec/scrub.ts";
import { writtenTarget } from "../journal/request-target.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import type { UnruledAnswer } from "./fault-answer.ts";

/** Answers to a call that is no vendor's: problem details (RFC 9457), by no rule of the ledger. */
export interface ProblemAnswers {
  bodyTooLarge(refusal: Refusal): UnruledAnswer;
  bodyTimeout(refusal: Refusal): UnruledAnswer;
  unknownPath(refusal: Refusal): UnruledAnswer;
  ownFault(refusal: Refusal): UnruledAnswer;
}

/** The answers to a call to a path. @param path as it was sent; it comes back masked, by value too */
export function problemAnswersAt(path: string, by: Scrub): ProblemAnswers {
  const answering = (status: number) => (refusal: Refusal) => problemAnswer(status, refusal, { path, by });
  return {
    bodyTooLarge: answering(413),
    bodyTimeout: answering(408),
    unknownPath: answering(404),
    ownFault: answering(500),
  };
}

/** Problem details of what was refused. @param sent the path, where there was one; it comes back masked, by value too */
export function problemAnswer(
  status: number,
  refusal: Refusal,
  sent?: { path: string; by: Scrub },
): UnruledAnswer & { body: object } {
  // `about:blank`: the status says what kind of problem it is, and its phrase is the title (section 4.2.1).
  const body = { type: "about:blank", title: STATUS_CODES[status], status, detail: sentenceOf(refusal) };
  return {
    status,
    headers: { "Content-Type": "application/problem+json" },
    body: sent === undefined ? body : { ...body, instance: instanceOf(sent) },
    refusal,
  };
}

function instanceOf({ path, by }: { path: string; by: Scrub }): string {
  // Two slashes in front would make a host of the first segment (RFC 3986, section 4.2).
  return encodeURI(writtenTarget(path, by).replace(/^\/{2,}/, "/"));
}
