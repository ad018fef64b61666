import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { parseExpression } from "../expression/expression.ts";
import type { Scope } from "../expression/scope.ts";
import { parseTemplate, parseText } from "../expression/template.ts";
import type { Parameter, RequestBody, Step } from "../scenario/scenario.ts";
import { buildRequest } from "./request.ts";

const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: {}
paths:
  /items/{id}/{kind}:
    get: { operationId: getItem, responses: { "200": {} } }
  /items:
    post: { operationId: addItem, responses: { "200": {} } }`,
  ),
);
const operationOf = (id: string) => contract.operations.get(id) ?? expect.fail(`no ${id}`);

const scope: Scope = {
  inputs: { id: 7, list: ["a b", 2], object: { r: 1, g: "x&y" }, name: 'A "b"', nothing: null },
  outputs: {},
  steps: new Map(),
  workflows: new Map(),
  sources: new Map(),
  parameters: new Map(),
  self: undefined,
  answered: undefined,
};

const template = (value: unknown) =>
  parseTemplate(value, "", { expression: parseExpression, selector: () => undefined });
type Given = [place: Parameter["in"], name: string, value: unknown];

function build(operationId: string, parameters: Given[], more: { body?: RequestBody; server?: string } = {}) {
  const operation = operationOf(operationId);
  const step: Step = {
    id: "s",
    description: undefined,
    place: { file: "s.yaml", line: 1, column: 1 },
    pointer: "",
    call: { kind: "operation", source: "c", contract, operation },
    parameters: parameters.map(([place, name, value]) => ({ in: place, name, value: template(value) })),
    body: more.body,
    criteria: [],
    onSuccess: [],
    onFailure: [],
    outputs: new Map(),
    rules: [],
    breaksRequest: false,
    alternatives: [],
    timeoutMs: undefined,
    dependsOn: [],
  };
  return buildRequest(step, { contract, operation }, { scope, server: more.server ?? "http://127.0.0.1:8080" });
}

const item = (id: unknown, kind: unknown): Given[] => [
  ["path", "id", id],
  ["path", "kind", kind],
];

test.each<[id: unknown, kind: unknown, path: string]>([
  ["$inputs.id", "a", "/items/7/a"],
  ["a/b", "ü?#", "/items/a%2Fb/%C3%BC%3F%23"],
  ["..", ".", "/items/%2E%2E/%2E"],
  ["a.b", "$inputs.list", "/items/a.b/a%20b,2"],
  [true, "{$inputs.id}x", "/items/true/7x"],
])("path parameters %j and %j give %s", (id, kind, path) => {
  expect(build("getItem", item(id, kind)).request.url).toBe(`http://127.0.0.1:8080${path}`);
});

test("query parameters are written in OpenAPI's default style; null leaves one out", () => {
  const { request, query } = build("getItem", [
    ...item(1, 2),
    ["query", "q", "a b&c=ü"],
    ["query", "list", "$inputs.list"],
    ["query", "object", "$inputs.object"],
    ["query", "none", "$inputs.nothing"],
    ["query", "empty", ""],
  ]);
  const url = "/items/1/2?q=a%20b%26c%3D%C3%BC&list=a%20b&list=2&r=1&g=x%26y&empty=";
  expect(request.url).toBe(`http://127.0.0.1:8080${url}`);
  expect(query.list).toEqual(["a b", 2]);
});

test("a base URL may have a path, and its own host", () => {
  const { request } = build("getItem", item(1, 2), { server: "https://vendor.example/v1/" });
  expect(request).toMatchObject({ url: "https://vendor.example/v1/items/1/2", headers: [["Host", "vendor.example"]] });
});

test("headers and cookies go out as the scenario says, and nothing else", () => {
  const { request } = build("getItem", [
    ...item(1, 2),
    ["header", "X-List", "$inputs.list"],
    ["header", "host", "other.example"],
    ["cookie", "a", "1; b=2"],
    ["cookie", "c", "$inputs.id"],
    ["header", "X-None", null],
  ]);
  expect(request.headers).toEqual([
    ["X-List", "a b,2"],
    ["host", "other.example"],
    ["Cookie", "a=1%3B%20b%3D2; c=7"],
  ]);
});

