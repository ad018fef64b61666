// Forms: urlencoded and in parts, written by a contract's encodings and read again; what breaks the contract is told.

import fc from "fast-check";
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { boundaryOf, partsOf } from "../exchange/multipart.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";
import { formSpecOf } from "./encoding.ts";
import { readForm, readMultipart } from "./read-form.ts";
import { Unwritable } from "./write.ts";
import { formText, multipartForm } from "./write-form.ts";

const schema = `
            schema:
              type: object
              properties:
                text: { type: string }
                count: { type: integer }
                on: { type: boolean }
                many: { type: array, items: { type: integer } }
                texts: { type: array, items: { type: string } }
                address: { type: object, properties: { street: { type: string }, zip: { type: string } } }
                addresses: { type: array, items: { $ref: "#/components/schemas/Address" } }
                file: { type: string, format: binary }
                bytes: { type: string, format: byte }
                any: {}
                joined: { type: array, items: { type: string } }
                deep: { type: object, properties: { n: { type: integer } } }
                spread: { type: object, properties: { left: { type: integer }, right: { type: integer } } }
                quoted: { type: string }
                picture: { type: string, format: binary }
                xml: { type: string }
                raw: { type: string }
            encoding:
              joined: { style: form, explode: false }
              deep: { style: deepObject, explode: true }
              spread: { explode: true }
              quoted: { contentType: application/json }
              picture: { contentType: "image/png, image/jpeg" }
              xml: { contentType: "application/xml; charset=utf-8" }
              raw: { allowReserved: true }`;

const contracts = Object.fromEntries(
  ["3.0.3", "3.1.0"].map((version) => [
    version,
    contractOf(
      parseSource(
        "forms.yaml",
        `openapi: ${version}
info: { title: Forms, version: "1" }
paths:
  /forms:
    post:
      operationId: send
      requestBody:
        content:
          application/x-www-form-urlencoded:${schema}
          multipart/form-data:${schema}
      responses: { "200": { description: Ok. } }
components: { schemas: { Address: { type: object, properties: { street: { type: string } } } } }
`,
      ),
    ),
  ]),
);

const urlencoded = "application/x-www-form-urlencoded";
const inParts = "multipart/form-data";

function byOf(contentType: string, version = "3.1.0") {
  const contract = contracts[version] ?? expect.fail(version);
  const operation = contract.operations.get("send") ?? expect.fail("send");
  return { schemas: schemasOf(contract), spec: formSpecOf(contract, operation, contentType) };
}

test.each<[what: string, form: object, text: string]>([
  ["texts, numbers and truths", { text: "a b&c=ü+", count: 5, on: true }, "text=a%20b%26c%3D%C3%BC%2B&count=5&on=true"],
  ["a list", { many: [1, 2] }, "many=1&many=2"],
  ["an object, as JSON", { address: { street: "Dr.+" } }, "address=%7B%22street%22%3A%22Dr.%2B%22%7D"],
  ["a list of objects, each as JSON", { addresses: [{}, {}] }, "addresses=%7B%7D&addresses=%7B%7D"],
  ["what is null", { text: null, many: [1, null] }, "many=1"],
  ["an encoding's style", { joined: ["a,b", "c"] }, "joined=a%2Cb,c"],
  ["deepObject", { deep: { n: 1 } }, "deep%5Bn%5D=1"],
  ["an object beside the others", { spread: { left: 1, right: 2 } }, "left=1&right=2"],
  ["an encoding's content type", { quoted: "a" }, "quoted=%22a%22"],
  ["reserved characters", { raw: "a/b?c&d" }, "raw=a/b?c%26d"],
  ["what the schema does not have", { else: [1, "x"], other: { a: [] } }, "else=1&else=x&other=%7B%22a%22%3A%5B%5D%7D"],
  ["nothing", {}, ""],
])("urlencoded: %s", (_what, form, text) => {
  expect(formText(form, byOf(urlencoded))).toBe(text);
});

test.each<
  [
    what: string,
    form: object,
    version: string,
    ...parts: [name: string, type: string | undefined, body: string, file?: string][],
  ]
