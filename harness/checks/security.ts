import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedSecurity, securitySchemes } from "../../spec/documented.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { maskText } from "../../spec/scrub.ts";
import type { Place } from "../codec/style.ts";
import type { SentParts } from "./sent-parts.ts";
import type { Breach, Check } from "./subject.ts";

/**
 * Who leaves out a documented credential is not let in: no 2xx for them (OpenAPI 3.1, Security Requirement Object). A body
 * whose schema says `x-refusal` refuses whatever its status is. Credentials that are sent and do not hold are for a
 * scenario to know about.
 */
export const securityCheck: Check = {
  id: "security",
  isFact: true,
  judge({ exchange, contract, operation, sent, values }) {
    const { status } = exchange.response;
    if (status < 200 || status > 299) return [];
    const [missing] = missingCredentials(contract, operation, sent());
    if (!missing || values().some(({ parts }) => parts.some(({ schema }) => schema["x-refusal"] === true))) return [];
    const expected = `a refusal: ${missing.where} is absent`;
    return [{ where: "status", expected, actual: `HTTP ${status}`, pointer: missing.scheme }];
  },
};

/** Whether a request carries what the contract asks of its callers; see {@link missingCredentials}. */
export function securityBreaches(contract: Contract, operation: Operation, sent: SentParts): Breach[] {
  const { pointer } = documentedSecurity(contract, operation);
  return missingCredentials(contract, operation, sent).map(({ where, expected }) => ({
    where,
    expected,
    actual: "absent",
    pointer,
  }));
}

/** A credential that a request lacks. */
interface MissingCredential {
  where: string;
  expected: string;
  /** JSON Pointer to the Security Scheme Object. */
  scheme: string;
}

/**
 * What a request lacks of what one of the operation's security requirements asks for (OpenAPI 3.1, Security Requirement
 * Object). Whether the credentials hold is for the target to say.
 * @returns what is missing of the requirement that lacks the least; empty when one is met
 */
function missingCredentials(contract: Contract, operation: Operation, sent: SentParts): MissingCredential[] {
  const { requirements } = documentedSecurity(contract, operation);
  const schemes = securitySchemes(contract);
  const missing = requirements.map((requirement) =>
    Object.keys(requirement).flatMap((name) => {
      const found = missingOf(schemes.get(name) ?? {}, sent);
      return found ? [{ ...found, scheme: pointerTo("/components/securitySchemes", name) }] : [];
    }),
  );
  if (missing.some((credentials) => credentials.length === 0)) return [];
  return missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** What a scheme wants and the request lacks; `undefined` where it has it, or where it does not show in a request. */
function missingOf(scheme: JsonObject, sent: SentParts): Omit<MissingCredential, "scheme"> | undefined {
  const name = String(scheme.name);
  const authorization = sent.header("authorization");
  switch (scheme.type) {
    case "apiKey": {
      const place = scheme.in === "query" ? "query" : scheme.in === "cookie" ? "cookie" : "header";
      return sent.text(place, name)
        ? undefined
        : { where: whereOf(place, name), expected: "the credential to be present" };
    }
    case "http": {
      const wanted = String(scheme.scheme);
      // What is masked was there.
      const isThere = authorization?.toLowerCase().startsWith(`${wanted.toLowerCase()} `) || authorization === maskText;
      return isThere ? undefined : { where: "request authorization", expected: `a credential of the ${wanted} scheme` };
    }
    case "oauth2":
    case "openIdConnect":
      // A token may be sent in the query as well (RFC 6750, section 2.3).
      return authorization || sent.text("query", "access_token")
        ? undefined
        : { where: "request authorization", expected: "a token to be present" };
    default:
      // A client certificate is shown to the connection, not in the request.
      return undefined;
  }
}

/** The place of a parameter as findings name it. */
export function whereOf(place: Place, name: string): string {
  return place === "header" ? `request ${name.toLowerCase()}` : `request ${place} ${name}`;
}
