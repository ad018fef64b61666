// Ids of the synthetic range that ask for a fault. A value that is nearly one would be an ordinary id, and the test that
// sends it green over a fault that never struck: it is refused.

import { lettersOf, stepsBetween } from "../../spec/words/did-you-mean.ts";
import type { Fault } from "../world/fault.ts";
import { longestFaultMs } from "../world/fault-check.ts";

/** The statuses that a call may ask for. */
export const askableStatuses = [500, 502, 503, 504] as const;

const valuePattern = /^UNDERSTUDY-(?:(DUPLICATE|LOST|RESET|RATE-LIMIT)|DELAY-(\d{1,5})|STATUS-(50[0234]))(?:-|$)/;

/** What may follow `UNDERSTUDY-`, as a person writes it. */
const forms = {
  DUPLICATE: "UNDERSTUDY-DUPLICATE-",
  DELAY: `UNDERSTUDY-DELAY-MS- with 0 to ${longestFaultMs} for MS`,
  STATUS: `UNDERSTUDY-STATUS-CODE- with ${askableStatuses.join(", ")} for CODE`,
  "RATE-LIMIT": "UNDERSTUDY-RATE-LIMIT-",
  LOST: "UNDERSTUDY-LOST-",
  RESET: "UNDERSTUDY-RESET-",
};
/** What only the header can ask for. */
const headerOnly = ["drip", "truncate", "broken-json"];

/** The fault that an id asks for; `undefined` for one that names none. */
export function valueFault(id: string): Fault | undefined {
  const [, word, delay, status] = valuePattern.exec(id) ?? [];
  if (delay !== undefined) return Number(delay) <= longestFaultMs ? { kind: "delay", ms: Number(delay) } : undefined;
  if (status !== undefined) return unavailable(Number(status));
  switch (word) {
    case "DUPLICATE":
      return { kind: "duplicate" };
    case "LOST":
      return { kind: "lose-answer" };
    case "RESET":
      return { kind: "reset" };
    case "RATE-LIMIT":
      return { kind: "rate-limit", retryAfterSeconds: 1 };
    default:
      return undefined;
  }
}

/** A 5xx of those that can be asked for. */
export function unavailable(code: number | undefined): Fault | undefined {
  const status = askableStatuses.find((known) => known === code);
  return status && { kind: "unavailable", status };
}

/**
 * What to send in place of an id that is nearly a magic value: in other letter case, with other hyphens, misspelt, with a
 * number that is none of those there are, or with a word that is the header's.
 * @param id one that {@link valueFault} knows no fault for
 * @returns `undefined` for an ordinary id, which whatever else begins with `UNDERSTUDY-` is
 */
export function meantValue(id: string): string | undefined {
  const [, rest] = /^\s*understudy[-_.\s]*(.*)$/i.exec(id) ?? [];
  if (rest === undefined) return undefined;
  const [first = "", second = ""] = rest.split(/[-_.\s]+/, 2);
  // The hyphen before a number is easily forgotten.
  const words = [first, first + second].map((word) => lettersOf(word).replace(/\d+$/, ""));
  const meant = Object.entries(forms).find(([name]) => words.some((word) => isNear(word, lettersOf(name))));
  if (meant) return `did you mean ${meant[1]}?`;
  const named = headerOnly.find((name) => words.includes(lettersOf(name)));
  return named === undefined ? undefined : `${named} can be asked for by the header x-understudy-fault only`;
}

/** A quarter of a word's letters may be wrong, or one; the first may not, so that POST is not taken for LOST. */
function isNear(word: string, name: string): boolean {
  if (word[0] !== name[0] || Math.abs(word.length - name.length) > name.length / 4) return false;
  return stepsBetween(word, name) <= Math.max(1, Math.floor(name.length / 4));
}
