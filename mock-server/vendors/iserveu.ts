// iServeU: agent registration. The functions read top to bottom as the vendor's rules, in the order they are applied;
// everything is judged before anything changes (ISU-FAILURE-CLAIMS-NOTHING).

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type BrokenMember, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import type { Refusal } from "../schema/refusal.ts";
import { matching, sameNamed } from "../world/credential.ts";
import type { World } from "../world/world.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { iserveuAnswers, refused, withCodeType } from "./iserveu-answers.ts";
import type { Vendor } from "./vendor.ts";

/** What a caller of iServeU is known by. */
export type IserveuCredentials = { client_id: string; client_secret: string };

/** What has happened at iServeU before a world begins. */
export interface IserveuSeed {
  /** Agents that are registered already. */
  agents?: { bcagentid: string; pancard?: string; mobilenumber?: string }[];
}

export const iserveu: Vendor & { credentials: { published: IserveuCredentials } } = {
  name: "iserveu",
  title: "iServeU, agent registration",
  credentials: {
    id: "client_id",
    secret: "client_secret",
    published: { client_id: "understudy", client_secret: "understudy-secret" },
    made: (name, secret) => ({ client_id: name, client_secret: secret }),
  },
  operations: (contract) => ({
    registerAgent: {
      label: "register",
      formerPaths: ["/agent/registration"],
      note: "a stand-in: the page gives no URL, this is the path of a neighbouring one",
      identifier: "bcagentid",
      decide: (call, world) => registerAgent(call, world, contract),
      duplicate: (profile) => iserveuAnswers.duplicate(profile["ISU-HTTP-STATUS"]),
    },
  }),
  answers: iserveuAnswers,
  failure: refused,
  successes: ["ISU-SUCCESS"],
  // Whoever sends headers of these names means this vendor: they tell more than a bearer or a path does.
  claims: ({ headers }) =>
    headers.client_id !== undefined || headers.client_secret !== undefined ? "certain" : undefined,
  callerOf: (call) => ({ id: call.header("client_id") }),
  finished: withCodeType,
  seedKeys({ agents = [] }: IserveuSeed, { profile, credentials }) {
    const isByClient = profile["ISU-DUPLICATE-SCOPE"] === "client";
    const clients = isByClient ? sameNamed(credentials.iserveu, "client_id") : [""];
    return agents.flatMap((agent) =>
      Object.entries(agent).flatMap(([name, value]) => clients.map((client) => agentKey(name, value, client))),
    );
  },
};

async function registerAgent(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile, store } = world;

  // ISU-PRECEDENCE: credentials, then the body.
  const client = judgeCredentials(call, world);
  const body = judgeBody(call, profile, contract);
  if (profile["ISU-PRECEDENCE"] === "credentials-first" && "refusal" in client) return client.refusal;
  if ("refusal" in body) return body.refusal;
  if ("refusal" in client) return client.refusal;

  // ISU-DUPLICATE-SCOPE, ISU-DUPLICATE-KEY: what an agent is known by, and to whom.
  const scope = profile["ISU-DUPLICATE-SCOPE"] === "client" ? client.clientId : "";
  const keys = identityOf(body.value, profile).map(([name, value]) => agentKey(name, value, scope));
  return (await store.claim(keys)) === "first"
    ? iserveuAnswers.registered(String(body.value.bcagentid))
    : iserveuAnswers.duplicate(profile["ISU-HTTP-STATUS"]);
}

/** ISU-CONTENT-TYPE, ISU-MALFORMED-JSON, then the fields: ISU-REQUIRED, ISU-LENGTHS, ISU-PINCODE, ISU-MOBILE, ISU-PAN. */
function judgeBody(call: Call, profile: Profile, contract: Contract): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.json(), { anyMediaType: profile["ISU-CONTENT-TYPE"] === "ignored" });
  if ("problem" in body) {
    const answer = body.problem === "media-type" ? iserveuAnswers.wrongMediaType : iserveuAnswers.malformedJson;
    return { refusal: answer(body.refusal) };
  }
  const schema = bodySchemaOf(contractUnder(contract, profile), "registerAgent", profile["ISU-LENGTH-UNIT"]);
  const value = profile["ISU-OPTIONAL-EMPTY"] === "absent" ? withoutEmpty(body.value, schema.optional) : body.value;
  const broken = schema.brokenMembers(value);
  if (broken.length === 0) return { value };
  // ISU-INVALID-MANY
  const named = profile["ISU-INVALID-MANY"] === "first" ? broken.slice(0, 1) : broken;
  const refusal = {
    got: named.map(wordingOf).join(", "),
    change: named.map(({ field, expected }) => `send ${field} as ${expected}`).join("; "),
  };
  return { refusal: iserveuAnswers.invalid(refusal, ruleOf(named), profile["ISU-HTTP-STATUS"]) };
}

/** The key under which an agent is claimed; seeding a sandbox claims it beforehand. */
function agentKey(name: string, value: string, scope: string): string {
  return `agent:${JSON.stringify([scope, name, value])}`;
}

function identityOf(body: JsonObject, profile: Profile): [name: string, value: string][] {
  const names = profile["ISU-DUPLICATE-KEY"] === "bcagentid" ? ["bcagentid"] : ["bcagentid", "pancard", "mobilenumber"];
  return names.map((name) => [name, String(body[name])]);
}

/** ISU-OPTIONAL-EMPTY: the body as it is when an empty optional field counts as absent. */
function withoutEmpty(body: JsonObject, optional: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== "" || !optional.includes(name)));
}

/** ISU-CREDENTIALS, ISU-CREDENTIALS-FAILURE. */
function judgeCredentials(call: Call, { credentials, profile }: World): { clientId: string } | { refusal: Answer } {
  const answer = (refusal: Refusal) => ({
    refusal: iserveuAnswers.credentialsFailed(refusal, profile["ISU-CREDENTIALS-FAILURE"]),
  });
  const given = { client_id: call.header("client_id"), client_secret: call.header("client_secret") };
  for (const [name, value] of Object.entries(given)) {
    if (value === "") return answer({ got: `Header ${name} is missing`, change: "send client_id and client_secret" });
  }
  if (matching(given, credentials.iserveu ?? [])) return { clientId: given.client_id };
  return answer({ got: "client_id and client_secret are not known together" });
}

/** ISU-INVALID's template, carried over to every field by ISU-INVALID-WORDING. */
function wordingOf({ field, kind }: BrokenMember): string {
  if (kind === "invalid") return `invalid ${field}`;
  return `${field.charAt(0).toUpperCase()}${field.slice(1)} can not be empty, invalid ${field}`;
}

// The page shows one case: an empty bcagentid and nothing else wrong.
function ruleOf(broken: BrokenMember[]): "ISU-INVALID" | "ISU-INVALID-WORDING" {
  const [only] = broken;
  return broken.length === 1 && only?.field === "bcagentid" && only.kind === "empty"
    ? "ISU-INVALID"
    : "ISU-INVALID-WORDING";
}
