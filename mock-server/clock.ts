/**
 * A sandbox's time. Vendor behaviour reads the time here and nowhere else, so that moving it moves everything that
 * depends on it and nothing besides.
 */
export class Clock {
  readonly #realNow: () => number;
  #offsetMs = 0;

  /** @param realNow milliseconds since 1970; injected by tests */
  constructor(realNow: () => number = Date.now) {
    this.#realNow = realNow;
  }

  /** Milliseconds since 1970, on this clock. */
  now(): number {
    return this.#realNow() + this.#offsetMs;
  }

  /** How far the clock stands before real time, in seconds. */
  get advancedBySeconds(): number {
    return this.#offsetMs / 1000;
  }

  /** Moves the clock forward. A clock never goes back: vendors' clocks do not either. */
  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError(`a clock advances by 0 seconds or more, not by ${seconds}`);
    this.#offsetMs += seconds * 1000;
  }

  /** Back to real time. */
  reset(): void {
    this.#offsetMs = 0;
  }
}