>([
  ["texts", { text: "ü", count: 5 }, "3.1.0", ["text", "text/plain", "ü"], ["count", "text/plain", "5"]],
  ["a list", { many: [1, 2] }, "3.1.0", ["many", "text/plain", "1"], ["many", "text/plain", "2"]],
  [
    "objects",
    { address: { zip: "1" }, addresses: [{}] },
    "3.1.0",
    ["address", "application/json", '{"zip":"1"}'],
    ["addresses", "application/json", "{}"],
  ],
  ["a file", { file: "\0ÿ" }, "3.0.3", ["file", "application/octet-stream", "\0ÿ", "file"]],
  ["bytes as text, in 3.0", { bytes: "AAAA" }, "3.0.3", ["bytes", "application/octet-stream", "AAAA"]],
  ["bytes as text, in 3.1", { bytes: "AAAA" }, "3.1.0", ["bytes", "text/plain", "AAAA"]],
  ["without a type, in 3.0", { any: "x" }, "3.0.3", ["any", "text/plain", "x"]],
  ["without a type, in 3.1", { any: "x" }, "3.1.0", ["any", "application/octet-stream", "x", "any"]],
  ["the first of several types", { picture: "p" }, "3.1.0", ["picture", "image/png", "p", "picture"]],
  ["a type with a parameter", { xml: "<a/>" }, "3.1.0", ["xml", "application/xml; charset=utf-8", "<a/>"]],
  [
    "a style, in 3.1",
    { joined: ["a%", "b+"], deep: { n: 1 } },
    "3.1.0",
    ["joined", undefined, "a%,b+"],
    ["deep[n]", undefined, "1"],
  ],
  ["no style, in 3.0", { joined: ["a", "b"] }, "3.0.3", ["joined", "text/plain", "a"], ["joined", "text/plain", "b"]],
  ["a name with quotes", { 'a"b': 1 }, "3.1.0", ['a"b', "text/plain", "1"]],
])("in parts: %s", (_what, form, version, ...parts) => {
  const { text, contentType } = multipartForm(form, inParts, byOf(inParts, version));
  const found = partsOf(text, boundaryOf(contentType) ?? "");
  expect(found).toEqual(parts.map(([name, type, body, fileName]) => ({ name, contentType: type, body, fileName })));
});

test("parts as they stand on the wire; a boundary that is given is used", () => {
  const { text, contentType } = multipartForm({ text: "a", file: "b" }, `${inParts}; boundary=XX`, byOf(inParts));
  expect(contentType).toBe("multipart/form-data; boundary=XX");
  const head = 'Content-Disposition: form-data; name="';
  expect(text.split("\r\n")).toEqual([
    "--XX",
    `${head}text"`,
    "Content-Type: text/plain",
    "",
    "a",
    "--XX",
    `${head}file"; filename="file"`,
    "Content-Type: application/octet-stream",
    "",
    "b",
    "--XX--",
    "",
  ]);
  const again = () => multipartForm({ text: "a" }, inParts, byOf(inParts));
  expect(again()).toEqual(again());
});

test.each<[what: string, write: () => unknown, problem: string]>([
  [
    "a boundary in a part",
    () => multipartForm({ text: "--XX" }, `${inParts}; boundary=XX`, byOf(inParts)),
    "the boundary XX stands in a part of the body",
  ],
  [
    "a list in a list",
    () => formText({ many: [[1]] }, byOf(urlencoded)),
    "member many holds a list in a list, which a form has no form for",
  ],
  [
    "an object as XML",
    () => multipartForm({ xml: { a: 1 } }, inParts, byOf(inParts)),
    "member xml is an object, and application/xml has no form for one",
  ],
  [
    "an object in an object of a style",
    () => formText({ deep: { n: {} } }, byOf(urlencoded)),
    "parameter deep cannot be written: a part of it is an object, which no style of OpenAPI can hold",
  ],
  [
    "a separator in a part",
    () => multipartForm({ joined: ["a,b", "c"] }, inParts, byOf(inParts)),
    "member joined cannot be written: a part escapes nothing, and , stands in one of its items",
  ],
  [
    "half of a surrogate pair",
    () => multipartForm({ text: "\ud800" }, inParts, byOf(inParts)),
    "a part cannot be written: it has half of a surrogate pair, which has no UTF-8",
  ],
])("refused: %s", (_what, write, problem) => {
  expect(write).toThrow(new Unwritable(problem));
});

