// readOnly and writeOnly: what counts depends on which way a value goes (OpenAPI 3.0.3, Schema Object).

import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { judgeOf } from "../judge/judge.ts";
import { callingStep } from "../test-payments.ts";

/** What is found in a call whose request and answer are of one schema, as `check where: expected`. */
function found(version: string, schemas: string, { sent, answer }: { sent: object; answer: object }): string[] {
  const body = '{ application/json: { schema: { $ref: "#/components/schemas/User" } } }';
  const text = `openapi: ${version}
info: {}
paths:
  /users:
    post:
      operationId: make
      requestBody: { required: true, content: ${body} }
      responses: { "201": { description: D., content: ${body} } }
components:
  schemas:
${schemas.replace(/^/gm, "    ")}
`;
  const contract = contractOf(parseSource("users.yaml", text));
  const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
  const headers: [string, string][] = [["content-type", "application/json"]];
  const request = { method: "POST", url: "http://127.0.0.1/users", headers, body: JSON.stringify(sent) };
  const response = { status: 201, headers, body: Buffer.from(JSON.stringify(answer)) };
  const { findings } = judge.judge(
    { request, response, durationMs: 1 },
    { operation: contract.operations.get("make")!, scenario: callingStep },
  );
  return findings.map(({ check, severity, where, expected }) => `${severity} ${check} ${where}: ${expected}`);
}

const id = "{ type: integer, readOnly: true }";
const secret = "{ type: string, writeOnly: true }";
const sent = { name: "a", secret: "s" };
const answer = { name: "a", id: 1 };

/** The same two members, put together in every way that a schema can be. */
const shapes: [what: string, schemas: string][] = [
  ["in place", `User: { required: [id, secret], properties: { id: ${id}, secret: ${secret}, name: {} } }`],
  [
    "through references",
    `User: { $ref: "#/components/schemas/Real" }
Real: { required: [id, secret], properties: { id: { $ref: "#/components/schemas/Id" }, secret: { allOf: [{ $ref: "#/components/schemas/Secret" }] }, name: {} } }
Id: ${id}
Secret: ${secret}`,
  ],
  [
    "in an allOf",
    `User: { allOf: [{ $ref: "#/components/schemas/Base" }, { required: [name], properties: { name: {} } }] }
Base: { required: [id, secret], properties: { id: ${id}, secret: ${secret} } }`,
  ],
  [
    "required in one branch, described in another",
    `User: { allOf: [{ $ref: "#/components/schemas/Base" }, { required: [id, secret] }] }
Base: { properties: { id: ${id}, secret: ${secret}, name: {} } }`,
  ],
  [
    "required in a choice, described beside it",
    `User: { properties: { id: ${id}, secret: ${secret}, name: {} }, oneOf: [{ required: [id, secret] }] }`,
  ],
  [
    "required by what is referred to, described where it is referred to",
    `User: { allOf: [{ properties: { id: ${id}, secret: ${secret}, name: {} } }, { $ref: "#/components/schemas/Base" }] }
Base: { required: [id, secret] }`,
  ],
];

const cases = ["3.0.3", "3.1.0"].flatMap((version) => shapes.map(([what, schemas]) => ({ what, version, schemas })));

test.each(cases)("required counts in one direction: $what, $version", ({ version, schemas }) => {
  expect(found(version, schemas, { sent, answer })).toEqual([]);
  const lacking = found(version, schemas, { sent: { name: "a" }, answer: { name: "a" } });
  expect(lacking).toEqual([
    "error body /id: the member to be present",
    "warning request request /secret: the member to be present",
  ]);
});

test.each(cases)("a member that goes the wrong way is a warning: $what, $version", ({ version, schemas }) => {
  const wrong = found(version, schemas, { sent: { ...sent, id: 1 }, answer: { ...answer, secret: "s" } });
  expect(wrong).toEqual([
    "warning body /secret: no such member in an answer: it is writeOnly",
    "warning request request /id: no such member in a request: it is readOnly",
  ]);
});

test("a member that goes the wrong way and is wrong besides is told for what breaks a reader", () => {
  const [, schemas = ""] = shapes[0] ?? [];
  const wrong = found("3.1.0", schemas, { sent, answer: { ...answer, secret: 5 } });
  expect(wrong).toEqual(["error body /secret: type string"]);
});

test("what a list or a member holds is looked at for itself", () => {
  const schemas = `User: { properties: { list: { items: { $ref: "#/components/schemas/Item" } } } }
Item: { required: [id, secret], properties: { id: ${id}, secret: ${secret} } }`;
  const told = found("3.0.3", schemas, { sent: { list: [{}] }, answer: { list: [{ id: 1 }, {}] } });
  expect(told).toEqual([
    "error body /list/1/id: the member to be present",
    "warning request request /list/0/secret: the member to be present",
  ]);
});

test("readOnly: false keeps nothing out", () => {
  const schemas = "User: { required: [id], properties: { id: { readOnly: false, writeOnly: false } } }";
  expect(found("3.0.3", schemas, { sent: {}, answer: { id: 1 } })).toEqual([
    "warning request request /id: the member to be present",
  ]);
});
