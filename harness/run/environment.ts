import { setTimeout } from "node:timers/promises";
import type { Contract } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import type { Masker } from "../../spec/mask.ts";
import type { Profile } from "../../spec/profile.ts";
import type { Verdict } from "../event.ts";
import type { Sender } from "../exchange/send.ts";
import type { Values } from "../expression/scope.ts";
import type { Place } from "../finding.ts";
import type { Judge } from "../judge/judge.ts";
import type { JudgeConfig } from "../judge/judge-config.ts";
import type { Workflow } from "../scenario/scenario.ts";

/** What is tested, and how it may be called. */
export interface Target {
  name: string;
  /**
   * Base URLs by the names that scenarios give their source descriptions. A source without one has calls the target cannot
   * take; their steps are skipped.
   */
  servers: Record<string, string | undefined>;
  /** Base URLs of single APIs, by a tag of their operations or by source description; these go before `servers`. */
  apis?: ReadonlyMap<string, Api>;
  /** Outputs by operationId: steps that call such an operation are not sent, and have these in place of an answer's. */
  provided?: ReadonlyMap<string, ProvidedOutputs>;
  /** Whether calls that change something may be sent to another machine; they may not unless told so. */
  allowsWrites?: boolean;
  /** How many requests a run may send; 1,000 unless told otherwise where the target is not all on this machine. */
  maximumRequests?: number;
  /** How many of them in a second; 5 unless told otherwise where the target is not all on this machine. */
  requestsPerSecond?: number;
  /** Who the runner is to a server that asks for a client certificate, by origin. */
  identities?: ReadonlyMap<string, TlsIdentity>;
  /** Sent with every request, beside what the scenario asks for: the session of a mock, and nothing for anybody else. */
  headers?: Readonly<Record<string, string>>;
}

/** One API of a target. */
export interface Api {
  url: string;
  /** Path templates by operationId, where they are not the contract's. */
  paths: ReadonlyMap<string, string>;
}

/** Outputs that are known without a call, and where they were given. */
export interface ProvidedOutputs {
  place: Place;
  values: Readonly<Values>;
}

/** PEM texts for TLS. `ca` replaces the authorities that Node trusts. */
export interface TlsIdentity {
  cert?: string;
  key?: string;
  ca?: string;
  passphrase?: string;
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
  /** The readings by which steps are judged. */
  profile: Profile;
  masker: Masker;
  judgeConfig: JudgeConfig;
  judgeOf(contract: Contract): Judge;
  sender: Sender;
  time: Time;
  signal: AbortSignal | undefined;
  /** Workflows that ended, for `dependsOn` and `$workflows`. */
  ended: Map<Workflow, { verdict: Verdict; reason: string | undefined; inputs: Values; outputs: Values }>;
}
