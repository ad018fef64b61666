import type { Contract } from "./contract.ts";
import { isObject } from "./json-value.ts";
import { UsageError } from "./usage-error.ts";

/** What stands in the place of a masked value. */
export const maskText = "***";

/** Hides personal data and secrets. Nothing that is logged, kept or reported goes around it. */
export interface Masker {
  /** Whether a member of this name, in a body or in an object of inputs, is sensitive. Letter case does not count. */
  isSensitive(name: string): boolean;
  /** The value of a header; the scheme of an Authorization header stays readable. */
  header(name: string, value: string): string;
  /** A copy of a JSON value in which every sensitive member, at any depth, is masked. */
  json(value: unknown): unknown;
  /** The text of a body: masked as JSON where it is JSON, otherwise only its size is told. */
  body(text: string): string;
}

/**
 * Makes the masker of some contracts.
 * @param contracts the members and security schemes they mark `x-sensitive` are masked wherever their names turn up
 */
export function maskerOf(...contracts: Contract[]): Masker {
  const members = new Set<string>();
  const headers = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);
  for (const contract of contracts) collect(contract.document, contract, { members, headers });

  const isSensitive = (name: string) => members.has(name.toLowerCase()) || headers.has(name.toLowerCase());
  const json = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(json);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        // null and "" tell nothing about a person, and are often the very thing that was refused.
        const hidden = members.has(name.toLowerCase()) && child !== null && child !== "";
        return [name, hidden ? maskText : json(child)];
      }),
    );
  };

  return {
    isSensitive,
    header(name, value) {
      if (!isSensitive(name)) return value;
      const scheme = /^(Bearer|Basic|Digest) /i.exec(value)?.[0] ?? "";
      return `${scheme}${maskText}`;
    },
    json,
    body(text) {
      if (text === "") return "";
      try {
        return JSON.stringify(json(JSON.parse(text)));
      } catch {
        return `(${Buffer.byteLength(text)} bytes that are not JSON)`;
      }
    },
  };
}

function collect(value: unknown, contract: Contract, names: { members: Set<string>; headers: Set<string> }): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const named = followed(child, contract);
    const inner = isObject(named) ? [named.schema, named.items] : [];
    if (isObject(named) && [named, ...inner].some((part) => isMarked(followed(part, contract)))) {
      // A parameter or a key is known by the name it is sent under, not by where it stands in the contract.
      if (typeof named.in === "string") names.headers.add(String(named.name).toLowerCase());
      else if (named.type !== "http") names.members.add(key.toLowerCase());
    }
    collect(child, contract, names);
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
