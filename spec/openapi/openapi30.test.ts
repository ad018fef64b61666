import { expect, test } from "vitest";
import { contractOf } from "../contract.ts";
import type { JsonObject } from "../json/json-value.ts";
import { parseSource } from "../source-file.ts";

const schemas: [name: string, given: JsonObject, want: JsonObject][] = [
  ["nullable with a type", { type: "string", nullable: true }, { type: ["string", "null"] }],
  ["nullable without a type says nothing", { nullable: true, maximum: 1 }, { maximum: 1 }],
  ["not nullable", { type: "string", nullable: false }, { type: "string" }],
  [
    "nullable does not widen an enum",
    { type: "string", nullable: true, enum: ["a"] },
    { type: ["string", "null"], enum: ["a"] },
  ],
  ["exclusiveMinimum", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  ["exclusiveMaximum", { maximum: 9, exclusiveMaximum: true }, { exclusiveMaximum: 9 }],
  ["a limit that is not exclusive", { minimum: 1, exclusiveMinimum: false }, { minimum: 1 }],
  ["exclusive without a limit", { exclusiveMinimum: true }, {}],
  [
    "beside a reference",
    { $ref: "#/x", nullable: true, description: "d", "x-rule": "R" },
    { $ref: "#/x", "x-rule": "R" },
  ],
  [
    "properties called like keywords",
    { properties: { nullable: { type: "string", nullable: true } } },
    { properties: { nullable: { type: ["string", "null"] } } },
  ],
  ["items", { items: { type: "integer", nullable: true } }, { items: { type: ["integer", "null"] } }],
  ["branches", { oneOf: [{ type: "object", nullable: true }] }, { oneOf: [{ type: ["object", "null"] }] }],
  [
    "additionalProperties",
    { additionalProperties: { type: "string", nullable: true } },
    { additionalProperties: { type: ["string", "null"] } },
  ],
  ["additionalProperties as a boolean", { additionalProperties: false }, { additionalProperties: false }],
  [
    "values are left alone",
    { example: { nullable: true }, enum: [{ nullable: true }] },
    { example: { nullable: true }, enum: [{ nullable: true }] },
  ],
];

/** A 3.0 document that has a schema in every place where one may stand. */
function documentWith(schema: JsonObject): JsonObject {
  const content = { "application/json": { schema, example: { schema: { nullable: true } } } };
  const get = {
    parameters: [{ name: "a", in: "query", schema }],
    requestBody: { content },
    responses: { 200: { content, headers: { X: { schema } } } },
  };
  return { paths: { "/a": { get } }, components: { schemas: { S: schema } } };
}

test.each(schemas)("%s", (_name, given, want) => {
  const whole = (schema: JsonObject) => ({ openapi: "3.0.3", info: {}, x: {}, ...documentWith(schema) });
  const { document } = contractOf(parseSource("x.json", JSON.stringify(whole(given))));
  expect(document).toEqual(whole(want));
});

test("a 3.0 contract is loaded as 3.1; its positions are those of the file", () => {
  const text = `openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /a:
    get:
      responses:
        "200": { description: A., content: { application/json: { schema: { $ref: "#/components/schemas/S" } } } }
components:
  schemas:
    S:
      type: integer
      minimum: 3
      exclusiveMinimum: true
`;
  const contract = contractOf(parseSource("old.yaml", text));
  const { value } = contract.resolve("/components/schemas/S");
  expect(value).toEqual({ type: "integer", exclusiveMinimum: 3 });
  expect(contract.locate("/components/schemas/S/exclusiveMinimum")).toEqual({ line: 13, column: 25 });
});
