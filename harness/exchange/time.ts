import { setTimeout } from "node:timers/promises";

/** Time as the runner sees it; tests bring their own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const realTime: Time = {
  now: () => performance.timeOrigin + performance.now(),
  async sleep(milliseconds, signal) {
    // A run that is stopped ends its waits; the next step then finds out that it was stopped.
    await setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};
