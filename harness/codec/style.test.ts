// OpenAPI's table of styles, and that what is written is read again: for every style, place, type and value.

import fc from "fast-check";
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";
import { decoded, formPairs, pairsIn, type RawPair } from "./percent.ts";
import { type Readings, readPairs, readText } from "./read.ts";
import { type Place, type Style, styleOf } from "./style.ts";
import { typedValue } from "./typed-value.ts";
import { Unwritable, written, writtenContent } from "./write.ts";

const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: {}
paths: {}
components:
  schemas:
    string: { type: string }
    number: { type: number }
    boolean: { type: boolean }
    strings: { type: array, items: { type: string } }
    numbers: { type: array, items: { $ref: "#/components/schemas/number" } }
    object: { type: object, additionalProperties: { type: string } }
    point: { type: object, properties: { x: { type: number }, y: { type: [number, "null"] }, on: { type: boolean } } }
`,
  ),
);
const schemas = schemasOf(contract);

const style = (place: Place, name: string, explode: boolean, allowReserved = false): Style =>
  styleOf({ style: name, explode, allowReserved }, place);

const blue = "blue";
const list = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

// OpenAPI 3.1.2, Style Examples: the row, then what stands for "blue", for the list and for the object.
test.each<[place: Place, name: string, explode: boolean, blue: string, list: string, object: string]>([
  ["path", "matrix", false, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
  ["path", "matrix", true, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
  ["path", "label", false, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
  ["path", "label", true, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
  ["path", "simple", false, "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["path", "simple", true, "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["header", "simple", false, "blue", "blue,black,brown", "R,100,G,200,B,150"],
  ["header", "simple", true, "blue", "blue,black,brown", "R=100,G=200,B=150"],
  ["query", "form", false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["query", "form", true, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
  ["cookie", "form", false, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
  ["query", "spaceDelimited", false, "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
  ["query", "pipeDelimited", false, "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
])("%s %s, explode: %s", (place, name, explode, ...texts) => {
  const of = (value: unknown) => written("color", value, style(place, name, explode)).join("&");
  expect([of(blue), of(list), of(object)]).toEqual(texts);
});

test.each([true, false])("deepObject, explode: %s, for nothing else is defined", (explode) => {
  const of = style("query", "deepObject", explode);
  expect(written("color", object, of).join("&")).toBe("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
});

test.each<[place: Place, object: object, name: string, explode: boolean]>([
  ["query", {}, "form", true],
  ["cookie", {}, "form", true],
  ["path", {}, "simple", false],
  ["header", {}, "simple", false],
  ["query", { style: "pipeDelimited" }, "pipeDelimited", false],
  ["query", { explode: false }, "form", false],
])("defaults in a %s: %j is %s, explode: %s", (place, object_, name, explode) => {
  expect(styleOf({ ...object_ }, place)).toEqual({ place, name, explode, allowReserved: false });
});

test.each<[what: string, value: unknown, style: Style, texts: string[]]>([
  ["null", null, style("query", "form", true), []],
  ["no items", [], style("query", "form", false), []],
  ["no members", {}, style("query", "deepObject", true), []],
  ["items and members that are null", [1, null, 2], style("query", "form", false), ["p=1,2"]],
  ["members that are null", { a: null, b: 2 }, style("query", "form", true), ["b=2"]],
  ["an empty text", "", style("path", "matrix", false), [";p"]],
  ["empty items", ["", "a"], style("path", "matrix", true), [";p;p=a"]],
  [
    "reserved characters",
    "a/b?c=d&e+f g#h[i]ü%",
    style("query", "form", true),
    ["p=a%2Fb%3Fc%3Dd%26e%2Bf%20g%23h%5Bi%5D%C3%BC%25"],
  ],
  ["what RFC 6570 reserves besides", "!*'()~", style("query", "form", true), ["p=%21%2A%27%28%29~"]],
  [
    "allowReserved",
    "a/b?c=d&e+f g#h[i]%20%",
    style("query", "form", true, true),
    ["p=a/b?c=d%26e%2Bf%20g%23h%5Bi%5D%20%25"],
  ],
  ["allowReserved, its own separator", ["a,b", "c;d"], style("query", "form", false, true), ["p=a%2Cb,c;d"]],
  ["separators in items", ["a,b", "c"], style("query", "form", false), ["p=a%2Cb,c"]],
])("%s", (_what, value, of, texts) => {
  expect(written("p", value, of)).toEqual(texts);
});

test.each<[place: Place, mediaType: string, value: unknown, texts: string[]]>([
  ["query", "application/json", { n: [1] }, ["p=%7B%22n%22%3A%5B1%5D%7D"]],
  ["path", "application/json", "a", ["%22a%22"]],
  ["header", "application/json", { n: 1 }, ['{"n":1}']],
  ["cookie", "text/plain", "a b", ["p=a%20b"]],
  ["query", "application/json", null, []],
])("content in a %s as %s: %j", (place, mediaType, value, texts) => {
  expect(writtenContent("p", value, { place, mediaType })).toEqual(texts);
});

const nested = "a part of it is an object, which no style of OpenAPI can hold";
test.each<[value: unknown, style: Style, problem: string]>([
  [[{ a: 1 }], style("query", "form", true), nested],
  [{ a: { b: 1 } }, style("query", "deepObject", true), nested],
  [{ a: [1] }, style("query", "deepObject", true), nested.replace("an object", "a list")],
  ["x", style("query", "deepObject", true), "style deepObject is for an object, not for one value"],
  [[1], style("query", "deepObject", true), "style deepObject is for an object, not for a list"],
  [
    { "a[b": 1 },
    style("query", "deepObject", true),
    "a bracket in one of its parts would split it (style deepObject, explode: true)",
  ],
  [[1], style("query", "pipeDelimited", true), "style pipeDelimited with explode: true is not defined"],
  [{ a: 1 }, style("query", "spaceDelimited", true), "style spaceDelimited with explode: true is not defined"],
  [
    ["a b"],
    style("query", "spaceDelimited", false),
    '" " in one of its parts would split it (style spaceDelimited, explode: false)',
  ],
  [
    ["a|b"],
    style("query", "pipeDelimited", false),
    '"|" in one of its parts would split it (style pipeDelimited, explode: false)',
  ],
  [["a.b"], style("path", "label", true), '"." in one of its parts would split it (style label, explode: true)'],
  [["a,b"], style("header", "simple", false), '"," in one of its parts would split it (style simple, explode: false)'],
  [{ "a=b": 1 }, style("header", "simple", true), "= in one of its parts would split it (style simple, explode: true)"],
  [["a", " b"], style("header", "simple", false), "a header has no empty items, and no spaces around them"],
  [{ "": 1 }, style("path", "matrix", true), "it has a member without a name"],
  ["", style("path", "label", false), "it is empty, and style label would leave a dot alone"],
  [[1], style("cookie", "form", true), "style form with explode: true is not for a list in a cookie"],
  [{ a: 1 }, style("cookie", "form", true), "style form with explode: true is not for an object in a cookie"],
  ["x", style("path", "form", true), "style form is not for a path"],
  ["x", style("query", "simple", true), "style simple is not for a query"],
  ["x", style("header", "label", true), "style label is not for a header"],
  ["x", style("query", "tabs", true), "style tabs is none of OpenAPI's"],
])("%j is refused: %o", (value, of, problem) => {
  expect(() => written("p", value, of)).toThrow(new Unwritable(`parameter p cannot be written: ${problem}`));
});

test("half of a surrogate pair and a list in a text are refused", () => {
  const half = new Unwritable("p cannot be written: it has half of a surrogate pair, which has no UTF-8");
  expect(() => written("p", "\ud800", style("query", "form", true))).toThrow(half);
  const listed = new Unwritable("p is a list, and text/plain has no form for one");
  expect(() => writtenContent("p", [1], { place: "query", mediaType: "text/plain" })).toThrow(listed);
});

test("what is refused names no value", () => {
  const of = style("query", "form", true);
  const told = () => written("5209295531", [{ a: "ABCZE1234F" }], of);
  expect(told).toThrow("parameter *** cannot be written: a part of it is an object");
});

/** What comes at the other side of the wire, beside another parameter. */
function received(texts: string[], of: Style): Readings | undefined {
  const isMember = (name: string) => name !== "other";
  const pairs = (all: RawPair[]) => readPairs("p", of, { pairs: all, isMember });
  switch (of.place) {
    case "query":
      return pairs(formPairs(new URL(`http://h/?${["other=1", ...texts].join("&")}`).search.slice(1)));
    case "cookie":
      return pairs(pairsIn(["other=1", ...texts].join("; "), ";", (name) => decoded(name.trim())));
    case "path":
      return readText("p", of, new URL(`http://h/a/${texts.join("")}/b`).pathname.slice(3, -2));
    default:
      return readText("p", of, ` ${texts.join("")} `);
  }
}

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(..."ab,;.=&|%+/?#[] \"'ü😀\t"), maxLength: 6 }),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((one) => one + 0);
// The name of the parameter itself is its own, and not a member's.
const key = text.filter((name) => !["p", "other"].includes(name));
const values: Record<string, fc.Arbitrary<unknown>> = {
  string: text,
  number,
  boolean: fc.boolean(),
  strings: fc.array(text, { maxLength: 4 }),
  numbers: fc.array(number, { maxLength: 4 }),
  object: fc.dictionary(key, text, { maxKeys: 3 }),
  point: fc.record({ x: number, y: number, on: fc.boolean() }, { requiredKeys: [] }),
};

