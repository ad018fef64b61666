// BOS Center: the token call and the PAN status check. Each function reads top to bottom as the vendor's rules, in the
// order they are applied; everything is judged before anything changes.

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type BodySchema, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import { type BosCredentials, bearerToken, matching } from "../world/credential.ts";
import type { World } from "../world/world.ts";
import { type Answer, bosAnswers } from "./answer.ts";
import type { Call } from "./call.ts";
import { perProfile } from "./profiled.ts";

/** The decisions of the BOS Center stand-in, bound to the contract that judges its bodies. */
export function bosHandlers(contract: Contract) {
  const schemas = perProfile((profile) => {
    const reading = contractUnder(contract, profile);
    return { token: bodySchemaOf(reading, "generateToken"), status: bodySchemaOf(reading, "checkPanStatus") };
  });

  /** BOS-TOKEN-ISSUE: stands in for the token call that the page mentions and does not document. */
  async function generateToken(call: Call, world: World): Promise<Answer> {
    const { profile } = world;
    const body = judgeBody(call, schemas(profile).token, profile);
    if ("refusal" in body) return body.refusal;

    const credentials = body.value as unknown as BosCredentials;
    if (!matching(credentials, world.credentials.bos)) return bosAnswers.credentialsUnknown();

    // BOS-TOKEN-CONCURRENT
    const only = profile["BOS-TOKEN-CONCURRENT"] === "newest-only";
    return bosAnswers.tokenIssued(await world.tokens.issue(credentials.partnerId, { only }));
  }

  async function checkPanStatus(call: Call, world: World): Promise<Answer> {
    const { profile, store, tokens } = world;

    // BOS-PRECEDENCE: authentication, then the body. Judging changes nothing, so both may be judged beforehand.
    const authentication = await authenticate(call, world);
    const body = judgeBody(call, schemas(profile).status, profile);
    if (profile["BOS-PRECEDENCE"] === "auth-first" && "refusal" in authentication) return authentication.refusal;
    if ("refusal" in body) return body.refusal;
    if ("refusal" in authentication) return authentication.refusal;

    // BOS-TOKEN-RENEWAL
    const { token } = authentication;
    if (token !== undefined && profile["BOS-TOKEN-RENEWAL"] === "sliding") await tokens.renew(token);

    // BOS-DUPLICATE-MATCH, BOS-DUPLICATE-SCOPE: which refids are one and the same.
    const refid = matched(String(body.value.refid), profile);
    const partner = profile["BOS-DUPLICATE-SCOPE"] === "partner" ? String(body.value.partnerId ?? "") : "";

    // BOS-UNKNOWN-REFID
    const mustExist = profile["BOS-UNKNOWN-REFID"] === "must-exist";
    if (mustExist && !(await store.isClaimed(knownRefidKey(refid)))) return bosAnswers.unknownRefid();

    // BOS-DUPLICATE-TRIGGER
    const key = usedRefidKey(refid, partner);
    switch (profile["BOS-DUPLICATE-TRIGGER"]) {
      case "on-repeat":
        return (await store.claim([key])) === "first" ? bosAnswers.underProcess() : bosAnswers.duplicate();
      case "seeded":
        return (await store.isClaimed(key)) ? bosAnswers.duplicate() : bosAnswers.underProcess();
      case "never":
        return bosAnswers.underProcess();
      default:
        return profile["BOS-DUPLICATE-TRIGGER"] satisfies never;
    }
  }

  return { generateToken, checkPanStatus };
}

/** The key under which a used refid is claimed; seeding a sandbox claims it beforehand. */
export function usedRefidKey(refid: string, partner = ""): string {
  return `used-refid:${JSON.stringify([partner, refid])}`;
}

/** The key that marks a refid as one the vendor has made (BOS-UNKNOWN-REFID). */
export function knownRefidKey(refid: string): string {
  return `known-refid:${refid}`;
}

/** BOS-DUPLICATE-MATCH: the form in which refids are compared. */
export function matched(refid: string, profile: Profile): string {
  switch (profile["BOS-DUPLICATE-MATCH"]) {
    case "exact":
      return refid;
    case "case-insensitive":
      return refid.toLowerCase();
    case "trimmed":
      return refid.trim();
    default:
      return profile["BOS-DUPLICATE-MATCH"] satisfies never;
  }
}

/** BOS-AUTH, BOS-TOKEN-LIFETIME, BOS-TOKEN-BOUNDARY, BOS-AUTH-FAILURE. */
async function authenticate(
  call: Call,
  { profile, tokens }: World,
): Promise<{ token: string | undefined } | { refusal: Answer }> {
  const authorization = bearerToken(call.headers.authorization);
  const reading = profile["BOS-AUTH-FAILURE"];
  if ("problem" in authorization) {
    if (authorization.problem === "missing" && profile["BOS-AUTH"] === "optional") return { token: undefined };
    return { refusal: bosAnswers.authFailed(authorization.problem, reading) };
  }
  const state = await tokens.check(authorization.token, profile["BOS-TOKEN-BOUNDARY"]);
  return state === "valid" ? authorization : { refusal: bosAnswers.authFailed(state, reading) };
}

/** BOS-CONTENT-TYPE, BOS-MALFORMED-JSON, then the fields: BOS-REFID, BOS-SAMPLE-FIELDS. */
function judgeBody(call: Call, schema: BodySchema, profile: Profile): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.body, {
    anyMediaType: profile["BOS-CONTENT-TYPE"] === "ignored",
    trailingCommas: profile["BOS-MALFORMED-JSON"] === "lenient",
  });
  const reading = profile["BOS-INVALID-BODY"];
  if ("problem" in body) {
    switch (body.problem) {
      case "media-type":
        return { refusal: bosAnswers.wrongMediaType(body.message) };
      case "malformed":
        return { refusal: bosAnswers.malformedJson(body.message) };
      case "not-an-object":
        return { refusal: bosAnswers.invalidBody(body.message, reading) };
      default:
        return body.problem satisfies never;
    }
  }
  // BOS-INVALID-BODY: the first wrong field is named; one cure at a time.
  const breach = schema.breaches(body.value)[0];
  if (!breach) return body;
  const state = breach.kind === "absent" ? "missing" : breach.kind;
  return { refusal: bosAnswers.invalidBody(`${breach.field} is ${state}: send ${breach.expected}`, reading) };
}
