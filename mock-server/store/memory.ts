import type { Mark, Store, TokenRecord } from "./store.ts";

/** How many tokens are remembered. Beyond it the oldest is forgotten and is then unknown rather than expired. */
const tokenCapacity = 100_000;

/**
 * Keeps everything in this process. Atomic because no method gives up the thread between looking and writing.
 */
export function memoryStore(): Store {
  // By key, the tags of each mark. Most keys have one mark.
  const claims = new Map<string, (readonly string[])[]>();
  const tokens = new Map<string, TokenRecord>();

  const isKept = ({ key, tags }: Mark) =>
    claims.get(key)?.some((kept) => tags.every((tag) => kept.includes(tag))) === true;

  const keep = (mark: Mark) => {
    if (isKept(mark)) return;
    const others = claims.get(mark.key);
    if (others) others.push(mark.tags);
    else claims.set(mark.key, [mark.tags]);
  };

  return {
    async claim({ asked, made }) {
      if (asked.some(isKept)) return "taken";
      for (const mark of made) keep(mark);
      return "first";
    },
    async isClaimed(asked) {
      return asked.some(isKept);
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
      const marks = [...claims].flatMap(([key, each]) => each.map((tags) => ({ key, tags })));
      return { claims: marks, tokens: [...tokens] };
    },
    async load(dump) {
      claims.clear();
      tokens.clear();
      for (const mark of dump.claims) keep(mark);
      for (const [hash, record] of dump.tokens) tokens.set(hash, record);
    },
  };
}
