import { expect, test } from "vitest";
import { isSameJson } from "./json-value.ts";

test.each<[one: unknown, other: unknown, isSame: boolean]>([
  [0, -0, true],
  [{ a: [1, -0] }, { a: [1, 0] }, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [{ a: 1, b: 1 }, { a: 1, c: 1 }, false],
  [[], {}, false],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  ["5", 5, false],
  [null, {}, false],
  [null, null, true],
  [JSON.parse('{"__proto__": 1}'), {}, false],
])("%j and %j: %s", (one, other, isSame) => {
  expect([isSameJson(one, other), isSameJson(other, one)]).toEqual([isSame, isSame]);
});
