import { expect, test } from "vitest";
import { conjoined, selectedPaths, selectedValues } from "./jsonpath.ts";

/** All objects of the members a, b, c and d that are 0 or 1. */
const all = Array.from({ length: 16 }, (_, bits) => ({
  a: bits & 1,
  b: (bits >> 1) & 1,
  c: (bits >> 2) & 1,
  d: (bits >> 3) & 1,
}));
type One = (typeof all)[number];

test.each<[path: string, holds: (one: One) => boolean]>([
  ["$[?@.a == 1]", ({ a }) => a === 1],
  ["$[?@.a == 1 && @.b == 1]", ({ a, b }) => a === 1 && b === 1],
  ["$[?@.a == 1 && @.b == 1 && @.c == 1]", ({ a, b, c }) => a === 1 && b === 1 && c === 1],
  ["$[?@.a==1&&@.b==1&&@.c==1&&@.d==1]", ({ a, b, c, d }) => a === 1 && b === 1 && c === 1 && d === 1],
  ["$[?@.a == 1 || @.b == 1 && @.c == 1 && @.d == 1]", ({ a, b, c, d }) => a === 1 || (b === 1 && c === 1 && d === 1)],
  ["$[?@.a == 1 && @.b == 1 && @.c == 1 || @.d == 1]", ({ a, b, c, d }) => (a === 1 && b === 1 && c === 1) || d === 1],
  [
    "$[?@.a == 1 && (@.b == 1 || @.c == 1) && @.d == 1]",
    ({ a, b, c, d }) => a === 1 && (b === 1 || c === 1) && d === 1,
  ],
  [
    "$[?@.a == 1 && !(@.b == 1 && @.c == 1 && @.d == 1)]",
    ({ a, b, c, d }) => a === 1 && !(b === 1 && c === 1 && d === 1),
  ],
  ["$[?@.a == 1 || @.b == 1 || @.c == 1 || @.d == 1]", ({ a, b, c, d }) => a + b + c + d > 0],
])("%s", (path, holds) => {
  expect(selectedValues(path, all)).toEqual(all.filter(holds));
  expect(selectedPaths(path, all)).toEqual(all.flatMap((one, index) => (holds(one) ? [`$[${index}]`] : [])));
});

test.each([
  ["$['a && b && c']"],
  ['$["a && b\\" && c"]'],
  ["$[?@.a == 'x && y && z']"],
  ["$[?match(@.a, 'x&&y')]"],
  ["$[?@.a, ?@.b]"],
])("%s is left as it is", (path) => {
  expect(conjoined(path)).toBe(path);
});

test.each([
  ["$[?@.a && @.b && @.c, ?@.d]", "$[?@.a &&( @.b &&( @.c)), ?@.d]"],
  ["$[?length(@.a[?@.b && @.c]) > 1 && @.d]", "$[?length(@.a[?@.b &&( @.c)]) > 1 &&( @.d)]"],
])("%s has its conditions in pairs", (path, paired) => {
  expect(conjoined(path)).toBe(paired);
});
