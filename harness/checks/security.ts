import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedSecurity, securitySchemes } from "../../spec/documented.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import type { Place } from "../codec/style.ts";
import type { SentParts } from "./sent-parts.ts";
import type { Breach } from "./subject.ts";

/**
 * Whether a request carries what one of the operation's security requirements asks for (OpenAPI 3.1, Security
 * Requirement Object). Whether the credentials hold is for the target to say.
 * @returns what is missing of the requirement that lacks the least; empty when one is met
 */
export function securityBreaches(contract: Contract, operation: Operation, sent: SentParts): Breach[] {
  const { requirements, pointer } = documentedSecurity(contract, operation);
  const schemes = securitySchemes(contract);
  const missing = requirements.map((requirement) =>
    Object.keys(requirement).flatMap((name) => missingOf(schemes.get(name) ?? {}, sent) ?? []),
  );
  if (requirements.length === 0 || missing.some((breaches) => breaches.length === 0)) return [];
  const nearest = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return nearest.map((breach) => ({ ...breach, actual: "absent", pointer }));
}

/** What a scheme wants and the request lacks; `undefined` where it has it, or where it does not show in a request. */
function missingOf(scheme: JsonObject, sent: SentParts): { where: string; expected: string } | undefined {
  const name = String(scheme.name);
  switch (scheme.type) {
    case "apiKey": {
      const place = scheme.in === "query" ? "query" : scheme.in === "cookie" ? "cookie" : "header";
      return sent.text(place, name)
        ? undefined
        : { where: whereOf(place, name), expected: "the credential to be present" };
    }
    case "http": {
      const wanted = String(scheme.scheme);
      const there = sent.header("authorization")?.toLowerCase().startsWith(`${wanted.toLowerCase()} `) === true;
      return there ? undefined : { where: "request authorization", expected: `a credential of the ${wanted} scheme` };
    }
    case "oauth2":
    case "openIdConnect":
      return sent.header("authorization")
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
