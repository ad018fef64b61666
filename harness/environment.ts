import { setTimeout } from "node:timers/promises";
import type { Contract } from "../spec/contract.ts";
import type { Ledger } from "../spec/ledger.ts";
import type { Masker } from "../spec/mask.ts";
import type { Workflow } from "./arazzo.ts";
import type { Judge } from "./check.ts";
import type { Verdict } from "./event.ts";
import type { Values } from "./scope.ts";
import type { Sender } from "./send.ts";

/** What is tested: base URLs by the names that scenarios give their source descriptions. */
export interface Target {
  name: string;
  /** A source without a base URL has calls the target cannot take; their steps are skipped. */
  servers: Record<string, string | undefined>;
}

/** Time as the runner sees it; tests bring their own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const realTime: Time = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    // A run that is stopped ends its waits; the next step then finds out that it was stopped.
    await setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};

/** What all workflows of one run share. */
export interface Environment {
  target: Target;
  seed: number;
  /** Inputs by name, for every workflow that declares them. */
  given: Values;
  ledger: Ledger;
  masker: Masker;
  judgeOf(contract: Contract): Judge;
  sender: Sender;
  time: Time;
  signal: AbortSignal | undefined;
  /** Workflows that ended, for `dependsOn` and `$workflows`. */
  ended: Map<Workflow, { verdict: Verdict; reason: string | undefined; inputs: Values; outputs: Values }>;
}
