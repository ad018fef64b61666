// Every answer of the iServeU stand-in. The sentence that a caller reads is made here, from facts.

import type { components } from "../../spec/generated/openapi.ts";
import type { Profile } from "../../spec/profile.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import { type Answer, answering, because, refusedBy } from "./answer.ts";

const toRegisterAgent = answering<"registerAgent">();

type Refused = components["schemas"]["AgentRefused"];

/** The FAILED envelope with nothing in its data. */
export const refused = (statusDesc: string): Refused => ({ status: "FAILED", statusCode: 1, statusDesc, Data: {} });

export const iserveuAnswers = {
  registered: (bcagentid: string) =>
    toRegisterAgent(200, because("ISU-SUCCESS", "an accepted registration"), {
      status: "SUCCESS",
      statusCode: 0,
      statusDesc: "User created successfully",
      Data: { bcagentregistrationres: { status: "1", bcagentid, description: "SUCCESSFULLY UPDATED" } },
    }),
  /**
   * @param rule ISU-INVALID where the page shows the very case, otherwise the rule that carries its wording over
   * @param refusal in the page's wording; what to send instead is told beside the body only
   */
  invalid(refusal: Refusal, rule: "ISU-INVALID" | "ISU-INVALID-WORDING", reading: Profile["ISU-HTTP-STATUS"]) {
    return toRegisterAgent(reading === "ok" ? 200 : 400, refusedBy(rule, refusal), {
      ...refused(refusal.got),
      Data: { bcagentregistrationres: { status: "", bcagentid: "", description: "" } },
    });
  },
  duplicate(reading: Profile["ISU-HTTP-STATUS"]): Answer {
    const change = "take the agent as registered, or send one that is not";
    const reason = because("ISU-DUPLICATE", "an agent that is registered already", change);
    const answer = toRegisterAgent(200, reason, refused("Duplicate user"));
    return reading === "ok" ? answer : { ...answer, status: 409 };
  },
  credentialsFailed(refusal: Refusal, reading: Profile["ISU-CREDENTIALS-FAILURE"]) {
    const reason = refusedBy("ISU-CREDENTIALS-FAILURE", refusal, "send the two that belong to one sandbox");
    return toRegisterAgent(reading === "unauthorized" ? 401 : 200, reason, refused(sentenceOf(refusal)));
  },
  malformedJson: (refusal: Refusal) =>
    toRegisterAgent(
      400,
      refusedBy("ISU-MALFORMED-JSON", refusal, "send well-formed JSON"),
      refused(sentenceOf(refusal)),
    ),
  wrongMediaType: (refusal: Refusal) =>
    toRegisterAgent(415, refusedBy("ISU-CONTENT-TYPE", refusal), refused(sentenceOf(refusal))),
  bodyTooLarge: (refusal: Refusal) =>
    toRegisterAgent(413, refusedBy("ISU-BODY-LIMIT", refusal), refused(sentenceOf(refusal))),
  bodyTimeout: (refusal: Refusal) =>
    toRegisterAgent(408, refusedBy("ISU-BODY-LIMIT", refusal), refused(sentenceOf(refusal))),
  wrongMethod: (refusal: Refusal, allow: string): Answer => ({
    ...toRegisterAgent(405, refusedBy("ISU-METHOD", refusal), refused(sentenceOf(refusal))),
    headers: { Allow: allow },
  }),
  unknownPath: (refusal: Refusal) =>
    toRegisterAgent(404, refusedBy("ISU-METHOD", refusal), refused(sentenceOf(refusal))),
};

/**
 * ISU-FAILED-CODE: the samples' 1, or -1. ISU-STATUS-CODE-TYPE: the samples' integer, or the table's string. For every
 * answer of iServeU's, whoever gave it: the refusal of a body that was too large has a statusCode like any other.
 */
export function withCode<T extends { body: object }>(answer: T, profile: Profile): T {
  if (!("statusCode" in answer.body)) return answer;
  const isFailed = answer.body.statusCode === 1;
  const code = isFailed && profile["ISU-FAILED-CODE"] === "minus-one" ? -1 : answer.body.statusCode;
  const statusCode = profile["ISU-STATUS-CODE-TYPE"] === "string-code" ? String(code) : code;
  return { ...answer, body: { ...answer.body, statusCode } };
}
