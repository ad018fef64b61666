import { STATUS_CODES } from "node:http";
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

/** The answers to a call to a path. @param path as it was sent; it comes back masked */
export function problemAnswersAt(path: string): ProblemAnswers {
  // Two slashes in front would make a host of the first segment (RFC 3986, section 4.2).
  const instance = encodeURI(writtenTarget(path).replace(/^\/{2,}/, "/"));
  const answering =
    (status: number) =>
    (refusal: Refusal): UnruledAnswer => ({
      status,
      headers: { "Content-Type": "application/problem+json" },
      // `about:blank`: the status says what kind of problem it is, and its phrase is the title (section 4.2.1).
      body: { type: "about:blank", title: STATUS_CODES[status], status, detail: sentenceOf(refusal), instance },
      refusal,
    });
  return {
    bodyTooLarge: answering(413),
    bodyTimeout: answering(408),
    unknownPath: answering(404),
    ownFault: answering(500),
  };
}
