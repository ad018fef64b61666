import { loadLedger } from "../spec/ledger.ts";
import { type Profile, profileOf } from "../spec/profile.ts";
import { Clock } from "./clock.ts";
import { type Credentials, publishedCredentials } from "./credential.ts";
import { memoryStore } from "./store/memory.ts";
import type { Store } from "./store/store.ts";
import { type Tokens, tokensOf } from "./token.ts";

/** An isolated world: who may call, what time it is, and what has happened so far. */
export interface Sandbox {
  credentials: Credentials;
  /** The reading of every rule that has more than one. Never changed; replaced. */
  profile: Profile;
  clock: Clock;
  store: Store;
  tokens: Tokens;
  /** Forgets tokens, refids and agents, and sets the clock back to real time. */
  reset(): Promise<void>;
}

export interface SandboxOptions {
  credentials?: Credentials;
  profile?: Profile;
  clock?: Clock;
  store?: Store;
}

/** A new sandbox: the published credentials, real time and an empty memory unless told otherwise. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const clock = options.clock ?? new Clock();
  const store = options.store ?? memoryStore();
  return {
    credentials: options.credentials ?? publishedCredentials,
    profile: options.profile ?? profileOf(loadLedger()),
    clock,
    store,
    tokens: tokensOf(store, clock),
    async reset() {
      await store.clear();
      clock.reset();
    },
  };
}
