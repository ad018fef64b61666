import { maskText } from "../../spec/mask.ts";

/** The longest path that is written anywhere, in characters. */
export const longestPath = 200;

// Ten characters of a PAN's form that stand alone. Not \b: an underscore must not hide one.
const panLike = /(?<![a-z0-9])[a-z]{5}[0-9]{4}[a-z](?![a-z0-9])/gi;
const digitRun = /\p{Nd}{6,}/gu;
const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const userInfo = /\/\/[^/?#]*@/g;
const escapes = /(?:%[0-9a-f]{2})+/gi;

/** A text in which every word of a PAN's form is masked, whatever it stands under. */
export function withoutPans(text: string): string {
  return text.replace(panLike, maskText);
}

/**
 * The path of a request target as it may be written: without host, user and query values, with words like a PAN and
 * runs of six digits and more masked, and not too long. The contract's own paths come out as they are.
 * @param url the request target as it was sent
 */
export function maskedPath(url: string): string {
  // Both forms may carry a user and a password: the absolute one (RFC 9112, section 3.2.2) and a URL in a path.
  const [target = ""] = url.replace(absolute, "").replace(userInfo, `//${maskText}@`).split("#", 1);
  const mark = target.indexOf("?");
  const path = maskedText(mark < 0 ? target : target.slice(0, mark));
  const shown = mark < 0 ? path : `${path}?${maskedQuery(target.slice(mark + 1))}`;
  return shown.length > longestPath ? `${ownCopy(shown.slice(0, longestPath))}...` : ownCopy(shown);
}

/** Names stay, values go; a part without a name is a value. */
function maskedQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&", 20)
    .map((part) => {
      const end = part.indexOf("=");
      return end < 0 ? maskText : `${maskedText(part.slice(0, end))}=${maskText}`;
    })
    .join("&");
}

function maskedText(text: string): string {
  // The usual path: nothing in it can be a number.
  if (/^[a-z/._-]*$/i.test(text)) return text;
  return withoutPans(decoded(text))
    .replace(digitRun, maskText)
    .replace(/\p{Cc}/gu, "?");
}

/** An escaped value is as personal as a plain one: three layers are undone, a segment with more is masked. */
function decoded(text: string): string {
  let result = text;
  for (let layer = 0; layer < 3; layer++) result = result.replace(escapes, unescaped);
  const segments = result.split("/").map((segment) => (segment.search(escapes) < 0 ? segment : maskText));
  return segments.join("/");
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return "?";
  }
}

/** V8 keeps the whole string that a slice was cut from, and with it what was cut away. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
