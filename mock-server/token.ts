import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { Store } from "./store/store.ts";

/** How long a token is valid, in seconds (BOS-TOKEN-LIFETIME). */
export const tokenLifetimeSeconds = 600;

/** What a presented token turns out to be. */
export type TokenState = "valid" | "unknown" | "expired";

/** Issues BOS tokens and says whether they still hold. */
export interface Tokens {
  /** A new token of 256 random bits. The ones issued before stay valid (BOS-TOKEN-CONCURRENT). */
  issue(partnerId: string): Promise<string>;
  /** Looks a token up; using it does not extend it (BOS-TOKEN-RENEWAL). */
  check(token: string): Promise<TokenState>;
}

/**
 * The tokens of one sandbox.
 * @param options.random makes the bytes of a token; injected by tests
 */
export function tokensOf(store: Store, clock: Clock, options: { random?: (bytes: number) => Buffer } = {}): Tokens {
  const random = options.random ?? randomBytes;
  return {
    async issue(partnerId) {
      const token = random(32).toString("base64url");
      await store.saveToken(hash(token), { partnerId, issuedAt: clock.now() });
      return token;
    },
    async check(token) {
      const record = await store.findToken(hash(token));
      if (!record) return "unknown";
      const ageMs = clock.now() - record.issuedAt;
      // Below, not at: BOS-TOKEN-BOUNDARY.
      return ageMs < tokenLifetimeSeconds * 1000 ? "valid" : "expired";
    },
  };
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
