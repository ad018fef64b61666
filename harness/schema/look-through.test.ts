import { expect, test } from "vitest";
import { contractOf, contractPath, controlContractPath, loadContract } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { demandStrict, schemasOf, unjudgedIn } from "./compiled-schemas.ts";

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
])("refused where nothing may be left unjudged, by name and place: %s", (_name, schema, message) => {
  const contract = contractWith(schema);
  expect(() => demandStrict(contract)).toThrow(message);
  expect(() => schemasOf(contract)).not.toThrow();
  expect(unjudgedIn([contract])).toHaveLength(1);
});

test.each([
  ["a header", "parameters: [], ", "headers: { X: { schema: { minimun: 1 } } }, "],
  ["a parameter", "parameters: [{ name: a, in: query, schema: { minimun: 1 } }], ", ""],
  ["a request", "requestBody: { content: { application/json: { schema: { minimun: 1 } } } }, ", ""],
])("refused in the schema of %s too", (_name, operation, response) => {
  const text = `{ openapi: 3.1.0, info: {}, paths: { /a: { get: { ${operation}responses: { "200": { ${response}description: D } } } } } }`;
  const contract = contractOf(parseSource("c.yaml", text));
  expect(() => demandStrict(contract)).toThrow("found the schema keyword minimun");
  expect(unjudgedIn([contract])).toEqual(["keyword minimun (1 place)"]);
});

test("a format that nothing checks is refused, with those that are", () => {
  expect(() => demandStrict(contractWith("{ format: ifsc }"))).toThrow(
    /^c\.yaml:12:33: found the format ifsc, expected one of .*\buuid\b/,
  );
});

test("a contract is compiled once", () => {
  const contract = contractWith("{ type: object }");
  expect(schemasOf(contract)).toBe(schemasOf(contract));
});

test("our own contracts leave nothing unjudged", () => {
  for (const path of [contractPath, controlContractPath]) {
    expect(() => demandStrict(loadContract(path))).not.toThrow();
    expect(unjudgedIn([loadContract(path)])).toEqual([]);
  }
});

test("what is not judged is counted, and told with what is in most places first", () => {
  const schema =
    "{ properties: { a: { format: snowflake }, b: { format: snowflake }, c: { type: uuid }, " +
    'd: { pattern: "(?i)x" }, e: { $schema: x } } }';
  const told = [
    "format snowflake (2 places)",
    "type uuid (1 place)",
    "pattern (?i)x (1 place)",
    "keyword $schema (1 place)",
  ];
  expect(unjudgedIn([contractWith(schema)])).toEqual(told);
});

