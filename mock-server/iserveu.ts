// iServeU: agent registration. The function reads top to bottom as the vendor's rules, in the order they are applied;
// everything is judged before anything is claimed.

import type { Contract } from "../spec/contract.ts";
import { type Answer, iserveuAnswers } from "./answer.ts";
import { type Breach, bodySchemaOf } from "./body-schema.ts";
import type { Call } from "./call.ts";
import { type IserveuCredentials, sameCredentials } from "./credential.ts";
import { jsonBodyOf } from "./json-body.ts";
import type { Sandbox } from "./sandbox.ts";

/** The decisions of the iServeU stand-in, bound to the contract that judges its bodies. */
export function iserveuHandlers(contract: Contract) {
  const registrationRequest = bodySchemaOf(contract, "registerAgent");

  /** ISU-PRECEDENCE: credentials, then the body, then the duplicate. */
  async function registerAgent(call: Call, sandbox: Sandbox): Promise<Answer> {
    // ISU-CREDENTIALS
    const problem = credentialProblem(call, sandbox.credentials.iserveu);
    if (problem !== undefined) return iserveuAnswers.credentialsFailed(problem);

    // ISU-CONTENT-TYPE, ISU-MALFORMED-JSON
    const body = jsonBodyOf(call.headers, call.body);
    if ("problem" in body) {
      return body.problem === "media-type"
        ? iserveuAnswers.wrongMediaType(body.message)
        : iserveuAnswers.malformedJson(body.message);
    }

    // ISU-REQUIRED, ISU-LENGTHS, ISU-PINCODE, ISU-MOBILE, ISU-PAN; ISU-FAILURE-CLAIMS-NOTHING: before any claim.
    const breaches = registrationRequest.breaches(body.value);
    if (breaches.length > 0) return iserveuAnswers.invalid(breaches.map(wordingOf).join(", "), ruleOf(breaches));

    // ISU-DUPLICATE-KEY, ISU-DUPLICATE-SCOPE: one registry of bcagentids for the whole sandbox.
    const bcagentid = String(body.value.bcagentid);
    const claim = await sandbox.store.claim([`bcagentid:${bcagentid}`]);
    return claim === "first" ? iserveuAnswers.registered(bcagentid) : iserveuAnswers.duplicate();
  }

  return { registerAgent };
}

function credentialProblem(call: Call, known: IserveuCredentials): string | undefined {
  const given = { client_id: headerOf(call, "client_id"), client_secret: headerOf(call, "client_secret") };
  for (const [name, value] of Object.entries(given)) {
    if (value === "") return `Header ${name} is missing: send client_id and client_secret`;
  }
  return sameCredentials(given, known) ? undefined : "client_id and client_secret are not known together";
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
