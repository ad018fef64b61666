import { Script } from "node:vm";

/** Why judging did not come to its end. */
export class Unfinished extends Error {
  override name = "Unfinished";
  /** Whether somebody pressed Ctrl-C; otherwise its time was up. */
  readonly interrupted: boolean;

  constructor(interrupted: boolean) {
    super(interrupted ? "judging was interrupted" : "judging took all the time there was");
    this.interrupted = interrupted;
  }
}

// A function can be ended from outside only while a script of `node:vm` runs. The script is this constant, which does
// nothing but call the function: no text that anybody gave is run as code.
const slot = Symbol.for("understudy.within-time");
const script = new Script(`globalThis[Symbol.for("understudy.within-time")]()`);
const place = globalThis as { [slot]?: () => void };

/**
 * Does some work that never gives up the thread, and ends it when its time is up or Ctrl-C is pressed: a pattern that
 * backtracks, or a check that grows with the square of an answer, must not outlive the run. What the work had changed by
 * then stays changed.
 * @param ms milliseconds it may take; under one counts as one
 * @throws Unfinished when it was ended; whatever the work throws otherwise
 */
export function withinTime<T>(work: () => T, ms: number): T {
  const done: { value?: T } = {};
  const outer = place[slot];
  place[slot] = () => {
    done.value = work();
  };
  try {
    // The watchdog counts in 32 bits.
    script.runInThisContext({ timeout: Math.min(Math.max(1, Math.ceil(ms)), 2 ** 31 - 1), breakOnSigint: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new Unfinished(false);
    if (code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") {
      // The watchdog has taken the signal from whoever waits for it, or from the default, which ends the process.
      if (!process.emit("SIGINT")) process.kill(process.pid, "SIGINT");
      throw new Unfinished(true);
    }
    throw error;
  } finally {
    if (outer) place[slot] = outer;
    else delete place[slot];
  }
  return done.value as T;
}
