import type { components } from "../../spec/generated/control.ts";
import type { Clock } from "../world/clock.ts";
import { instantOf, instantRange, isInstant } from "../world/instant.ts";
import type { ControlHandlers } from "./control-call.ts";

/** The clock of a world: reading, setting, advancing. */
export const clockHandlers: ControlHandlers<"readClock" | "setClock" | "advanceClock"> = {
  readClock: ({ world, answer }) => answer(200, bodyOf(world.clock)),
  setClock({ world: { clock }, body, answer }) {
    const { at, mode } = body;
    const refused = (message: string) => answer(400, { message });
    if (at === undefined && mode === undefined) return refused("Nothing is to be set: send at, mode or both");
    if (at !== undefined && mode === "real") return refused("at: send it with another mode, real time cannot be set");
    const instant = at === undefined ? undefined : instantOf(at);
    if (at !== undefined && instant === undefined) return refused(`at: send ${instantRange}`);
    runAs(clock, mode);
    if (instant !== undefined) clock.set(instant);
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

function runAs(clock: Clock, mode: components["schemas"]["ClockChange"]["mode"]): void {
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

function bodyOf(clock: Clock): components["schemas"]["Clock"] {
  const { mode, aheadBySeconds } = clock;
  return { now: new Date(clock.now()).toISOString(), mode, aheadBySeconds };
}
