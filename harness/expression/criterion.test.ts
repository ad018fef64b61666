import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { parseSource } from "../../spec/source-file.ts";
import { parseCondition } from "./condition.ts";
import { type Criterion, judgeCriterion } from "./criterion.ts";
import { explainCriterion } from "./explain-criterion.ts";
import { parseExpression } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { parseText } from "./template.ts";

const masker = maskerOf(
  contractOf(
    parseSource(
      "c.yaml",
      `openapi: 3.1.0
info: {}
paths: {}
components: { schemas: { A: { properties: { pan: { x-sensitive: personal }, token: { x-sensitive: secret } } } } }`,
    ),
  ),
);

const body = {
  message: "Not yet",
  count: 3,
  pan: "ABCZE1234F",
  list: [{ id: 1 }, { id: 2 }],
  none: null,
  label: "a+b",
};

function scopeWith(response: { status?: number; body?: string; type?: string } = {}): Scope {
  const { status = 200, type = "application/json", body: text = JSON.stringify(body) } = response;
  const exchange = {
    request: {
      method: "POST",
      url: "http://h/x",
      headers: [["X-Sent", "1"]] as [string, string][],
      body: '{"a":{"b":1}}',
    },
    response: { status, headers: [["Content-Type", type]] as [string, string][], body: Buffer.from(text) },
    durationMs: 1,
  };
  return {
    inputs: { pan: "PQRZX9876K", pattern: "^N.t", want: 2, text: "a+b", member: "list" },
    outputs: {},
    steps: new Map([["first", { label: "a+b" }]]),
    workflows: new Map(),
    sources: new Map(),
    parameters: new Map(),
    self: undefined,
    answered: { exchange, path: {}, query: {} },
  };
}

function criterion(text: string, kind: Criterion["kind"] = "simple", context = "$response.body"): Criterion {
  const shared = { text, place: { file: "s.yaml", line: 1, column: 1 }, rules: [], alternatives: [] };
  if (kind === "simple") return { ...shared, kind, condition: parseCondition(text) };
  return { ...shared, kind, context: parseExpression(context), parts: parseText(text, "", parseExpression) };
}

test.each<[kind: Criterion["kind"], context: string, condition: string, passed: boolean]>([
  ["regex", "$statusCode", "^2\\d{2}$", true],
  ["regex", "$statusCode", "^4", false],
  ["regex", "$response.body#/message", "^not", false],
  ["regex", "$response.body#/message", "{$inputs.pattern}", true],
  ["regex", "$response.body#/absent", ".*", false],
  ["regex", "$response.body#/none", ".*", false],
  ["regex", "$response.body#/list", '^\\[\\{"id":1', true],
  // A pattern from the inputs is a pattern; what was answered is only text.
  ["regex", "$response.body#/label", "^{$inputs.text}$", false],
  ["regex", "$response.body#/label", "^{$steps.first.outputs.label}$", true],
  ["jsonpath", "$response.body", "$..list[?@.id == 2]", true],
  ["jsonpath", "$response.body", "$.list[?@.id == {$inputs.want}]", true],
  ["jsonpath", "$response.body", "$.list[?@.id == 3]", false],
  ["jsonpath", "$response.body#/list", "$[1]", true],
  ["jsonpath", "$response.body", "$.none", true],
  ["jsonpath", "$response.body#/none", "$", false],
  ["jsonpath", "$response.body#/absent", "$", false],
  ["xpath", "$response.body#/absent", "/a", false],
  ["xpath", "$response.body#/none", "/a", false],
])("%s of %s: %s is %s", (kind, context, condition, passed) => {
  expect(judgeCriterion(criterion(condition, kind, context), scopeWith())).toEqual({ passed });
});

const pets = `<?xml version="1.0"?>
<shop xmlns:v="urn:vet"><pets><pet id="1">Rex</pet><pet id="2">Tom</pet></pets><v:due>7</v:due></shop>`;

