import type { components } from "../../spec/generated/control.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { ClockState } from "./clock.ts";
import { faultsDumpOf } from "./fault-check.ts";
import { instantRange, isInstant } from "./instant.ts";
import type { World } from "./world.ts";

/** Everything a world remembers, as plain JSON: its time, claims, tokens by their hashes, and armed faults. */
export type Snapshot = components["schemas"]["Snapshot"];

/** Takes a snapshot of a world. Its journal, profile and credentials are no part of it. */
export async function takeSnapshot({ clock, store, faults }: World): Promise<Snapshot> {
  const { claims, tokens } = await store.dump();
  const { mode, value } = clock.dump();
  return {
    version: 3,
    clock: { mode, value },
    claims,
    tokens: tokens.map(([hash, { partnerId, issuedAt }]) => ({ hash, partnerId, issuedAt })),
    faults: faults.dump(),
  };
}

/**
 * Puts a world back to a snapshot, of itself or of another world. Tokens are valid only where they lead: each names the
 * sandbox that issued it, so those of another sandbox's snapshot do not open this one.
 * @throws UsageError for a snapshot that does not fit; nothing is changed then
 */
export async function restoreSnapshot({ clock, store, faults }: World, snapshot: Snapshot): Promise<void> {
  refuseClock(snapshot.clock);
  const armed = faultsOf(snapshot);
  const tokens = snapshot.tokens.map(({ hash, ...record }): [string, typeof record] => [hash, record]);
  // First what may fail: a store that cannot be written leaves clock and faults as they were.
  await store.load({ claims: snapshot.claims, tokens });
  clock.load(snapshot.clock);
  faults.load(armed);
}

/** The farthest that a clock may stand from real time, in milliseconds: as far as any that shows a moment it may show. */
const farthest = 1e14;

// A clock that runs is never out of range: it has stood still at the end of it, or does now.
function refuseClock({ mode, value }: ClockState): void {
  if (mode === "real" && value !== 0) throw new UsageError("clock.value: send 0 with mode real");
  if (mode === "frozen" ? isInstant(value) : Math.abs(value) <= farthest) return;
  throw new UsageError(`clock.value: send one with which the clock shows ${instantRange}`);
}

function faultsOf({ faults }: Snapshot) {
  const ids = new Set<string>();
  for (const [index, { id }] of faults.armed.entries()) {
    const number = Number(/^fault-([1-9]\d{0,14})$/.exec(id)?.[1] ?? Number.NaN);
    // An id that is given out again would let one fault be disarmed in the place of another.
    if (ids.has(id) || !(number < faults.next)) {
      throw new UsageError(`faults.armed[${index}].id: send fault-NUMBER with a number below next, each once`);
    }
    ids.add(id);
  }
  return faultsDumpOf(faults, "faults.");
}
