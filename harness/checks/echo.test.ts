// What comes back is the number that was sent, exactly, in whatever spelling; a body alone says of what type a value is.
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { judgeOf } from "../judge/judge.ts";
import { callingStep } from "../test-payments.ts";

const contract = contractOf(
  parseSource(
    "echo.yaml",
    `openapi: 3.1.0
info: { title: Echo, version: "1" }
paths:
  /orders/{order}:
    post:
      operationId: put
      parameters: [{ name: order, in: path, required: true, schema: {} }]
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses:
        "200":
          description: It.
          content:
            application/json:
              schema: { type: object, properties: { sum: { x-echo: /sum }, order: { x-echo: path.order } } }
`,
  ),
);
const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });

/** What is told of echoes, where a sum and an order are sent and something comes back. */
function told(order: string, sent: string, answer: string): string[] {
  const headers: [string, string][] = [["Content-Type", "application/json"]];
  const exchange = {
    request: { method: "POST", url: `http://h/orders/${order}`, headers, body: sent },
    response: { status: 200, headers, body: Buffer.from(answer) },
    durationMs: 1,
  };
  const operation = contract.operations.get("put") ?? expect.fail("put");
  const { findings } = judge.judge(exchange, { operation, scenario: callingStep });
  return findings.filter(({ check }) => check === "echo").map(({ expected, actual }) => `${expected} | ${actual}`);
}

test.each<[sent: string, back: string, isSame: boolean]>([
  ["1", "1.0", true],
  ["1e2", "100", true],
  ["0", "-0", true],
  ["1.10", "1.1", true],
  ["1E400", "10E399", true],
  ["9007199254740993", "9007199254740993.0", true],
  ["9007199254740993", "9007199254740992", false],
  ["9007199254740992", "9007199254740993", false],
  ["0.1", "0.1000000000000000055", false],
  ['[{"a":9007199254740993}]', '[{"a":9007199254740993}]', true],
  ['[{"a":9007199254740993}]', '[{"a":9007199254740992}]', false],
  ["5", '"5"', false],
])("%s of a body comes back as %s", (sent, back, isSame) => {
  const findings = told("1", `{"sum":${sent}}`, `{"sum":${back}}`);
  expect(findings).toEqual(isSame ? [] : [`${sent}, as sent in /sum | ${back}`]);
});

test.each<[sent: string, back: string, isSame: boolean]>([
  ["7", "7", true],
  ["7", '"7"', true],
  ["1.10", "1.1", true],
  ["true", "true", true],
  ["9007199254740993", "9007199254740993", true],
  ["9007199254740993", "9007199254740992", false],
  ["007", '"7"', false],
  ["null", "null", false],
])("%s of a path comes back as %s", (sent, back, isSame) => {
  expect(told(sent, "{}", `{"order":${back}}`)).toHaveLength(isSame ? 0 : 1);
});
