// Schemas in chains and circles of any length, deep and wide ones: each is compiled when a value first comes to it.

import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { schemasOf } from "./compiled-schemas.ts";

/** How a value breaks the schema of a contract's one answer: the places and the keywords. */
function errorsOf(schema: JsonObject, value: unknown, schemas: JsonObject = {}): string[] {
  const responses = { 200: { description: "D.", content: { "application/json": { schema } } } };
  const document = { openapi: "3.1.0", info: {}, paths: { "/a": { get: { responses } } }, components: { schemas } };
  const contract = contractOf({ path: "c.json", value: document, locate: () => ({ line: 1, column: 1 }) });
  const pointer = "/paths/~1a/get/responses/200/content/application~1json/schema";
  return schemasOf(contract)
    .errors(pointer, value)
    .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const named = (count: number, make: (index: number) => JsonObject) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, make(index)]));
const ref = (index: number) => ({ $ref: `#/components/schemas/T${index}` });
const nested = (depth: number, value: unknown) => {
  let made = value;
  for (let level = 0; level < depth; level++) made = { n: made };
  return made;
};

test.each([50, 1000, 5000])("a circle of %d schemas", (count) => {
  const schemas = named(count, (index) => ({
    properties: { n: ref((index + 1) % count), v: { const: index } },
  }));
  expect(errorsOf(ref(0), nested(49, { v: 49 }), schemas)).toEqual([]);
  expect(errorsOf(ref(0), nested(49, { v: 50 }), schemas)).toEqual([`${"/n".repeat(49)}/v const`]);
});

test.each([50, 500])("a chain of %d allOf", (count) => {
  const schemas = named(count, (index) => ({
    allOf: [...(index < count - 1 ? [ref(index + 1)] : []), { required: [`m${index}`] }],
  }));
  const all = Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 1]));
  expect(errorsOf(ref(0), all, schemas)).toEqual([]);
  const { [`m${count - 1}`]: _, ...less } = all;
  expect(errorsOf(ref(0), less, schemas)).toEqual([" required"]);
});

test("schemas that stand in each other 400 deep", () => {
  let schema: JsonObject = { type: "string" };
  for (let level = 0; level < 400; level++) schema = { type: "object", properties: { n: schema } };
  expect(errorsOf(schema, nested(400, "a"))).toEqual([]);
  expect(errorsOf(schema, nested(400, 1))).toEqual([`${"/n".repeat(400)} type`]);
});

test("a thousand members, required and closed, and a choice of three hundred", () => {
  const names = Array.from({ length: 1000 }, (_, index) => `m${index}`);
  const properties = Object.fromEntries(
    names.map((name) => [name, { type: "object", properties: { v: { type: "string" } } }]),
  );
  const closed = { properties, required: names, additionalProperties: false };
  const all = Object.fromEntries(names.map((name) => [name, { v: "x" }]));
  expect(errorsOf(closed, all)).toEqual([]);
  expect(errorsOf(closed, { ...all, m999: { v: 1 }, more: 1 })).toEqual([" additionalProperties", "/m999/v type"]);
  const choice = { oneOf: Array.from({ length: 300 }, (_, index) => ({ const: index })) };
  expect(errorsOf(choice, 299)).toEqual([]);
  expect(errorsOf(choice, 300).at(-1)).toBe(" oneOf");
});

test("members that another schema has looked at are not unevaluated, wherever it is compiled", () => {
  const schemas = {
    T0: { allOf: [ref(1), { properties: { b: {} } }] },
    T1: { properties: { a: {} }, anyOf: [{ required: ["c"], properties: { c: {} } }, {}] },
  };
  const closed = { ...ref(0), unevaluatedProperties: false };
  expect(errorsOf(closed, { a: 1, b: 1, c: 1 }, schemas)).toEqual([]);
  expect(errorsOf(closed, { a: 1, d: 1 }, schemas)).toEqual([" unevaluatedProperties"]);
  const tuple = { allOf: [{ $ref: "#/components/schemas/T2" }], unevaluatedItems: false };
  const items = { T2: { prefixItems: [{}, {}] } };
  expect([errorsOf(tuple, [1, 2], items), errorsOf(tuple, [1, 2, 3], items)]).toEqual([[], [" unevaluatedItems"]]);
});
