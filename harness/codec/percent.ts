// Percent-encoding (RFC 3986, section 2.1) as URI templates use it (RFC 6570, section 3.1).

/** A name and a value of a query, a cookie or the like: the name decoded, the value as it is written. */
export interface RawPair {
  name: string;
  raw: string;
}

/** A text that cannot be written as bytes: half of a surrogate pair has no UTF-8. */
export class NotWellFormed extends Error {
  override name = "NotWellFormed";
}

/** A text with everything but unreserved characters encoded. @throws NotWellFormed */
export function encoded(text: string): string {
  if (!text.isWellFormed()) throw new NotWellFormed("half of a surrogate pair, which has no UTF-8");
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * A value of a query by `allowReserved` (RFC 6570, section 3.2.3): reserved characters and escapes stay as they are, but
 * for those that a query does not allow and those that mean something in a form (OpenAPI 3.1.2, Parameter Object).
 * @param separator what stands between the parts of the value, and must not stand in one
 * @throws NotWellFormed
 */
export function encodedButReserved(text: string, separator: string): string {
  const parts = text.split(/(%[0-9A-Fa-f]{2}|[:/?@!$'()*,;=])/u);
  return parts.map((part, index) => (index % 2 === 1 && part !== separator ? part : encoded(part))).join("");
}

/** A pre-formatted query made safe for a URL: what is allowed in a query, and every escape, stays as it is. @throws NotWellFormed */
export function encodedQuery(text: string): string {
  const parts = text.split(/(%[0-9A-Fa-f]{2}|[:/?@!$&'()*+,;=])/u);
  return parts.map((part, index) => (index % 2 === 1 ? part : encoded(part))).join("");
}

/** A text with its escapes undone; one that is no UTF-8 stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As {@link decoded}, where a plus sign is a space (WHATWG URL, section 5.1). */
export function formDecoded(text: string): string {
  return decoded(text.replaceAll("+", " "));
}

/** The pairs of a query or of a form, split before anything is decoded. */
export function formPairs(text: string): RawPair[] {
  return pairsIn(text, "&", formDecoded);
}

/** The pairs between separators: `a=1;b` has the names a and b. */
export function pairsIn(text: string, separator: string, decode: (text: string) => string): RawPair[] {
  return text
    .split(separator)
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return { name: decode(name), raw: value.join("=") };
    });
}
