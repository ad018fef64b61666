import { expect, test } from "vitest";
import { patternOf } from "./pattern.ts";

test.each([
  ["^\\p{L}+$", "é", "1"],
  // ECMA-262 5.1 lets anything be escaped; today's Unicode rules do not.
  ["^[\\w\\-\\_]+\\@x$", "a-b_@x", "@x"],
  ["^a{,3}$", "a{,3}", "aa"],
  ["^\\d{2}\\:\\d{2}$", "12:30", "1230"],
])("%s", (pattern, fits, fails) => {
  expect([patternOf(pattern)?.test(fits), patternOf(pattern)?.test(fails)]).toEqual([true, false]);
});

test.each(["(", "(?i)abc", "[z-a]", "(?P<name>x)", "a**"])("no pattern that can be read: %s", (pattern) => {
  expect(patternOf(pattern)).toBeUndefined();
});
