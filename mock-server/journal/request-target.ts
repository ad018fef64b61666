import { maskedPath, maskText } from "../../spec/mask.ts";
import { printable } from "../../spec/printable.ts";

/** The longest path that is written anywhere, in characters. */
export const longestPath = 200;

const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const userInfo = /\/\/[^/?#]*@/g;

/**
 * A request target as it may be written: without host, user and query values, masked, and not too long. The contract's
 * own paths come out as they are.
 * @param url the request target as it was sent
 */
export function writtenTarget(url: string): string {
  // Both forms may carry a user and a password: the absolute one (RFC 9112, section 3.2.2) and a URL in a path.
  const [target = ""] = url.replace(absolute, "").replace(userInfo, `//${maskText}@`).split("#", 1);
  const mark = target.indexOf("?");
  const path = writtenPath(mark < 0 ? target : target.slice(0, mark));
  const shown = mark < 0 ? path : `${path}?${writtenQuery(target.slice(mark + 1))}`;
  return shown.length > longestPath ? `${ownCopy(shown.slice(0, longestPath))}...` : ownCopy(shown);
}

function writtenPath(text: string): string {
  return printable(maskedPath(text));
}

/** Names stay, values go; a part without a name is a value. */
function writtenQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&", 20)
    .map((part) => {
      const end = part.indexOf("=");
      return end < 0 ? maskText : `${writtenPath(part.slice(0, end))}=${maskText}`;
    })
    .join("&");
}

/** V8 keeps the whole string that a slice was cut from, and with it what was cut away. */
function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
