import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { judgeOf } from "../judge/judge.ts";

const schema =
  "{ type: object, properties: { id: { type: string }, n: { type: object }, pin: { type: string, x-sensitive: secret } } }";
const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /a:
    post:
      operationId: a
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { "200": { description: D., content: { application/json: { schema: ${schema} } } } }
`,
  ),
);
const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });

/** What is said of the values of a body that is sent and comes back. */
function shown(body: string): string[] {
  const headers: [string, string][] = [["content-type", "application/json"]];
  const exchange = {
    request: { method: "POST", url: "http://h/a", headers, body },
    response: { status: 200, headers, body: Buffer.from(body) },
    durationMs: 1,
  };
  const operation = contract.operations.get("a") ?? expect.fail("no operation");
  const { findings } = judge.judge(exchange, { operation, scenario: { file: "s", line: 1, column: 1 } });
  return findings.filter(({ check }) => check === "body" || check === "request").map(({ actual }) => actual);
}

test.each([
  ['{"id":9007199254740993}', "integer 9007199254740993"],
  ['{"id":1.10}', "number 1.10"],
  ['{"id":-0}', "integer -0"],
  ['{"n":[1.0, 2 ]}', "array [1.0, 2 ]"],
  ['{"n":[1.0,\n  2]}', "array [1.0, 2]"],
  ['{"n":[{"k":1,"k":2}]}', 'array [{"k":1,"k":2}]'],
  ['{"pin":9007199254740993}', "integer ***"],
  ['{"n":[{"pin":1.10,"b":2.50}]}', 'array [{"pin":"***","b":2.50}]'],
])("a value is shown as it came and as it was sent: %s", (body, actual) => {
  expect(shown(body)).toEqual([actual, actual]);
});
