import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../spec/json/parse-json.ts";
import { copyOf, forgetText, parseWritten, plainOf, writtenJson } from "./written-json.ts";

/** JSON texts that JSON.stringify(JSON.parse(...)) would change, each in its own way. */
const texts = [
  "9007199254740993",
  "-9223372036854775808",
  "1.10",
  "1E400",
  "-0",
  "[1.0,2.50]",
  '{"id":9007199254740993,"rows":[{"price":1.10}]}',
  '{"k":1,"k":2}',
  '{"k":{"a":1},"k":[1.0]}',
  ' { "a" : 1 ,\n"b":[ ] } ',
  '{"s":"\\u0041\\/"}',
  '{"s":"\\ud800"}',
  '{"2":"b","1":"a"}',
  '{"__proto__":{"a":1.0}}',
];

test.each(texts)(
  "%s: read and written again it is the same, and a reader of values sees what JSON.parse sees",
  (text) => {
    const value = parseWritten(text);
    expect(writtenJson(value)).toBe(text.trim());
    expect(plainOf(value)).toEqual(JSON.parse(text));
  },
);

test.each(texts)("%s: as a part of something else, and as a copy", (text) => {
  const value = parseWritten(text);
  expect(writtenJson({ of: [value, undefined], no: undefined })).toBe(`{"of":[${text.trim()},null]}`);
  expect(writtenJson(copyOf(value))).toBe(text.trim());
});

test("any JSON text, whoever wrote it", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (json, indent) => {
      const text = JSON.stringify(parseJson(json), undefined, indent);
      expect(writtenJson(parseWritten(text))).toBe(text);
      expect(plainOf(parseWritten(text))).toEqual(parseJson(text));
    }),
  );
});

test("what is changed is written anew, what is in it stays", () => {
  const copy = copyOf(parseWritten('{"a":{"k":1,"k":2},"b": 1.10}')) as { b: unknown };
  copy.b = 5;
  forgetText(copy);
  expect(writtenJson(copy)).toBe('{"a":{"k":1,"k":2},"b":5}');
});

test("a value without numbers of its own is not copied to be compared", () => {
  const value = { a: [1, { b: "c" }] };
  expect(plainOf(value)).toBe(value);
});

test("a text nested too deeply is read all the same, and what is no JSON is refused", () => {
  const deep = `${"[".repeat(50_000)}1.0${"]".repeat(50_000)}`;
  expect(Array.isArray(parseWritten(deep))).toBe(true);
  expect(() => parseWritten("{")).toThrow(SyntaxError);
});
