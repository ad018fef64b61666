// BOS Center: the token call, the generate-url call and the PAN status check. The functions read top to bottom as the
// vendor's rules, in the order they are applied; everything is judged before anything changes.

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type BodySchema, type BrokenMember, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import { matching } from "../world/credential.ts";
import { sandboxOfToken } from "../world/token.ts";
import type { World } from "../world/world.ts";
import { adviser } from "./advice.ts";
import type { Answer } from "./answer.ts";
import { bosCauses } from "./bos-advice.ts";
import {
  type AuthProblem,
  type BosRefusals,
  bosAnswers,
  failed,
  tokenAnswers,
  urlAnswers,
  urlRefused,
} from "./bos-answers.ts";
import { isEmptyRefid, type Refid, type RefidEvent, refidAsked, refidMarks } from "./bos-refids.ts";
import type { Call } from "./call.ts";
import type { Vendor } from "./vendor.ts";

/** What a caller of BOS Center is known by. */
export type BosCredentials = { nep_key: string; partnerId: string; domain: string };

/** What has happened at BOS Center before a world begins. */
export interface BosSeed {
  /** Refids that count as used. */
  usedRefids?: string[];
  /** Refids that the vendor has generated: known to the check, and duplicates of the generate call. */
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
      advise: adviser(contract, "generateToken", bosCauses),
    },
    generateUrl: {
      label: "generate url",
      identifier: "refid",
      decide: (call, world) => generateUrl(call, world, contract),
      duplicate: urlAnswers.duplicate,
      envelope: { answers: urlAnswers, failure: urlRefused },
      advise: adviser(contract, "generateUrl", bosCauses),
    },
    checkPanStatus: {
      label: "check",
      identifier: "refid",
      decide: (call, world) => checkPanStatus(call, world, contract),
      advise: adviser(contract, "checkPanStatus", bosCauses),
      duplicate: bosAnswers.duplicate,
    },
  }),
  answers: bosAnswers,
  failure: failed,
  successes: ["BOS-TOKEN-ISSUE", "BOS-GENERATE-URL", "BOS-UNDER-PROCESS"],
  // Many APIs have bearers, and the path is the very thing that is wrong about such a call. A base path may stand in front.
  claims: ({ path, headers }) =>
    /^bearer(\s|$)/i.test(headers.authorization ?? "") || /\/api\/+bos(\/|$)/i.test(path) ? "likely" : undefined,
  callerOf(call, operationId) {
    if (operationId === "generateToken") {
      const { partnerId } = call.object() ?? {};
      // Anything else is nobody's id, and may be nested too deep to be made a text of.
      return { id: typeof partnerId === "string" || typeof partnerId === "number" ? String(partnerId) : "" };
    }
    const authorization = call.authorization();
    const sandbox = "token" in authorization ? sandboxOfToken(authorization.token) : undefined;
    return sandbox === undefined ? undefined : { sandbox };
  },
  // A seed is every partner's: it stands for what was so before anybody called.
  seedMarks({ usedRefids = [], knownRefids = [] }: BosSeed) {
    const marks = (event: RefidEvent) => (text: string) => refidMarks(event, { text, partner: undefined });
    return [...usedRefids.flatMap(marks("used")), ...knownRefids.flatMap(marks("generated"))];
  },
};

/** BOS-TOKEN-ISSUE: stands in for the token call that the page mentions and does not document. */
async function generateToken(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile } = world;
  const schema = bodySchemaOf(contractUnder(contract, profile), "generateToken");
  const body = judgeBody(call, schema, { profile, refusals: tokenAnswers });
  if ("refusal" in body) return body.refusal;

  const known = matching(body.value, world.credentials.bos ?? []);
  if (!known) return tokenAnswers.credentialsUnknown();

  // BOS-TOKEN-CONCURRENT
  const only = profile["BOS-TOKEN-CONCURRENT"] === "newest-only";
  return tokenAnswers.issued(await world.tokens.issue(String(known.partnerId), { only }));
}

/** BOS-GENERATE-URL: makes a refid known, and gives a synthetic address to go on at. */
async function generateUrl(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile, store } = world;
  const admitted = await admit(call, world, { contract, operationId: "generateUrl", refusals: urlAnswers });
  if ("refusal" in admitted) return admitted.refusal;
  const { refid } = admitted;

  // BOS-GENERATE-REPEAT: only what was generated before makes a duplicate here, not what was checked.
  const asked = profile["BOS-GENERATE-REPEAT"] === "refused" ? refidAsked("generated", refid, profile) : [];
  const claimed = await store.claim({ asked, made: refidMarks("generated", refid) });
  return claimed === "first" ? urlAnswers.generated() : urlAnswers.duplicate();
}

