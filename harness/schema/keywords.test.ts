import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { schemasOf } from "./compiled-schemas.ts";

function contractWith(schema: string) {
  const text = `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    get:
      operationId: a
      responses:
        "200":
          description: D.
          content:
            application/json:
              schema: ${schema}
components:
  schemas:
    B: { type: object, x-anything: 1, xml: { name: b }, example: 1, properties: { c: { minimun: 1 } } }
`;
  return contractOf(parseSource("c.yaml", text));
}

const vocabulary = "expected one of JSON Schema 2020-12 or OpenAPI 3.1, or an x- name";

test.each([
  ["a misspelt keyword", "{ maxLenght: 3 }", `c.yaml:12:36: found the schema keyword maxLenght, ${vocabulary}`],
  [
    "one behind a $ref",
    '{ $ref: "#/components/schemas/B" }',
    `c.yaml:15:97: found the schema keyword minimun, ${vocabulary}`,
  ],
  [
    "one in a child that only a discriminator leads to",
    "{ discriminator: { propertyName: a, mapping: { b: B } } }",
    `c.yaml:15:97: found the schema keyword minimun, ${vocabulary}`,
  ],
  [
    "OpenAPI 3.0's nullable",
    "{ type: string, nullable: true }",
    `c.yaml:12:49: found the schema keyword nullable, ${vocabulary}`,
  ],
  [
    "an x-echo of nothing",
    "{ x-echo: $request.body }",
    'c.yaml:12:33: found x-echo "$request.body", expected a JSON Pointer into the request\'s body, path.NAME, ',
  ],
  [
    "an x-echo of a place that there is none of",
    "{ x-echo: { /a: body.b } }",
    'c.yaml:12:33: found x-echo {"/a":"body.b"}',
  ],
  [
    "one deep inside",
    "{ items: { oneOf: [{}, { not: { foo: 1 } }] } }",
    `c.yaml:12:60: found the schema keyword foo, ${vocabulary}`,
  ],
  [
    "no schema at all",
    "{ type: strin }",
    'c.yaml:12:31: found "strin", expected one of "array", "boolean", "integer", "null", "number", "object", "string"',
  ],
  [
    "a broken regex",
    '{ pattern: "(" }',
    "c.yaml:12:34: found the pattern (, expected a regular expression of ECMA-262",
  ],
])("refused at load, by name and place: %s", (_name, schema, message) => {
  expect(() => schemasOf(contractWith(schema))).toThrow(message);
});

test.each([
  ["a header", "parameters: [], ", "headers: { X: { schema: { minimun: 1 } } }, "],
  ["a parameter", "parameters: [{ name: a, in: query, schema: { minimun: 1 } }], ", ""],
  ["a request", "requestBody: { content: { application/json: { schema: { minimun: 1 } } } }, ", ""],
])("refused in the schema of %s too", (_name, operation, response) => {
  const text = `{ openapi: 3.1.0, info: {}, paths: { /a: { get: { ${operation}responses: { "200": { ${response}description: D } } } } } }`;
  expect(() => schemasOf(contractOf(parseSource("c.yaml", text)))).toThrow("found the schema keyword minimun");
});

test("a format that nothing checks is refused, with those that are", () => {
  expect(() => schemasOf(contractWith("{ format: ifsc }"))).toThrow(
    /^c\.yaml:12:33: found the format ifsc, expected one of .*\buuid\b/,
  );
});

test("a contract is compiled once", () => {
  const contract = contractWith("{ type: object }");
  expect(schemasOf(contract)).toBe(schemasOf(contract));
});
