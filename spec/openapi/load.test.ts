// What a contract may have, and is loaded with all the same: only what cannot be read as what it is refuses a document.

import { expect, test } from "vitest";
import { contractOf } from "../contract.ts";
import { parseSource } from "../source-file.ts";

const answer = '{ "200": { description: D., content: { application/json: { schema: { type: string } } } } }';

/** A document of 3.1, unless told otherwise, with one operation at `/a` and whatever else it is given. */
function load({ version = "3.1.0", operation = "", item = "", path = "", rest = "" }): ReturnType<typeof contractOf> {
  const text = `openapi: ${version}
info: {}
paths:
  ${path}
  /a:
    ${item}
    get:
      ${operation}
      responses: ${answer}
${rest}
`;
  return contractOf(parseSource("c.yaml", text));
}

const nowhere = '{ $ref: "#/nowhere" }';

test.each<[what: string, parts: Parameters<typeof load>[0]]>([
  ["an extension", { rest: `x-topics: [${nowhere}]`, operation: `x-policies: [${nowhere}]` }],
  ["an extension among the paths", { path: "x-owner: team" }],
  ["an extension among the answers", { operation: "x-a: 1", path: "/b: { get: { responses: { x-cache: none } } }" }],
  ["an extension in a map of names", { rest: "components: { parameters: { x-internal: true } }" }],
  ["an extension among media types", { operation: 'requestBody: { content: { x-a: 1, "a/b": {} } }' }],
  ["an extension among properties", { rest: schema("properties: { x-order: [a], a: {} }") }],
  ["an extension of a path item", { item: "x-owner: team" }],
  ["an example", { rest: `components: { examples: { E: { value: ${nowhere} } } }` }],
  ["a schema's example, default, enum and const", { rest: schema(`example: ${nowhere}, default: ${nowhere}`) }],
  ["a const", { rest: schema(`const: ${nowhere}`) }],
  ["an enum", { rest: schema(`enum: [${nowhere}]`) }],
  ["a list of examples", { rest: schema(`examples: [${nowhere}]`) }],
  ["a link's request body", { rest: `components: { links: { L: { requestBody: ${nowhere} } } }` }],
  ["a callback that nobody looks at", { operation: `callbacks: { c: { "{$url}": { post: { responses: null } } } }` }],
  ["an operation without answers", { path: "/b: { get: { summary: later } }" }],
  ["a webhook that nobody looks at", { rest: "webhooks: { w: null }" }],
  ["a component that nothing refers to", { rest: "components: { schemas: { S: null }, headers: { H: 1 } }" }],
  ["a version with a suffix", { version: "3.0.0-rc1" }],
])("loaded, and nothing to say of it: %s", (_what, parts) => {
  const { operations, oddities } = load(parts);
  expect(operations.has("GET /a")).toBe(true);
  expect(oddities).toEqual([]);
});

function schema(keywords: string): string {
  return `components: { schemas: { S: { ${keywords} } } }`;
}

test.each<[what: string, parts: Parameters<typeof load>[0], ids: string[]]>([
  [
    "operationId again, given again",
    { operation: "operationId: again", path: "/b: { get: { operationId: again } }" },
    ["again", "GET /a"],
  ],
  ['operationId ""', { operation: 'operationId: ""' }, ["GET /a"]],
  ["operationId 7", { operation: "operationId: 7" }, ["GET /a"]],
  ["response fine", { path: "/b: { get: { responses: { fine: { description: D. } } } }" }, ["GET /b", "GET /a"]],
  ["path b", { path: "b: { get: {} }" }, ["GET b", "GET /a"]],
  ["security scheme k", { rest: "components: { securitySchemes: { k: { type: apiKey } } }" }, ["GET /a"]],
  ["$ref none.yaml", { rest: "components: { examples: { E: { $ref: none.yaml } } }" }, ["GET /a"]],
])("loaded, and told: %s", (what, parts, ids) => {
  const { operations, oddities } = load(parts);
  expect([...operations.keys()]).toEqual(ids);
  expect(oddities.map((oddity) => oddity.what)).toEqual([what]);
});

test.each(["webhooks: {}", "components: {}"])("a document of %s alone has no operations", (part) => {
  expect(contractOf(parseSource("c.yaml", `openapi: 3.1.0\ninfo: {}\n${part}\n`)).operations.size).toBe(0);
});

const media = (value: string) => `responses: { "200": { content: { application/json: ${value} } } }`;

test.each<[what: string, operation: string, message: string]>([
  ["a parameter of Swagger 2", "parameters: [{ name: b, in: body }]", 'found "body" at /paths/~1b/get/parameters/0/in'],
  ["a parameter without a name", "parameters: [{ in: query }]", "found absent at /paths/~1b/get/parameters/0/name"],
  ["a parameter that is null", "parameters: [null]", "found null at /paths/~1b/get/parameters/0, expected type object"],
  ["parameters in a map", "parameters: {}", "found object {} at /paths/~1b/get/parameters, expected type array"],
  ["security in a map", "security: { k: [] }", 'found object {"k":[]} at /paths/~1b/get/security, expected type array'],
  ["a schema that is null", media("{ schema: null }"), "schema, expected type object or boolean"],
  ["a schema that is a text", media("{ schema: text }"), 'found string "text" at /paths/~1b/get/responses/200'],
  ["a member's schema that is null", media("{ schema: { properties: { m: null } } }"), "/schema/properties/m"],
  ["a media type that is null", media("null"), "application~1json, expected type object"],
  ["an answer that is null", 'responses: { "200": null }', "/responses/200, expected type object"],
  ["a header that is null", 'responses: { "200": { headers: { X: null } } }', "/headers/X, expected type object"],
  [
    "a reference that leads nowhere",
    `parameters: [${nowhere}]`,
    "found $ref #/nowhere, expected a reference that ends",
  ],
  ["a reference to null", 'parameters: [{ $ref: "#/x-null" }]', "found null at /x-null, expected type object"],
  ["a broken escape", 'parameters: [{ $ref: "#/%zz" }]', "found $ref #/%zz, expected a reference that ends somewhere"],
  ["references in a circle", 'parameters: [{ $ref: "#/x-a" }]', "found $ref #/x-a, expected a reference that ends"],
])("refused by name and place: %s", (_what, operation, message) => {
  const text = `openapi: 3.1.0
info: {}
x-null: null
x-a: { $ref: "#/x-b" }
x-b: { $ref: "#/x-a" }
paths:
  /b:
    get: { ${operation} }
`;
  expect(() => contractOf(parseSource("c.yaml", text))).toThrow(message);
  expect(() => contractOf(parseSource("c.yaml", text))).toThrow(/^c\.yaml:[348]:\d+: found/);
});
