// What hides personal data and secrets. Nothing that is logged, kept, reported or printed goes around it. Two things tell
// what is hidden: the name a value stands under (the contract's `x-sensitive`, or a name that tells by itself), and the
// form of a value (a PAN, a long number in a path).

import type { Contract } from "./contract.ts";
import { documentedHeaders, pathValues, securitySchemes } from "./documented.ts";
import { isObject } from "./json-value.ts";
import { UsageError } from "./usage-error.ts";

/** What stands in the place of a masked value. */
export const maskText = "***";

/** Hides by what some contracts say, and by what tells by itself. Letter case of names does not count. */
export interface Masker {
  /** Whether what is sent under a name is personal or secret, so that its value is to be looked for elsewhere, too. */
  isSensitive(name: string): boolean;
  /** Whether the value of a member of this name is hidden where it stands: sensitive, or a name that tells too much. */
  hides(name: string): boolean;
  /** The value of a header: hidden unless it is harmless or documented; the scheme of an Authorization header stays. */
  header(name: string, value: string): string;
  /** A copy of a JSON value in which every member that is to be hidden, at any depth, is masked. */
  json(value: unknown): unknown;
  /** As {@link json}, for a whole body: what has no name above it is hidden, for nothing tells what it is. */
  document(value: unknown): unknown;
  /** As {@link json}, for a value that stands under some names and indices of a body: one of them may hide all of it. */
  under(names: readonly string[], value: unknown): unknown;
  /** The text of a body: masked as JSON where it is JSON, otherwise only its size is told. */
  body(text: string): string;
  /**
   * An absolute URL without user, with the values of documented query parameters only, and with a path that is masked where
   * no contract has it.
   */
  url(text: string): string;
}

// Whatever API it is, these are somebody's.
const tellsAlways = /mobile|phone|aadhaar|e-?mail|birth|dob|secret|token|passw|pan.?(card|no|num)|^pan$/i;
// These are mostly somebody's; where a contract documents the member and does not mark it, it is taken at its word.
const tellsMostly = /pan|name|addr|city|state|district|area|pin|mail/i;
// JSON inside of a string has names that nobody looks at.
const holdsMembers = /"\s*:/;

/** Headers that say how a message is to be read and nothing of anybody (RFC 9110 and its registry). */
const harmlessHeaders = new Set(
  (
    "accept accept-encoding accept-language accept-ranges age allow cache-control connection content-encoding " +
    "content-language content-length content-type date expires host keep-alive last-modified retry-after " +
    "transfer-encoding user-agent vary"
  ).split(" "),
);
const secretHeaders = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

interface Names {
  marked: Set<string>;
  documented: Set<string>;
  /** Of headers and query parameters. */
  written: Set<string>;
  credentials: Set<string>;
}

/** A name in lower case, without what marks an attribute or an element of XML: `@pan`, `<pan>`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^[@<]|>$/g, "");
}

/** Makes the masker of some contracts: members, parameters, headers and security schemes that they mark are hidden. */
export function maskerOf(...contracts: Contract[]): Masker {
  const names: Names = {
    marked: new Set(secretHeaders),
    documented: new Set(),
    written: new Set(),
    credentials: new Set(),
  };
  for (const contract of contracts) collect(contract, names);
  const { marked, documented, written, credentials } = names;

  const isSensitive = (name: string) => marked.has(plain(name)) || tellsAlways.test(plain(name));
  const hides = (name: string) =>
    isSensitive(name) || (tellsMostly.test(name) && !documented.has(name.toLowerCase().trim()));
  const isOpen = (name: string) => written.has(name) && !isSensitive(name) && !credentials.has(name);

  const json = (value: unknown): unknown => {
    if (typeof value === "string") return holdsMembers.test(value) ? maskText : maskedText(value);
    if (Array.isArray(value)) return value.map(json);
    if (!isObject(value)) return value;
    // Without a prototype, a member called __proto__ is one like any other.
    const masked: Record<string, unknown> = Object.create(null);
    for (const [name, child] of Object.entries(value)) {
      // null and "" tell nothing about a person, and are often the very thing that was refused.
      masked[maskedText(name)] = hides(name) && child !== null && child !== "" ? maskText : json(child);
    }
    return masked;
  };
  const unnamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unnamed);
    return isObject(value) || value === null ? json(value) : maskText;
  };

  const operations = contracts.flatMap((contract) => [...contract.operations.values()]);
  const shownPath = (path: string): string => {
    for (const operation of operations) {
      const values = pathValues(operation, path);
      if (!values) continue;
      const own = operation.path.replace(/\{([^}]*)\}/g, (_, name: string) =>
        isSensitive(name) ? maskText : maskedText(values.get(name) ?? ""),
      );
      const base = path.split("/").slice(0, 1 - operation.path.split("/").length);
      return [...base.map(maskedSegment), own.slice(1)].join("/");
    }
    return path.split("/").map(maskedSegment).join("/");
  };

  return {
    isSensitive,
    hides,
    header(name, value) {
      const folded = name.toLowerCase();
      const isKept = harmlessHeaders.has(folded) || folded.startsWith("x-understudy-") || isOpen(folded);
      if (value === "" || (isKept && !isSensitive(name))) return maskedText(value);
      const scheme = /^(Bearer|Basic|Digest) /i.exec(value)?.[0] ?? "";
      return `${isSensitive(name) ? scheme : ""}${maskText}`;
    },
    json,
    document: unnamed,
    under(names, value) {
      if (names.some(hides) && value !== null && value !== "") return maskText;
      return names.every((name) => /^\d*$/.test(name)) ? unnamed(value) : json(value);
    },
    body(text) {
      if (text === "") return "";
      try {
        return JSON.stringify(unnamed(JSON.parse(text)));
      } catch {
        return `(${Buffer.byteLength(text)} bytes that are not JSON)`;
      }
    },
    url(text) {
      const url = URL.parse(text);
      if (!url) return maskedText(text);
      url.username = "";
      url.password = "";
      url.hash = "";
      url.pathname = shownPath(url.pathname);
      const query = [...url.searchParams].map(([name, value]) => {
        const shown = isOpen(name.toLowerCase()) ? encodeURIComponent(maskedText(value)) : maskText;
        return `${encodeURIComponent(maskedText(name))}=${shown}`;
      });
      url.search = query.join("&");
      return url.href;
    },
  };
}

