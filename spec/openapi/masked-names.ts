// The names that contracts have, and which of them stand for personal data and secrets; what hides by them is mask.ts.

import type { Contract } from "../contract.ts";
import { documentedHeaders, securitySchemes } from "../documented.ts";
import { isObject, keysOf } from "../json/json-value.ts";
import { UsageError } from "../usage-error.ts";

/** Authentication schemes that are registered (RFC 9110, section 16.4.1): the name of one is nobody's secret. */
const registeredSchemes =
  "basic bearer concealed digest dpop gnap hoba mutual negotiate oauth privatetoken scram-sha-1 scram-sha-256 vapid".split(
    " ",
  );

/** The names in some contracts, in lower case: members, headers and parameters as written, schemes of Authorization. */
const noNames = () => ({
  marked: new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]),
  documented: new Set<string>(),
  written: new Set<string>(),
  credentials: new Set<string>(),
  schemes: new Set(registeredSchemes),
});
type Names = ReturnType<typeof noNames>;

/** The names in some contracts. */
export function namesIn(contracts: readonly Contract[]): Names {
  const names = noNames();
  for (const contract of contracts) collect(contract, names);
  return names;
}

/** Goes through a contract for the names in it, marked and unmarked ones. */
function collect(contract: Contract, names: Names): void {
  for (const { type, name, ...scheme } of securitySchemes(contract).values()) {
    const sent = String(name).toLowerCase();
    if (type === "apiKey") names.credentials.add(sent);
    if (type === "http") names.schemes.add(String(scheme.scheme).toLowerCase());
    if (type === "apiKey" && scheme["x-sensitive"] !== undefined) names.marked.add(sent);
  }
  for (const response of [...contract.operations.values()].flatMap(({ responses }) => responses)) {
    for (const { name } of documentedHeaders(contract, response)) names.written.add(name.toLowerCase());
  }
  visit(contract.document, contract, names);
}

function visit(value: unknown, contract: Contract, names: Names): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "properties") for (const name of keysOf(child)) names.documented.add(name.toLowerCase());
    const named = followed(child, contract);
    const inner = isObject(named) ? [named.schema, named.items] : [];
    // A parameter is known by the name it is sent under, not by where it stands in the contract.
    const parameter = isObject(named) && typeof named.in === "string" ? String(named.name).toLowerCase() : undefined;
    if (parameter !== undefined) names.written.add(parameter);
    const isHidden = [named, ...inner].some((part) => isMarked(followed(part, contract)));
    if (isHidden && isObject(named) && named.type !== "http") names.marked.add(parameter ?? key.toLowerCase());
    visit(child, contract, names);
  }
}

function isMarked(value: unknown): boolean {
  return isObject(value) && value["x-sensitive"] !== undefined;
}

/** What a reference leads to. An example's value is data, in which a member called $ref may lead nowhere. */
function followed(value: unknown, contract: Contract): unknown {
  if (!isObject(value) || typeof value.$ref !== "string" || isMarked(value)) return value;
  try {
    return contract.resolve(value.$ref).value;
  } catch (error) {
    if (error instanceof UsageError) return value;
    throw error;
  }
}
