import { maskedPath } from "../../spec/mask.ts";
import { byForm, maskText, type Scrub } from "../../spec/scrub.ts";
import { printable } from "../../spec/words/printable.ts";

/** The longest path that is written anywhere, in characters. */
export const longestPath = 200;

const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const userInfo = /\/\/[^/?#]*@/g;

/**
 * A request target as it may be written: without host, user and query values, masked, and not too long. The contract's
 * own paths come out as they are.
 * @param url the request target as it was sent
 * @param by what masks by value; by forms only unless told otherwise
 */
export function writtenTarget(url: string, by: Scrub = byForm): string {
  // Both forms may carry a user and a password: the absolute one (RFC 9112, section 3.2.2) and a URL in a path.
  const [target = ""] = url.replace(absolute, "").replace(userInfo, `//${maskText}@`).split("#", 1);
  const mark = target.indexOf("?");
  const path = writtenPath(mark < 0 ? target : target.slice(0, mark), by);
  const shown = mark < 0 ? path : `${path}?${writtenQuery(target.slice(mark + 1), by)}`;
  return shown.length > longestPath ? `${ownCopy(shown.slice(0, longestPath))}...` : ownCopy(shown);
}

function writtenPath(text: string, by: Scrub): string {
  return printable(maskedPath(text, by));
}

/** Names stay, values go; a part without a name is a value. */
function writtenQuery(query: string, by: Scrub): string {
  if (query === "") return "";
  return query
    .split("&", 20)
    .map((part) => {
      const end = part.indexOf("=");
      // A plus is a blank there.
      return end < 0 ? maskText : `${writtenPath(part.slice(0, end).replaceAll("+", " "), by)}=${maskText}`;
    })
    .join("&");
}

/** V8 keeps the whole string that a slice was cut from, and with it what was cut away. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
