import { expect, test } from "vitest";
import { Clock } from "./clock.ts";

let real = 0;
const clockAt = (start: number) => {
  real = start;
  return new Clock(() => real);
};

test("a real clock runs with real time; advanced, it runs on ahead of it", () => {
  const clock = clockAt(1_000);
  expect([clock.mode, clock.now(), clock.aheadBySeconds]).toEqual(["real", 1_000, 0]);
  clock.advance(90);
  real += 500;
  expect([clock.mode, clock.now(), clock.aheadBySeconds]).toEqual(["offset", 91_500, 90]);
});

test("a frozen clock stands still until it is advanced, set or released", () => {
  const clock = clockAt(1_000);
  clock.freeze();
  real += 9_000;
  expect([clock.mode, clock.now(), clock.aheadBySeconds]).toEqual(["frozen", 1_000, -9]);
  clock.advance(0.5);
  expect(clock.now()).toBe(1_500);
  clock.set(7_000);
  expect([clock.mode, clock.now()]).toEqual(["frozen", 7_000]);
  clock.unfreeze();
  real += 1_000;
  expect([clock.mode, clock.now()]).toEqual(["offset", 8_000]);
  clock.reset();
  expect([clock.mode, clock.now()]).toEqual(["real", real]);
});

test("a clock that is set runs on from there, and releasing one that runs changes nothing", () => {
  const clock = clockAt(5_000);
  clock.set(1_000);
  clock.unfreeze();
  real += 10;
  expect([clock.mode, clock.now()]).toEqual(["offset", 1_010]);
});

test("it does not advance backwards", () => {
  expect(() => clockAt(0).advance(-1)).toThrow("a clock advances by 0 seconds or more, not by -1");
  expect(() => clockAt(0).advance(Number.NaN)).toThrow("a clock advances by 0 seconds or more, not by NaN");
});

test("a dumped state is loaded into another clock", () => {
  const clock = clockAt(1_000);
  clock.advance(5);
  const other = new Clock(() => 2_000);
  other.load(clock.dump());
  expect([other.mode, other.now()]).toEqual(["offset", 7_000]);
});