// By its effective boolean value: a node-set with a node, a text with a character, a number but 0.
test.each<[condition: string, judgement: object]>([
  ["count(/shop/pets/*) > 1", { passed: true }],
  ["count(/shop/pets/*) > 2", { passed: false }],
  ["/shop/pets", { passed: true }],
  ["/shop/cats", { passed: false }],
  ["string(//pet[1])", { passed: true }],
  ["string(//pet[9])", { passed: false }],
  ["count(//cat)", { passed: false }],
  ["count(//pet)", { passed: true }],
  ["//pet[@id = '{$inputs.want}'] = 'Tom'", { passed: true }],
  ["//pet[. = '{$inputs.text}']", { passed: false }],
  ["/shop/v:due > 5", { passed: true }],
  ["/shop/w:due", { passed: false, problem: expect.stringContaining("XPST0081") }],
  ["(1, 2)", { passed: false, problem: expect.stringContaining("FORG0006") }],
  ["'5' < 6", { passed: false, problem: "XPTY0004: ltOp not available for xs:string and xs:integer" }],
  ["doc('file:///etc/passwd')", { passed: false, problem: expect.stringContaining("XPST0017") }],
])("xpath %s", (condition, judgement) => {
  const scope = scopeWith({ body: pets, type: "application/xml" });
  expect(judgeCriterion(criterion(condition, "xpath"), scope)).toEqual(judgement);
});

test.each([
  ['{"a":1}', "the context is no XML text"],
  ["<a>", 'document is not well-formed - element "a" is missing a closing tag'],
  [`<a>${"x".repeat(1024 * 1024)}</a>`, "the text has 1048583 characters, at most 1048576 are read"],
])("xpath of a body that is no XML, case %#", (body, problem) => {
  const scope = scopeWith({ body, type: body.startsWith("<") ? "text/xml" : "application/json" });
  expect(judgeCriterion(criterion("/a", "xpath"), scope)).toEqual({ passed: false, problem });
});

test("nothing outside of an XML text is read", () => {
  const body = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
  const scope = scopeWith({ body, type: "text/xml" });
  expect(judgeCriterion(criterion("string(/a)", "xpath"), scope)).toMatchObject({ passed: false });
});

test("what cannot be evaluated fails and says why", () => {
  const text = judgeCriterion(criterion("$", "jsonpath"), scopeWith({ body: "no JSON", type: "text/plain" }));
  expect(text).toEqual({ passed: false, problem: "the context is a text, in which JSONPath finds nothing" });
  const regex = criterion("{$inputs.pattern}(", "regex", "$response.body#/message");
  expect(judgeCriterion(regex, scopeWith())).toEqual({
    passed: false,
    problem: "Invalid regular expression: /^N.t(/: Unterminated group",
  });
  const path = judgeCriterion(criterion("$.list[{$inputs.member}]", "jsonpath"), scopeWith());
  expect(path).toMatchObject({
    passed: false,
    problem: expect.stringContaining("invalid JSONPath $.list[list]: Expected"),
  });
  const long = judgeCriterion(criterion("x", "regex"), scopeWith({ body: "x".repeat(70_000), type: "text/plain" }));
  expect(long.problem).toBe("the text has 70000 characters, at most 65536 are searched");
});

type Explained = { where: string; expected: string; actual: string; statuses?: number[] };
const quoted = '{"message":"Not yet","count":3,"pan":"***","list":[{"id":1},{"id":2}],"none":null,"label":"a+b"}';

