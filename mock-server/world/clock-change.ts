import type { Clock, ClockMode } from "./clock.ts";
import { instantOf } from "./instant.ts";

/** How a clock is to go: in the words of a control call, which are those of a configuration and of a package's options. */
export interface ClockChange {
  /** The time to set, as ISO 8601 with a zone. */
  at?: string;
  /** Left out, a frozen clock stays frozen and any other runs on. */
  mode?: ClockMode;
}

/** Why a change cannot be made: real time cannot be set, or `at` is no time that a clock shows; `undefined` where it can. */
export function clockProblem({ at, mode }: ClockChange): "real" | "range" | undefined {
  if (at === undefined) return undefined;
  if (mode === "real") return "real";
  return instantOf(at) === undefined ? "range" : undefined;
}

/** Makes a change that {@link clockProblem} has nothing against. */
export function changeClock(clock: Clock, { at, mode }: ClockChange): void {
  runAs(clock, mode);
  const instant = at === undefined ? undefined : instantOf(at);
  if (instant !== undefined) clock.set(instant);
}

function runAs(clock: Clock, mode: ClockMode | undefined): void {
  switch (mode) {
    case undefined:
      break;
    case "real":
      clock.reset();
      break;
    case "frozen":
      clock.freeze();
      break;
    case "offset":
      clock.unfreeze();
      // From real time too: a clock that is to run on from where it stands is no longer real time's.
      clock.advance(0);
      break;
    default:
      mode satisfies never;
  }
}
