// Contracts of others: OpenAPI 3.0, and what its documents are made of; and the fault codes of what breaks them.
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { callingStep } from "../test-payments.ts";
import { judgeOf } from "./judge.ts";

const contract = contractOf(
  parseSource(
    "shapes.yaml",
    `openapi: 3.0.3
info: { title: Shapes, version: "1" }
paths:
  /shapes:
    get:
      security: []
      responses:
        "200": { description: All., content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } }
        "204": { description: None. }
        2XX: { description: Mapped., content: { application/json: { schema: { $ref: "#/components/schemas/Mapped" } } } }
        default: { description: Failed., content: { application/json: { schema: { $ref: "#/components/schemas/Failure" } } } }
    delete:
      operationId: removeShape
      security: [{ key: [] }]
      responses:
        "200":
          description: Gone.
          headers:
            Location: { $ref: "#/components/headers/Location" }
            X-Count: { schema: { type: integer, minimum: 0, exclusiveMinimum: true } }
          content: { application/json: { schema: { type: object, additionalProperties: false } } }
        "401": { description: Who?, headers: { WWW-Authenticate: { required: true, schema: { type: string } } } }
        "405": { description: No., headers: { Allow: { required: true, schema: { type: array, items: { enum: [GET, DELETE] } } } } }
    put:
      operationId: putShape
      security: [{ key: [] }]
      responses: { "200": { description: Put. } }
    post: { operationId: addShape, responses: { "200": { description: Added. } } }
components:
  headers:
    Location: { schema: { type: string, pattern: "^/shapes" } }
  securitySchemes: { key: { type: apiKey, in: query, name: key } }
  schemas:
    Node:
      type: object
      required: [size]
      properties:
        size: { type: number, minimum: 0, exclusiveMinimum: true, example: 5 }
        name: { type: string, nullable: true }
        kind: { type: string, nullable: true, enum: [a, b, null] }
        next: { $ref: "#/components/schemas/Node" }
        shape:
          oneOf: [{ $ref: "#/components/schemas/Circle" }, { $ref: "#/components/schemas/Square" }]
          discriminator: { propertyName: kind }
    Mapped:
      oneOf: [{ $ref: "#/components/schemas/Circle" }, { $ref: "#/components/schemas/Square" }]
      discriminator: { propertyName: kind, mapping: { round: Circle, angular: "#/components/schemas/Square" } }
    Circle: { type: object, required: [kind, r], properties: { kind: { type: string }, r: { type: number } } }
    Square: { type: object, required: [kind, a], properties: { kind: { type: string }, a: { type: number } } }
    Failure: { type: object, required: [error], properties: { error: { type: string } } }
`,
  ),
);
const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });

interface Answer {
  status?: number;
  headers?: [string, string][];
  body?: unknown;
}

function findings(operationId: string, { status = 200, headers = [], body }: Answer) {
  const json: [string, string][] = body === undefined ? [] : [["content-type", "application/json"]];
  const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body));
  const exchange = {
    request: { method: "GET", url: "http://127.0.0.1/shapes?key=k", headers: [], body: "" },
    response: { status, headers: [...headers, ...json], body: bytes },
    durationMs: 1,
  };
  const operation = contract.operations.get(operationId)!;
  return judge.judge(exchange, { operation, scenario: callingStep }).findings;
}

const circle = { kind: "Circle", r: 1 };

