// What of a JSON answer readers disagree about, in all its forms: findings of the check "json".
import { expect, test } from "vitest";
import { type Answer, findingsIn, goodPayment } from "../test-payments.ts";

const said = (answer: Answer) => findingsIn(answer).map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual}`);
const text = JSON.stringify(goodPayment);
/** A good answer with one more free member, as written. */
const extra = (json: string): Answer => ({ bytes: text.replace(/}$/, `,"extra":{"k":${json}}}`) });
const kept = "a number that 64-bit floating point keeps";
const whole = `an integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
const half = "text of whole characters | half of a surrogate pair";

test.each<[json: string, ...findings: string[]]>([
  ["1.10"],
  ["-0"],
  ["1e23"],
  ["0.1"],
  ["9007199254740993", `json /extra/k: ${whole} | 9007199254740993`],
  ["[1,[-9007199254740993]]", `json /extra/k/1/0: ${whole} | -9007199254740993`],
  ["9007199254740993.0", `json /extra/k: ${kept} | 9007199254740993.0`],
  ["0.12345678901234567890", `json /extra/k: ${kept} | 0.12345678901234567890`],
  ["1.0000000000000000001e5", `json /extra/k: ${kept} | 1.0000000000000000001e5`],
  ["1e400", `json /extra/k: ${kept} | 1e400`],
  ["-1E400", `json /extra/k: ${kept} | -1E400`],
  ["1e-400", `json /extra/k: ${kept} | 1e-400`],
  ['"\\ud83d\\ude00"'],
  ['"\\\\ud83d"'],
  ['"\\ud83d"', `json /extra/k: ${half}`],
  ['"a\\uDE00b"', `json /extra/k: ${half}`],
  ['["\\ude00\\ud83d"]', `json /extra/k/0: ${half}`],
  ['{"\\ud83d":1}', `json /extra/k/\uFFFD: ${half}`],
  ['{"a":1,"a":2}', "json /extra/k/a: each member name once | a member name given again"],
  ['{"a":1,"\\u0061":1,"a":1}', "json /extra/k/a: each member name once | a member name given again"],
  ['[{"a":1},{"a":1}]'],
])("%s", (json, ...findings) => {
  expect(said(extra(json))).toEqual(findings);
});

test("a number that is too large for its reader is told by its text, and not as one of another type", () => {
  const amount = (digits: string): Answer => ({ bytes: text.replace(":5,", `:${digits},`) });
  expect(said(amount("1e400"))).toEqual([`json /amount: ${kept} | 1e400`]);
  expect(said(amount("-1e400"))).toEqual([`json /amount: ${kept} | -1e400`]);
});

test.each<[type: string, ...findings: string[]]>([
  ["application/json; charset=utf-8"],
  ["application/json; charset=UTF-8"],
  ['application/json;charset="utf-8"'],
  ["application/json; charset=utf8"],
  ["application/json; charset=iso-8859-1", "json content-type: UTF-8 | the charset iso-8859-1"],
  ["application/json; charset=UTF-16", "json content-type: UTF-8 | the charset UTF-16"],
  ["application/json; charset=windows-1252", "json content-type: UTF-8 | the charset windows-1252"],
  ["application/json; charset=us-ascii", "json content-type: UTF-8 | the charset us-ascii"],
  ["application/json; charset=none-such", "json content-type: UTF-8 | the charset none-such"],
])("the charset of an answer: %s", (type, ...findings) => {
  expect(said({ type })).toEqual(findings);
});

test("bytes of another charset are told by its name alone", () => {
  const bytes = Buffer.from(text.replace("Asha", "Adé"), "latin1");
  const type = "application/json; charset=iso-8859-1";
  expect(said({ type, bytes })).toEqual(["json content-type: UTF-8 | the charset iso-8859-1"]);
  expect(said({ bytes })).toEqual([`json : UTF-8 | ${bytes.length} bytes that are not UTF-8`]);
});

test.each<[name: string, types: string[], ...findings: string[]]>([
  ["twice the same", ["application/json", "application/json"], "application/json and application/json"],
  ["two", ["application/json", "text/html"], "application/json and text/html"],
  ["joined on the way", ["application/json, application/json"], "application/json and application/json"],
  [
    "two, with a parameter",
    ["application/json; charset=utf-8", "application/json"],
    "application/json; charset=utf-8 and application/json",
  ],
])("a Content-Type that is repeated: %s", (_name, types, actual) => {
  const headers = types.map((type): [string, string] => ["Content-Type", type]);
  expect(said({ type: "", headers })).toEqual([`json content-type: one media type | ${actual}`]);
});

test("a repeated Content-Type of something else is told by the media type's check", () => {
  const headers: [string, string][] = [
    ["Content-Type", "text/plain"],
    ["content-type", "text/plain"],
  ];
  expect(said({ status: 404, type: "", headers, bytes: "gone" })).toEqual([
    "media-type content-type: one media type | text/plain and text/plain",
  ]);
});
