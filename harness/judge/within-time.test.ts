import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { Unfinished, withinTime } from "./within-time.ts";

test("work that ends gives its value, or throws what it throws", () => {
  expect(withinTime(() => ["a value"], 60_000)).toEqual(["a value"]);
  expect(() =>
    withinTime(() => {
      throw new RangeError("its own");
    }, 60_000),
  ).toThrow(new RangeError("its own"));
});

// Each of them would go on for hours; that the test ends is what it shows.
const endless: [what: string, work: () => unknown][] = [
  ["a pattern that backtracks", () => /^(a+)+$/.test(`${"a".repeat(60)}b`)],
  [
    "items that are compared with each other",
    () => {
      const items = Array.from({ length: 200_000 }, (_, index) => ({ index, tail: [index] }));
      return new Ajv2020().validate({ type: "array", uniqueItems: true }, items);
    },
  ],
  [
    "a loop",
    () => {
      for (;;);
    },
  ],
];
test.each(endless)("%s is ended when its time is up", (_what, work) => {
  expect(() => withinTime(work, 50)).toThrow(Unfinished);
  // The next one has its own time.
  expect(withinTime(() => 1, 60_000)).toBe(1);
});

test("less than a millisecond is one, and more than a watchdog can count is no limit", () => {
  expect(withinTime(() => 1, Number.POSITIVE_INFINITY)).toBe(1);
  expect(() => withinTime(endless[0]?.[1] as () => unknown, -5)).toThrow("judging took all the time there was");
});

test("within another one's time, the outer goes on afterwards", () => {
  const outer = withinTime(() => {
    expect(() => withinTime(endless[2]?.[1] as () => unknown, 20)).toThrow(Unfinished);
    return "outer";
  }, 60_000);
  expect(outer).toBe("outer");
});
