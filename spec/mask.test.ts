import fc from "fast-check";
import { expect, test } from "vitest";
import { contractOf, loadContract } from "./contract.ts";
import { journalMaskerOf, type Masker, maskerOf } from "./mask.ts";
import { byForm, KnownValues } from "./scrub.ts";
import { parseSource } from "./source-file.ts";

const masker = maskerOf(loadContract());
const json = (by: Masker, value: unknown): unknown => JSON.parse(by.json(JSON.stringify(value)));
const document = (by: Masker, value: unknown): unknown => JSON.parse(by.document(JSON.stringify(value)));

test("personal members are masked at any depth, others and empty values stay", () => {
  const value = {
    bcagentid: "A-1",
    pancard: "ABCZE1234F",
    rows: [{ MobileNumber: "5209295531", shopcity: null, area: "" }],
  };
  expect(json(masker, value)).toEqual({
    bcagentid: "A-1",
    pancard: "***",
    rows: [{ MobileNumber: "***", shopcity: null, area: "" }],
  });
});

test("secrets in headers are masked, the scheme stays", () => {
  expect(masker.header("Authorization", "Bearer abc.def")).toBe("Bearer ***");
  expect(masker.header("authorization", "abc.def")).toBe("***");
  expect(masker.header("CLIENT_SECRET", "understudy-secret")).toBe("***");
  // A client that swaps it with its secret must not find the secret here.
  expect(masker.header("client_id", "understudy")).toBe("***");
});

test.each([
  ["Bearer abc.def", "Bearer ***"],
  ["basic dTpw", "basic ***"],
  ["DPoP abc", "DPoP ***"],
  ["SCRAM-SHA-256 data=abc", "SCRAM-SHA-256 ***"],
  ['Digest username="u", response="r"', "Digest ***"],
  ["Bearer  two-spaces", "Bearer ***"],
  // The name of a scheme alone is nobody's secret; a word that is none may be one.
  ["Bearer", "Bearer"],
  ["my-key and-more", "***"],
  ["Library card-7", "***"],
])("the scheme of an authorization stays: %s", (value, masked) => {
  expect(masker.header("Authorization", value)).toBe(masked);
  expect(masker.header("proxy-authorization", value)).toBe(masked);
});

test("a scheme that a contract documents is one", () => {
  const text = `openapi: 3.1.0
info: { title: T, version: "1" }
paths: {}
components: { securitySchemes: { card: { type: http, scheme: Library } } }
`;
  const other = maskerOf(contractOf(parseSource("c.yaml", text)));
  expect(other.header("Authorization", "Library card-7")).toBe("Library ***");
});

test.each([
  '{ "refid":9007199254740993,\r\n "a" : [ 1.10, 1E400, -0, 0.30000000000000004 ], "a":"\\u0041\\/" }',
  '{"refid":"a","refid":"b"}',
  '\t{"z":1,"2":1,"1":1} ',
])("what is open is left as it is written: %s", (text) => {
  expect(masker.document(text)).toBe(text);
  expect(masker.json(text)).toBe(text);
  expect(masker.body(text)).toBe(text);
});

test("nothing but what is masked is written otherwise", () => {
  expect(masker.json('{ "pancard" : {"a": 1.0} , "n":1.10,"pancard":"","lastname":"x" }')).toBe(
    '{ "pancard" : "***" , "n":1.10,"pancard":"","lastname":"***" }',
  );
});

test("numbers are scrubbed as they are written and as they are read", () => {
  const known = new KnownValues(["752107"]);
  expect(masker.json('{"a":7.52107e5,"b":752107.0,"c":9876543210,"d":75210}', known)).toBe(
    '{"a":"***","b":"***","c":9876543210,"d":75210}',
  );
});

/** JSON values with names of every kind, and an own reading of what is hidden in them, by value. */
const names = ["refid", "pancard", "lastname", "city", "note", "__proto__", "of ABCZE1234F"];
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(null, "", true, 5, 1.5, "plain", "of ABCZE1234F", '{"lastname": 1}'),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 4 }),
  ),
})).value;

function hiddenBy(value: unknown, isNamed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => hiddenBy(item, isNamed));
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, child]) => [
      byForm.scrub(name),
      masker.hides(name) && child !== null && child !== "" ? "***" : hiddenBy(child, true),
    ]);
    return Object.fromEntries(members);
  }
  if (value === null || value === "") return value;
  if (!isNamed) return "***";
  return typeof value !== "string" ? value : value.includes('":') ? "***" : byForm.scrub(value);
}

test("a text is masked as its value is, whatever is in it", () => {
  fc.assert(
    fc.property(values, fc.nat(2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(JSON.parse(masker.document(text))).toEqual(hiddenBy(value, false));
      expect(JSON.parse(masker.json(text))).toEqual(hiddenBy(value, true));
    }),
  );
});

test("a body that is not JSON tells its size only", () => {
  expect(masker.body('{"pancard":"ABCZE1234F",}')).toBe("(25 bytes that are not JSON)");
  expect(masker.body('{"lastname":"Doe"}')).toBe('{"lastname":"***"}');
  expect(masker.body("")).toBe("");
});

