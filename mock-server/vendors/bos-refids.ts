// What BOS Center remembers of refids, and which of them are one and the same: BOS-DUPLICATE-MATCH, BOS-DUPLICATE-SCOPE.

import type { Profile } from "../../spec/profile.ts";
import type { Mark } from "../store/store.ts";

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

const formTag = (match: Profile["BOS-DUPLICATE-MATCH"], refid: string) => `${match} ${forms[match](refid)}`;
const partnerTag = (partner: string) => `partner ${partner}`;
const everyPartner = "every partner";

/** Refids that any reading takes for the same have one key. */
const keyOf = (event: RefidEvent, refid: string) => `refid ${event} ${refid.trim().toLowerCase()}`;

/** What an event leaves: the refid in the form of every reading, and whose it is. */
export function refidMark(event: RefidEvent, { text, partner }: Refid): Mark {
  const owner = partner === undefined ? everyPartner : partnerTag(partner);
  return {
    key: keyOf(event, text),
    tags: [formTag("exact", text), formTag("case-insensitive", text), formTag("trimmed", text), owner],
  };
}

/** What to ask for, to learn whether an event has happened to a refid: as the readings in force compare them. */
export function refidAsked(event: RefidEvent, { text, partner = "" }: Refid, profile: Profile): Mark[] {
  const key = keyOf(event, text);
  const form = formTag(profile["BOS-DUPLICATE-MATCH"], text);
  if (profile["BOS-DUPLICATE-SCOPE"] === "sandbox") return [{ key, tags: [form] }];
  return [partnerTag(partner), everyPartner].map((owner) => ({ key, tags: [form, owner] }));
}

/** Whether a refid says nothing under the reading in force: a blank one is empty where blanks around it do not count. */
export function isEmptyRefid(refid: string, profile: Profile): boolean {
  return forms[profile["BOS-DUPLICATE-MATCH"]](refid) === "";
}