// Ten characters of a PAN's form that stand alone. Not \b: an underscore must not hide one.
const panLike = /(?<![a-z0-9])[a-z]{5}[0-9]{4}[a-z](?![a-z0-9])/gi;
const longNumber = /\p{Nd}{6,}/gu;
const escapes = /(?:%[0-9a-f]{2})+/gi;

/** A text in which every word of a PAN's form is masked, whatever it stands under. */
export function maskedText(text: string): string {
  return text.replace(panLike, maskText);
}

/**
 * A path, decoded, in which words of a PAN's form and runs of six digits and more are masked. An escaped value is as
 * personal as a plain one: three layers are undone, a segment with more is masked.
 */
export function maskedPath(text: string): string {
  // The usual path: nothing in it can be a number.
  if (/^[a-z/._-]*$/i.test(text)) return text;
  let plain = text;
  for (let layer = 0; layer < 3; layer++) plain = plain.replace(escapes, unescaped);
  const segments = plain.split("/").map((segment) => (segment.search(escapes) < 0 ? segment : maskText));
  return maskedText(segments.join("/")).replace(longNumber, maskText);
}

/** A segment of a path as it was written, unless something in it is masked. */
function maskedSegment(segment: string): string {
  const masked = maskedPath(segment);
  return masked.includes(maskText) && !segment.includes(maskText) ? masked : segment;
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return "?";
  }
}

/** Goes through a contract for the names in it, marked and unmarked ones. */
function collect(contract: Contract, names: Names): void {
  for (const { type, name, ...scheme } of securitySchemes(contract).values()) {
    const sent = String(name).toLowerCase();
    if (type === "apiKey") names.credentials.add(sent);
    if (type === "apiKey" && scheme["x-sensitive"] !== undefined) names.marked.add(sent);
  }
  for (const { responses } of contract.operations.values()) {
    for (const response of responses) {
      for (const { name } of documentedHeaders(contract, response)) names.written.add(name.toLowerCase());
    }
  }
  visit(contract.document, contract, names);
}

function visit(value: unknown, contract: Contract, names: Names): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "properties" && isObject(child)) {
      for (const name of Object.keys(child)) names.documented.add(name.toLowerCase());
    }
    const named = followed(child, contract);
    const inner = isObject(named) ? [named.schema, named.items] : [];
    // A parameter is known by the name it is sent under, not by where it stands in the contract.
    const parameter = isObject(named) && typeof named.in === "string" ? String(named.name).toLowerCase() : undefined;
    if (parameter !== undefined) names.written.add(parameter);
    if (
      isObject(named) &&
      named.type !== "http" &&
      [named, ...inner].some((part) => isMarked(followed(part, contract)))
    ) {
      names.marked.add(parameter ?? key.toLowerCase());
    }
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
