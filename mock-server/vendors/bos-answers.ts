// Every answer of the BOS Center stand-in. The sentence that a caller reads is made here, from facts.

import { randomBytes } from "node:crypto";
import type { components } from "../../spec/generated/openapi.ts";
import type { Profile } from "../../spec/profile.ts";
import type { Reason } from "../journal/explanation.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import { type Answer, answering, because, refusedBy } from "./answer.ts";

const toGenerateToken = answering<"generateToken">();
const toGenerateUrl = answering<"generateUrl">();
const toCheckPanStatus = answering<"checkPanStatus">();

type Failed = components["schemas"]["BosFailed"];
type UrlRefused = components["schemas"]["UrlRefused"];

/** The error shape of the check's page. */
export const failed = (message: string): Failed => ({ status: "Failed", message });

/** BOS-GENERATE-REFUSED: the error shape of the generate call's page, with the status in it. */
export const urlRefused = (message: string, responsecode: number): UrlRefused => ({
  responsecode,
  status: false,
  message,
});

/** Why an Authorization header does not hold. */
export type AuthProblem = "missing" | "malformed" | "unknown" | "expired";

const authRefusals = (tokenCall: string): Record<AuthProblem, Refusal> => ({
  missing: { got: "Authorization header is missing", change: "send Authorization: Bearer <token>" },
  malformed: { got: "Authorization header is malformed", change: "send Authorization: Bearer <token>" },
  unknown: { got: "Token is unknown", change: `get one from ${tokenCall}` },
  expired: { got: "Token has expired: it is valid for 600 seconds", change: "get another one" },
});

/** How a body that does not fit is answered, and how a token that does not hold, in an operation's own envelope. */
interface Envelope<Body extends object> {
  /** Makes an answer with a status that the contract documents. */
  to(status: 400 | 401 | 405 | 408 | 413 | 415, reason: Reason, body: Body): Answer;
  /** Of every refusal but those that a reading gives another shape. */
  refused(message: string, status: number): Body;
  /** BOS-AUTH-FAILURE `legacy-envelope`. */
  legacy(message: string): object;
  /** BOS-INVALID-BODY `ok-false`. */
  okFalse(message: string): object;
}

/** The refusals that every call of BOS Center has, in the envelope of one. */
function refusalsIn<Body extends object>({ to, refused, legacy, okFalse }: Envelope<Body>) {
  const refusal = (status: Parameters<typeof to>[0], reason: Reason, facts: Refusal) =>
    to(status, reason, refused(sentenceOf(facts), status));
  return {
    /** @param tokenCall method and path of the token call, as it is in force */
    authFailed(problem: AuthProblem, reading: Profile["BOS-AUTH-FAILURE"], tokenCall: string): Answer {
      const facts = authRefusals(tokenCall)[problem];
      const reason = refusedBy("BOS-AUTH-FAILURE", facts);
      switch (reading) {
        case "failed-envelope":
          return refusal(401, reason, facts);
        case "legacy-envelope":
          return { status: 401, reason, body: legacy(sentenceOf(facts)) };
        case "forbidden":
          return { status: 403, reason, body: refused(sentenceOf(facts), 403) };
        default:
          return reading satisfies never;
      }
    },
    invalidBody(facts: Refusal, reading: Profile["BOS-INVALID-BODY"]): Answer {
      const reason = refusedBy("BOS-INVALID-BODY", facts);
      switch (reading) {
        case "bad-request":
          return refusal(400, reason, facts);
        case "ok-false":
          return { status: 200, reason, body: okFalse(sentenceOf(facts)) };
        case "unauthorized":
          return refusal(401, reason, facts);
        default:
          return reading satisfies never;
      }
    },
    malformedJson: (facts: Refusal) =>
      refusal(400, refusedBy("BOS-MALFORMED-JSON", facts, "send well-formed JSON"), facts),
    wrongMediaType: (facts: Refusal) => refusal(415, refusedBy("BOS-CONTENT-TYPE", facts), facts),
    bodyTooLarge: (facts: Refusal) => refusal(413, refusedBy("BOS-BODY-LIMIT", facts), facts),
    bodyTimeout: (facts: Refusal) => refusal(408, refusedBy("BOS-BODY-LIMIT", facts), facts),
    wrongMethod: (facts: Refusal, allow: string): Answer => ({
      ...refusal(405, refusedBy("BOS-METHOD", facts), facts),
      headers: { Allow: allow },
    }),
  };
}

/** The refusals of one operation. */
export type BosRefusals = ReturnType<typeof refusalsIn>;

const okFalse = (message: string) => ({ status: false, response_code: 0, message });

export const bosAnswers = {
  ...refusalsIn({
    to: toCheckPanStatus,
    refused: failed,
    legacy: (message) => ({ status: false, responsecode: 401, message }),
    okFalse,
  }),
  unknownPath: (facts: Refusal) => toCheckPanStatus(404, refusedBy("BOS-METHOD", facts), failed(sentenceOf(facts))),
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
    reason: because(
      "BOS-UNKNOWN-REFID",
      "a refid that is not known here",
      "make it with the generate-url call, or seed it, before it is checked",
    ),
    body: okFalse("RefID is not known"),
  }),
};

/** The stand-in's token call is ours: its refusals are the same under every reading (BOS-TOKEN-ISSUE). */
export const tokenAnswers = {
  ...bosAnswers,
  invalidBody: (facts: Refusal) => bosAnswers.invalidBody(facts, "bad-request"),
  issued: (token: string) =>
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
};

/** The generate call refuses in an envelope of its own, whatever the reading (BOS-GENERATE-REFUSED). */
export const urlAnswers = {
  ...refusalsIn({
    to: toGenerateUrl,
    refused: urlRefused,
    legacy: (message) => urlRefused(message, 401),
    okFalse: (message) => urlRefused(message, 200),
  }),
  /** A path that leads nowhere is not this call's. */
  unknownPath: bosAnswers.unknownPath,
  /** @param random makes the bytes of what the vendor would encrypt; injected by tests */
  generated: (random: (bytes: number) => Buffer = randomBytes) =>
    toGenerateUrl(200, because("BOS-GENERATE-URL", "an accepted application"), {
      status: true,
      response_code: 1,
      data: { url: "https://pan-application.example/", encdata: random(48).toString("base64") },
      message: "URL generated successfully",
    }),
  duplicate() {
    const change = "send a refid that was not generated yet; the token holds, so do not renew it and repeat the call";
    const reason = because("BOS-GENERATE-REFUSED", "a refid that was generated before", change);
    return toGenerateUrl(401, reason, { responsecode: 401, status: false, message: "Duplicate RefID" });
  },
};
