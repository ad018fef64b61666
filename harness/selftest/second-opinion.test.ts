import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Finding } from "../finding.ts";
import { judgeOf } from "../judge/judge.ts";
import { SecondOpinion } from "./second-opinion.ts";

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
                required: [id]
                properties:
                  id: { type: integer }
                  old: { type: integer, format: int32 }
                  list: { type: array, items: { type: object, required: [name], properties: { name: { type: string } } } }
                  either: { oneOf: [{ type: integer }, { type: string, minLength: 2 }] }
                additionalProperties: false
        "204": { description: Nothing. }
`,
  ),
);
const operation = contract.operations.get("readOne") ?? expect.fail("no operation");
const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });

function exchangeOf(body: string, status = 200): Exchange {
  const request = { method: "GET", url: "http://h/one", headers: [], body: "" };
  const headers: [string, string][] = [["content-type", "application/json"]];
  return { request, response: { status, headers, body: Buffer.from(body) }, durationMs: 1 };
}

/** What is heard of an answer of which the judge says what it does, or what a test puts into its mouth. */
function heard(body: string, { status = 200, findings }: { status?: number; findings?: Finding[] } = {}) {
  const exchange = exchangeOf(body, status);
  const place = { file: "s.yaml", line: 1, column: 1 };
  const told = findings ?? judge.judge(exchange, { operation, scenario: place }).findings;
  const opinion = new SecondOpinion();
  opinion.hear({ server: "a server", contract, operationId: "readOne", exchange, findings: told });
  opinion.hear({ server: "another", contract, operationId: "readOne", exchange, findings: told });
  return { answers: opinion.answers, differences: opinion.differences };
}

test.each([
  '{"id":1}',
  '{"id":"1"}',
  "{}",
  "[]",
  '{"id":1,"more":2}',
  '{"id":1,"list":[{},{"name":7}]}',
  '{"id":1,"either":"a"}',
  '{"id":1,"either":null}',
  '{"id":1,"old":4000000000}',
  '\uFEFF{"id":1}',
])("both engines say the same of %s, which is asked about once", (body) => {
  expect(heard(body)).toEqual({ answers: 1, differences: [] });
});

test.each([
  ["{", 200],
  ["", 200],
  ['{"id":1}', 204],
  ['{"id":1}', 500],
])("of %j with status %j only one has an opinion", (body, status) => {
  expect(heard(body, { status })).toEqual({ answers: 0, differences: [] });
});

test("what the judge passes over is told", () => {
  const told = { server: "a server", answer: "readOne 200", judge: "nothing" };
  expect(heard('{"id":"1"}', { findings: [] }).differences).toContainEqual({
    ...told,
    where: "/id",
    second: 'type: Instance type "string" is invalid. Expected "integer".',
  });
});

test("what the judge alone finds is told", () => {
  const place = { file: "s.yaml", line: 1, column: 1 };
  const { findings } = judge.judge(exchangeOf('{"id":"1"}'), { operation, scenario: place });
  expect(heard('{"id":1}', { findings }).differences).toEqual([
    {
      server: "a server",
      answer: "readOne 200",
      where: "/id",
      judge: 'type integer, not string "1"',
      second: "fits",
    },
  ]);
});

test("that it finds something elsewhere does not cover what it passes over", () => {
  const place = { file: "s.yaml", line: 1, column: 1 };
  const { findings } = judge.judge(exchangeOf('{"id":1,"old":"1"}'), { operation, scenario: place });
  const { differences } = heard('{"id":"1","old":"1"}', { findings });
  expect(differences.map(({ where }) => where)).toEqual(["/id"]);
});