test.each<[text: string, value: object]>([
  ["text=a+b&count=5&on=true&many=1&many=2", { text: "a b", count: 5, on: true, many: [1, 2] }],
  ["text=5&many=1", { text: "5", many: [1] }],
  ["address=%7B%22zip%22%3A%221%22%7D", { address: { zip: "1" } }],
  [
    "joined=a%2Cb,c&deep[n]=1&left=1&right=2&quoted=%22a%22",
    { joined: ["a,b", "c"], deep: { n: 1 }, spread: { left: 1, right: 2 }, quoted: "a" },
  ],
  ["else=1&else=2&other", { else: ["1", "2"], other: "" }],
  ["count=zz&text=a&text=b&address=x", { count: "zz", text: ["a", "b"], address: "x" }],
  ["", {}],
])("urlencoded %s is read", (text, value) => {
  expect(readForm(text, byOf(urlencoded))).toEqual({ value, open: [], wrongTypes: [] });
});

// What a member of an object is called in a request: as the encoding says; JSON where there is none (3.1.2, Encoding Object).
test.each<[what: string, encoding: string, text: string, value: object]>([
  ["no encoding: JSON", "{}", "a=%7B%22n%22%3A1%7D", { a: { n: 1 } }],
  ["no encoding: brackets are part of a name", "{}", "a[n]=1", { "a[n]": "1" }],
  ["no encoding: nothing stands beside", "{}", "n=1", { n: "1" }],
  ["another property's encoding", "{ b: { style: deepObject } }", "a[n]=1", { "a[n]": "1" }],
  ["a content type", "{ a: { contentType: application/json } }", "a[n]=1", { "a[n]": "1" }],
  ["deepObject", "{ a: { style: deepObject, explode: true } }", "a[n]=1", { a: { n: 1 } }],
  ["deepObject, and nothing of explode", "{ a: { style: deepObject } }", "a[n]=1", { a: { n: 1 } }],
  ["explode alone: style form", "{ a: { explode: true } }", "n=1", { a: { n: 1 } }],
  ["style alone: exploded", "{ a: { style: form } }", "n=1", { a: { n: 1 } }],
  ["allowReserved alone: style form, exploded", "{ a: { allowReserved: true } }", "n=1", { a: { n: 1 } }],
  ["not exploded", "{ a: { explode: false } }", "a=n,1", { a: { n: 1 } }],
])("an object in a form, %s", (_what, encoding, text, value) => {
  const contract = contractOf(
    parseSource(
      "one.yaml",
      `openapi: 3.1.2
info: { title: One, version: "1" }
paths:
  /one:
    post:
      operationId: send
      requestBody:
        content:
          ${urlencoded}:
            schema: { type: object, properties: { a: { type: object, properties: { n: { type: integer } } } } }
            encoding: ${encoding}
      responses: { "200": { description: Ok. } }
`,
    ),
  );
  const spec = formSpecOf(contract, contract.operations.get("send")!, urlencoded);
  const by = { spec, schemas: schemasOf(contract).in("request") };
  expect(readForm(text, by)).toEqual({ value, open: [], wrongTypes: [] });
});

