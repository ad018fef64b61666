/** A token as it is kept: never the token itself, only its hash is the key to it. */
export interface TokenRecord {
  partnerId: string;
  /** Milliseconds since 1970 on the world's clock. */
  issuedAt: number;
}

/** What a store remembers. */
export interface StoreDump {
  claims: string[];
  tokens: [hash: string, record: TokenRecord][];
}

/** Where a world keeps what it must remember. Every method is one atomic step, whoever else is calling. */
export interface Store {
  /**
   * Claims all of the keys, or none when any of them is taken. Of any number of callers at once exactly one is told
   * `first`.
   */
  claim(keys: readonly string[]): Promise<"first" | "taken">;
  /** Whether a key has been claimed; claims nothing. */
  isClaimed(key: string): Promise<boolean>;
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
