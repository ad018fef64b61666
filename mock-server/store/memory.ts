import { type Lease, MemoryBudget } from "../budget/memory-budget.ts";
import { MarkSet } from "./mark-set.ts";
import type { Store, TokenRecord } from "./store.ts";

/** How many tokens are remembered. Beyond it the oldest is forgotten and is then unknown rather than expired. */
const tokenCapacity = 100_000;
/** What a token takes: its hash, its record, a place in a map and a lease. Its partner's name is the credentials'. */
const tokenBytes = 320;

interface Token {
  record: TokenRecord;
  lease: Lease | undefined;
}

/**
 * Keeps everything in this process. Atomic because no method gives up the thread between looking and writing.
 * @param budget of the room that tokens take; claims take none of it, for they are never forgotten
 */
export function memoryStore(budget: MemoryBudget = new MemoryBudget()): Store {
  const claims = new MarkSet();
  // In the order they were issued.
  const tokens = new Map<string, Token>();
  // One iterator for all that are dropped: a new one would pass over the places of those before it each time.
  let oldestFirst = tokens.keys();
  let droppedTokens = 0;

  const dropOldest = () => {
    let oldest = oldestFirst.next();
    if (oldest.done) {
      oldestFirst = tokens.keys();
      oldest = oldestFirst.next();
    }
    if (oldest.done) return;
    forget(oldest.value);
    droppedTokens++;
    budget.countDropped("token");
  };
  const keeper = { dropOldest };
  const forget = (hash: string) => {
    const token = tokens.get(hash);
    if (token?.lease) budget.release(token.lease);
    tokens.delete(hash);
  };
  const keep = (hash: string, record: TokenRecord) => {
    const known = tokens.get(hash);
    if (known) {
      known.record = record;
      return;
    }
    if (tokens.size >= tokenCapacity) dropOldest();
    // In its place before it takes room, which may be its own.
    const token: Token = { record, lease: undefined };
    tokens.set(hash, token);
    token.lease = budget.hold("token", tokenBytes, keeper);
  };
  const giveBack = () => {
    for (const { lease } of tokens.values()) if (lease) budget.release(lease);
  };
  const clear = () => {
    claims.clear();
    giveBack();
    tokens.clear();
    oldestFirst = tokens.keys();
    droppedTokens = 0;
  };

  return {
    async claim({ asked, made }) {
      if (asked.some((mark) => claims.has(mark))) return "taken";
      for (const mark of made) claims.add(mark);
      return "first";
    },
    async isClaimed(asked) {
      return asked.some((mark) => claims.has(mark));
    },
    async saveToken(hash, record, { only }) {
      if (only) {
        for (const [other, { record: held }] of tokens) if (held.partnerId === record.partnerId) forget(other);
      }
      keep(hash, record);
    },
    async findToken(hash) {
      return tokens.get(hash)?.record;
    },
    get claimed() {
      return claims.size;
    },
    get droppedTokens() {
      return droppedTokens;
    },
    giveBack,
    async clear() {
      clear();
    },
    async dump() {
      return { claims: claims.dump(), tokens: [...tokens].map(([hash, { record }]) => [hash, record]) };
    },
    async load(dump) {
      clear();
      claims.load(dump.claims);
      for (const [hash, record] of dump.tokens) keep(hash, record);
    },
  };
}
