// iServeU: agent registration. The functions read top to bottom as the vendor's rules, in the order they are applied;
// everything is judged before anything changes (ISU-FAILURE-CLAIMS-NOTHING).

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type BrokenMember, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import type { Refusal } from "../schema/refusal.ts";
import { type Mark, markOf } from "../store/store.ts";
import { matching } from "../world/credential.ts";
import type { World } from "../world/world.ts";
import { adviser } from "./advice.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { iserveuCauses } from "./iserveu-advice.ts";
import { iserveuAnswers, refused, withCode } from "./iserveu-answers.ts";
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
      advise: adviser(contract, "registerAgent", iserveuCauses),
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
  finished: withCode,
  // A seeded agent is every client's: it stands for what was so before anybody called.
  seedMarks: ({ agents = [] }: IserveuSeed) => agents.flatMap((agent) => agentMarks(agent, undefined)),
};

async function registerAgent(call: Call, world: World, contract: Contract): Promise<Answer> {
  const { profile, store } = world;

  // ISU-PRECEDENCE: credentials, then the body.
  const client = judgeCredentials(call, world);
  const body = judgeBody(call, profile, contract);
  if (profile["ISU-PRECEDENCE"] === "credentials-first" && "refusal" in client) return client.refusal;
  if ("refusal" in body) return body.refusal;
  if ("refusal" in client) return client.refusal;

  const agent = body.value;
  const made = agentMarks(agent, client.clientId);
  return (await store.claim({ asked: agentAsked(agent, client.clientId, profile), made })) === "first"
    ? iserveuAnswers.registered(String(agent.bcagentid))
    : iserveuAnswers.duplicate(profile["ISU-HTTP-STATUS"]);
}

/** ISU-CONTENT-TYPE, ISU-MALFORMED-JSON, then the fields: ISU-REQUIRED, ISU-LENGTHS, ISU-PINCODE, ISU-MOBILE, ISU-PAN. */
function judgeBody(call: Call, profile: Profile, contract: Contract): { value: JsonObject } | { refusal: Answer } {
  const body = jsonBodyOf(call.headers, call.json(), { anyMediaType: profile["ISU-CONTENT-TYPE"] === "ignored" });
  if ("problem" in body) {
    switch (body.problem) {
      case "media-type":
        return { refusal: iserveuAnswers.wrongMediaType(body.refusal) };
      case "malformed":
        return { refusal: iserveuAnswers.malformedJson(body.refusal) };
      case "not-an-object":
        return { refusal: iserveuAnswers.invalid(body.refusal, "ISU-INVALID-WORDING", profile["ISU-HTTP-STATUS"]) };
      default:
        return body.problem satisfies never;
    }
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

/** ISU-DUPLICATE-KEY: what an agent is known by. */
const identities: Record<Profile["ISU-DUPLICATE-KEY"], readonly string[]> = {
  bcagentid: ["bcagentid"],
  "bcagentid+pancard+mobilenumber": ["bcagentid", "pancard", "mobilenumber"],
};

/** @param owner whose it is; left out where that does not count */
const agentMark = (name: string, value: unknown, ...owner: string[]) => markOf("agent", name, `${value}`, ...owner);
const ownerOf = (clientId: string | undefined) => (clientId === undefined ? "every client" : `client ${clientId}`);

/** What a registration leaves: the agent by all that any reading knows it by, as anybody's and as its client's. */
function agentMarks(agent: JsonObject, clientId: string | undefined): Mark[] {
  const names = identities["bcagentid+pancard+mobilenumber"].filter((name) => agent[name] !== undefined);
  return names.flatMap((name) => [agentMark(name, agent[name]), agentMark(name, agent[name], ownerOf(clientId))]);
}

/** What to ask for, to learn whether an agent is registered: ISU-DUPLICATE-KEY, ISU-DUPLICATE-SCOPE as they are read. */
function agentAsked(agent: JsonObject, clientId: string, profile: Profile): Mark[] {
  const owners = profile["ISU-DUPLICATE-SCOPE"] === "sandbox" ? [[]] : [[ownerOf(clientId)], [ownerOf(undefined)]];
  return identities[profile["ISU-DUPLICATE-KEY"]].flatMap((name) =>
    owners.map((owner) => agentMark(name, agent[name], ...owner)),
  );
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
