// What BOS Center remembers of refids, and which of them are one and the same: BOS-DUPLICATE-MATCH, BOS-DUPLICATE-SCOPE.

import type { Profile } from "../../spec/profile.ts";
import { type Mark, markOf } from "../store/store.ts";

/**
 * What can have happened to a refid: a generate call made it, a check was answered for it, or it was marked as used
 * before its world began.
 */
export type RefidEvent = "generated" | "checked" | "used";

/** A refid as it was sent, and whose it is: a partner's, or every partner's (`undefined`), as a seed is. */
export interface Refid {
  text: string;
  partner: string | undefined;
}

/** The form in which refids are compared under each reading of BOS-DUPLICATE-MATCH. */
const forms: Record<Profile["BOS-DUPLICATE-MATCH"], (refid: string) => string> = {
  exact: (refid) => refid,
  "case-insensitive": (refid) => refid.toLowerCase(),
  trimmed: (refid) => refid.trim(),
};

const matches = Object.keys(forms) as Profile["BOS-DUPLICATE-MATCH"][];

/** @param owner whose it is; left out where that does not count */
function markIn(match: Profile["BOS-DUPLICATE-MATCH"], event: RefidEvent, refid: string, ...owner: string[]): Mark {
  return markOf("refid", event, match, forms[match](refid), ...owner);
}

const ownerOf = (partner: string | undefined) => (partner === undefined ? "every partner" : `partner ${partner}`);

/** What an event leaves: the refid in the form of every reading, as anybody's and as its partner's. */
export function refidMarks(event: RefidEvent, { text, partner }: Refid): Mark[] {
  return matches.flatMap((match) => [markIn(match, event, text), markIn(match, event, text, ownerOf(partner))]);
}

/** What to ask for, to learn whether an event has happened to a refid: as the readings in force compare them. */
export function refidAsked(event: RefidEvent, { text, partner = "" }: Refid, profile: Profile): Mark[] {
  const match = profile["BOS-DUPLICATE-MATCH"];
  if (profile["BOS-DUPLICATE-SCOPE"] === "sandbox") return [markIn(match, event, text)];
  return [partner, undefined].map((owner) => markIn(match, event, text, ownerOf(owner)));
}

/** Whether a refid says nothing under the reading in force: a blank one is empty where blanks around it do not count. */
export function isEmptyRefid(refid: string, profile: Profile): boolean {
  return forms[profile["BOS-DUPLICATE-MATCH"]](refid) === "";
}
