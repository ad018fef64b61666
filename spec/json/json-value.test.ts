import { expect, test } from "vitest";
import { isObject, isSameJson, numberIn, onOneLine, typeOf, writtenNumber } from "./json-value.ts";

test.each(["0", "5", "-12", "1.5", "1e+21", "9007199254740991"])("%s is a number of JavaScript's", (source) => {
  expect(writtenNumber(source)).toBe(Number(source));
});

test.each(["9007199254740993", "1.10", "5.0", "1E2", "1E400", "-0", "-0.0", "0.1000000000000000055"])(
  "%s is kept as it is written",
  (source) => {
    const value = writtenNumber(source);
    expect(JSON.stringify({ value })).toBe(`{"value":${source}}`);
    expect(numberIn(value)).toBe(Number(source));
    expect(isObject(value)).toBe(false);
    expect(typeOf(value)).toBe(typeOf(Number(source)));
  },
);

test("nothing else is a number that is kept", () => {
  for (const value of [5, "5", null, undefined, {}, { rawJSON: "5" }, []]) expect(numberIn(value)).toBeUndefined();
});

test("a line break is nothing but space", () => {
  expect(onOneLine('{\r\n  "a": "b\\n",\n\n\t"c":1 }')).toBe('{ "a": "b\\n", "c":1 }');
});

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
  [writtenNumber("1.0"), 1, true],
  [writtenNumber("1e2"), 100, true],
  [writtenNumber("-0.0"), 0, true],
  [writtenNumber("9007199254740993"), 9007199254740992, false],
  [writtenNumber("9007199254740993"), writtenNumber("9007199254740993.0"), true],
  [[{ a: writtenNumber("9007199254740993") }], [{ a: writtenNumber("9007199254740994") }], false],
  [writtenNumber("1e400"), Number.POSITIVE_INFINITY, false],
  [writtenNumber("5.0"), "5.0", false],
  [null, {}, false],
  [null, null, true],
  [JSON.parse('{"__proto__": 1}'), {}, false],
])("%j and %j: %s", (one, other, isSame) => {
  expect([isSameJson(one, other), isSameJson(other, one)]).toEqual([isSame, isSame]);
});
