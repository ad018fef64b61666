import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";
import { innerLimits } from "./limits.ts";

/** What is made at the limit of a keyword for a value, in words of JSON; the judge must allow each of them. */
function madeFor(keyword: string, argument: unknown, value: unknown): string[] {
  const isInteger = Number.isInteger(value) && keyword !== "multipleOf";
  return innerLimits[keyword]?.({ argument, value, isInteger }) ?? [];
}

function isAllowed(schema: object, value: unknown): boolean {
  const document = { openapi: "3.1.0", info: { title: "T", version: "1" }, components: { schemas: { One: schema } } };
  const contract = contractOf(parseSource("one.json", JSON.stringify(document)));
  return schemasOf(contract).errors("/components/schemas/One", value).length === 0;
}

test.each<[keyword: string, argument: unknown, value: unknown, ...texts: string[]]>([
  ["minimum", 1.5, 2, "1.5"],
  ["maximum", -0.25, -1, "-0.25"],
  ["exclusiveMinimum", 3, 7, "4"],
  ["exclusiveMinimum", 0, 0.5, "0.001"],
  ["exclusiveMaximum", 100, 7, "99"],
  ["exclusiveMaximum", 0.5, 0.25, "0.4999"],
  ["multipleOf", 0.01, 1.5, "0.03", "0.07", "0.29", "1.15", "19.99", "1000000.07"],
  ["multipleOf", 1e-7, 1, "0.0000003", "0.0000007", "0.0000029", "0.0000115", "0.0001999", "10.0000007"],
  ["multipleOf", 100, 100, "300", "700", "2900", "11500", "199900", "10000000700"],
  ["minLength", 2, "abc", '"xx"', '"😀😀"'],
  ["maxLength", 3, "a", '"xxx"', '"😀😀😀"'],
  ["minItems", 1, [7, 8], "[7]"],
  ["maxItems", 3, ["a"], '["a","a1","a2"]'],
  ["uniqueItems", true, ["a"], '["a","a "]', '["a","A"]', '["a","a"]'],
  ["uniqueItems", true, [1], '[1,"1"]', "[1,2]"],
  ["uniqueItems", false, [1]],
  ["minProperties", 1, { a: 1, b: 2 }, '{"a":1}'],
  ["maxProperties", 2, { a: 1 }, '{"a":1,"understudy0":1}'],
  ["enum", ["a", 7, null], "a", "7", "null"],
  ["format", "duration", "P1D", '"P4W"', '"PT0S"', '"P1Y2M3DT4H5M6S"'],
  ["format", "int32", 1, "2147483647", "-2147483648"],
  ["minimum", 3, "a text"],
])("%s %j at its limit, beside %j", (keyword, argument, value, ...texts) => {
  expect(madeFor(keyword, argument, value)).toEqual(texts);
  // Two texts that are the same are sifted out where answers are made.
  const different = texts.filter((text) => text !== '["a","a"]');
  for (const text of different) expect(isAllowed({ [keyword]: argument }, JSON.parse(text)), text).toBe(true);
});

test("the judge allows every text of every format", () => {
  const formats = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
  ];
  const texts = [...formats, "uuid", "json-pointer"].flatMap((format) =>
    madeFor("format", format, "a").map((text) => ({ format, text })),
  );
  expect(texts.length).toBeGreaterThan(25);
  expect(texts.filter(({ format, text }) => !isAllowed({ format }, JSON.parse(text)))).toEqual([]);
});
