import { expect, test } from "vitest";
import {
  isObject,
  isSameJson,
  type JsonPart,
  numberIn,
  onOneLine,
  rewrittenJson,
  typeOf,
  writtenNumber,
} from "./json-value.ts";

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

const text = '\n{ "a" : [ 1.10, {"b":null} ],"a":"\\u0041", "__proto__":{"c":true} }\t';

test("each part of a text with its names and as it is written, and a text that nothing is changed in stays", () => {
  const parts: string[] = [];
  const look = ({ is, names, value, source }: JsonPart) => {
    parts.push(`${is} ${names.join(".")} ${JSON.stringify(value)} ${source}`);
    return undefined;
  };
  expect(rewrittenJson(text, look)).toBe(text);
  expect(parts.slice(1)).toEqual([
    'name  "a" "a"',
    'member a undefined [ 1.10, {"b":null} ]',
    "item a 1.1 1.10",
    'item a undefined {"b":null}',
    'name a "b" "b"',
    "member a.b null null",
    'name  "a" "a"',
    'member a "A" "\\u0041"',
    'name  "__proto__" "__proto__"',
    'member __proto__ undefined {"c":true}',
    'name __proto__ "c" "c"',
    "member __proto__.c true true",
  ]);
});

test.each<[string, (part: JsonPart) => boolean, string]>([
  ["a name", ({ is, value }) => is === "name" && value === "b", text.replace('"b"', "X")],
  ["a scalar", ({ value }) => value === 1.1, text.replace("1.10", "X")],
  ["a whole array", ({ is, source }) => is === "member" && source.startsWith("["), text.replace(/\[.*?\]/, "X")],
  [
    "members of one name",
    ({ is, names }) => is === "member" && names[0] === "a",
    '\n{ "a" : X,"a":X, "__proto__":{"c":true} }\t',
  ],
  ["the whole", ({ is, names }) => is === "item" && names.length === 0, "\nX\t"],
])("%s is written otherwise, and all else is as it was", (_name, isMeant, written) => {
  expect(rewrittenJson(text, (part) => (isMeant(part) ? "X" : undefined))).toBe(written);
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
