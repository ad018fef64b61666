/**
 * A token bucket that holds one token: requests are spread evenly, however many ask at once, and none is sent earlier
 * than one interval after the one before it.
 */
import type { Time } from "./time.ts";
export class Pace {
  readonly #intervalMs: number;
  readonly #time: Time;
  /** When the next request may be sent, in milliseconds since 1970. */
  #next = 0;

  /** @param perSecond requests in a second, above 0; `Infinity` for no limit */
  constructor(perSecond: number, time: Time) {
    this.#intervalMs = 1000 / perSecond;
    this.#time = time;
  }

  /** Waits for this caller's turn; it ends early, but keeps its turn, when the run is stopped. */
  async turn(signal?: AbortSignal): Promise<void> {
    if (this.#intervalMs === 0) return;
    const now = this.#time.now();
    // Taken before the wait, so that callers who come together get different turns.
    const at = Math.max(now, this.#next);
    this.#next = at + this.#intervalMs;
    if (at > now) await this.#time.sleep(at - now, signal);
  }
}
