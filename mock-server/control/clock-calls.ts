import type { components } from "../../spec/generated/control.ts";
import type { Clock } from "../world/clock.ts";
import { changeClock, clockProblem } from "../world/clock-change.ts";
import { instantRange, isInstant } from "../world/instant.ts";
import { type ControlHandlers, defined } from "./control-call.ts";

/** The clock of a world: reading, setting, advancing. */
export const clockHandlers: ControlHandlers<"readClock" | "setClock" | "advanceClock"> = {
  readClock: ({ world, answer }) => answer(200, bodyOf(world.clock)),
  setClock({ world: { clock }, body, answer }) {
    const { at, mode } = body;
    if (at === undefined && mode === undefined) {
      return answer(400, { message: "Nothing is to be set: send at, mode or both" });
    }
    const change = defined({ at, mode });
    const message = clockMessage(change);
    if (message !== undefined) return answer(400, { message: `at: ${message}` });
    changeClock(clock, change);
    return answer(200, bodyOf(clock));
  },
  advanceClock({ world: { clock }, body: { seconds }, answer }) {
    if (!isInstant(clock.now() + seconds * 1000)) {
      return answer(400, { message: `seconds: send fewer, the clock shows ${instantRange}` });
    }
    clock.advance(seconds);
    return answer(200, bodyOf(clock));
  },
};

/** What to send as `at`; `undefined` where it is right as it is. */
export function clockMessage(change: Parameters<typeof clockProblem>[0]): string | undefined {
  const problem = clockProblem(change);
  switch (problem) {
    case undefined:
      return undefined;
    case "real":
      return "send it with another mode, real time cannot be set";
    case "range":
      return `send ${instantRange}`;
    default:
      return problem satisfies never;
  }
}

function bodyOf(clock: Clock): components["schemas"]["Clock"] {
  const { mode, aheadBySeconds } = clock;
  return { now: new Date(clock.now()).toISOString(), mode, aheadBySeconds };
}
