import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

test.each([
  ["a quote", '{"h":1,"\\"":2}', "h\\", ["h", '"']],
  ["a line break", '{"a":0,"b\\n":1}', "b\\", ["a", "b\n"]],
  ["a code", '{"a":0,"b\\u0041":1}', "b\\", ["a", "bA"]],
])("a name written with %s is that name, whatever was read before", (_, text, other, names) => {
  for (const poison of ["\\", other]) parseJson(JSON.stringify({ h: [], a: 0, [poison]: 0 }));
  JSON.parse('{"h":[],"\\\\":0}');
  JSON.parse('{"a":0,"b\\\\":0}');
  expect(Object.keys(parseJson(text) as object)).toEqual(names);
});

test("any JSON is the value it was written from, names with escapes included", () => {
  const names = fc.stringMatching(/^[ab\\"\n\u00e9]{0,3}$/);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, names, fc.integer(), fc.constantFrom(true, null), tie("list"), tie("map")),
    list: fc.array(tie("value"), { maxLength: 4 }),
    map: fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (given, indent) => {
      const text = JSON.stringify(given, undefined, indent);
      expect(JSON.stringify(parseJson(text), undefined, indent)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("of members of one name the last counts, in the place of the first; __proto__ is a name like any other", () => {
  const value = parseJson('{"\\u0061":1,"b":2,"a":3,"__proto__":{"c":4}}');
  expect(Object.entries(value as object)).toEqual([
    ["a", 3],
    ["b", 2],
    ["__proto__", { c: 4 }],
  ]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test("what is no JSON is none, and depth is no limit", () => {
  expect(() => parseJson('{"\\u0061":1,}')).toThrow(SyntaxError);
  const deep = parseJson(`${'{"\\u0061":['.repeat(20_000)}${"]}".repeat(20_000)}`);
  expect(deep).toHaveProperty(["a", 0, "a", 0, "a"]);
});
