import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { leafMutants } from "./leaf-values.ts";
import type { Original } from "./mutant.ts";
import { ownSchemasOf } from "./own-schemas.ts";

const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /one:
    get:
      operationId: readOne
      responses:
        "200":
          description: One.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: { type: string, pattern: "^[a-z][0-9]$" }
                  name: { type: string }
                  at: { type: string }
                  count: { type: integer, maximum: 7 }
                  kind: { const: one }
                  state: { enum: [open, shut] }
                  done: { type: boolean }
`,
  ),
);
const operation = contract.operations.get("readOne") ?? expect.fail("no operation");
const schema = "/paths/~1one/get/responses/200/content/application~1json/schema";

function originalOf(body: object): Original {
  const headers: [string, string][] = [["content-type", "application/json"]];
  const answer = { status: 200, headers, body: Buffer.from(JSON.stringify(body)) };
  const request = { method: "GET", url: "http://h/one", headers: [], body: "" };
  const response = operation.responses[0] ?? expect.fail("no response");
  const exchange = { request, response: answer, durationMs: 1 };
  return { contract, schemas: ownSchemasOf(contract), operation, response, exchange, answer };
}

function made(body: object, ...earlier: object[]): string[] {
  return leafMutants(originalOf(body), schema, earlier.map(originalOf)).map(
    ({ operator, where, noticedBy, answer }) => `${noticedBy}: ${operator} ${where} ${answer.body}`,
  );
}

test.each<[body: object, earlier: object[], ...mutants: string[]]>([
  [{ id: "a1" }, [], 'scenario: other-value /id {"id":"a2"}'],
  [{ name: "Asha" }, [], 'scenario: other-value /name {"name":"Asaa"}', 'scenario: other-case /name {"name":"ASHA"}'],
  [{ name: "" }, [], 'scenario: other-value /name {"name":"A"}'],
  [{ count: 7 }, [], 'scenario: other-value /count {"count":6}'],
  [{ done: true }, [], 'scenario: other-value /done {"done":false}'],
  // What the contract fixes has no other value; of a few words there is another, and no other letter case.
  [{ kind: "one" }, []],
  [{ state: "open" }, [], 'scenario: other-value /state {"state":"shut"}'],
  [
    { name: "a", at: "b" },
    [],
    'scenario: other-value /name {"name":"b","at":"b"}',
    'scenario: other-case /name {"name":"A","at":"b"}',
    'scenario: swapped-leaves /name {"name":"b","at":"a"}',
    'scenario: other-value /at {"name":"a","at":"a"}',
    'scenario: other-case /at {"name":"a","at":"B"}',
  ],
  [
    { count: 1, done: true },
    [],
    'scenario: other-value /count {"count":2,"done":true}',
    'judge: swapped-leaves /count {"count":true,"done":1}',
    'scenario: other-value /done {"count":1,"done":false}',
  ],
  [
    { count: 1 },
    [{ count: 1 }, { count: 3 }],
    'scenario: other-value /count {"count":2}',
    'scenario: stale-leaf /count {"count":3}',
  ],
])("%j after %j", (body, earlier, ...mutants) => {
  expect(made(body, ...earlier)).toEqual(mutants);
});

test("a body that is no JSON has no leaves", () => {
  const original = originalOf({});
  const broken = { ...original, answer: { ...original.answer, body: Buffer.from("{") } };
  expect(leafMutants(broken, schema, [])).toEqual([]);
});
