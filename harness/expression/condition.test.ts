import { expect, test } from "vitest";
import { parseCondition } from "./condition.ts";
import { holds } from "./evaluate-condition.ts";
import type { Scope } from "./scope.ts";

const body = {
  id: 5,
  price: -1.5,
  name: "Ann",
  quote: "it's",
  ok: true,
  no: false,
  none: null,
  empty: "",
  list: [{ tag: "a" }, 2],
};
const scope: Scope = {
  inputs: { five: 5, list: ["x"], customer: { age: 30 } },
  outputs: {},
  steps: new Map(),
  workflows: new Map(),
  sources: new Map(),
  parameters: new Map(),
  self: undefined,
  answered: {
    exchange: {
      request: { method: "GET", url: "http://127.0.0.1/", headers: [["X-Try", "2"]], body: "" },
      response: {
        status: 200,
        headers: [
          ["content-type", "application/json"],
          ["X-Left", "5"],
          ["x-cost", " 1.50 "],
          ["x-word", "five"],
        ],
        body: Buffer.from(JSON.stringify(body)),
      },
      durationMs: 1,
    },
    path: {},
    query: {},
  },
};

const conditions: [text: string, expected: boolean][] = [
  // Literals, and what counts as true on its own.
  ["true", true],
  ["false", false],
  ["null", false],
  ["1", true],
  ["'x'", true],
  ["''", false],
  ["0", false],
  ["$response.body#/ok", true],
  ["$response.body#/no", false],
  ["$response.body#/none", false],
  ["$response.body#/absent", false],
  // Comparison.
  ["$statusCode == 200", true],
  // Braces as Arazzo 1.0.1 has them in its examples: around the whole, or around an expression.
  ["{$statusCode == 200}", true],
  ["{$statusCode} == 200", true],
  ["{ $statusCode == 401 || {$response.body#/ok} }", true],
  ["!{$statusCode == 200}", false],
  ["$statusCode==200", true],
  ["  $statusCode\t== 200 ", true],
  ["200 == $statusCode", true],
  ["$statusCode != 200", false],
  ["$statusCode < 200", false],
  ["$statusCode <= 200", true],
  ["$statusCode > 199.5", true],
  ["$statusCode >= 2e2", true],
  ["$response.body#/price == -1.5", true],
  ["$response.body#/price < 0", true],
  ["$response.body#/id == $inputs.five", true],
  // Strings compare without letter case.
  ["$response.body#/name == 'ANN'", true],
  ["$response.body#/name != 'ann'", false],
  ["'a' < 'B'", true],
  ["'b' >= 'B'", true],
  ["$response.body#/quote == 'it''s'", true],
  // Types are not converted.
  ["$statusCode == '200'", false],
  ["$statusCode != '200'", true],
  ["$response.body#/ok == 'true'", false],
  ["$response.body#/ok == 1", false],
  // A text that is a number is one beside a number, where the order is asked for; headers are nothing but text.
  ["'5' < 6", true],
  ["6 > '5.5'", true],
  ["'1e2' >= 100", true],
  ["'five' < 6", false],
  ["'' < 6", false],
  ["'10' < '9'", true],
  ["'5' == 5", false],
  ["-0 == 0", true],
  ["0 != -0", false],
  ["null < 1", false],
  // Numbers are those that are written, however close the next one is.
  ["9007199254740993 == 9007199254740992", false],
  ["9007199254740993 > 9007199254740992", true],
  ["'9007199254740993' > 9007199254740992", true],
  ["'007' >= 7", true],
  ["'007' > 7", false],
  ["1e400 == 10e399", true],
  ["1e-400", true],
  ["-0.0", false],
  // A header's text that is a number equals one as well: it could have no other type.
  ["$response.header.x-left == 5", true],
  ["5 == $response.header.X-LEFT", true],
  ["$response.header.x-left == 5.0", true],
  ["$response.header.x-left == $inputs.five", true],
  ["$response.header.x-left != 5", false],
  ["$response.header.x-left != 6", true],
  ["$response.header.x-left == 6", false],
  ["$response.header.x-left == '5'", true],
  ["$response.header.x-left == '5.0'", false],
  ["$response.header.x-left > 4 && $response.header.x-left <= 5", true],
  ["$response.header.x-cost == 1.5", true],
  ["$response.header.x-word == 5", false],
  ["$response.header.x-none == 0", false],
  ["$response.header.x-none == null", true],
  ["$request.header.x-try == 2", true],
  // null, and what is absent.
  ["$response.body#/none == null", true],
  ["$response.body#/absent == null", true],
  ["$response.body#/none == ''", false],
  ["$response.body#/none == 0", false],
  ["$response.body#/absent != null", false],
  ["$response.body#/name != null", true],
  // Index and member.
  ["$response.body#/list[0].tag == 'a'", true],
  ["$response.body.list[1] == 2", true],
  ["$response.body.list[2] == null", true],
  ["$inputs.list[0] == 'x'", true],
  ["$inputs.customer.age > 18", true],
  // Precedence: ! before comparison before && before ||; parentheses change it.
  ["!false && true", true],
  ["!(true && false)", true],
  ["!true || true", true],
  ["!!true", true],
  ["! $response.body#/no", true],
  ["true || true && false", true],
  ["(true || true) && false", false],
  ["1 < 2 == true", true],
  ["1 == 1 && 2 == 3 || 4 == 4", true],
  ["false && true || true", true],
  ["true && false == true || true", true],
  ["false || false", false],
  ["($statusCode == 200 || $statusCode == 201) && $response.body#/name == 'ann'", true],
];

