// What hides personal data and secrets. Nothing that is logged, kept, reported or printed goes around it. Two things tell
// what is hidden: the name a value stands under (the contract's `x-sensitive`, or a name that tells by itself), and the
// form of a value (a PAN, a long number in a path).

import type { Contract } from "./contract.ts";
import { pathValues } from "./documented.ts";
import { rewrittenJson } from "./json/json-value.ts";
import { namesIn } from "./openapi/masked-names.ts";

/** What stands in the place of a masked value. */
export const maskText = "***";
/** The same in a JSON text. */
const hidden = JSON.stringify(maskText);
const unscrubbed = (text: string): string => text;

/** Hides by what some contracts say, and by what tells by itself. Letter case of names does not count. */
export interface Masker {
  /** Whether what is sent under a name is personal or secret, so that its value is to be looked for elsewhere, too. */
  isSensitive(name: string): boolean;
  /** Whether the value of a member of this name is hidden where it stands: sensitive, or a name that tells too much. */
  hides(name: string): boolean;
  /** The value of a header: hidden unless it is harmless or documented; the scheme of an Authorization header stays. */
  header(name: string, value: string): string;
  /**
   * A JSON text in which every name and value that is to be hidden, at any depth, is masked, and all else is as it was.
   * @param text valid JSON, without a byte order mark
   * @param scrub masks more in the text of a name or a scalar
   */
  json(text: string, scrub?: typeof unscrubbed): string;
  /** As {@link json}, for a whole body: what has no name above it is hidden, for nothing tells what it is. */
  document(text: string, scrub?: typeof unscrubbed): string;
  /** As {@link json}, for a value that stands under some names and indices of a body: one of them may hide all of it. */
  under(names: readonly string[], text: string): string;
  /** The text of a body: masked as {@link document} where it is JSON, otherwise only its size is told. */
  body(text: string): string;
  /** An absolute URL without user and fragment, with what is documented only. A word of a documented path is not scrubbed. */
  url(text: string, scrub?: typeof unscrubbed): string;
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
/** A name in lower case, without what marks an attribute or an element of XML: `@pan`, `<pan>`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^[@<]|>$/g, "");
}

/** Makes the masker of some contracts: members, parameters, headers and security schemes that they mark are hidden. */
export function maskerOf(...contracts: Contract[]): Masker {
  const { marked, documented, written, credentials, schemes } = namesIn(contracts);

  const isSensitive = (name: string) => marked.has(plain(name)) || tellsAlways.test(plain(name));
  const hides = (name: string) =>
    isSensitive(name) || (tellsMostly.test(name) && !documented.has(name.toLowerCase().trim()));
  const isOpen = (name: string) => written.has(name) && !isSensitive(name) && !credentials.has(name);

  const masked = (text: string, isWhole: boolean, scrub = unscrubbed) =>
    rewrittenJson(text, ({ is, names, value, source }) => {
      // null and "" tell nothing about a person, and are often the very thing that was refused.
      if (value === null || value === "") return undefined;
      if (is === "member" && hides(names.at(-1) ?? "")) return hidden;
      if (value === undefined) return undefined;
      if (isWhole && is !== "name" && names.length === 0) return hidden;
      const isKnown = (form: string) => scrub(form) !== form;
      if (typeof value !== "string") return isKnown(source) || isKnown(String(value)) ? hidden : undefined;
      if (is !== "name" && holdsMembers.test(value)) return hidden;
      const shown = scrub(maskedText(value));
      return shown === value ? undefined : JSON.stringify(shown);
    });

  const pair = (text: string) => {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const isKept = value === "" || text === "" || isOpen(decoded(name).toLowerCase());
    if (value === undefined) return isKept ? edited(text) : maskText;
    return `${edited(name)}=${isKept ? edited(value) : maskText}`;
  };

  const operations = contracts.flatMap((contract) => [...contract.operations.values()]);
  const shownPath = (path: string, scrub: typeof unscrubbed): string => {
    for (const operation of operations) {
      const values = pathValues(operation, path);
      if (!values) continue;
      const own = operation.path.replace(/\{([^}]*)\}/g, (_, name: string) =>
        isSensitive(name) ? maskText : scrub(maskedText(values.get(name) ?? "")),
      );
      const base = path.split("/").slice(0, 1 - operation.path.split("/").length);
      return [scrub(base.map(maskedSegment).join("/")), own.slice(1)].join("/");
    }
    return scrub(path.split("/").map(maskedSegment).join("/"));
  };

  return {
    isSensitive,
    hides,
    header(name, value) {
      const folded = name.toLowerCase();
      const isKept = harmlessHeaders.has(folded) || folded.startsWith("x-understudy-") || isOpen(folded);
      if (value === "" || (isKept && !isSensitive(name))) return maskedText(value);
      const scheme = /^[^ ]+/.exec(value)?.[0] ?? "";
      if (!isSensitive(name) || !schemes.has(scheme.toLowerCase())) return maskText;
      return scheme === value ? value : `${scheme} ${maskText}`;
    },
    json: (text, scrub) => masked(text, false, scrub),
    document: (text, scrub) => masked(text, true, scrub),
    under(names, text) {
      if (names.some(hides) && text !== "null" && text !== '""') return hidden;
      return masked(text, /^\d*$/.test(names.join("")));
    },
    body(text) {
      if (text === "") return "";
      try {
        JSON.parse(text);
        return masked(text, true);
      } catch {
        return `(${Buffer.byteLength(text)} bytes that are not JSON)`;
      }
    },
    url(text, scrub = unscrubbed) {
      const url = URL.parse(text);
      if (!url) return scrub(maskedText(text));
      // What a parser reads otherwise than it is written is shown as it is read.
      const parts = addressParts.exec(text) ?? addressParts.exec(url.href);
      if (!parts) return url.protocol + maskText;
      const [, origin = "", host = "", path = "", query] = parts;
      const shown = query === undefined ? "" : `?${query.split("&").map(pair).join("&")}`;
      return origin + scrub(host) + shownPath(path, scrub) + scrub(shown);
    },
  };
}

/** Scheme, host, path and query of a URL in ASCII without backslashes (RFC 3986, appendix B); user and fragment go. */
const addressParts =
  /^([a-z][a-z0-9+.-]*:\/\/)(?:[!-"$-.0->@-[\]-~]*@)?([!-"$-.0->A-[\]-~]*)([!-"$->@-[\]-~]*)(?:\?([!-"$-[\]-~]*))?(?:#|$)/i;

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

function decoded(text: string): string {
  return text.replaceAll("+", " ").replace(escapes, unescaped);
}

/** A name or a value of a query as it was written, unless a word in it is masked. */
function edited(text: string): string {
  const masked = maskedText(decoded(text));
  return masked === decoded(text) ? text : encodeURIComponent(masked);
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return "?";
  }
}
