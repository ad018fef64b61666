import { expect, test } from "vitest";
import { explainBrokenJson, jsonBodyOf, parsedJson } from "./json-body.ts";
import { sentenceOf } from "./refusal.ts";

const json = { "content-type": "application/json" };

test.each<[text: string, got: string, change?: string]>([
  ['{"a":"x",\n "b":"y",\n}', 'trailing comma after "b" at line 2, column 9', "remove the comma"],
  ["[1,]", "trailing comma at line 1, column 3", "remove the comma"],
  ['{"a":{"b":1},}', "trailing comma at line 1, column 13", "remove the comma"],
  ['{"shopname": "abc" "shopaddress": "b"}', 'missing comma after "shopname" at line 1, column 19', "add a comma"],
  ['{"a":}', "value expected at line 1, column 6"],
  [
    "{'a':1}",
    "unexpected word at line 1, column 2",
    "JSON needs double quotes; this is a literal of Python or JavaScript",
  ],
  ['{"a":True}', "unexpected word at line 1, column 6", "JSON has true for True; this is a literal of Python"],
  ['{"a":1', "closing brace expected at line 1, column 7"],
  ["[1", "closing bracket expected at line 1, column 3"],
  ['{"a" 1}', "colon expected at line 1, column 6"],
  ['{"a":1,,"b":2}', "member name in double quotes expected at line 1, column 8"],
  ['"abc', "string without its closing quote at line 1, column 1"],
  ['{"a":"\\x"}', "escape that JSON does not have at line 1, column 6"],
  ['{"a":"\\u00zz"}', "malformed \\u escape at line 1, column 6"],
  ['{"a":1 /* x */}', "comment, which JSON does not have, at line 1, column 8"],
  ['{"\u{1f600}":"\u{1f600}" "b":1}', "missing comma at line 1, column 9", "add a comma"],
])("%j", (text, got, change) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(explainBrokenJson(text)).toEqual(change === undefined ? { got } : { got, change });
});

test("values are never quoted: they may be personal", () => {
  const refusal = explainBrokenJson('{"pancard": "ABCZE1234F" "lastname": "Doe"}');
  expect(JSON.stringify(refusal)).not.toMatch(/ABCZE|Doe/);
});

test.each([
  ["an empty body", Buffer.alloc(0), json, "malformed", "Body is empty: send a JSON object"],
  [
    "not UTF-8",
    Buffer.from([0x22, 0xff, 0x22]),
    json,
    "malformed",
    "Body is not JSON: it is not UTF-8 text; send UTF-8",
  ],
  ["no media type", Buffer.from("{}"), {}, "media-type", "Content-Type is missing: send application/json"],
  [
    "a compressed body",
    Buffer.from("{}"),
    { ...json, "content-encoding": "gzip" },
    "media-type",
    "Content-Encoding is not supported: send the body uncompressed",
  ],
])("%s is refused", (_name, bytes, headers, problem, message) => {
  const body = jsonBodyOf(headers, parsedJson(bytes));
  expect(body).toMatchObject({ problem });
  expect("refusal" in body && sentenceOf(body.refusal)).toBe(message);
});

test("a byte order mark before the object is passed over, as RFC 8259 allows", () => {
  expect(jsonBodyOf(json, parsedJson(Buffer.from('\ufeff{"a":1}')))).toEqual({ value: { a: 1 } });
});