/** How a value breaks a schema: the places and the keywords. */
function errorsOf(schema: string, value: unknown): string[] {
  const contract = contractWith(schema);
  const [pointer = ""] = contract.operations.get("a")?.responses[0]?.content.values() ?? [];
  return schemasOf(contract)
    .errors(pointer, value)
    .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const self = "#/paths/~1a/get/responses/200/content/application~1json/schema";

test.each<[what: string, schema: string, told: string, pairs: [value: unknown, ...errors: string[]][]]>([
  ["an unknown format", "{ type: string, format: phone }", "format phone", [["x"], [5, " type"]]],
  ["an annotation", "{ type: string, $id: a, contentSchema: {} }", "keyword $id", [[5, " type"]]],
  ["a type that is none", "{ type: uuid, minLength: 2 }", "type uuid", [[5], ["a", " minLength"]]],
  ["a list of types, one of them none", "{ type: [string, uuid] }", 'type ["string","uuid"]', [[5]]],
  [
    "a required that is no list",
    "{ properties: { a: { required: true, type: string } } }",
    "required true",
    [[{ a: 5 }, "/a type"]],
  ],
  [
    "a pattern that no engine here reads",
    '{ pattern: "(?i)^a", maxLength: 1 }',
    "pattern (?i)^a",
    [["b"], ["bb", " maxLength"]],
  ],
  [
    "an exclusive limit of 3.0",
    "{ minimum: 1, exclusiveMinimum: true }",
    "exclusiveMinimum true",
    [[1], [0, " minimum"]],
  ],
  ["an empty oneOf", "{ oneOf: [], type: string }", "oneOf []", [["a"], [5, " type"]]],
  [
    "items as a list",
    "{ items: [{ type: string }], maxItems: 1 }",
    'items [{"type":"string"}]',
    [[[5]], [[5, 5], " maxItems"]],
  ],
  [
    "a reference by the dynamic scope",
    "{ $dynamicRef: x, type: object }",
    "keyword $dynamicRef",
    [[{ a: 1 }], [5, " type"]],
  ],
  [
    "members beside one, which it might name",
    "{ allOf: [{ $dynamicRef: x }], unevaluatedProperties: false }",
    "keyword $dynamicRef",
    [[{ a: 1 }]],
  ],
  [
    "a choice between what cannot be told apart",
    '{ oneOf: [{ pattern: "(?i)a" }, { pattern: "(?i)b" }], maxLength: 1 }',
    "pattern (?i)a",
    [["a"], ["ab", " maxLength"]],
  ],
  [
    "the contrary of what cannot be read",
    '{ not: { properties: { a: { pattern: "(?i)" } } } }',
    "pattern (?i)",
    [[{ a: "x" }]],
  ],
  ["a condition that cannot be read", "{ if: { type: uuid }, then: false, else: false }", "type uuid", [[5]]],
  [
    "what must be in a list, and cannot be read",
    '{ contains: { pattern: "(?i)a" }, maxContains: 0 }',
    "pattern (?i)a",
    [[["x"]]],
  ],
  ["a schema that is itself", `{ $ref: "${self}" }`, `$ref ${self}, in a circle`, [[5]]],
  [
    "a schema that is a oneOf of itself",
    `{ oneOf: [{ $ref: "${self}" }, { type: string }] }`,
    `$ref ${self}, in a circle`,
    [[5], ["a"]],
  ],
  ["a schema that is not itself", `{ not: { $ref: "${self}" } }`, `$ref ${self}, in a circle`, [[5]]],
  [
    "an allOf with itself",
    `{ allOf: [{ $ref: "${self}" }], type: string }`,
    `$ref ${self}, in a circle`,
    [["a"], [5, " type"]],
  ],
])("not judged, and the rest is: %s", (_what, schema, told, pairs) => {
  expect(unjudgedIn([contractWith(schema)])[0]).toBe(`${told} (1 place)`);
  for (const [value, ...errors] of pairs) expect([value, ...errorsOf(schema, value)]).toEqual([value, ...errors]);
});

test.each<[what: string, schema: string, value: unknown, ...errors: string[]]>([
  ["an empty enum", "{ enum: [] }", 1, " enum"],
  ["an extension among properties", "{ properties: { x-order: [a], a: { type: string } } }", { a: 1 }, "/a type"],
  ["an empty required", "{ required: [] }", {}],
  ["booleans as schemas", "{ properties: { a: true, b: false } }", { a: 1, b: 1 }, "/b false schema"],
  ["a member called $ref", "{ properties: { $ref: { type: string } } }", { $ref: 1 }, "/$ref type"],
  [
    "a schema that contains itself",
    `{ properties: { n: { $ref: "${self}" } }, maxProperties: 1 }`,
    { n: { n: { a: 1, b: 2 } } },
    "/n/n maxProperties",
  ],
  ["-0", "{ const: 0, enum: [0], minimum: 0, multipleOf: 3, type: integer }", -0],
  ["0 where -0 is written", "{ enum: [-0.0], const: -0 }", 0],
  ["-0 beside 0", "{ uniqueItems: true }", [0, -0], " uniqueItems"],
  ["a decimal multiple", "{ multipleOf: 0.01 }", 143.48],
  ["a decimal that is none", "{ multipleOf: 0.01 }", 143.485, " multipleOf"],
  ["a date-time without a colon in its offset", "{ format: date-time }", "2026-01-01T00:00:00+0530", " format"],
  ["a pattern of ECMA-262 5.1", '{ pattern: "^\\\\-$" }', "-"],
])("judged: %s", (_what, schema, value, ...errors) => {
  expect(errorsOf(schema, value)).toEqual(errors);
});
