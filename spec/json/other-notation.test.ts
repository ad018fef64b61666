import { expect, test } from "vitest";
import { otherNotation } from "./other-notation.ts";

const quotes = "JSON needs double quotes";
const either = "this is a literal of Python or JavaScript";
const python = "this is a literal of Python";
const javaScript = "this is a literal of JavaScript";

test.each([
  ["{'a': 1}", `${quotes}; ${either}`],
  [`{"a": 'it is', "b": 2}`, `${quotes}; ${either}`],
  ["['a', 'b']", `${quotes}; ${either}`],
  ["{a: 1}", `${quotes}; ${either}`],
  ["  {\n  $a_1 : 1 }", `${quotes}; ${either}`],
  [`{"n": 1, 'a\\'b': {"c": "it's"}}`, `${quotes}; ${either}`],
  ["{'a': True, 'b': None}", `${quotes} and JSON has true for True; ${python}`],
  [`{"a": [1, False]}`, `JSON has false for False; ${python}`],
  [`{"a": None}`, `JSON has null for None; ${python}`],
  ["None", `JSON has null for None; ${python}`],
  ["{b'a': u'b'}", `${quotes}; ${either}`],
  ["{a: undefined}", `${quotes} and JSON has no undefined; ${javaScript}`],
  [`{"a": NaN}`, `JSON has no NaN; ${either}`],
  ["{'when': datetime.datetime(2026, 1, 1)}", `${quotes}; ${either}`],
  ["{'never ended", `${quotes}; ${either}`],
])("%s", (text, hint) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(otherNotation(text)).toBe(hint);
});

test.each([
  [""],
  ["<p class='x'>None</p>"],
  ["Error: 'x' is not there"],
  ["it's None"],
  ["a=1&b='2'"],
  ["[INFO] a: 'x'"],
  ["[2026-01-01 12:00] 'x': True"],
  ["{{ name }}"],
  [`{"a": "True 'x' {b: None}", }`],
  [`{"a": 1,}`],
  [`{"a": x}`],
  [`{"a": "b" 'c'}`],
  ["[".repeat(100_000)],
])("nothing is said of %s", (text) => {
  expect(otherNotation(text)).toBeUndefined();
});

test("of a long text the beginning is looked at", () => {
  expect(otherNotation(`{'a': "${"x".repeat(5_000_000)}`)).toBe(`${quotes}; ${either}`);
  expect(otherNotation(`{"a": "${"\\".repeat(5_000_000)}`)).toBeUndefined();
});
