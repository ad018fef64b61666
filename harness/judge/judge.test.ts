import { expect, test } from "vitest";
import { type Answer, findingsIn, goodPayment, withMember } from "../test-payments.ts";

// One line a drift: the answer, then each finding as "check where: expected | actual".
const said = (answer: Answer) => findingsIn(answer).map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual}`);
const { amount: _, ...noAmount } = goodPayment;
const problem = "application/problem+json";
const statuses = "HTTP 200, 202, 203, 204, 206, 404 or 4XX";
const [wire, bank] = ["UPI", "bank"];
const v2 = "application/vnd.payment+json; VERSION=2";
const v3 = "application/vnd.payment+json; version=3";
const header = (name: string, value: string): Answer => ({ headers: [[name, value]] });
const twice = JSON.stringify(goodPayment).replace('{"name"', '{"name":"Ravi","n\\u0061me"');

const drifts: [name: string, answer: Answer, ...findings: string[]][] = [
  ["undocumented status", { status: 500 }, `status status: ${statuses} | HTTP 500`],
  ["wrong 2xx", { status: 201 }, `status status: ${statuses} | HTTP 201`],
  ["media type wrong", { type: "text/html" }, "media-type content-type: application/json | text/html"],
  [
    "media type wrong, and a body that is too",
    { type: "text/json", body: noAmount },
    "media-type content-type: application/json | text/json",
    "body /amount: the member to be present | absent",
  ],
  [
    "a page instead of JSON",
    { type: "text/html", bytes: "<p>" },
    "media-type content-type: application/json | text/html",
  ],
  ["media type absent", { type: "" }, "media-type content-type: application/json | absent"],
  ["media type malformed", { type: "json" }, "media-type content-type: application/json | json"],
  ["media type vendor+json", { type: "a/b+json" }, "media-type content-type: application/json | a/b+json"],
  [
    "error with the plain type",
    { status: 400, body: { title: "No" } },
    `media-type content-type: ${problem} | application/json`,
  ],
  [
    "error body of the wrong shape, in a range",
    { status: 422, type: problem, body: { message: "No" } },
    "body /title: the member to be present | absent",
    'undocumented-member /message: no such member | "*** (string of 2)"',
  ],
  ["empty body", { bytes: "" }, "media-type : a body of application/json | an empty body"],
  ["body where none belongs", { status: 204, body: {} }, "media-type : no body | 2 bytes of application/json"],
  ["broken JSON", { bytes: '{\n "id": 1,\n}' }, "body : JSON | no member name where one must be at line 3 column 1"],
  ["cut JSON", { bytes: '{"id": "2f' }, "body : JSON | a string without its end at line 1 column 8"],
  ["two JSON texts", { bytes: "{} {}" }, "body : JSON | more text after the end of the JSON at line 1 column 4"],
  ["a comment", { bytes: "/* x */ {}" }, "body : JSON | a comment at line 1 column 1"],
  ["not UTF-8", { bytes: Buffer.from([0x22, 0xff, 0x22]) }, "json : UTF-8 | 3 bytes that are not UTF-8"],
  ["array for object", { body: [1] }, 'body : type object | array ["***"]'],
  ["required member missing", { body: noAmount }, "body /amount: the member to be present | absent"],
  ["required member missing, nested", withMember({ payer: {} }), "body /payer/name: the member to be present | absent"],
  ["wrong type", withMember({ amount: "5" }), 'body /amount: type integer | string "5"'],
  ["wrong type, nested", withMember({ payer: { name: "A", age: "5" } }), 'body /payer/age: type number | string "5"'],
  ["wrong type, sensitive", withMember({ payer: { name: 99 } }), "body /payer/name: type string | integer ***"],
  ["pattern, sensitive", withMember({ payer: { name: "asha" } }), "body /payer/name: text matching ^[A-Z] | ***"],
  ["fraction for integer", withMember({ amount: 1.5 }), "body /amount: type integer | number 1.5"],
  ["null", withMember({ amount: null }), "body /amount: type integer | null"],
  ["minimum", withMember({ amount: 0 }), "body /amount: >= 1 | 0"],
  ["new enum value", withMember({ state: "lost" }), 'body /state: one of "open", "paid" | "lost"'],
  ["enum value in another case", withMember({ state: "Paid" }), 'body /state: one of "open", "paid" | "Paid"'],
  ["pattern", withMember({ currency: "inr" }), 'body /currency: text matching ^[A-Z]{3}$ | "inr"'],
  ["too short", withMember({ note: "a" }), "body /note: at least 2 characters | 1 characters"],
  ["too long", withMember({ note: "abcdef" }), "body /note: at most 5 characters | 6 characters"],
  ["minItems", withMember({ tags: [] }), "body /tags: at least 1 items | 0 items"],
  ["uniqueItems", withMember({ tags: ["a", "b", "a"] }), "body /tags: items that all differ | items 0 and 2 are equal"],
  [
    "uniqueItems, of objects",
    withMember({ pairs: [{ a: 1 }, 2, { a: 1 }] }),
    "body /pairs: items that all differ | items 0 and 2 are equal",
  ],
  ["contains", withMember({ marks: ["a", "b"] }), 'body /marks: contains {"const":1} | ["a","b"]'],
  ["item of the wrong type", withMember({ tags: ["a", 1] }), "body /tags/1: type string | integer 1"],
  ["uuid", withMember({ id: "42" }), 'body /id: format uuid | "42"'],
  ["date-time", withMember({ made: "2026-13-01" }), 'body /made: format date-time | "2026-13-01"'],
  ["value of a map", withMember({ labels: { a: 1, b: "x" } }), 'body /labels/b: type integer | string "x"'],
  [
    "recursive schema",
    withMember({ tree: { value: 1, next: { value: 2, nodes: [{ value: "3" }] } } }),
    'body /tree/next/nodes/0/value: type integer | string "3"',
  ],
  ["branch of if and then", withMember({ tree: { value: 9 } }), "body /tree/next: the member to be present | absent"],
  [
    "oneOf: the branch the discriminator names",
    withMember({ method: { kind: wire, adress: 1 } }),
    "body /method/address: the member to be present | absent",
    "undocumented-member /method/adress: no such member | 1",
  ],
  [
    "oneOf: unknown discriminator",
    withMember({ method: { kind: "CASH", x: 1 } }),
    'body /method/kind: one of "CARD", "UPI" | "CASH"',
  ],
  ["oneOf: no discriminator", withMember({ method: { x: "1" } }), 'body /method/kind: one of "CARD", "UPI" | absent'],
  [
    "oneOf: the branch whose const matches",
    withMember({ route: { via: bank, hops: [] } }),
    "body /route/hops: type integer | array []",
  ],
  [
    "oneOf: the branch whose enum matches",
    withMember({ route: { via: "cash", hops: 1 } }),
    "body /route/hops: type array | integer 1",
  ],
  [
    "oneOf: the branch of the right type",
    withMember({ route: "rail" }),
    "body /route: at most 3 characters | 4 characters",
  ],
  ["oneOf: nothing but the nearest", withMember({ route: { via: "sea", hops: 1 } }), 'body /route/via: "bank" | "sea"'],
  [
    "oneOf: two branches",
    withMember({ twice: 12 }),
    "body /twice: exactly one of the alternatives to match | alternatives 1 and 2 both match",
  ],
  [
    "oneOf: nothing of a branch that was not meant, its own oneOf neither",
    withMember({ nest: { kind: "B", a: 1 } }),
    "body /nest/b: the member to be present | absent",
  ],
  [
    "oneOf: an unknown discriminator leaves open which members there are",
    withMember({ wallet: { kind: "CASH", x: 1 } }),
    'body /wallet/kind: one of "Card", "Upi" | "CASH"',
  ],
  ["anyOf", withMember({ either: { a: "1" } }), 'body /either/a: type integer | string "1"'],
  ["undocumented member", withMember({ fee: 1 }), "undocumented-member /fee: no such member | 1"],
  [
    "undocumented member with texts, which may be anybody's",
    withMember({ fee: { by: "Asha Rao", at: 1.5, to: ["\u{1f600}", "", null, true] } }),
    'undocumented-member /fee: no such member | {"by":"*** (string of 8)","at":1.5,"to":["*** (string of 1)","",null,true]}',
  ],
  [
    "undocumented member, nested",
    withMember({ payer: { name: "A", "a/b": {} } }),
    "undocumented-member /payer/a~1b: no such member | {}",
  ],
  [
    "undocumented member in oneOf",
    withMember({ method: { kind: "CARD", number: "1", address: "x" } }),
    'undocumented-member /method/address: no such member | "*** (string of 1)"',
  ],
  [
    "undocumented member in anyOf",
    withMember({ either: { a: 1, c: 2 } }),
    "undocumented-member /either/c: no such member | 2",
  ],
  [
    "undocumented member in allOf",
    withMember({ both: { a: 1, b: 2, c: 3 } }),
    "undocumented-member /both/c: no such member | 3",
  ],
  [
    "undocumented member in an array, recursive",
    withMember({ tree: { value: 1, nodes: [{ value: 2, x: 1 }] } }),
    "undocumented-member /tree/nodes/0/x: no such member | 1",
  ],
  [
    "undocumented member of a closed object, told once",
    withMember({ closed: { a: 1, b: 2 } }),
    "undocumented-member /closed/b: no such member | 2",
  ],
  [
    "undocumented member, sensitive",
    withMember({ number: "4111" }),
    "undocumented-member /number: no such member | ***",
  ],
  [
    "a sensitive value repeated elsewhere",
    withMember({ payer: { name: "Asha Rao" }, currency: "by Asha Rao" }),
    'body /currency: text matching ^[A-Z]{3}$ | "by ***"',
  ],
  [
    "a sensitive value as a name",
    withMember({ payer: { name: "Asha Rao", "Asha Rao": 1 } }),
    "undocumented-member /payer/***: no such member | 1",
  ],
  [
    "a sensitive value that is cut",
    withMember({ payer: { name: "Asha Rao" }, currency: `${"-".repeat(72)}Asha Rao` }),
    `body /currency: text matching ^[A-Z]{3}$ | "${"-".repeat(72)}***"`,
  ],
  ["header missing", { requestId: "" }, "header x-request-id: the header to be present | absent"],
  ["header malformed", { requestId: "42" }, 'header x-request-id: format uuid | "42"'],
  ["header of the wrong type", header("X-Left", "many"), 'header x-left: type integer | string "many"'],
  ["header with a fraction", header("X-Left", "1.5"), "header x-left: type integer | number 1.5"],
  ["header out of range", header("X-Left", "-1"), "header x-left: >= 0 | -1"],
  [
    "header list with a wrong item",
    header("X-Scopes", "read, Write"),
    'header x-scopes: one of "read", "write" | "Write"',
  ],
  ["header list that is empty", header("X-Scopes", ""), "header x-scopes: at least 1 items | 0 items"],
  ["header object with a wrong member", header("X-Range", "from=a"), 'header x-range: type integer | string "a"'],
  ["header date", header("X-Until", "2026-01-02"), 'header x-until: format http-date | "2026-01-02"'],
  ["header flag", header("X-Flag", "yes"), 'header x-flag: type boolean or null | string "yes"'],
  ["header in JSON", header("X-Owner", "{}"), "header x-owner: the member to be present | absent"],
  [
    "header in broken JSON",
    header("X-Owner", "{"),
    "header x-owner: JSON | no closing brace where one must be at line 1 column 2",
  ],
  [
    "header given twice",
    {
      headers: [
        ["X-Left", "1"],
        ["x-left", "2"],
      ],
    },
    'header x-left: type integer | string "1, 2"',
  ],
  ["duplicate member names", { bytes: twice }, "json /payer/name: each member name once | a member name given again"],
  [
    "integer beyond 2^53",
    { bytes: JSON.stringify(goodPayment).replace(":5,", ":9007199254740993,") },
    `json /amount: an integer from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER} | 9007199254740993`,
  ],
  [
    "the most specific media type decides",
    { status: 206, type: v2, body: { kind: "any" } },
    'body /kind: "two" | "any"',
  ],
  [
    "its range where a parameter differs",
    { status: 206, type: v3, body: { kind: "two" } },
    'body /kind: "any" | "two"',
  ],
];

test.each(drifts)("drift: %s", (_name, answer, ...findings) => {
  expect(said(answer)).toEqual(findings);
});

const benign: [name: string, answer: Answer][] = [
  ["as documented", {}],
  ["a charset parameter", { type: "application/json; charset=utf-8" }],
  ["an upper-case media type", { type: "Application/JSON" }],
  ["extra headers", { headers: [["x-anything", "1"]] }],
  [
    "documented headers",
    {
      headers: [
        ["x-left", "0"],
        ["X-SCOPES", "read,write"],
        ["x-range", "from=1"],
      ],
    },
  ],
  ["a date in a header", header("X-Until", "Sun, 06 Nov 1994 08:49:37 GMT")],
  ["an allowed null in a header", header("X-Flag", "")],
  ["the largest integer", { bytes: JSON.stringify(goodPayment).replace(":5,", ":9007199254740991,") }],
  [
    "a fraction with all its digits",
    { bytes: JSON.stringify(goodPayment).replace('"}', '","age":0.30000000000000004}') },
  ],
  ["a body where the contract leaves it open", { status: 202, body: { any: "thing" } }],
  ["a documented charset that is not sent", { status: 203, body: { kind: "any" } }],
  [
    "the same name in two objects",
    withMember({ payer: { name: "A", age: 1 }, extra: { name: 1, payer: { name: 2 } } }),
  ],
  ["1.0 for an integer", { bytes: JSON.stringify(goodPayment).replace(":5,", ":1.0,") }],
  ["a date-time with an offset", withMember({ made: "2026-01-02T03:04:05.678+05:30" })],
  ["an allowed null", withMember({ note: null })],
  ["keys of a map and of a free-form object", withMember({ labels: { any: 1 }, extra: { any: { thing: [] } } })],
  ["a member that a pattern allows", withMember({ patterned: { "x-1": 1 } })],
  ["a byte order mark", { bytes: `\uFEFF${JSON.stringify(goodPayment)}` }],
  ["white space", { bytes: JSON.stringify(goodPayment, null, 2) }],
  ["a status in a range", { status: 418, type: problem, body: { title: "No" } }],
  ["no body where none is documented", { status: 204, bytes: "", type: "" }],
  ["an empty text", { status: 404, type: "text/plain", bytes: "" }],
  ["a text that is no JSON", { status: 404, type: "text/plain", bytes: "nothing here" }],
  ["no body after HEAD", { method: "HEAD", bytes: "" }],
  ["branches of a oneOf", withMember({ method: { kind: wire, address: "a@b" }, route: "sea" })],
  ["members of both branches of an anyOf", withMember({ either: { a: 1, b: "1" } })],
  ["all parts of an allOf", withMember({ both: { a: 1, b: 2 } })],
  ["a child of a parent with a discriminator", withMember({ pet: { species: "Cat", purrs: true } })],
  ["the condition of an if", withMember({ tree: { value: 9, next: { value: 1 } } })],
  ["any type in a range", { status: 206, type: "application/vnd.else+json", body: { kind: "any" } }],
];

test.each(benign)("benign: %s", (_name, answer) => {
  expect(said(answer)).toEqual([]);
});
