import type { Store, TokenRecord } from "./store.ts";

/** How many tokens are remembered. Beyond it the oldest is forgotten and is then unknown rather than expired. */
const tokenCapacity = 100_000;

/**
 * Keeps everything in this process. Atomic because no method gives up the thread between looking and writing.
 */
export function memoryStore(): Store {
  const claims = new Set<string>();
  const tokens = new Map<string, TokenRecord>();
  return {
    async claim(keys) {
      if (keys.some((key) => claims.has(key))) return "taken";
      for (const key of keys) claims.add(key);
      return "first";
    },
    async isClaimed(key) {
      return claims.has(key);
    },
    async saveToken(hash, record, { only }) {
      if (only) {
        for (const [other, { partnerId }] of tokens) if (partnerId === record.partnerId) tokens.delete(other);
      }
      tokens.set(hash, record);
      if (tokens.size <= tokenCapacity) return;
      const oldest = tokens.keys().next();
      if (!oldest.done) tokens.delete(oldest.value);
    },
    async findToken(hash) {
      return tokens.get(hash);
    },
    async clear() {
      claims.clear();
      tokens.clear();
    },
    async dump() {
      return { claims: [...claims], tokens: [...tokens] };
    },
    async load(dump) {
      claims.clear();
      tokens.clear();
      for (const key of dump.claims) claims.add(key);
      for (const [hash, record] of dump.tokens) tokens.set(hash, record);
    },
  };
}
