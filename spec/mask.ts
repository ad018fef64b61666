import { type Contract, isObject } from "./contract.ts";

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
  for (const { document } of contracts) collect(document, members, headers);

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
    isSensitive: (name) => members.has(name.toLowerCase()) || headers.has(name.toLowerCase()),
    header(name, value) {
      if (!headers.has(name.toLowerCase())) return value;
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

function collect(value: unknown, members: Set<string>, headers: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (isObject(child) && child["x-sensitive"] !== undefined) {
      if (child.type === "apiKey") headers.add(String(child.name).toLowerCase());
      else if (child.type !== "http") members.add(key.toLowerCase());
    }
    collect(child, members, headers);
  }
}
