import { expect, test } from "vitest";
import { printable, printableLines } from "./printable.ts";

test.each([
  ["a terminal's escapes", "\u001b[2J\u0007\u009b", "\\u001b[2J\\u0007\\u009b"],
  [
    "marks of direction",
    "\u200e\u200f\u061c\u202a\u202e\u2066\u2069",
    "\\u200e\\u200f\\u061c\\u202a\\u202e\\u2066\\u2069",
  ],
  ["separators of lines", "a\u2028b\u2029c\r\n", "a\\u2028b\\u2029c\\u000d\\u000a"],
  ["what takes no room", "\u200b\u200c\u200d\u2060\ufeff\u00ad", "\\u200b\\u200c\\u200d\\u2060\\ufeff\\u00ad"],
  ["tags of another plane", "\u{e0041}", "\\udb40\\udc41"],
  ["what XML refuses", "\ufffe\uffff", "\\ufffe\\uffff"],
  ["half a pair", "\ud83d!", "\ufffd!"],
  ["all that prints", "Ünïcödé आशा 😀 \u00a0\\u202e", "Ünïcödé आशा 😀 \u00a0\\u202e"],
])("%s", (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("a JSON text means the same", () => {
  const value = { "\u202ea": "\u001b\u2028\u{e0041}\ufeff" };
  const text = printable(JSON.stringify(value));
  expect(text).toMatch(/^[ -~]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

test("lines stay lines", () => {
  expect(printableLines("a\tb\n\u202ec\n")).toBe("a\\u0009b\n\\u202ec\n");
});