test.each<[criterion: Criterion, explanation: Explained, response?: Parameters<typeof scopeWith>[0]]>([
  [
    criterion("$statusCode == 201"),
    { where: "status", statuses: [201], expected: "HTTP 201", actual: `HTTP 200 with ${quoted}` },
  ],
  [
    criterion("$statusCode == 201 || $statusCode == 202"),
    {
      where: "status",
      statuses: [201, 202],
      expected: "HTTP 201 or 202",
      actual: "HTTP 401 with (3 bytes that are not JSON) No!",
    },
    { status: 401, body: "No!" },
  ],
  [
    criterion("$statusCode == 201"),
    { where: "status", statuses: [201], expected: "HTTP 201", actual: "HTTP 204 with an empty body" },
    { status: 204, body: "" },
  ],
  [criterion("$statusCode < 200"), { where: "status", expected: "< 200", actual: "200" }],
  [
    criterion("$response.body#/message == 'Duplicate RefID'"),
    { where: "/message", expected: '"Duplicate RefID"', actual: '"Not yet"' },
  ],
  [criterion("'x' == $response.body.list[1].id"), { where: "/list/1/id", expected: '"x"', actual: "2" }],
  [criterion("5 < $response.body#/count"), { where: "/count", expected: "> 5", actual: "3" }],
  [criterion("$response.body#/count != 3"), { where: "/count", expected: "anything but 3", actual: "3" }],
  [criterion("$response.body#/gone == 1"), { where: "/gone", expected: "1", actual: "absent" }],
  [criterion("$response.header.x-a == 'b'"), { where: "x-a", expected: '"b"', actual: "absent" }],
  [criterion("$request.body#/a/b == 2"), { where: "request /a/b", expected: "2", actual: "1" }],
  // Names that the contract marks as sensitive hide both sides, but not of what type they are.
  [
    criterion("$response.body#/pan == 'XYZZA1111B'"),
    { where: "/pan", expected: "*** (string)", actual: "*** (string), another one" },
  ],
  [criterion("$response.body#/pan == 5"), { where: "/pan", expected: "*** (integer)", actual: "*** (string)" }],
  [
    criterion("$response.body#/message == $inputs.pan"),
    { where: "/message", expected: "*** (string)", actual: "*** (string), another one" },
  ],
  [criterion("$response.body#/pan == ''"), { where: "/pan", expected: '""', actual: "*** (string)" }],
  // Of a conjunction the part that fails; of anything else the whole and the values in it.
  [criterion("$statusCode == 200 && $response.body#/count == 4"), { where: "/count", expected: "4", actual: "3" }],
  [
    criterion("!($response.body#/count == 3 || $inputs.want == 1)"),
    {
      where: "/count",
      expected: "!(($response.body#/count == 3) || ($inputs.want == 1))",
      actual: "$response.body#/count is 3, $inputs.want is 2",
    },
  ],
  [
    criterion("'SECRETPAN1' == $response.body#/pan || false"),
    {
      where: "/pan",
      expected: "((*** == $response.body#/pan) || false)",
      actual: "$response.body#/pan is *** (string)",
    },
  ],
  [
    criterion("$response.body#/pan == 'SECRETPAN1' || $response.body#/gone"),
    {
      where: "/pan",
      expected: "(($response.body#/pan == ***) || $response.body#/gone)",
      actual: "$response.body#/pan is *** (string), $response.body#/gone is absent",
    },
  ],
  [
    criterion("^x", "regex", "$response.body#/message"),
    { where: "/message", expected: "text matching ^x", actual: '"Not yet"' },
  ],
  [
    criterion("^XBCZE", "regex", "$response.body#/pan"),
    { where: "/pan", expected: "text matching the scenario's regex (***)", actual: "*** (string)" },
  ],
  [
    criterion("$.list[9]", "jsonpath"),
    { where: "", expected: "a match of $.list[9]", actual: `${quoted.slice(0, 77)}...` },
  ],
])("explained, case %#", (failing, explanation, response = {}) => {
  const scope = scopeWith(response);
  const judgement = judgeCriterion(failing, scope);
  expect(judgement.passed).toBe(false);
  expect(explainCriterion(failing, judgement, { scope, masker })).toEqual(explanation);
});
