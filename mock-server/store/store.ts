/** A token as it is kept: never the token itself, only its hash is the key to it. */
export interface TokenRecord {
  partnerId: string;
  /** Milliseconds since 1970 on the world's clock. */
  issuedAt: number;
}

/**
 * What an event leaves for later calls to be held against. A kept mark answers an asked one when both have one key and the
 * kept one has all tags that are asked for. So a mark that is kept with the tags of every reading obeys the reading in
 * force when it is asked, whatever was in force when it was made.
 */
export interface Mark {
  key: string;
  tags: readonly string[];
}

/** What a store remembers. */
export interface StoreDump {
  claims: Mark[];
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
  /** Forgets everything. */
  clear(): Promise<void>;
  /** Everything that is remembered, as plain JSON. */
  dump(): Promise<StoreDump>;
  /** Forgets everything and remembers a dump in its place. */
  load(dump: StoreDump): Promise<void>;
}
