import type { Profile } from "../../spec/profile.ts";
import type { MemoryBudget } from "../budget/memory-budget.ts";
import { Journal, type JournalListener } from "../journal/journal.ts";
import type { EntryMask } from "../journal/masked-body.ts";
import { memoryStore } from "../store/memory.ts";
import type { Store } from "../store/store.ts";
import { Faults } from "./armed-faults.ts";
import { Clock } from "./clock.ts";
import type { Credentials } from "./credential.ts";
import { type Tokens, tokensOf } from "./token.ts";

/**
 * One course of events: what time it is, what has happened, what goes wrong on purpose. A sandbox has one of its own and
 * one for each of its sessions; credentials and profile are the sandbox's.
 */
export interface World {
  /** `alpha` for a sandbox's own world, `alpha/suite-1` for a session's. */
  readonly name: string;
  readonly credentials: Credentials;
  /** The reading of every rule that has more than one. Never changed; replaced. */
  readonly profile: Profile;
  readonly clock: Clock;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly journal: Journal;
}

/** What worlds are made with, the same for all of a process. */
export interface WorldSettings {
  /** Milliseconds since 1970; what clocks run by. */
  realNow: () => number;
  /** What masks journals. */
  mask: EntryMask;
  /** Gives the id of an entry of any journal. */
  nextEntryId: () => number;
  /** How many entries a journal keeps. */
  journalCapacity: number;
  /** The room for journal entries, sessions and tokens of the whole process. */
  budget: MemoryBudget;
  /** Told of every entry of every journal. */
  onEntry?: JournalListener | undefined;
}

/** A world in which nothing has happened yet. */
export function createWorld(
  name: string,
  owner: { name: string; credentials: Credentials; profile: Profile },
  settings: WorldSettings,
): World {
  const clock = new Clock(settings.realNow);
  const store = memoryStore(settings.budget);
  const now = () => clock.now();
  const { journalCapacity: capacity, mask, realNow, nextEntryId: nextId, budget, onEntry } = settings;
  return {
    name,
    get credentials() {
      return owner.credentials;
    },
    get profile() {
      return owner.profile;
    },
    clock,
    store,
    tokens: tokensOf(store, clock, { sandbox: owner.name }),
    faults: new Faults({ now }),
    journal: new Journal({ world: name, capacity, mask, now, realNow, nextId, budget, onEntry }),
  };
}

/** Gives back the room of a world that has ended. Calls that are still running in it go on with all it holds. */
export function endWorld({ journal, store }: World): void {
  journal.giveBack();
  store.giveBack();
}
