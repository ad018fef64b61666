import { createHash, randomBytes } from "node:crypto";
import type { Profile } from "../../spec/profile.ts";
import type { Store } from "../store/store.ts";
import type { Clock } from "./clock.ts";

/** How long a token is valid, in seconds (BOS-TOKEN-LIFETIME). */
const tokenLifetimeSeconds = 600;

/** What a presented token turns out to be, and whose it is while it holds. */
export type TokenCheck = { state: "valid"; partnerId: string } | { state: "unknown" | "expired" };

/** Issues a world's BOS tokens and says whether they still hold. */
export interface Tokens {
  /**
   * A new token of 256 random bits.
   * @param options.only whether it ends the partner's older ones (BOS-TOKEN-CONCURRENT)
   */
  issue(partnerId: string, options?: { only: boolean }): Promise<string>;
  /** Looks a token up. */
  check(token: string, boundary: Profile["BOS-TOKEN-BOUNDARY"]): Promise<TokenCheck>;
  /** Starts a token's lifetime again (BOS-TOKEN-RENEWAL). */
  renew(token: string): Promise<void>;
}

/**
 * The tokens of one world.
 * @param options.sandbox stands before the random bits, so that a token tells by itself whose it is
 * @param options.random makes the bytes of a token; injected by tests
 */
export function tokensOf(
  store: Store,
  clock: Clock,
  { sandbox, random = randomBytes }: { sandbox: string; random?: (bytes: number) => Buffer },
): Tokens {
  return {
    async issue(partnerId, { only } = { only: false }) {
      const token = `${sandbox}.${random(32).toString("base64url")}`;
      await store.saveToken(hash(token), { partnerId, issuedAt: clock.now() }, { only });
      return token;
    },
    async check(token, boundary) {
      const record = await store.findToken(hash(token));
      if (!record) return { state: "unknown" };
      const ageMs = clock.now() - record.issuedAt;
      const lifetimeMs = tokenLifetimeSeconds * 1000;
      const holds = boundary === "inclusive" ? ageMs <= lifetimeMs : ageMs < lifetimeMs;
      return holds ? { state: "valid", partnerId: record.partnerId } : { state: "expired" };
    },
    async renew(token) {
      const record = await store.findToken(hash(token));
      if (record) await store.saveToken(hash(token), { ...record, issuedAt: clock.now() }, { only: false });
    },
  };
}

/** The name of the sandbox a token says it is of; `undefined` for a text of another form. */
export function sandboxOfToken(token: string): string | undefined {
  return /^([a-z0-9-]+)\.[A-Za-z0-9_-]+$/.exec(token)?.[1];
}

/** Whether a token is as long as every one that is issued: a cut one is not. */
export function isWholeToken(token: string): boolean {
  return /\.[A-Za-z0-9_-]{43}$/.test(token);
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
