// BOS Center: the token call and the PAN status check. Each function reads top to bottom as the vendor's rules, in the
// order they are applied; everything is judged before anything is claimed.

import type { Contract, JsonObject } from "../spec/contract.ts";
import { type Answer, bosAnswers } from "./answer.ts";
import { type BodySchema, bodySchemaOf } from "./body-schema.ts";
import type { Call } from "./call.ts";
import { type BosCredentials, bearerToken, sameCredentials } from "./credential.ts";
import { jsonBodyOf } from "./json-body.ts";
import type { Sandbox } from "./sandbox.ts";

/** The decisions of the BOS Center stand-in, bound to the contract that judges its bodies. */
export function bosHandlers(contract: Contract) {
  const tokenRequest = bodySchemaOf(contract, "generateToken");
  const statusRequest = bodySchemaOf(contract, "checkPanStatus");

  /** BOS-TOKEN-ISSUE: stands in for the token call that the page mentions and does not document. */
  async function generateToken(call: Call, sandbox: Sandbox): Promise<Answer> {
    const body = bodyOf(call, tokenRequest);
    if ("refusal" in body) return body.refusal;

    const credentials = body.value as unknown as BosCredentials;
    if (!sameCredentials(credentials, sandbox.credentials.bos)) return bosAnswers.credentialsUnknown();

    return bosAnswers.tokenIssued(await sandbox.tokens.issue(credentials.partnerId));
  }

  /** BOS-PRECEDENCE: authentication, then the body, then the duplicate. */
  async function checkPanStatus(call: Call, sandbox: Sandbox): Promise<Answer> {
    // BOS-AUTH, BOS-TOKEN-*
    const authorization = bearerToken(call.headers.authorization);
    if ("problem" in authorization) return bosAnswers.authFailed(authorization.problem);
    const token = await sandbox.tokens.check(authorization.token);
    if (token !== "valid") return bosAnswers.authFailed(token);

    // BOS-CONTENT-TYPE, BOS-MALFORMED-JSON, BOS-REFID, BOS-SAMPLE-FIELDS
    const body = bodyOf(call, statusRequest);
    if ("refusal" in body) return body.refusal;

    // BOS-DUPLICATE-TRIGGER: the first accepted check claims the refid. BOS-DUPLICATE-MATCH: as it was sent.
    const claim = await sandbox.store.claim([`refid:${body.value.refid}`]);
    return claim === "first" ? bosAnswers.underProcess() : bosAnswers.duplicate();
  }

  return { generateToken, checkPanStatus };
}

function bodyOf(call: Call, schema: BodySchema): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.body);
  if ("problem" in body) {
    switch (body.problem) {
      case "media-type":
        return { refusal: bosAnswers.wrongMediaType(body.message) };
      case "malformed":
        return { refusal: bosAnswers.malformedJson(body.message) };
      case "not-an-object":
        return { refusal: bosAnswers.invalidBody(body.message) };
      default:
        return body.problem satisfies never;
    }
  }
  // BOS-INVALID-BODY: the first wrong field is named; one cure at a time.
  const breach = schema.breaches(body.value)[0];
  if (!breach) return body;
  const state = breach.kind === "invalid" ? "invalid" : breach.kind === "absent" ? "missing" : breach.kind;
  return { refusal: bosAnswers.invalidBody(`${breach.field} is ${state}: send ${breach.expected}`) };
}