test.each<[name: string, answer: Answer, ...said: string[]]>([
  ["nothing wrong", { body: { size: 0.1, name: null, kind: null, next: { size: 1 }, shape: circle } }],
  ["a limit that is exclusive", { body: { size: 0 } }, "body /size: > 0 | 0"],
  ["null where it is not allowed", { body: { size: null } }, "body /size: type number | null"],
  [
    "recursion",
    { body: { size: 1, next: { size: 1, next: {} } } },
    "body /next/next/size: the member to be present | absent",
  ],
  [
    "a discriminator without mapping",
    { body: { size: 1, shape: { kind: "Square" } } },
    "body /shape/a: the member to be present | absent",
  ],
  [
    "unknown to it",
    { body: { size: 1, shape: { kind: "round" } } },
    'body /shape/kind: one of "Circle", "Square" | "round"',
  ],
  ["a range, and a mapping", { status: 202, body: { kind: "round", r: 1 } }],
  [
    "a mapping by reference",
    { status: 202, body: { kind: "angular", r: 1 } },
    "body /a: the member to be present | absent",
    "undocumented-member /r: no such member | 1",
  ],
  ["unknown to the mapping", { status: 202, body: { kind: "flat" } }, 'body /kind: one of "round", "angular" | "flat"'],
  ["default", { status: 503, body: { error: "no" } }],
  ["default of the wrong shape", { status: 404, body: {} }, "body /error: the member to be present | absent"],
])("OpenAPI 3.0: %s", (_name, answer, ...said) => {
  const found = findings("GET /shapes", answer);
  expect(found.map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual}`)).toEqual(said);
});

test.each<[name: string, operation: string, answer: Answer, wfc: number | undefined]>([
  ["a body of the wrong shape", "GET /shapes", { body: {} }, 200],
  ["an undocumented status", "removeShape", { status: 404 }, 200],
  ["a body with 204", "GET /shapes", { status: 204, body: {} }, 105],
  ["401 where nobody has to say who they are", "addShape", { status: 401 }, 202],
  ["401 where they have to, undocumented", "putShape", { status: 401 }, 200],
  ["403 without a 401", "putShape", { status: 403 }, 203],
  ["403 with a 401", "removeShape", { status: 403 }, 200],
  ["401 without WWW-Authenticate", "removeShape", { status: 401 }, 109],
  ["405 without Allow", "removeShape", { status: 405 }, 110],
  ["a wrong Allow", "removeShape", { status: 405, headers: [["Allow", "GET, PATCH"]] }, 201],
  ["a wrong Location", "removeShape", { body: {}, headers: [["location", "/other"]] }, 120],
  ["another wrong header", "removeShape", { body: {}, headers: [["x-count", "0"]] }, 200],
  ["a member too many, of an object that is closed", "removeShape", { body: { a: 1 } }, 200],
  ["a member too many", "GET /shapes", { body: { size: 1, a: 1 } }, undefined],
])("fault codes: %s", (_name, operation, answer, wfc) => {
  expect(findings(operation, answer).map((finding) => finding.wfc)).toEqual([wfc]);
});

test("what comes after the end of an answer is told, and the answer is judged", () => {
  const operation = contract.operations.get("GET /shapes")!;
  const headers: [string, string][] = [["content-type", "application/json"]];
  const response = { status: 200, headers, body: Buffer.from("{}"), misframed: "more bytes after its end" };
  const request = { method: "GET", url: "http://127.0.0.1/shapes", headers: [], body: "" };
  const { findings } = judge.judge({ request, response, durationMs: 1 }, { operation, scenario: callingStep });
  expect(findings.map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual} (${f.wfc})`)).toEqual([
    "header content-length: nothing after the end of the answer | more bytes after its end (undefined)",
    "body /size: the member to be present | absent (200)",
  ]);
});

test("an answer that cannot be decoded is told once, and its body is not judged", () => {
  const operation = contract.operations.get("GET /shapes")!;
  const headers: [string, string][] = [["content-type", "application/json"]];
  const response = { status: 200, headers, body: Buffer.from("x"), undecoded: "a body that is not gzip" };
  const request = { method: "GET", url: "http://127.0.0.1/shapes", headers: [], body: "" };
  const { findings } = judge.judge({ request, response, durationMs: 1 }, { operation, scenario: callingStep });
  expect(findings).toMatchObject([
    { check: "header", where: "content-encoding", actual: "a body that is not gzip", wfc: undefined },
  ]);
});
