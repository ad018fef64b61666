// What hides personal data and secrets. Nothing that is logged, kept, reported or printed goes around it. Two things tell
// what is hidden: the name a value stands under (the contract's `x-sensitive`, or a name that tells by itself), which is
// here, and the value itself, which is scrub.ts.

import type { Contract } from "./contract.ts";
import { pathValues } from "./documented.ts";
import { type JsonPart, kindOf, rewrittenJson } from "./json/rewritten-json.ts";
import { namesIn } from "./openapi/masked-names.ts";
import {
  byForm as allForms,
  isEscaped,
  KnownValues,
  maskText,
  type OpenValues,
  type Scrub,
  unescaped,
} from "./scrub.ts";

/** Hides by what some contracts say, and by what tells by itself. Letter case of names does not count. */
export interface Masker {
  /** What it shows all the same. */
  readonly open: OpenValues;
  /** Whether what is sent under a name is personal or secret, so that its value is to be looked for elsewhere, too. */
  isSensitive(name: string): boolean;
  /** Whether the value of a member of this name is hidden where it stands: sensitive, or a name that tells too much. */
  hides(name: string): boolean;
  /** The value of a header: hidden unless it is harmless or documented; the scheme of an Authorization header stays. */
  header(name: string, value: string, by?: Scrub): string;
  /** The name of a header: as it came where it is known, scrubbed where a caller made it up. */
  headerName(name: string, by?: Scrub): string;
  /**
   * A JSON text in which every name and value that is to be hidden, at any depth, is masked, and all else is as it was.
   * @param text valid JSON, without a byte order mark
   * @param by what masks by value; by forms only unless told otherwise
   */
  json(text: string, by?: Scrub): string;
  /** As {@link json}, for a whole body: what has no name above it is hidden, for nothing tells what it is. */
  document(text: string, by?: Scrub): string;
  /** As {@link json}, for a value that stands under some names and indices of a body: one of them may hide all of it. */
  under(names: readonly string[], text: string, by?: Scrub): string;
  /** The text of a body: masked as {@link document} where it is JSON, otherwise only its size is told. */
  body(text: string): string;
  /** An absolute URL without user and fragment, with what is documented only. A word of a documented path is not scrubbed. */
  url(text: string, by?: Scrub): string;
}

// Whatever API it is, these are somebody's.
const tellsAlways = /mobile|phone|aadhaar|e-?mail|birth|dob|secret|token|passw|pan.?(card|no|num)|^pan$/i;
// These are mostly somebody's; where a contract documents the member and does not mark it, it is taken at its word.
const tellsMostly = /pan|name|addr|city|state|district|area|pin|mail/i;
// JSON inside of a string has names that nobody looks at.
const holdsMembers = /"\s*:/;

/** Headers that say how a message is to be read, and which one it is, and nothing of anybody (RFC 9110 and its registry). */
const harmlessHeaders = new Set(
  (
    "accept accept-encoding accept-language accept-ranges age allow cache-control connection content-encoding " +
    "content-language content-length content-type date expect expires host keep-alive last-modified origin retry-after " +
    "traceparent transfer-encoding user-agent vary via x-request-id"
  ).split(" "),
);
/** A name in lower case, without what marks an attribute or an element of XML: `@pan`, `<pan>`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/^[@<]|>$/g, "");
}

/** Makes the masker of some contracts: members, parameters, headers and security schemes that they mark are hidden. */
export function maskerOf(...contracts: Contract[]): Masker {
  return openMaskerOf(new Set(), ...contracts);
}

/** As {@link maskerOf}, for a run that has made up some values: those it shows. */
export function openMaskerOf(open: OpenValues, ...contracts: Contract[]): Masker {
  return maskerBy(contracts, { maskOf: () => maskText, trustsContracts: true, open });
}

/**
 * As {@link maskerOf}, for calls that anybody may have made: a number of ten digits or more is masked under documented names
 * too, and a mask tells the type and the length of what it hides: `*** (string of 6)`.
 */
