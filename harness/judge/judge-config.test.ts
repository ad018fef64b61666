import { describe, expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { checkIds, type Finding } from "../finding.ts";
import { type Answer, findingsIn, goodPayment, withMember } from "../test-payments.ts";
import schema from "./judge-config.schema.json" with { type: "json" };
import { defaultJudgeConfig, type JudgeConfig, judgeConfigOf } from "./judge-config.ts";

const names = { rules: new Set(["R-AMOUNT", "R-PAYER", "R-PAYMENT"]), operations: new Set(["getPayment"]) };
const configOf = (text: string): JudgeConfig => judgeConfigOf(parseSource("judge.yaml", text), names);
const said = (answer: Answer, text: string) =>
  findingsIn(answer, configOf(text)).map(({ severity, check, where }) => `${severity} ${check} ${where}`);

const wrongAmount = withMember({ amount: 0 });
const extra = withMember({ fee: 1, payer: { name: "Asha", "x-a": 1, fee: 2 } });

test.each<[name: string, answer: Answer, config: string, ...said: string[]]>([
  ["nothing said", wrongAmount, "{}", "error body /amount"],
  ["a check", wrongAmount, "checks: { body: warning }", "warning body /amount"],
  ["another check", wrongAmount, "checks: { status: off }", "error body /amount"],
  ["a check that is off", wrongAmount, "checks: { body: off }"],
  ["a rule", wrongAmount, "rules: { R-AMOUNT: warning }", "warning body /amount"],
  ["any of its rules", { body: { ...goodPayment, id: 5 } }, "rules: { R-PAYMENT: warning }", "warning body /id"],
  ["a rule before a check", wrongAmount, "{ checks: { body: off }, rules: { R-AMOUNT: error } }", "error body /amount"],
  ["a field", wrongAmount, "fields: { /amount: warning }", "warning body /amount"],
  [
    "a field before a rule",
    wrongAmount,
    "{ checks: { body: off }, rules: { R-AMOUNT: off }, fields: { /amount: warning } }",
    "warning body /amount",
  ],
  ["the first of two fields", wrongAmount, "fields: { /am*: warning, /amount: off }", "warning body /amount"],
  ["a header", { requestId: "" }, "fields: { x-request-id: off }"],
  ["members, wherever they stand", extra, "fields: { fee: off }", "error undocumented-member /payer/x-a"],
  ["members that are allowed", extra, "undocumented: { allow: [/fee, x-*] }", "error undocumented-member /payer/fee"],
  ["all members", extra, "undocumented: { allow: ['*'] }"],
  [
    "all members but one",
    extra,
    "{ checks: { undocumented-member: off }, fields: { /payer/fee: warning } }",
    "warning undocumented-member /payer/fee",
  ],
  [
    "what is allowed is no name in the contract",
    wrongAmount,
    "undocumented: { allow: [amount] }",
    "error body /amount",
  ],
  [
    "a byte order mark",
    { bytes: `\uFEFF${JSON.stringify(goodPayment)}` },
    "json: { byte-order-mark: warning }",
    "warning json ",
  ],
  ["no byte order mark", {}, "json: { byte-order-mark: error }"],
])("the configuration decides what a finding counts for: %s", (_name, answer, config, ...wanted) => {
  expect(said(answer, config)).toEqual(wanted);
});

test("a finding keeps everything else", () => {
  const [plain] = findingsIn(wrongAmount);
  const [weighed] = findingsIn(wrongAmount, configOf("checks: { body: warning }"));
  expect(weighed).toEqual({ ...plain, severity: "warning" } satisfies Partial<Finding>);
  expect(defaultJudgeConfig.timeLimit("getPayment")).toBeUndefined();
});

test("every check can be weighed", () => {
  const { checks } = schema.properties;
  expect(checks.propertyNames.enum).toEqual([...checkIds]);
});

describe("a configuration that cannot be used says where and why", () => {
  test.each([
    [
      "an unknown check",
      "checks: { bdy: off }",
      'judge.yaml:1:9: found "bdy" at /checks, expected one of "status", "security", ',
    ],
    [
      "an unknown weight",
      "checks:\n  body: ignore",
      'judge.yaml:2:9: found "ignore" at /checks/body, expected one of "off", "warning", "error"',
    ],
    [
      "an unknown part",
      "check: {}",
      "judge.yaml:1:8: found {} at /check, expected no such member; did you mean checks?",
    ],
    [
      "an unknown rule",
      "rules: { R-AMUONT: off }",
      "judge.yaml:1:20: found the rule R-AMUONT, which neither ledger nor contract has, expected one there is; did you mean R-AMOUNT?",
    ],
    [
      "an unknown operation",
      "time: { operations: { getPaymnt: 5 } }",
      "judge.yaml:1:34: found the operation getPaymnt, which neither ledger nor contract has, expected one there is; did you mean getPayment?",
    ],
    ["a limit of nothing", "time: { limit: 0 }", "judge.yaml:1:16: found 0 at /time/limit, expected > 0"],
  ])("%s", (_name, text, message) => {
    expect(() => configOf(text)).toThrow(message);
  });
});

test("without a ledger and a contract no rule can be named", () => {
  const none = { rules: new Set<string>(), operations: new Set<string>() };
  expect(() => judgeConfigOf(parseSource("j.yaml", "rules: { A: off }"), none)).toThrow(
    "expected no rule: there is none",
  );
});