async function checkPanStatus(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile, store } = world;
  const admitted = await admit(call, world, { contract, operationId: "checkPanStatus", refusals: bosAnswers });
  if ("refusal" in admitted) return admitted.refusal;
  const { refid } = admitted;

  // BOS-UNKNOWN-REFID
  const mustExist = profile["BOS-UNKNOWN-REFID"] === "must-exist";
  if (mustExist && !(await store.isClaimed(refidAsked("generated", refid, profile)))) return bosAnswers.unknownRefid();

  // BOS-DUPLICATE-TRIGGER. What was checked is kept under every reading: another may be in force when it is asked for.
  const asked = duplicatedBy[profile["BOS-DUPLICATE-TRIGGER"]].flatMap((event) => refidAsked(event, refid, profile));
  const claimed = await store.claim({ asked, made: refidMarks("checked", refid) });
  return claimed === "first" ? bosAnswers.underProcess() : bosAnswers.duplicate();
}

/** BOS-DUPLICATE-TRIGGER: what makes a check the duplicate, when it has happened to its refid before. */
const duplicatedBy: Record<Profile["BOS-DUPLICATE-TRIGGER"], readonly RefidEvent[]> = {
  "on-repeat": ["checked", "used"],
  seeded: ["used"],
  never: [],
};

/** BOS-PRECEDENCE: authentication, then the body. What is judged first and refused leaves the other unjudged. */
async function admit(
  call: Call,
  world: World,
  { contract, operationId, refusals }: { contract: Contract; operationId: string; refusals: BosRefusals },
): Promise<{ refid: Refid } | { refusal: Answer }> {
  const { profile } = world;
  const schema = bodySchemaOf(contractUnder(contract, profile), operationId);
  const body = judgeBody(call, schema, { profile, refusals });
  if (profile["BOS-PRECEDENCE"] === "body-first" && "refusal" in body) return body;
  const caller = await authenticate(call, world, { contract, refusals });
  if ("refusal" in caller) return caller;
  if ("refusal" in body) return body;
  // BOS-DUPLICATE-SCOPE: a body that names no partner is the token's partner's.
  const { refid, partnerId = caller.partner } = body.value;
  return { refid: { text: String(refid), partner: String(partnerId) } };
}

/** BOS-AUTH, BOS-TOKEN-LIFETIME, BOS-TOKEN-BOUNDARY, BOS-TOKEN-RENEWAL, BOS-AUTH-FAILURE. */
async function authenticate(
  call: Call,
  { profile, tokens }: World,
  { contract, refusals }: { contract: Contract; refusals: BosRefusals },
): Promise<{ partner: string } | { refusal: Answer }> {
  const authorization = call.authorization();
  const path = contract.operations.get("generateToken")?.path;
  const tokenCall = path === undefined ? "the token call" : `POST ${path}`;
  const refused = (problem: AuthProblem) => ({
    refusal: refusals.authFailed(problem, profile["BOS-AUTH-FAILURE"], tokenCall),
  });
  if ("problem" in authorization) {
    const { problem } = authorization;
    return problem === "missing" && profile["BOS-AUTH"] === "optional" ? { partner: "" } : refused(problem);
  }
  const held = await tokens.check(authorization.token, profile["BOS-TOKEN-BOUNDARY"]);
  if (held.state !== "valid") return refused(held.state);
  if (profile["BOS-TOKEN-RENEWAL"] === "sliding") await tokens.renew(authorization.token);
  return { partner: held.partnerId };
}

/** BOS-CONTENT-TYPE, BOS-MALFORMED-JSON, then the fields: BOS-REFID, BOS-REFID-EMPTY, BOS-SAMPLE-FIELDS. */
function judgeBody(
  call: Call,
  schema: BodySchema,
  { profile, refusals }: { profile: Profile; refusals: BosRefusals },
): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.json(), {
    anyMediaType: profile["BOS-CONTENT-TYPE"] === "ignored",
    trailingCommas: profile["BOS-MALFORMED-JSON"] === "lenient",
  });
  const reading = profile["BOS-INVALID-BODY"];
  if ("problem" in body) {
    switch (body.problem) {
      case "media-type":
        return { refusal: refusals.wrongMediaType(body.refusal) };
      case "malformed":
        return { refusal: refusals.malformedJson(body.refusal) };
      case "not-an-object":
        return { refusal: refusals.invalidBody(body.refusal, reading) };
      default:
        return body.problem satisfies never;
    }
  }
  // BOS-INVALID-BODY: the first wrong field is named; one cure at a time.
  const broken = schema.brokenMembers(body.value)[0] ?? blankRefid(body.value, profile);
  if (!broken) return body;
  const state = broken.kind === "absent" ? "missing" : broken.kind;
  const refusal = { got: `${broken.field} is ${state}`, change: `send ${broken.expected}` };
  return { refusal: refusals.invalidBody(refusal, reading) };
}

/** BOS-REFID-EMPTY with BOS-DUPLICATE-MATCH `trimmed`: nothing but blanks is empty. */
function blankRefid({ refid }: JsonObject, profile: Profile): BrokenMember | undefined {
  if (typeof refid !== "string" || profile["BOS-REFID-EMPTY"] === "accepted") return undefined;
  if (!isEmptyRefid(refid, profile)) return undefined;
  return { field: "refid", kind: "empty", expected: "a string of at least 1 character that is no blank" };
}
