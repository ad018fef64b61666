import { expect, test } from "vitest";
import { parseExpression } from "./expression.ts";
import { evaluate, type Scope } from "./scope.ts";

const exchange = {
  request: {
    method: "POST",
    url: "http://127.0.0.1:1/pets/7?page=2",
    headers: [["Content-Type", "application/json"]] as [string, string][],
    body: '{"user":{"uuid":"u-1"}}',
  },
  response: {
    status: 201,
    headers: [
      ["Content-Type", "application/json"],
      ["X-Rate", "1"],
      ["x-rate", "2"],
    ] as [string, string][],
    body: Buffer.from('\uFEFF{"items":[{"id":5,"a.b":1,"a/b":2,"a~b":3}],"none":null,"zero":0}'),
  },
  durationMs: 1,
};

const scope: Scope = {
  inputs: { name: "Ann", "a.b": 1, customer: { first: "Ann", list: [1, 2] } },
  outputs: { total: 3 },
  steps: new Map([["login", { token: "t", pets: [{ id: 9 }], "x.y": { z: 1 } }]]),
  workflows: new Map([["other", { inputs: { in: 1 }, outputs: { out: { deep: true } } }]]),
  sources: new Map([["shop", { url: "./shop.yaml", type: "openapi" }]]),
  parameters: new Map([["page", 4]]),
  self: undefined,
  answered: { exchange, path: { id: 7 }, query: { page: 2 } },
};

const values: [text: string, value: unknown][] = [
  ["$url", "http://127.0.0.1:1/pets/7?page=2"],
  ["$method", "POST"],
  ["$statusCode", 201],
  ["$request.header.content-type", "application/json"],
  ["$request.path.id", 7],
  ["$request.query.page", 2],
  ["$request.query.toString", undefined],
  ["$request.body#/user/uuid", "u-1"],
  ["$response.header.X-RATE", "1, 2"],
  ["$response.header.absent", undefined],
  ["$response.body#/items/0/id", 5],
  ["$response.body.items", [{ id: 5, "a.b": 1, "a/b": 2, "a~b": 3 }]],
  ["$response.body#/items/0/a.b", 1],
  ["$response.body#/items/0/a~1b", 2],
  ["$response.body#/items/0/a~0b", 3],
  ["$response.body#/items/00", undefined],
  ["$response.body#/items/length", undefined],
  ["$response.body#/none", null],
  ["$response.body#/zero", 0],
  ["$response.body#/constructor", undefined],
  ["$inputs.name", "Ann"],
  ["$inputs.a.b", 1],
  ["$inputs.customer.first", "Ann"],
  ["$inputs.customer#/list/1", 2],
  ["$inputs.customer.list.1", 2],
  ["$inputs.absent", undefined],
  ["$inputs.__proto__", undefined],
  ["$outputs.total", 3],
  ["$steps.login.outputs.token", "t"],
  ["$steps.login.outputs.pets#/0/id", 9],
  ["$steps.login.outputs.x.y.z", 1],
  ["$steps.nobody.outputs.token", undefined],
  ["$workflows.other.inputs.in", 1],
  ["$workflows.other.outputs.out.deep", true],
  ["$sourceDescriptions.shop.url", "./shop.yaml"],
  ["$components.parameters.page", 4],
];

test.each(values)("%s", (text, value) => {
  expect(evaluate(parseExpression(text), scope)).toEqual(value);
});

test("before the exchange there is nothing to read from it", () => {
  for (const text of ["$url", "$method", "$statusCode", "$response.body", "$request.path.id"]) {
    expect(evaluate(parseExpression(text), { ...scope, answered: undefined }), text).toBeUndefined();
  }
});

test.each([
  ["application/json", "12", 12],
  ["application/problem+json; charset=utf-8", '"x"', "x"],
  ["text/html", '{"a":1}', { a: 1 }],
  ["text/plain", "12", "12"],
  ["application/json", "{broken", "{broken"],
  ["application/json", "", undefined],
])("a body of %s: %s", (type, text, value) => {
  const response = {
    ...exchange.response,
    headers: [["content-type", type]] as [string, string][],
    body: Buffer.from(text),
  };
  const answered = { exchange: { ...exchange, response }, path: {}, query: {} };
  expect(evaluate(parseExpression("$response.body"), { ...scope, answered })).toEqual(value);
});