export function journalMaskerOf(...contracts: Contract[]): Masker {
  const maskOf = (hidden: Hidden) => `${maskText} (${kindOf(hidden)})`;
  return maskerBy(contracts, { maskOf, trustsContracts: false, open: new Set() });
}

type Hidden = Pick<JsonPart, "value" | "source">;

interface MaskRules {
  maskOf(hidden: Hidden): string;
  /** Whether digits are shown, however many: those of JSON's numbers, and under names that a contract has and does not mark. */
  trustsContracts: boolean;
  open: OpenValues;
}

function maskerBy(contracts: readonly Contract[], { maskOf, trustsContracts, open }: MaskRules): Masker {
  const byForm = new KnownValues([], open);
  const { marked, documented, written, credentials, schemes } = namesIn(contracts);
  const operations = contracts.flatMap((contract) => [...contract.operations.values()]);

  const isSensitive = (name: string) => marked.has(plain(name)) || tellsAlways.test(plain(name));
  const hides = (name: string) =>
    isSensitive(name) || (tellsMostly.test(name) && !documented.has(name.toLowerCase().trim()));
  const isOpen = (name: string) => written.has(name) && !isSensitive(name) && !credentials.has(name);
  const scrubbed = (name: string, value: string, by: Scrub) => {
    const isTrusted = trustsContracts && (documented.has(name.toLowerCase()) || written.has(name.toLowerCase()));
    return isTrusted ? by.scrubWords(value) : by.scrub(value);
  };

  const masked = (text: string, isWhole: boolean, by: Scrub) =>
    rewrittenJson(text, ({ is, names, value, source }) => {
      const hidden = () => JSON.stringify(maskOf({ value, source }));
      // null and "" tell nothing about a person, and are often the very thing that was refused.
      if (value === null || value === "") return undefined;
      if (is !== "name" && open.has(typeof value === "string" ? value : source)) return undefined;
      const name = names.at(-1) ?? "";
      if (is === "member" && hides(name)) return hidden();
      if (value === undefined) return undefined;
      if (isWhole && is !== "name" && names.length === 0) return hidden();
      if (typeof value !== "string") {
        // Decimal places are no digits of anybody's number.
        const tells = (form: string) => !trustsContracts && by.scrub(form.replace(/\.\d*/, "")).includes(maskText);
        const isMasked = (form: string) => by.knows(form) || tells(form);
        return isMasked(source) || isMasked(String(value)) ? hidden() : undefined;
      }
      if (is === "name" && documented.has(value.toLowerCase())) return undefined;
      if (is !== "name" && holdsMembers.test(value)) return hidden();
      const shown = is === "name" ? by.scrub(value) : scrubbed(name, value, by);
      if (shown === value) return undefined;
      return is !== "name" && shown === maskText ? hidden() : JSON.stringify(shown);
    });

  const pair = (text: string, by: Scrub) => {
    const [, name = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    const plainName = decoded(name).toLowerCase();
    const isKept = value === "" || text === "" || isOpen(plainName) || open.has(decoded(value ?? ""));
    if (value === undefined) return isKept ? edited(text, by.scrub(decoded(text))) : maskText;
    const shown = isKept ? edited(value, scrubbed(plainName, decoded(value), by)) : maskText;
    return `${edited(name, by.scrub(decoded(name)))}=${shown}`;
  };

  const shownPath = (path: string, by: Scrub): string => {
    for (const operation of operations) {
      const values = pathValues(operation, path);
      if (!values) continue;
      const shown = (name: string, value: string) =>
        isSensitive(name) && !open.has(value) ? maskText : scrubbed(name, value, by);
      const own = operation.path.replace(/\{([^}]*)\}/g, (_, name) => shown(name, values.get(name) ?? ""));
      const base = path.split("/").slice(0, 1 - operation.path.split("/").length);
      return [base.map((segment) => maskedSegment(segment, by)).join("/"), own.slice(1)].join("/");
    }
    return path
      .split("/")
      .map((segment) => maskedSegment(segment, by))
      .join("/");
  };

  return {
    open,
    isSensitive,
    hides,
    header(name, value, by = byForm) {
      const folded = name.toLowerCase();
      const isKept = harmlessHeaders.has(folded) || folded.startsWith("x-understudy-") || isOpen(folded);
      const scheme = /^[^ ]+/.exec(value)?.[0] ?? "";
      if (open.has(value) || open.has(value.slice(scheme.length + 1))) return value;
      if (value === "" || (isKept && !isSensitive(name))) return scrubbed(folded, value, by);
      const mask = (text: string) => maskOf({ value: text, source: text });
      if (!isSensitive(name) || !schemes.has(scheme.toLowerCase())) return mask(value);
      return scheme === value ? value : `${scheme} ${mask(value.slice(scheme.length + 1))}`;
    },
    headerName(name, by = byForm) {
      const folded = name.toLowerCase();
      return harmlessHeaders.has(folded) || written.has(folded) || marked.has(folded) ? name : by.scrub(name);
    },
    json: (text, by = byForm) => masked(text, false, by),
    document: (text, by = byForm) => masked(text, true, by),
    under(names, text, by = byForm) {
      const isShown = text === "null" || text === '""' || open.has(text.startsWith('"') ? JSON.parse(text) : text);
      if (names.some(hides) && !isShown) return JSON.stringify(maskText);
      return masked(text, /^\d*$/.test(names.join("")), by);
    },
    body(text) {
      if (text === "") return "";
      try {
        JSON.parse(text);
        return masked(text, true, byForm);
      } catch {
        return `(${Buffer.byteLength(text)} bytes that are not JSON)`;
      }
    },
    url(text, by = byForm) {
      const url = URL.parse(text);
      if (!url) return by.scrub(text);
      // What a parser reads otherwise than it is written is shown as it is read.
      const parts = addressParts.exec(text) ?? addressParts.exec(url.href);
      if (!parts) return url.protocol + maskText;
      const [, origin = "", host = "", path = "", query] = parts;
      const pairs = query?.split("&").map((text) => pair(text, by));
      return origin + by.scrub(host) + shownPath(path, by) + (pairs ? `?${pairs.join("&")}` : "");
    },
  };
}

