/** A token as it is kept: never the token itself, only its hash is the key to it. */
export interface TokenRecord {
  partnerId: string;
  /** Milliseconds since 1970 on the sandbox's clock. */
  issuedAt: number;
}

/** Where a sandbox keeps what it must remember. Every method is one atomic step, whoever else is calling. */
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
}