test.each(conditions)("%s is %s", (text, expected) => {
  expect(holds(parseCondition(text), scope)).toBe(expected);
});

// Arazzo 1.1.0, Simple Conditions: a text that is a number is one beside a number, equality included.
test.each([
  ["'5' == 5", true],
  ["5 == '5'", true],
  ["'5.0' == 5", true],
  ["'9.50' == 9.5", true],
  ["'5' != 5", false],
  ["'6' == 5", false],
  ["'five' == 5", false],
  ["'' == 0", false],
  ["'5' == '5.0'", false],
  ["'true' == true", false],
  ["null == 0", false],
  ["$statusCode == '200'", true],
  ["$response.header.x-left == 5", true],
])("%s is %s by Arazzo 1.1", (text, expected) => {
  expect(holds(parseCondition(text, { coerces: true }), scope)).toBe(expected);
});

const operand = "a literal, a runtime expression, ! or (";
const refused: [text: string, message: string][] = [
  ["", `found "", at character 1 its end, expected ${operand}`],
  [
    "$statusCode = 200",
    'found "$statusCode = 200", at character 13 "= 200", expected an operator such as == or the end',
  ],
  ["$statusCode == ", `found "$statusCode == ", at character 16 its end, expected ${operand}`],
  ["$statusCode == 200 &&", `found "$statusCode == 200 &&", at character 22 its end, expected ${operand}`],
  ["== 200", `found "== 200", at character 1 "== 200", expected ${operand}`],
  [
    '$response.body == "x"',
    String.raw`found "$response.body == \"x\"", at character 19 "\"x\"", expected a string in single quotes`,
  ],
  ["'open", `found "'open", at character 6 its end, expected a closing '`],
  ["(true", 'found "(true", at character 6 its end, expected an operator or )'],
  ["true)", 'found "true)", at character 5 ")", expected an operator such as == or the end'],
  ["truely", `found "truely", at character 1 "truely", expected ${operand}`],
  ["01", `found "01", at character 1 "01", expected ${operand}`],
  ["1.", `found "1.", at character 1 "1.", expected ${operand}`],
  [
    "$response.body#/a[x] == 1",
    'found "$response.body#/a[x] == 1", at character 18 "[x] == 1", expected an index such as [0]',
  ],
  [
    "$response.body#/a[0]. == 1",
    'found "$response.body#/a[0]. == 1", at character 21 ". == 1", expected a dot and the name of a member',
  ],
  ["1 == $steps.a.output.x", 'found "1 == $steps.a.output.x", at character 14 ".output.x", expected .outputs'],
];

test.each(refused)("refused: %s", (text, message) => {
  expect(() => parseCondition(text)).toThrow(expect.objectContaining({ message }));
});

test("nesting and length have limits", () => {
  expect(() => parseCondition("(".repeat(200))).toThrow("expected at most 100 levels");
  expect(() => parseCondition("!".repeat(200))).toThrow("expected at most 100 levels");
  expect(() => parseCondition(`'${"x".repeat(20_000)}'`)).toThrow("expected at most 10000 characters");
  expect(holds(parseCondition(Array(300).fill("(!false)").join(" && ")), scope)).toBe(true);
});

test("an input that does not exist is no null", () => {
  expect(() => holds(parseCondition("$inputs.absent == null"), scope)).toThrow("$inputs.absent has no value");
});
