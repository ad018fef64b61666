/** A token as it is kept: never the token itself, only its hash is the key to it. */
export interface TokenRecord {
  partnerId: string;
  /** Milliseconds since 1970 on the world's clock. */
  issuedAt: number;
}

/**
 * A question that later calls may ask, as a text: an event leaves one for each reading under which it is asked for, whatever
 * reading was in force when it happened. So a mark obeys the reading in force when it is asked.
 */
export type Mark = string;

/** A mark of some parts, which are told apart from all others. */
export function markOf(...parts: readonly string[]): Mark {
  return JSON.stringify(parts);
}

/** What a store remembers. */
export interface StoreDump {
  /** Each mark by its SHA-256: the first 96 bits, as 16 characters of base64url; sorted. */
  claims: string[];
  tokens: [hash: string, record: TokenRecord][];
}

/** Where a world keeps what it must remember. Every method is one atomic step, whoever else is calling. */
export interface Store {
  /**
   * Keeps all of the marks made, or none when any of the asked ones is kept already. Of any number of callers at once
   * that ask for the same exactly one is told `first`.
   */
  claim(claim: { asked: readonly Mark[]; made: readonly Mark[] }): Promise<"first" | "taken">;
  /** Whether any of some marks is kept; keeps nothing. */
  isClaimed(asked: readonly Mark[]): Promise<boolean>;
  /** @param options.only forget the partner's other tokens in the same step */
  saveToken(hash: string, record: TokenRecord, options: { only: boolean }): Promise<void>;
  findToken(hash: string): Promise<TokenRecord | undefined>;
  /** How many marks are kept. */
  readonly claimed: number;
  /** How many tokens were forgotten for want of room since it was last cleared. */
  readonly droppedTokens: number;
  /** Gives back the room that tokens take, and forgets none: the world has ended, and calls may still run in it. */
  giveBack(): void;
  /** Forgets everything. */
  clear(): Promise<void>;
  /** Everything that is remembered, as plain JSON. */
  dump(): Promise<StoreDump>;
  /** Forgets everything and remembers a dump in its place. */
  load(dump: StoreDump): Promise<void>;
}
