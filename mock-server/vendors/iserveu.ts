// iServeU: agent registration. The functions read top to bottom as the vendor's rules, in the order they are applied;
// everything is judged before anything changes (ISU-FAILURE-CLAIMS-NOTHING).

import type { Contract } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import { contractUnder, type Profile } from "../../spec/profile.ts";
import { type Breach, bodySchemaOf } from "../schema/body-schema.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import { matching } from "../world/credential.ts";
import type { World } from "../world/world.ts";
import { type Answer, iserveuAnswers } from "./answer.ts";
import type { Call } from "./call.ts";
import { perProfile } from "./profiled.ts";

/** The decisions of the iServeU stand-in, bound to the contract that judges its bodies. */
export function iserveuHandlers(contract: Contract) {
  const schemas = perProfile((profile) =>
    bodySchemaOf(contractUnder(contract, profile), "registerAgent", profile["ISU-LENGTH-UNIT"]),
  );
  const { properties, required } = contract.resolve("/components/schemas/AgentRegistrationRequest").value as JsonObject;
  const optional = Object.keys(properties as JsonObject).filter((name) => !(required as string[]).includes(name));

  async function registerAgent(call: Call, world: World): Promise<Answer> {
    const { profile, store } = world;

    // ISU-PRECEDENCE: credentials, then the body.
    const client = judgeCredentials(call, world);
    const body = judgeBody(call, profile);
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
  function judgeBody(call: Call, profile: Profile): { value: JsonObject } | { refusal: Answer } {
    const body = jsonBodyOf(call.headers, call.body, { anyMediaType: profile["ISU-CONTENT-TYPE"] === "ignored" });
    if ("problem" in body) {
      const answer = body.problem === "media-type" ? iserveuAnswers.wrongMediaType : iserveuAnswers.malformedJson;
      return { refusal: answer(body.message) };
    }
    const value = profile["ISU-OPTIONAL-EMPTY"] === "absent" ? withoutEmpty(body.value, optional) : body.value;
    const breaches = schemas(profile).breaches(value);
    if (breaches.length === 0) return { value };
    // ISU-INVALID-MANY
    const told = profile["ISU-INVALID-MANY"] === "first" ? breaches.slice(0, 1) : breaches;
    const text = told.map(wordingOf).join(", ");
    const change = told.map(({ field, expected }) => `send ${field} as ${expected}`).join("; ");
    return { refusal: iserveuAnswers.invalid(text, ruleOf(told), profile["ISU-HTTP-STATUS"], { change }) };
  }

  return { registerAgent };
}

/** The key under which an agent is claimed; seeding a sandbox claims it beforehand. */
export function agentKey(name: string, value: string, scope = ""): string {
  return `agent:${JSON.stringify([scope, name, value])}`;
}

function identityOf(body: JsonObject, profile: Profile): [name: string, value: string][] {
  const names = profile["ISU-DUPLICATE-KEY"] === "bcagentid" ? ["bcagentid"] : ["bcagentid", "pancard", "mobilenumber"];
  return names.map((name) => [name, String(body[name])]);
}

/** ISU-OPTIONAL-EMPTY: the body as it is when an empty optional field counts as absent. */
function withoutEmpty(body: JsonObject, optional: string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== "" || !optional.includes(name)));
}

/** ISU-CREDENTIALS, ISU-CREDENTIALS-FAILURE. */
function judgeCredentials(call: Call, { credentials, profile }: World): { clientId: string } | { refusal: Answer } {
  const refused = (message: string) => ({
    refusal: iserveuAnswers.credentialsFailed(message, profile["ISU-CREDENTIALS-FAILURE"]),
  });
  const given = { client_id: headerOf(call, "client_id"), client_secret: headerOf(call, "client_secret") };
  for (const [name, value] of Object.entries(given)) {
    if (value === "") return refused(`Header ${name} is missing: send client_id and client_secret`);
  }
  if (!matching(given, credentials.iserveu)) return refused("client_id and client_secret are not known together");
  return { clientId: given.client_id };
}

function headerOf(call: Call, name: string): string {
  return [call.headers[name] ?? ""].flat().join(", ");
}

/** ISU-INVALID's template, carried over to every field by ISU-INVALID-WORDING. */
function wordingOf({ field, kind }: Breach): string {
  if (kind === "invalid") return `invalid ${field}`;
  return `${field.charAt(0).toUpperCase()}${field.slice(1)} can not be empty, invalid ${field}`;
}

// The page shows one case: an empty bcagentid and nothing else wrong.
function ruleOf(breaches: Breach[]): "ISU-INVALID" | "ISU-INVALID-WORDING" {
  const [only] = breaches;
  return breaches.length === 1 && only?.field === "bcagentid" && only.kind === "empty"
    ? "ISU-INVALID"
    : "ISU-INVALID-WORDING";
}
