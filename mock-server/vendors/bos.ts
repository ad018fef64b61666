// BOS Center: the token call and the PAN status check. The functions read top to bottom as the vendor's rules, in the
// order they are applied; everything is judged before anything changes.

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type BodySchema, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import { matching, sameNamed } from "../world/credential.ts";
import { sandboxOfToken } from "../world/token.ts";
import type { World } from "../world/world.ts";
import type { Answer } from "./answer.ts";
import { bosAnswers, failed } from "./bos-answers.ts";
import type { Call } from "./call.ts";
import type { Vendor } from "./vendor.ts";

/** What a caller of BOS Center is known by. */
export type BosCredentials = { nep_key: string; partnerId: string; domain: string };

/** What has happened at BOS Center before a world begins. */
export interface BosSeed {
  /** Refids that count as used. */
  usedRefids?: string[];
  /** Refids the vendor has made (BOS-UNKNOWN-REFID). */
  knownRefids?: string[];
}

export const bos: Vendor & { credentials: { published: BosCredentials } } = {
  name: "bos",
  title: "BOS Center, PAN status check",
  credentials: {
    id: "partnerId",
    secret: "nep_key",
    published: { nep_key: "understudy-key", partnerId: "understudy", domain: "localhost" },
    made: (name, secret) => ({ nep_key: secret, partnerId: name, domain: "localhost" }),
  },
  operations: (contract) => ({
    generateToken: {
      label: "token",
      formerPaths: ["/api/BOS/GenerateToken"],
      note: "a stand-in: the vendor's page does not document its own",
      decide: (call, world) => generateToken(call, world, contract),
    },
    checkPanStatus: {
      label: "check",
      identifier: "refid",
      decide: (call, world) => checkPanStatus(call, world, contract),
      duplicate: bosAnswers.duplicate,
    },
  }),
  answers: bosAnswers,
  failure: failed,
  successes: ["BOS-TOKEN-ISSUE", "BOS-UNDER-PROCESS"],
  // Many APIs have bearers, and the path is the very thing that is wrong about such a call. A base path may stand in front.
  claims: ({ path, headers }) =>
    /^bearer(\s|$)/i.test(headers.authorization ?? "") || /\/api\/+bos(\/|$)/i.test(path) ? "likely" : undefined,
  callerOf(call, operationId) {
    if (operationId === "generateToken") return { id: String(call.object()?.partnerId ?? "") };
    const authorization = call.authorization();
    const sandbox = "token" in authorization ? sandboxOfToken(authorization.token) : undefined;
    return sandbox === undefined ? undefined : { sandbox };
  },
  seedKeys({ usedRefids = [], knownRefids = [] }: BosSeed, { profile, credentials }) {
    const isByPartner = profile["BOS-DUPLICATE-SCOPE"] === "partner";
    const partners = isByPartner ? ["", ...sameNamed(credentials.bos, "partnerId")] : [""];
    return [
      ...usedRefids.flatMap((refid) => partners.map((partner) => usedRefidKey(matched(refid, profile), partner))),
      ...knownRefids.map((refid) => knownRefidKey(matched(refid, profile))),
    ];
  },
};

/** BOS-TOKEN-ISSUE: stands in for the token call that the page mentions and does not document. */
async function generateToken(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile } = world;
  const body = judgeBody(call, bodySchemaOf(contractUnder(contract, profile), "generateToken"), profile);
  if ("refusal" in body) return body.refusal;

  const known = matching(body.value, world.credentials.bos ?? []);
  if (!known) return bosAnswers.credentialsUnknown();

  // BOS-TOKEN-CONCURRENT
  const only = profile["BOS-TOKEN-CONCURRENT"] === "newest-only";
  return bosAnswers.tokenIssued(await world.tokens.issue(String(known.partnerId), { only }));
}

async function checkPanStatus(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile, store, tokens } = world;

  // BOS-PRECEDENCE: authentication, then the body. Judging changes nothing, so both may be judged beforehand.
  const authentication = await authenticate(call, world, contract);
  const body = judgeBody(call, bodySchemaOf(contractUnder(contract, profile), "checkPanStatus"), profile);
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

/** The key under which a used refid is claimed; seeding a sandbox claims it beforehand. */
function usedRefidKey(refid: string, partner: string): string {
  return `used-refid:${JSON.stringify([partner, refid])}`;
}

/** The key that marks a refid as one the vendor has made (BOS-UNKNOWN-REFID). */
function knownRefidKey(refid: string): string {
  return `known-refid:${refid}`;
}

/** BOS-DUPLICATE-MATCH: the form in which refids are compared. */
function matched(refid: string, profile: Profile): string {
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
  contract: Contract,
): Promise<{ token: string | undefined } | { refusal: Answer }> {
  const authorization = call.authorization();
  const reading = profile["BOS-AUTH-FAILURE"];
  const tokenPath = contract.operations.get("generateToken")?.path;
  const tokenCall = tokenPath === undefined ? "the token call" : `POST ${tokenPath}`;
  if ("problem" in authorization) {
    if (authorization.problem === "missing" && profile["BOS-AUTH"] === "optional") return { token: undefined };
    return { refusal: bosAnswers.authFailed(authorization.problem, reading, tokenCall) };
  }
  const state = await tokens.check(authorization.token, profile["BOS-TOKEN-BOUNDARY"]);
  return state === "valid" ? authorization : { refusal: bosAnswers.authFailed(state, reading, tokenCall) };
}

/** BOS-CONTENT-TYPE, BOS-MALFORMED-JSON, then the fields: BOS-REFID, BOS-SAMPLE-FIELDS. */
function judgeBody(call: Call, schema: BodySchema, profile: Profile): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.json(), {
    anyMediaType: profile["BOS-CONTENT-TYPE"] === "ignored",
    trailingCommas: profile["BOS-MALFORMED-JSON"] === "lenient",
  });
  const reading = profile["BOS-INVALID-BODY"];
  if ("problem" in body) {
    switch (body.problem) {
      case "media-type":
        return { refusal: bosAnswers.wrongMediaType(body.refusal) };
      case "malformed":
        return { refusal: bosAnswers.malformedJson(body.refusal) };
      case "not-an-object":
        return { refusal: bosAnswers.invalidBody(body.refusal, reading) };
      default:
        return body.problem satisfies never;
    }
  }
  // BOS-INVALID-BODY: the first wrong field is named; one cure at a time.
  const broken = schema.brokenMembers(body.value)[0];
  if (!broken) return body;
  const state = broken.kind === "absent" ? "missing" : broken.kind;
  const refusal = { got: `${broken.field} is ${state}`, change: `send ${broken.expected}` };
  return { refusal: bosAnswers.invalidBody(refusal, reading) };
}
