/**
 * Something in a contract that is not as the specification has it, or that nobody here can read, and that does not keep
 * the rest from being read: nothing is judged by it.
 */
export interface Oddity {
  /** What is not judged, as it is told once for all its places: `format snowflake`. */
  what: string;
  /** JSON Pointer into the contract. */
  pointer: string;
  found: string;
  expected: string;
}
