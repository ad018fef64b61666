import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

/** A clock that moves only when somebody sleeps until a later time. */
function clock() {
  let now = 1000;
  const sleep = async (milliseconds: number) => {
    const until = now + milliseconds;
    await Promise.resolve();
    now = Math.max(now, until);
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { now: () => now, sleep, pass };
}

test.each<[what: string, perSecond: number, pauses: number[], turns: number[]]>([
  ["two in a second", 2, [0, 0, 0], [0, 500, 1000]],
  ["one in four seconds", 0.25, [0, 0], [0, 4000]],
  ["who comes late does not wait, and leaves no credit for a burst", 10, [0, 950, 0, 0], [0, 950, 1050, 1150]],
  ["no limit", Infinity, [0, 0, 0], [0, 0, 0]],
])("%s", async (_what, perSecond, pauses, turns) => {
  const time = clock();
  const pace = new Pace(perSecond, time);
  const taken: number[] = [];
  for (const pause of pauses) {
    time.pass(pause);
    await pace.turn();
    taken.push(time.now() - 1000);
  }
  expect(taken).toEqual(turns);
});

test("callers that come together get different turns", async () => {
  const waits: number[] = [];
  const time = { now: () => 0, sleep: async (milliseconds: number) => void waits.push(milliseconds) };
  const pace = new Pace(4, time);
  await Promise.all([pace.turn(), pace.turn(), pace.turn()]);
  expect(waits).toEqual([250, 500]);
});
