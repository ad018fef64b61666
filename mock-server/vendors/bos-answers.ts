// Every answer of the BOS Center stand-in. The sentence that a caller reads is made here, from facts.

import type { components } from "../../spec/generated/openapi.ts";
import type { Profile } from "../../spec/profile.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import { type Answer, answering, because, refusedBy } from "./answer.ts";

const toGenerateToken = answering<"generateToken">();
const toCheckPanStatus = answering<"checkPanStatus">();

/** The only error shape that the page shows. */
export const failed = (message: string): components["schemas"]["BosFailed"] => ({ status: "Failed", message });

/** Why an Authorization header does not hold. */
export type AuthProblem = "missing" | "malformed" | "unknown" | "expired";

const authRefusals = (tokenCall: string): Record<AuthProblem, Refusal> => ({
  missing: { got: "Authorization header is missing", change: "send Authorization: Bearer <token>" },
  malformed: { got: "Authorization header is malformed", change: "send Authorization: Bearer <token>" },
  unknown: { got: "Token is unknown", change: `get one from ${tokenCall}` },
  expired: { got: "Token has expired: it is valid for 600 seconds", change: "get another one" },
});

export const bosAnswers = {
  tokenIssued: (token: string) =>
    toGenerateToken(200, because("BOS-TOKEN-ISSUE", "known credentials"), {
      status: true,
      response_code: 1,
      message: "Token generated successfully",
      data: { token, expires_in: 600 },
    }),
  credentialsUnknown() {
    const refusal = { got: "nep_key, partnerId and domain are not known together" };
    const reason = refusedBy("BOS-TOKEN-ISSUE", refusal, "send the three that belong to one sandbox");
    return toGenerateToken(401, reason, failed(sentenceOf(refusal)));
  },
  /** @param tokenCall method and path of the token call, as it is in force */
  authFailed(problem: AuthProblem, reading: Profile["BOS-AUTH-FAILURE"], tokenCall: string): Answer {
    const refusal = authRefusals(tokenCall)[problem];
    const message = sentenceOf(refusal);
    const reason = refusedBy("BOS-AUTH-FAILURE", refusal);
    switch (reading) {
      case "failed-envelope":
        return toCheckPanStatus(401, reason, failed(message));
      case "legacy-envelope":
        return { status: 401, reason, body: { status: false, responsecode: 401, message } };
      case "forbidden":
        return { status: 403, reason, body: failed(message) };
      default:
        return reading satisfies never;
    }
  },
  underProcess: () =>
    toCheckPanStatus(200, because("BOS-UNDER-PROCESS", "an accepted check"), {
      status: true,
      response_code: 1,
      message: "Application is under process at NSDL eGOV",
    }),
  duplicate() {
    const change = "send a refid that was not checked yet; the token holds, so do not renew it and repeat the call";
    return toCheckPanStatus(401, because("BOS-DUPLICATE", "a used refid", change), failed("Duplicate RefID"));
  },
  unknownRefid: (): Answer => ({
    status: 200,
    reason: because("BOS-UNKNOWN-REFID", "a refid that is not known here", "seed the refid before it is checked"),
    body: { status: false, response_code: 0, message: "RefID is not known" },
  }),
  invalidBody(refusal: Refusal, reading: Profile["BOS-INVALID-BODY"]): Answer {
    const message = sentenceOf(refusal);
    const reason = refusedBy("BOS-INVALID-BODY", refusal);
    switch (reading) {
      case "bad-request":
        return toCheckPanStatus(400, reason, failed(message));
      case "ok-false":
        return { status: 200, reason, body: { status: false, response_code: 0, message } };
      case "unauthorized":
        return toCheckPanStatus(401, reason, failed(message));
      default:
        return reading satisfies never;
    }
  },
  malformedJson: (refusal: Refusal) =>
    toCheckPanStatus(
      400,
      refusedBy("BOS-MALFORMED-JSON", refusal, "send well-formed JSON"),
      failed(sentenceOf(refusal)),
    ),
  wrongMediaType: (refusal: Refusal) =>
    toCheckPanStatus(415, refusedBy("BOS-CONTENT-TYPE", refusal), failed(sentenceOf(refusal))),
  bodyTooLarge: (refusal: Refusal) =>
    toCheckPanStatus(413, refusedBy("BOS-BODY-LIMIT", refusal), failed(sentenceOf(refusal))),
  bodyTimeout: (refusal: Refusal) =>
    toCheckPanStatus(408, refusedBy("BOS-BODY-LIMIT", refusal), failed(sentenceOf(refusal))),
  wrongMethod: (refusal: Refusal, allow: string): Answer => ({
    status: 405,
    reason: refusedBy("BOS-METHOD", refusal),
    body: failed(sentenceOf(refusal)),
    headers: { Allow: allow },
  }),
  unknownPath: (refusal: Refusal): Answer => ({
    status: 404,
    reason: refusedBy("BOS-METHOD", refusal),
    body: failed(sentenceOf(refusal)),
  }),
};
