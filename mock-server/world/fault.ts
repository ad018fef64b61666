/**
 * What can go wrong with one call. Nothing of the first group reaches a handler: no token is judged and no refid or
 * bcagentid claimed. In the second group the handler has run and its answer is delivered badly.
 */
export type Fault =
  /** The call waits, then goes on as usual. With `upToMs` the wait is drawn between the two. */
  | { kind: "delay"; ms: number; upToMs?: number }
  /** This answer in the vendor's place: an object is sent as JSON, a string as it is. */
  | { kind: "answer"; status: number; body?: { [member: string]: unknown } | string; headers?: Record<string, string> }
  /**
   * A named example of the contract's responses, sent with the status it stands under; `status` chooses where two
   * responses have one of that name, otherwise the first has it.
   */
  | { kind: "example"; name: string; status?: number }
  /** 429 with Retry-After and the vendor's failure envelope. */
  | { kind: "rate-limit"; retryAfterSeconds: number }
  /** A 5xx with the vendor's failure envelope. */
  | { kind: "unavailable"; status: 500 | 502 | 503 | 504 }
  /** The vendor's own duplicate answer, whatever the id. */
  | { kind: "duplicate" }
  /** The connection is reset before any byte of an answer. */
  | { kind: "reset" }
  // ---- from here on the handler has run
  /** Headers and half of the body, then a reset. */
  | { kind: "reset-midway" }
  /** Headers at once, then `bytes` bytes of the body every `everyMs`. */
  | { kind: "drip"; bytes: number; everyMs: number }
  /** Headers that promise the whole body, half of it, then a regular end of the connection. */
  | { kind: "truncate" }
  /** Half of the JSON, with a Content-Length that fits it. */
  | { kind: "broken-json" }
  /** The right body under another Content-Type. */
  | { kind: "media-type"; value: string }
  /**
   * The connection ends without a byte, though the id is claimed: the retry meets the duplicate. `once` cannot be armed;
   * magic values set it, and magic.ts says what it does.
   */
  | { kind: "lose-answer"; once?: string };

/** A fault and when it strikes. */
export interface Arming {
  /** An operationId of the contract; every operation when left out. */
  operation?: string;
  /** How often it strikes; once when left out, or without end where there is a probability. */
  times?: number;
  /** The chance, above 0 and up to 1, that it strikes a call it applies to. */
  probability?: number;
  /** Where the random draws start: the same seed, the same sequence. */
  seed?: number;
  /** How long it stays armed, in seconds of the world's clock. */
  expiresInSeconds?: number;
  fault: Fault;
}

/** An armed fault as it stands. */
export interface Armed extends Arming {
  id: string;
  seed: number;
  /** How often it has struck. */
  fired: number;
  /** How often it will still strike; left out where there is no end but its expiry. */
  remaining?: number;
  /** Milliseconds since 1970 on the world's clock. */
  expiresAt?: number;
}

/** The armed faults of one world as plain JSON. */
export interface FaultsDump {
  /** The number of the next id. */
  next: number;
  /** `draws` is where the random sequence of each stands. */
  armed: (Armed & { draws: number })[];
}
