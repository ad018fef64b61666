import { withinInstants } from "./instant.ts";

/** How a clock runs: with real time, ahead of or behind it, or not at all. */
export type ClockMode = "real" | "offset" | "frozen";

/** A clock's state, as it is told, set and kept. */
export interface ClockState {
  mode: ClockMode;
  /** Milliseconds since 1970 that a frozen clock shows; milliseconds before real time for one that runs. */
  value: number;
}

/** @throws RangeError for what a clock cannot advance by: a number of seconds below 0, and what is no number */
export function checkSeconds(seconds: unknown): void {
  if (typeof seconds === "number" && seconds >= 0) return;
  const got = typeof seconds === "string" ? JSON.stringify(seconds) : String(seconds);
  throw new RangeError(`a clock advances by 0 seconds or more, not by ${got}`);
}

/**
 * A world's time. Vendor behaviour reads the time here and nowhere else, so that moving it moves everything that
 * depends on it and nothing besides.
 */
export class Clock {
  readonly #realNow: () => number;
  #state: ClockState = { mode: "real", value: 0 };

  /** @param realNow milliseconds since 1970; injected by tests */
  constructor(realNow: () => number = Date.now) {
    this.#realNow = realNow;
  }

  /** Milliseconds since 1970, on this clock. One that runs stands still at the last moment that a clock may show. */
  now(): number {
    return withinInstants(this.#state.mode === "frozen" ? this.#state.value : this.#realNow() + this.#state.value);
  }

  get mode(): ClockMode {
    return this.#state.mode;
  }

  /** How far the clock stands before real time, in seconds; below 0 behind it. */
  get aheadBySeconds(): number {
    return (this.now() - this.#realNow()) / 1000;
  }

  /** Moves the clock forward, frozen or not. */
  advance(seconds: number): void {
    checkSeconds(seconds);
    const { mode, value } = this.#state;
    this.#state = { mode: mode === "real" ? "offset" : mode, value: value + seconds * 1000 };
  }

  /** Sets the time, in milliseconds since 1970; a frozen clock stays frozen, any other runs on from there. */
  set(instant: number): void {
    this.#state =
      this.#state.mode === "frozen"
        ? { mode: "frozen", value: instant }
        : { mode: "offset", value: instant - this.#realNow() };
  }

  /** Stops the clock where it stands. */
  freeze(): void {
    this.#state = { mode: "frozen", value: this.now() };
  }

  /** Lets a frozen clock run on from where it stands. */
  unfreeze(): void {
    if (this.#state.mode === "frozen") this.#state = { mode: "offset", value: this.now() - this.#realNow() };
  }

  /** Back to real time. */
  reset(): void {
    this.#state = { mode: "real", value: 0 };
  }

  dump(): ClockState {
    return this.#state;
  }

  load(state: ClockState): void {
    this.#state = state;
  }
}