const part = (name: string, body: string, more = "") =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${body}\r\n`;
const read = (text: string, type = `${inParts}; boundary=XX`) => readMultipart(text, type, byOf(inParts));

test.each<[what: string, text: string, value: object]>([
  [
    "typed by their schemas",
    `${part("count", "5")}${part("text", "5")}${part("on", "true")}--XX--`,
    { count: 5, text: "5", on: true },
  ],
  ["of one name", `${part("many", "1")}${part("many", "2")}--XX--\r\n`, { many: [1, 2] }],
  ["with a preamble, an epilogue and padding", `none\r\n${part("text", "a")}--XX--  \r\n--XX\r\nend`, { text: "a" }],
  ["with lines of one character", part("text", "a\nb").replaceAll("\r\n", "\n").concat("--XX--"), { text: "a\nb" }],
  [
    "with a file",
    `${part("file", "\0--X\r\n", '; filename="a.bin"\r\nContent-Type: image/png')}--XX--`,
    { file: "\0--X\r\n" },
  ],
  ["with JSON", `${part("address", '{"zip":"1"}')}--XX--`, { address: { zip: "1" } }],
  [
    "in a style",
    `${part("joined", "a%2C,b+")}${part("deep[n]", "1")}--XX--`,
    { joined: ["a%2C", "b+"], deep: { n: 1 } },
  ],
  ["empty", `${part("text", "")}--XX--`, { text: "" }],
])("parts %s are read", (_what, text, value) => {
  expect(read(text)).toMatchObject({ value, open: [], wrongTypes: [] });
});

test.each<[what: string, text: string, type: string, problem: string]>([
  ["without a boundary", "--XX--", inParts, "a content type without a boundary"],
  ["of another boundary", `${part("a", "1")}--XX--`, `${inParts}; boundary=YY`, "no boundary that ends the body"],
  ["without an end", part("a", "1"), `${inParts}; boundary=XX`, "no boundary that ends the body"],
  [
    "without a name",
    "--XX\r\nContent-Type: text/plain\r\n\r\na\r\n--XX--",
    `${inParts}; boundary=XX`,
    "part 1 has no name in a Content-Disposition: form-data",
  ],
  [
    "without an empty line",
    `${part("a", "1")}--XX\r\nA: b\r\n1\r\n--XX--`,
    `${inParts}; boundary=XX`,
    "part 2 has no empty line after its headers",
  ],
])("parts %s are none", (_what, text, type, problem) => {
  expect(read(text, type)).toEqual({ problem });
});

test("numbers are kept as they are written", () => {
  const body = "count=1e2&many=-0&many=9007199254740993&address=%7B%22zip%22%3A1.10%7D";
  const { value } = readForm(body, byOf(urlencoded));
  expect(JSON.stringify(value)).toBe('{"count":1e2,"many":[-0,9007199254740993],"address":{"zip":1.10}}');
});

test("only an encoding's own content types are insisted on", () => {
  const png = part("picture", "p", '; filename="p"\r\nContent-Type: IMAGE/PNG; a=b');
  const text = part("text", "a", "\r\nContent-Type: text/html");
  expect(read(`${png}${text}--XX--`)).toMatchObject({ wrongTypes: [] });
  expect(read(`${part("picture", "p")}--XX--`)).toMatchObject({
    wrongTypes: [{ where: "/picture", expected: "content type image/png or image/jpeg", actual: "text/plain" }],
  });
});

const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom(..."ab,;&=%+-\r\n\"' ü😀") }));
const formOf = fc.record(
  {
    text,
    count: fc.integer(),
    on: fc.boolean(),
    many: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
    texts: fc.array(text, { minLength: 1, maxLength: 3 }),
    address: fc.record({ street: text, zip: text }),
    addresses: fc.array(fc.record({ street: text }), { minLength: 1, maxLength: 2 }),
    file: text,
    deep: fc.record({ n: fc.integer() }),
    spread: fc.record({ left: fc.integer(), right: fc.integer() }),
    quoted: text,
    picture: text,
  },
  { requiredKeys: [] },
);

test.each(["3.0.3", "3.1.0"])("a form that is written is read again, %s", (version) => {
  const check = (form: object) => {
    const wanted = { value: form, open: [], wrongTypes: [] };
    const plain = byOf(urlencoded, version);
    expect(readForm(formText(form, plain), plain)).toEqual(wanted);
    const parts = byOf(inParts, version);
    const { text: body, contentType } = multipartForm(form, inParts, parts);
    expect(readMultipart(body, contentType, parts)).toEqual(wanted);
  };
  fc.assert(fc.property(formOf, check), { numRuns: 300 });
});