/** Styles that can write any value of a type. */
const complete = ["path matrix", "path simple", "query form", "cookie form"];

const places: [place: Place, name: string][] = [
  ["path", "matrix"],
  ["path", "label"],
  ["path", "simple"],
  ["header", "simple"],
  ["query", "form"],
  ["query", "spaceDelimited"],
  ["query", "pipeDelimited"],
  ["query", "deepObject"],
  ["cookie", "form"],
];
const trips = places.flatMap(([place, name]) =>
  [true, false].flatMap((explode) => Object.keys(values).map((type) => ({ place, name, explode, type }))),
);

test.each(trips)("what is written is read again or refused: $place $name, explode: $explode, $type", (trip) => {
  const { place, name, explode, type } = trip;
  const isComplete = complete.includes(`${place} ${name}`) && !(place === "cookie" && explode);
  const check = (allowReserved: boolean) => (value: unknown) => {
    const of = style(place, name, explode, allowReserved);
    let texts: string[];
    try {
      texts = written("p", value, of);
    } catch (error) {
      if (error instanceof Unwritable && (!isComplete || /without a name$/.test(error.message))) return;
      throw error;
    }
    const whole = texts.join("");
    // A path has no empty segment and none of dots; a header no spaces at its ends; escapes pass where they are allowed.
    if (place === "path" && /^\.{0,2}$/.test(whole)) return;
    if (place === "header" && whole !== whole.trim()) return;
    if (allowReserved && /%[0-9a-f]{2}/i.test(JSON.stringify(value))) return;
    const readings = received(texts, of);
    if (texts.length === 0 && place !== "path" && place !== "header") {
      expect(readings).toBe(undefined);
      return;
    }
    expect(readings && typedValue(schemas, `/components/schemas/${type}`, readings)).toEqual({ value, open: [] });
  };
  const arbitrary = values[type] ?? expect.fail();
  fc.assert(fc.property(arbitrary, check(false)), { numRuns: 100 });
  if (place === "query") fc.assert(fc.property(arbitrary, check(true)), { numRuns: 100 });
});