test("every member the page calls a name, an address or a number of a person is sensitive", () => {
  const personal = ["bcagentname", "lastname", "companyname", "address", "area", "pincode", "mobilenumber", "shopname"];
  const more = ["shopaddress", "shopstate", "shopcity", "shopdistrict", "shoparea", "shoppincode", "pancard"];
  for (const name of [...personal, ...more, "nep_key", "token"]) expect(masker.isSensitive(name), name).toBe(true);
});

test("what is marked behind a reference, in a parameter or in a header, is known by the name it is sent under", () => {
  const other = maskerOf(
    contractOf(
      parseSource(
        "c.yaml",
        `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    get:
      operationId: a
      parameters:
        - { name: Holder, in: query, x-sensitive: personal, schema: { type: string } }
        - { name: mobile, in: query, schema: { $ref: "#/components/schemas/Secret" } }
        - { name: page, in: query, schema: { type: string } }
      responses:
        "200":
          description: D.
          headers: { X-Holder: { schema: { $ref: "#/components/schemas/Secret" } }, X-Page: { schema: {} } }
          content: { application/json: { example: { $ref: 5 }, schema: { properties: { card: { $ref: "#/components/schemas/Secret" }, cards: { items: { $ref: "#/components/schemas/Secret" } } } } } }
components: { schemas: { Secret: { type: string, x-sensitive: personal } } }
`,
      ),
    ),
  );
  const names = ["holder", "mobile", "page", "x-holder", "x-page", "card"];
  expect(names.filter((name) => other.isSensitive(name))).toEqual(["holder", "mobile", "x-holder", "card"]);
  expect(json(other, { card: "4111", cards: ["4111"], page: 1 })).toEqual({ card: "***", cards: "***", page: 1 });
  expect(other.header("X-Holder", "Asha")).toBe("***");
});

test("what tells by itself is hidden in whatever API it stands", () => {
  const bare = maskerOf();
  expect(
    json(bare, { mobile_no: 1, Phone: "2", user_email: "e", aadhaarNo: "4", DOB: "5", pan: "6", x_token: "7" }),
  ).toEqual(
    Object.fromEntries(
      ["mobile_no", "Phone", "user_email", "aadhaarNo", "DOB", "pan", "x_token"].map((n) => [n, "***"]),
    ),
  );
  expect(json(bare, { nickname: "Asha", city: "Puri", note: "of ABCZE1234F", more: '{"lastname": "Doe"}' })).toEqual({
    nickname: "***",
    city: "***",
    note: "of ***",
    more: "***",
  });
});

const loans = contractOf(
  parseSource(
    "loans.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /loans/{id}/of/{phone}:
    get:
      operationId: a
      parameters: [{ name: limit, in: query, schema: {} }, { name: X-Trace, in: header, schema: {} }]
      responses:
        "200":
          description: D.
          headers: { X-Rate: { schema: {} } }
          content: { application/json: { schema: { properties: { state: {}, name: {}, phone: {} } } } }
`,
  ),
);

test("a contract that documents a member and does not mark it is taken at its word, but for what is always somebody's", () => {
  const body = { state: "open", name: "Book", phone: "1", city: "Puri" };
  expect(json(maskerOf(loans), body)).toEqual({ state: "open", name: "Book", phone: "***", city: "***" });
});

test("documented headers and query values stay, others are hidden", () => {
  const masker = maskerOf(loans);
  expect(["X-Trace", "x-rate", "Date", "X-Other", "Server"].map((name) => masker.header(name, "v"))).toEqual([
    "v",
    "v",
    "v",
    "***",
    "***",
  ]);
  expect(masker.url("http://u:p@h/v1/loans/1234567/of/5000000001?limit=5&q=x#y")).toBe(
    "http://h/v1/loans/1234567/of/***?limit=5&q=***",
  );
  expect(masker.url("http://h/other/1234567")).toBe("http://h/other/***");
});

test("what is known to be sensitive is masked in an address too, but for the words of a documented path", () => {
  const known = new KnownValues(["loans", "seven", "host"]);
  expect(maskerOf(loans).url("http://host/seven/loans/seven-1/of/5?limit=seven", known)).toBe(
    "http://***/***/loans/***-1/of/***?limit=***",
  );
  expect(maskerOf(loans).url("http://host/loans", known)).toBe("http://***/***");
});

test.each([
  // What is open stays as it was written.
  ["http://H:80/loans/7/../x?limit=a%20b+c&limit=&LIMIT", "http://H:80/loans/7/../x?limit=a%20b+c&limit=&LIMIT"],
  ["http://h", "http://h"],
  ["http://h?", "http://h?"],
  ["http://h/x?&limit=5&&", "http://h/x?&limit=5&&"],
  ["http://h/x?q=&q=1&q", "http://h/x?q=&q=***&***"],
  ["http://h/x?a=b=c", "http://h/x?a=***"],
  ["http://h/x?l%69mit=5&%71=secret", "http://h/x?l%69mit=5&%71=***"],
  ["http://h/x?limit=of+ABCZE1234F", "http://h/x?limit=of%20***"],
  ["http://h/x?ABCZE1234F=1", "http://h/x?***=***"],
  ["http://[::1]:8080/x", "http://[::1]:8080/x"],
  ["https://u:p@h/x#secret", "https://h/x"],
  ["https://u@v:p@h/x", "https://h/x"],
  // What a parser reads otherwise than it is written is shown as it is read.
  ["http:\\\\u:p@h\\x", "http://h/x"],
  ["http:u:p@h/x", "http://h/x"],
  ["http://u:p\t@h/x", "http://h/x"],
  ["http://u:ü@h/x?limit=ü", "http://h/x?limit=%C3%BC"],
  ["data:text/plain,secret", "data:***"],
])("an address is masked in its text: %s", (url, masked) => {
  expect(maskerOf(loans).url(url)).toBe(masked);
});

test("in a whole body, what has no name above it is hidden", () => {
  expect(document(maskerOf(), ["Doe", 5, null, { a: 1 }, ["Roe"]])).toEqual(["***", "***", null, { a: 1 }, ["***"]]);
  expect(document(maskerOf(), "Doe")).toBe("***");
});

const rates = contractOf(
  parseSource(
    "rates.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /rates/{id}:
    get:
      operationId: a
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: page, in: query, schema: { type: string } }
      responses:
        "200":
          description: D.
          headers: { X-Reset: { schema: { type: integer } }, X-Page: { schema: { type: string } } }
          content: { application/json: { schema: { properties: { at: { type: [integer, "null"] }, all: { type: array, items: { $ref: "#/components/schemas/Count" } }, of: { type: string }, phone: { type: integer } } } } }
components: { schemas: { Count: { type: number } } }
`,
  ),
);