const valueBody = (
  contentType: string | undefined,
  payload: unknown,
  replacements: [string, unknown][] = [],
): RequestBody => ({
  contentType,
  payload: { kind: "value", template: template(payload) },
  replacements: replacements.map(([target, value]) => ({ target, language: "jsonpointer", value: template(value) })),
});
const textBody = (contentType: string, text: string): RequestBody => ({
  contentType,
  payload: { kind: "text", parts: parseText(text, "", parseExpression) },
  replacements: [],
});

test.each<[what: string, body: RequestBody, text: string]>([
  ["members", valueBody("application/json", { a: "$inputs.id", b: [null, "x"] }), '{"a":7,"b":[null,"x"]}'],
  ["a whole expression", valueBody("application/json", "$inputs.object"), '{"r":1,"g":"x&y"}'],
  ["a string as JSON", valueBody("application/vnd.x+json", "$inputs.name"), '"A \\"b\\""'],
  ["a number as JSON", valueBody(undefined, 5), "5"],
  ["a text as it is", textBody("application/json", '{"a": {$inputs.id},}'), '{"a": 7,}'],
  ["a form", valueBody("application/x-www-form-urlencoded", { a: "x y", n: "$inputs.id" }), "a=x%20y&n=7"],
  ["plain text", valueBody("text/plain", "$inputs.id"), "7"],
  [
    "replacements",
    valueBody("application/json", { a: { b: [1, 2] }, "c/d": 0 }, [
      ["/a/b/0", "$inputs.id"],
      ["/a/b/-", "end"],
      ["/c~1d", { new: true }],
      ["/a/e", null],
    ]),
    '{"a":{"b":[7,2,"end"],"e":null},"c/d":{"new":true}}',
  ],
  ["a replaced payload", valueBody("application/json", { a: 1 }, [["", [1]]]), "[1]"],
])("a body of %s", (_what, body, text) => {
  const { request } = build("addItem", [], { body });
  const type = body.contentType ? [["Content-Type", body.contentType]] : [];
  const length = ["Content-Length", String(Buffer.byteLength(text))];
  expect(request).toEqual({
    method: "POST",
    url: "http://127.0.0.1:8080/items",
    headers: [["Host", "127.0.0.1:8080"], ...type, length],
    body: text,
  });
});

test("a POST without a body says that it has none; the scenario's own headers come first", () => {
  expect(build("addItem", []).request.headers).toEqual([
    ["Host", "127.0.0.1:8080"],
    ["Content-Length", "0"],
  ]);
  const own = build(
    "addItem",
    [
      ["header", "content-type", "text/x"],
      ["header", "Content-Length", "9"],
    ],
    {
      body: textBody("application/json", "{}"),
    },
  );
  expect(own.request.headers).toEqual([
    ["Host", "127.0.0.1:8080"],
    ["content-type", "text/x"],
    ["Content-Length", "9"],
  ]);
});

test("a payload is never changed by its replacements, nor anything outside of it", () => {
  const body = valueBody("application/json", { a: { b: 1 } }, [["/a/b", 2]]);
  build("addItem", [], { body });
  expect(body.payload).toEqual({ kind: "value", template: template({ a: { b: 1 } }) });
  build("addItem", [], { body: valueBody("application/json", "$inputs.object", [["/r", 9]]) });
  expect(scope.inputs.object).toEqual({ r: 1, g: "x&y" });
  const evil = valueBody("application/json", { a: 1 }, [["/__proto__/polluted", 1]]);
  expect(() => build("addItem", [], { body: evil })).toThrow(
    "replacement target /__proto__/polluted leads nowhere in the payload",
  );
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("a value that does not fit its place is refused", () => {
  expect(() => build("getItem", item("", 1))).toThrow("path parameter id is empty");
  expect(() => build("getItem", item(null, 1))).toThrow("path parameter id is empty");
  expect(() => build("addItem", [], { body: valueBody("text/plain", "$inputs.object") })).toThrow(
    "the payload has members, text/plain cannot",
  );
  expect(() => build("addItem", [["query", "q", "$inputs.gone"]])).toThrow("$inputs.gone has no value");
});
