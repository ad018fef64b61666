import { expect, test } from "vitest";
import { looksLikeExpression, parseExpression } from "./expression.ts";

const parsed: [text: string, expression: object][] = [
  ["$url", { kind: "url" }],
  ["$method", { kind: "method" }],
  ["$statusCode", { kind: "statusCode" }],
  ["$self", { kind: "self" }],
  ["$request.header.accept", { kind: "message", of: "request", part: { in: "header", name: "accept" } }],
  ["$request.header.x!#$%&'*+.^_`|~1", { kind: "message", part: { in: "header", name: "x!#$%&'*+.^_`|~1" } }],
  ["$request.query.page size", { kind: "message", of: "request", part: { in: "query", name: "page size" } }],
  ["$request.path.id", { kind: "message", of: "request", part: { in: "path", name: "id" } }],
  ["$request.body", { kind: "message", of: "request", part: { in: "body", path: "", pointer: undefined } }],
  ["$response.body#/a/~1b~0/0", { of: "response", part: { in: "body", path: "", pointer: "/a/~1b~0/0" } }],
  ["$response.body#", { of: "response", part: { in: "body", path: "", pointer: "" } }],
  ["$response.body.items.x", { of: "response", part: { in: "body", path: "items.x", pointer: undefined } }],
  ["$response.header.Server", { of: "response", part: { in: "header", name: "Server" } }],
  // The grammar's source is the same for both; an answer never has these.
  ["$response.query.x", { kind: "message", of: "response", part: { in: "query", name: "x" } }],
  ["$response.path.x", { kind: "message", of: "response", part: { in: "path", name: "x" } }],
  ["$inputs.username", { kind: "inputs", path: "username", pointer: undefined }],
  ["$inputs.customer#/name", { kind: "inputs", path: "customer", pointer: "/name" }],
  ["$outputs.bar.baz", { kind: "outputs", path: "bar.baz" }],
  ["$steps.a-1.outputs.pets#/0/id", { kind: "step", stepId: "a-1", path: "pets", pointer: "/0/id" }],
  ["$workflows.foo.inputs.x", { kind: "workflow", workflowId: "foo", of: "inputs", path: "x" }],
  ["$workflows.foo.outputs.x#/y", { kind: "workflow", of: "outputs", path: "x", pointer: "/y" }],
  ["$sourceDescriptions.shop.getPet.v2", { kind: "source", source: "shop", path: "getPet.v2" }],
  ["$components.inputs.page", { kind: "component", of: "inputs", name: "page" }],
  ["$components.successActions.done", { kind: "component", of: "successActions", name: "done" }],
  ["$components.failureActions.again", { kind: "component", of: "failureActions", name: "again" }],
  ["$components.parameters.page.size", { kind: "component", of: "parameters", name: "page.size" }],
];

test.each(parsed)("%s", (text, expression) => {
  expect(parseExpression(text)).toMatchObject({ text, ...expression });
});

const roots =
  "$url, $method, $statusCode, $self, $request., $response., $inputs., $outputs., $steps., $workflows., $sourceDescriptions. or $components.";
const refused: [text: string, message: string][] = [
  ["", `found "", at character 1 its end, expected ${roots}`],
  ["$respnse.body", `found "$respnse.body", at character 1 "$respnse.body", expected ${roots}`],
  ["$url.x", 'found "$url.x", at character 5 ".x", expected the end'],
  ["$statusCode ", 'found "$statusCode ", at character 12 " ", expected the end'],
  ["$request", 'found "$request", at character 9 its end, expected .header or .query or .path or .body'],
  [
    "$response.bodyx",
    'found "$response.bodyx", at character 10 ".bodyx", expected .header or .query or .path or .body',
  ],
  ["$response.body/x", 'found "$response.body/x", at character 15 "/x", expected a dot, # or the end'],
  ["$response.body#x", 'found "$response.body#x", at character 16 "x", expected a JSON Pointer, which begins with /'],
  ["$response.body#/a~2", 'found "$response.body#/a~2", at character 18 "~2", expected ~0 for ~ or ~1 for /'],
  ["$response.header", 'found "$response.header", at character 17 its end, expected a dot and the name of a header'],
  [
    "$response.header.a b",
    `found "$response.header.a b", at character 19 " b", expected a character of a header's name`,
  ],
  ["$inputs.", 'found "$inputs.", at character 8 ".", expected a dot, # or the end'],
  ["$inputs", 'found "$inputs", at character 8 its end, expected a dot and a name'],
  ["$steps.a b.outputs.x", 'found "$steps.a b.outputs.x", at character 9 " b.outputs.x", expected .outputs'],
  ["$steps.a.output.x", 'found "$steps.a.output.x", at character 9 ".output.x", expected .outputs'],
  ["$steps.a.outputs", 'found "$steps.a.outputs", at character 17 its end, expected a dot and the name of an output'],
  ["$workflows.a.steps.x", 'found "$workflows.a.steps.x", at character 13 ".steps.x", expected .inputs or .outputs'],
  [
    "$components.steps.x",
    'found "$components.steps.x", at character 12 ".steps.x", expected .parameters or .inputs or .successActions or .failureActions',
  ],
  ["$self.x", 'found "$self.x", at character 6 ".x", expected the end'],
  [
    "$message.payload#/id",
    'found "$message.payload#/id", at character 1 "$message.payload#/id", expected no expression of AsyncAPI, which is not supported',
  ],
  [
    "$request.payload",
    'found "$request.payload", at character 9 ".payload", expected .header or .query or .path or .body',
  ],
  [
    "$sourceDescriptions.",
    'found "$sourceDescriptions.", at character 20 ".", expected a dot and the name of a source description',
  ],
];

test.each(refused)("refused: %s", (text, message) => {
  expect(() => parseExpression(text)).toThrow(expect.objectContaining({ message }));
});

test.each([
  ["$url", true],
  ["$urls", false],
  ["$5.00", false],
  ["$inputs.a", true],
  ["$inputs", true],
  ["$inputsx", false],
  ["$self", true],
  ["$message.payload", true],
  ["x $inputs.a", false],
])("looks like an expression: %s %s", (text, expected) => {
  expect(looksLikeExpression(text)).toBe(expected);
});