test("digits stay in numbers of JSON and under names that a contract has and does not mark; in a journal none do", () => {
  const body = '{"at":1767225600000,"all":[1767225600001],"of":"1767225600002","phone":9876543210,"x":"1767225600003"}';
  const open = maskerOf(rates);
  expect(open.document(body)).toBe(
    '{"at":1767225600000,"all":[1767225600001],"of":"1767225600002","phone":"***","x":"***"}',
  );
  expect(open.header("X-Reset", "1767225600")).toBe("1767225600");
  expect(open.header("X-Reset", "1767225600 ABCZE1234F")).toBe("1767225600 ***");
  expect(open.header("User-Agent", "1767225600")).toBe("***");
  expect(open.url("http://h/rates/1767225600?page=1767225601")).toBe("http://h/rates/1767225600?page=1767225601");
  const known = new KnownValues(["1767225600"]);
  expect(open.header("X-Reset", "1767225600", known)).toBe("***");
  expect(open.document('{"at":1767225600000}', known)).toBe('{"at":"***"}');
  const strict = journalMaskerOf(rates);
  expect(strict.header("X-Reset", "1767225600")).toBe("***");
  expect(strict.json('{"at":1767225600000}')).toBe('{"at":"*** (integer of 13)"}');
});

test.each([
  ['"751024"', "*** (string of 6)"],
  ['"\\ud83d\\ude00é"', "*** (string of 2)"],
  ["751024", "*** (integer of 6)"],
  ["-751024.0", "*** (integer of 6)"],
  ["7.5", "*** (number)"],
  ["true", "*** (boolean)"],
  ['["a", ["b"]]', "*** (array of 2)"],
  ['{"a": 1, "b": {}}', "*** (object of 2)"],
])("a journal's mask tells type and length: %s", (value, mask) => {
  expect(journalMaskerOf(loans).json(`{"phone":${value}}`)).toBe(`{"phone":${JSON.stringify(mask)}}`);
  expect(maskerOf(loans).json(`{"phone":${value}}`)).toBe('{"phone":"***"}');
});

test("a journal's mask of a header tells its length, behind the scheme too", () => {
  const strict = journalMaskerOf(loans);
  expect(strict.header("authorization", "Bearer abc.def")).toBe("Bearer *** (string of 7)");
  expect(strict.header("x-other", "value")).toBe("*** (string of 5)");
  expect(strict.json('{"state":"ABCZE1234F","of":"by ABCZE1234F"}')).toBe(
    '{"state":"*** (string of 10)","of":"by ***"}',
  );
});

test.each(["x-request-id", "traceparent", "origin", "via", "expect", "content-encoding", "accept-encoding"])(
  "%s is readable, but for what tells by its value",
  (name) => {
    expect(masker.header(name, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).toContain("4bf92f35");
    expect(masker.header(name, "of 98765 43210")).toBe("of ***");
  },
);

test("the name of a header is shown as it came where it is known, and scrubbed where it was made up", () => {
  const known = new KnownValues(["trace", "agent"]);
  const names = ["X-Trace", "User-Agent", "x-agent", "x-ABCZE1234F", "x-9876543210", "authorization"];
  expect(names.map((name) => maskerOf(loans).headerName(name, known))).toEqual([
    ...["X-Trace", "User-Agent", "x-***", "x-***", "x-***", "authorization"],
  ]);
});
