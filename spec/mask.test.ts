import { expect, test } from "vitest";
import { contractOf, loadContract } from "./contract.ts";
import { maskerOf } from "./mask.ts";
import { parseSource } from "./source-file.ts";

const masker = maskerOf(loadContract());

test("personal members are masked at any depth, others and empty values stay", () => {
  const value = {
    bcagentid: "A-1",
    pancard: "ABCZE1234F",
    rows: [{ MobileNumber: "5209295531", shopcity: null, area: "" }],
  };
  expect(masker.json(value)).toEqual({
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
  expect(other.json({ card: "4111", cards: ["4111"], page: 1 })).toEqual({ card: "***", cards: "***", page: 1 });
  expect(other.header("X-Holder", "Asha")).toBe("***");
});

test("what tells by itself is hidden in whatever API it stands", () => {
  const bare = maskerOf();
  expect(
    bare.json({ mobile_no: 1, Phone: "2", user_email: "e", aadhaarNo: "4", DOB: "5", pan: "6", x_token: "7" }),
  ).toEqual(
    Object.fromEntries(
      ["mobile_no", "Phone", "user_email", "aadhaarNo", "DOB", "pan", "x_token"].map((n) => [n, "***"]),
    ),
  );
  expect(bare.json({ nickname: "Asha", city: "Puri", note: "of ABCZE1234F", more: '{"lastname": "Doe"}' })).toEqual({
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
  expect(maskerOf(loans).json(body)).toEqual({ state: "open", name: "Book", phone: "***", city: "***" });
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

test("in a whole body, what has no name above it is hidden", () => {
  expect(maskerOf().document(["Doe", 5, null, { a: 1 }, ["Roe"]])).toEqual(["***", "***", null, { a: 1 }, ["***"]]);
  expect(maskerOf().document("Doe")).toBe("***");
});