/** Scheme, host, path and query of a URL in ASCII without backslashes (RFC 3986, appendix B); user and fragment go. */
const addressParts =
  /^([a-z][a-z0-9+.-]*:\/\/)(?:[!-"$-.0->@-[\]-~]*@)?([!-"$-.0->A-[\]-~]*)([!-"$->@-[\]-~]*)(?:\?([!-"$-[\]-~]*))?(?:#|$)/i;

const longNumber = /\p{Nd}{6,}/gu;

/**
 * A path, decoded, in which values are masked, and runs of six digits and more. An escaped value is as personal as a plain
 * one: three layers are undone, a segment with more is masked.
 */
export function maskedPath(text: string, by: Scrub = allForms): string {
  let plain = by.scrub(text);
  if (isEscaped(plain)) {
    for (let layer = 0; layer < 3; layer++) plain = by.scrub(unescaped(plain));
    plain = plain
      .split("/")
      .map((segment) => (isEscaped(segment) ? maskText : segment))
      .join("/");
  }
  return plain.replace(longNumber, maskText);
}

/** A segment of a path as it was written, unless something in it is masked. */
function maskedSegment(segment: string, by: Scrub): string {
  const masked = maskedPath(segment, by);
  return masked.includes(maskText) && !segment.includes(maskText) ? masked : segment;
}

function decoded(text: string): string {
  return unescaped(text.replaceAll("+", " "));
}

/** A name or a value of a query as it was written, unless something in it is masked. */
function edited(text: string, shown: string): string {
  return shown === decoded(text) ? text : encodeURIComponent(shown);
}
