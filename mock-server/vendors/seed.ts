import type { World } from "../world/world.ts";
import { knownRefidKey, matched, usedRefidKey } from "./bos.ts";
import { agentKey } from "./iserveu.ts";

/** What has happened before a world begins. */
export interface Seed {
  /** Refids that count as used. */
  usedRefids?: string[];
  /** Refids the vendor has made (BOS-UNKNOWN-REFID). */
  knownRefids?: string[];
  /** Agents that are registered already. */
  agents?: { bcagentid: string; pancard?: string; mobilenumber?: string }[];
}

/**
 * Puts a seed into a world. Refids are folded and agents scoped by the profile in force now: whoever changes
 * BOS-DUPLICATE-MATCH or a scope seeds again.
 */
export async function sow({ store, profile, credentials }: World, seed: Seed): Promise<void> {
  const byPartner = profile["BOS-DUPLICATE-SCOPE"] === "partner";
  const partners = byPartner ? ["", ...credentials.bos.map(({ partnerId }) => partnerId)] : [""];
  const byClient = profile["ISU-DUPLICATE-SCOPE"] === "client";
  const clients = byClient ? credentials.iserveu.map(({ client_id }) => client_id) : [""];
  const keys = [
    ...(seed.usedRefids ?? []).flatMap((refid) => partners.map((id) => usedRefidKey(matched(refid, profile), id))),
    ...(seed.knownRefids ?? []).map((refid) => knownRefidKey(matched(refid, profile))),
    ...(seed.agents ?? []).flatMap((agent) =>
      Object.entries(agent).flatMap(([name, value]) => clients.map((id) => agentKey(name, value, id))),
    ),
  ];
  // One by one: a key that is taken already must not keep the others from being claimed.
  for (const key of keys) await store.claim([key]);
}
