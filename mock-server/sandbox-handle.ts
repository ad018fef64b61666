import { types } from "node:util";
import type { OperationId } from "../spec/generated/openapi.ts";
import type { Profile } from "../spec/profile.ts";
import { UsageError } from "../spec/usage-error.ts";
import type { FaultAnswers } from "./exchange/fault-answer.ts";
import type { JournalEntry } from "./journal/journal-entry.ts";
import { type JournalQuery, queryProblem } from "./journal/journal-query.ts";
import { checkOptions } from "./options-check.ts";
import type { Seed } from "./vendors/vendors.ts";
import { type ClockMode, checkSeconds } from "./world/clock.ts";
import type { Armed, Arming } from "./world/fault.ts";
import { armingOf } from "./world/fault-check.ts";
import { instantOf, instantRange, isInstant } from "./world/instant.ts";
import type { Sandbox } from "./world/sandbox.ts";
import { restoreSnapshot, type Snapshot, takeSnapshot } from "./world/snapshot.ts";
import type { World } from "./world/world.ts";

/** Some readings by rule id: only rules that have more than one, and only readings they have, compile. */
export type SomeReadings = Partial<Profile>;

/** An arming whose operation is one of the contract's. */
export type VendorArming = Arming & { operation?: OperationId };

/** What a test can see and change of a sandbox, or of one of its sessions. Everything happens in this process. */
export interface SandboxHandle {
  /** The time that tokens age by. */
  readonly clock: {
    now(): Date;
    readonly mode: ClockMode;
    /** @throws RangeError for less than 0 seconds, and beyond the year 2999 */
    advance(seconds: number): void;
    /** @param instant a Date, or a text such as `2026-01-31T10:00:00Z`. @throws RangeError for what is neither */
    set(instant: Date | string): void;
    freeze(): void;
    unfreeze(): void;
    reset(): void;
  };
  /** Which reading of each rule is in force; the sandbox's, for its sessions too. */
  readonly profile: {
    get(): Profile;
    /** Chooses readings for some rules; the rest stay. @throws UsageError */
    choose(readings: SomeReadings): void;
    /** Back to the readings the sandbox began with. */
    reset(): void;
  };
  /** What goes wrong on purpose. */
  readonly faults: {
    /** @throws UsageError for a value out of its limits, and for a fault that could never strike */
    arm(arming: VendorArming): Armed;
    list(): Armed[];
    /** @returns whether there was such a fault */
    disarm(id: string): boolean;
    clear(): void;
  };
  /** Every call, masked, with the rule behind its answer. */
  readonly journal: {
    /** @throws UsageError for a rule, an operation or a member that there is none of */
    entries(query?: JournalQuery): JournalEntry[];
    /** @throws UsageError as `entries` does: what nothing can match would count to 0 */
    count(query?: Omit<JournalQuery, "limit">): number;
    /** How many entries there was no room for, or none any more, since it was last cleared: those are not counted. */
    readonly dropped: number;
    clear(): void;
  };
  /** Marks refids as used or known, and agents as registered. */
  seed(seed: Seed): Promise<void>;
  /** Back to the beginning: nothing has happened but the configured seed. Journal and profile stay. */
  reset(): Promise<void>;
  /** Clock, tokens, refids, agents and faults as plain JSON; for {@link restore}, here or in another sandbox. */
  snapshot(): Promise<Snapshot>;
  /** Puts everything a snapshot holds in the place of what there is. */
  restore(snapshot: Snapshot): Promise<void>;
}

/** What a handle is made of. */
export interface HandleSource {
  sandbox: Sandbox;
  worldNow: () => World;
  faultAnswers: FaultAnswers;
}

/**
 * The handle of a world.
 * @param of.worldNow looked up at every use: a session may end, and begin anew, while a test holds its handle
 */
export function handleOf({ sandbox, worldNow, faultAnswers }: HandleSource): SandboxHandle {
  const checked = (name: "journal.entries" | "journal.count", query: JournalQuery) => {
    checkOptions(name, query);
    const problem = queryProblem(query, { rules: sandbox.rules, operations: faultAnswers.operations });
    if (problem !== undefined) throw new UsageError(problem);
    return query;
  };
  return {
    clock: {
      now: () => new Date(worldNow().clock.now()),
      get mode() {
        return worldNow().clock.mode;
      },
      advance(seconds) {
        const { clock } = worldNow();
        checkSeconds(seconds);
        millisecondsOf(new Date(clock.now() + seconds * 1000));
        clock.advance(seconds);
      },
      set: (instant) => worldNow().clock.set(millisecondsOf(instant)),
      freeze: () => worldNow().clock.freeze(),
      unfreeze: () => worldNow().clock.unfreeze(),
      reset: () => worldNow().clock.reset(),
    },
    profile: {
      get: () => sandbox.profile,
      choose(readings) {
        checkOptions("profile.choose", readings);
        sandbox.choose({ ...readings });
      },
      reset: () => sandbox.resetProfile(),
    },
    faults: {
      arm(arming) {
        const problem = faultAnswers.problemOf(armingOf(arming));
        if (problem !== undefined) throw new UsageError(problem);
        return worldNow().faults.arm(arming);
      },
      list: () => worldNow().faults.list(),
      disarm: (id) => worldNow().faults.disarm(id),
      clear: () => worldNow().faults.clear(),
    },
    journal: {
      entries: (query = {}) => worldNow().journal.entries(checked("journal.entries", query)),
      count: (query = {}) => worldNow().journal.count(checked("journal.count", query)),
      get dropped() {
        return worldNow().journal.dropped;
      },
      clear: () => worldNow().journal.clear(),
    },
    async seed(seed) {
      checkOptions("seed", seed);
      await sandbox.sow(worldNow(), seed);
    },
    reset: async () => sandbox.begin(worldNow()),
    snapshot: async () => takeSnapshot(worldNow()),
    restore: async (snapshot) => restoreSnapshot(worldNow(), snapshot),
  };
}

/** A moment in milliseconds since 1970. @throws RangeError for one that a clock cannot show */
export function millisecondsOf(instant: Date | string): number {
  const isDate = types.isDate(instant);
  const milliseconds = isDate ? instant.getTime() : instantOf(String(instant));
  if (milliseconds !== undefined && isInstant(milliseconds)) return milliseconds;
  const got = isDate ? "a Date that is none or outside of them" : JSON.stringify(instant);
  throw new RangeError(`a clock shows ${instantRange}, not ${got}`);
}
