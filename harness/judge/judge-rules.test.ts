import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { type Profile, profileOf } from "../../spec/profile.ts";
import { type Answer, callingStep, findingsIn, goodPayment, paymentsContract, withMember } from "../test-payments.ts";
import { judgeOf } from "./judge.ts";
import { defaultJudgeConfig } from "./judge-config.ts";

const schemas = "/components/schemas";
const payer = { name: "Asha", x: 1 };
const { amount: _, ...noAmount } = goodPayment;

const attributions: [name: string, answer: Answer, rules: string, effect: string, pointer: string, advice: string][] = [
  [
    "of the property",
    withMember({ amount: 0 }),
    "R-AMOUNT assumed",
    "settles",
    `${schemas}/Payment/properties/amount/minimum`,
    "The page is silent here: if this is the vendor, record it in the ledger; if it is the mock, mend it.",
  ],
  [
    "of the enclosing schema",
    withMember({ payer }),
    "R-PAYER inferred",
    "breaks",
    `${schemas}/Payment/properties/payer`,
    "The page implies otherwise: ask the vendor, or mend the mock.",
  ],
  [
    "of the response where the schema names none",
    { body: noAmount },
    "R-PAYMENT documented, R-SECOND undefined",
    "breaks",
    `${schemas}/Payment/required/1`,
    "The page says otherwise: report it to the vendor, or mend the mock.",
  ],
  [
    "of the meant branch; unknown to the ledger",
    withMember({ method: { kind: "UPI" } }),
    "R-UPI undefined",
    "breaks",
    `${schemas}/Upi/required/1`,
    "The contract says otherwise: mend the target or the contract.",
  ],
  [
    "of the response for a media type",
    { status: 400, type: "a/b" },
    "R-REFUSED observed",
    "breaks",
    "/paths/~1payments/get/responses/4XX/content",
    "It was measured to be otherwise: find out whether the vendor has changed, or mend the mock.",
  ],
  [
    "of the header",
    { requestId: "" },
    "R-HEADER assumed",
    "settles",
    "/paths/~1payments/get/responses/200/headers/X-Request-Id/required",
    "The page is silent here: if this is the vendor, record it in the ledger; if it is the mock, mend it.",
  ],
  [
    "of duplicate names, which say nothing about a rule",
    { bytes: JSON.stringify(goodPayment).replace("{", '{"amount":5,') },
    "R-PAYMENT documented, R-SECOND undefined",
    "breaks",
    "/paths/~1payments/get/responses/200/content/application~1json/schema",
    "Readers of this JSON will not agree on what it says: mend the target.",
  ],
  [
    "of the operation for a status",
    { status: 503 },
    "R-CALL documented",
    "breaks",
    "/paths/~1payments/get/responses",
    "The page says otherwise: report it to the vendor, or mend the mock.",
  ],
];

test.each(attributions)("rules, effect, place and advice: %s", (_name, answer, rules, effect, pointer, advice) => {
  const [finding] = findingsIn(answer);
  expect(finding).toMatchObject({ effect, advice, operationId: "getPayment", scenario: callingStep });
  expect(finding?.rules.map(({ id, grade }) => `${id} ${grade}`).join(", ")).toBe(rules);
  expect(finding?.contract).toEqual({ file: "payments.yaml", ...paymentsContract.locate(pointer), pointer });
});

const contract = loadContract();
const ledger = loadLedger();

const credentials = { Authorization: "Bearer t", client_id: "c", client_secret: "s" };

function judged(operationId: string, status: number, body: unknown, profile: Profile = profileOf(ledger)) {
  const judge = judgeOf(contract, ledger, { masker: maskerOf(contract), profile });
  const request = { method: "POST", url: "http://127.0.0.1/", headers: Object.entries(credentials), body: "" };
  const headers: [string, string][] = [["content-type", "application/json"]];
  const response = { status, headers, body: Buffer.from(JSON.stringify(body)) };
  const operation = contract.operations.get(operationId)!;
  return judge.judge({ request, response, durationMs: 1 }, { operation, scenario: callingStep, breaksRequest: true })
    .findings;
}

// Every example of every answer, as the contract itself pairs them.
const examples = [...contract.operations.values()].flatMap((operation) =>
  operation.responses.flatMap(({ status, pointer, content }) => {
    if (!content.has("application/json")) return [];
    const at = `${pointer}/content/application~1json`;
    const { examples: named = {} } = contract.resolve(at).value as { examples?: object };
    return Object.keys(named).map((name) => {
      const body = contract.resolve(`${at}/examples/${name}/value`).value;
      return [operation.id, Number(status), name, body] as const;
    });
  }),
);

test("the contract has examples", () => expect(examples.length).toBeGreaterThanOrEqual(6));

test.each(examples)("the documented example passes: %s %i %s", (operationId, status, _name, body) => {
  expect(judged(operationId, status, body)).toEqual([]);
});

const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
const refused = { status: "FAILED", statusCode: 1, statusDesc: "Duplicate user", Data: {} };
const details = { status: "1", bcagentid: "8200227891", description: "SUCCESSFULLY UPDATED" };
const registered = {
  status: "SUCCESS",
  statusCode: 0,
  statusDesc: "User created successfully",
  Data: { bcagentregistrationres: details },
};
const { message: _message, ...noMessage } = underProcess;

const drifts: [operation: string, status: number, body: unknown, where: string, rules: string[], said: string][] = [
  [
    "checkPanStatus",
    200,
    { ...underProcess, status: "true" },
    "/status",
    ["BOS-UNDER-PROCESS"],
    'type boolean | string "true"',
  ],
  ["checkPanStatus", 200, noMessage, "/message", ["BOS-UNDER-PROCESS"], "the member to be present | absent"],
  ["checkPanStatus", 200, { ...underProcess, eta: 3 }, "/eta", ["BOS-UNDER-PROCESS"], "no such member | 3"],
  [
    "checkPanStatus",
    401,
    { status: false, message: "Duplicate RefID" },
    "/status",
    ["BOS-DUPLICATE", "BOS-AUTH-FAILURE"],
    "type string | boolean false",
  ],
  [
    "registerAgent",
    200,
    { ...registered, statusCode: "0" },
    "/statusCode",
    ["ISU-STATUS-CODE-TYPE", "ISU-SUCCESS"],
    'type integer | string "0"',
  ],
  [
    "registerAgent",
    200,
    { ...refused, statusCode: "1" },
    "/statusCode",
    ["ISU-STATUS-CODE-TYPE", "ISU-FAILED-CODE", "ISU-INVALID", "ISU-DUPLICATE"],
    'type integer | string "1"',
  ],
  [
    "registerAgent",
    200,
    { ...refused, status: "DONE" },
    "/status",
    ["ISU-STATUS-CODE-TYPE"],
    'one of "SUCCESS", "FAILED" | "DONE"',
  ],
  [
    "registerAgent",
    200,
    { ...refused, Data: { pancard: "ABCZE1234F" } },
    "/Data/pancard",
    ["ISU-INVALID", "ISU-DUPLICATE", "ISU-FAILURE-CLAIMS-NOTHING"],
    "no such member | ***",
  ],
  [
    "registerAgent",
    409,
    refused,
    "status",
    ["ISU-HTTP-STATUS", "ISU-OPERATION", "ISU-PRECEDENCE"],
    "HTTP 200, 400, 401, 404, 405, 408, 413, 415 or 431 | HTTP 409",
  ],
];

test.each(drifts)("a drift of %s %i names its rule: %j", (operationId, status, body, where, rules, said) => {
  const findings = judged(operationId, status, body);
  expect(findings.map((finding) => [finding.where, `${finding.expected} | ${finding.actual}`])).toEqual([
    [where, said],
  ]);
  expect(findings[0]?.rules.map(({ id }) => id)).toEqual(rules);
  expect(findings[0]?.rules.every(({ grade }) => grade !== undefined)).toBe(true);
});

const readings: [name: string, operation: string, status: number, body: unknown, alternatives: string[]][] = [
  ["another status", "registerAgent", 409, refused, ["ISU-HTTP-STATUS: http-errors, breaks"]],
  [
    "another type",
    "registerAgent",
    200,
    { ...refused, statusCode: "1" },
    ["ISU-STATUS-CODE-TYPE: string-code, breaks"],
  ],
  [
    "another type in the other branch",
    "registerAgent",
    200,
    { ...registered, statusCode: "0" },
    ["ISU-STATUS-CODE-TYPE: string-code, breaks"],
  ],
  ["another type with another value", "registerAgent", 200, { ...registered, statusCode: "2" }, ["none"]],
  [
    "another status for a refused token",
    "checkPanStatus",
    403,
    { status: "Failed", message: "no" },
    ["BOS-AUTH-FAILURE: forbidden, breaks"],
  ],
  ["that status with another body", "checkPanStatus", 403, { error: "no" }, ["none"]],
  [
    "another shape, told by its members",
    "checkPanStatus",
    401,
    { status: false, responsecode: 401, message: "no" },
    ["BOS-AUTH-FAILURE: legacy-envelope, breaks", "BOS-AUTH-FAILURE: legacy-envelope, breaks"],
  ],
  [
    "a refusal with 200",
    "checkPanStatus",
    200,
    { status: false, response_code: 0, message: "no" },
    // The status, the code and the message that the page fixes.
    Array(3).fill("BOS-INVALID-BODY: ok-false, settles"),
  ],
  ["no reading at all", "checkPanStatus", 200, { ...underProcess, status: "true" }, ["none"]],
  // Beside what fits a reading something else is wrong: each finding is told for itself.
  [
    "one of two",
    "registerAgent",
    200,
    { ...registered, statusCode: "0", statusDesc: 5 },
    ["ISU-STATUS-CODE-TYPE: string-code, breaks", "none"],
  ],
];

test.each(readings)("the reading that an answer fits: %s", (_name, operationId, status, body, alternatives) => {
  const said = judged(operationId, status, body).map(({ alternative, rules, effect }) => {
    if (!alternative) return "none";
    // The rule that is read otherwise is the one the finding is about.
    expect(rules[0]?.id).toBe(alternative.rule);
    return `${alternative.rule}: ${alternative.name}, ${effect}`;
  });
  expect(said).toEqual(alternatives);
});

test("judged by another reading, what fits the default names the default", () => {
  const profile = profileOf(loadLedger(), { "ISU-STATUS-CODE-TYPE": "string-code" });
  expect(judged("registerAgent", 200, { ...registered, statusCode: "0" }, profile)).toEqual([]);
  expect(judged("registerAgent", 200, registered, profile)).toMatchObject([
    {
      where: "/statusCode",
      expected: "type string",
      alternative: { rule: "ISU-STATUS-CODE-TYPE", name: "integer-code" },
      contract: { pointer: "/components/schemas/AgentRegistered/properties/statusCode/type" },
    },
  ]);
});

// What the pages fix is fixed letter for letter; what they leave open may be any text.
test.each<[operationId: string, status: number, body: object, ...findings: string[]]>([
  ["checkPanStatus", 200, { ...underProcess, message: "application is under process at NSDL eGOV" }, "/message"],
  ["checkPanStatus", 401, { status: "Failed", message: "Duplicate RefID" }],
  ["checkPanStatus", 401, { status: "Failed", message: "duplicate refid" }, "/message"],
  ["checkPanStatus", 401, { status: "Failed", message: "DUPLICATE REFID" }, "/message"],
  ["checkPanStatus", 401, { status: "Failed", message: "Duplicate RefID " }, "/message"],
  ["checkPanStatus", 401, { status: "Failed", message: "Duplicate Ref ID" }, "/message"],
  ["checkPanStatus", 401, { status: "Failed", message: "Who are you?" }],
  ["checkPanStatus", 401, { status: "Failed", message: "The RefID abc is a duplicate of an older one" }],
  ["checkPanStatus", 401, { status: "Failed", message: "" }, "/message"],
  ["checkPanStatus", 400, { status: "Failed", message: "refid is missing" }],
  ["registerAgent", 200, { ...registered, statusDesc: "User Created Successfully" }, "/statusDesc"],
  ["registerAgent", 200, { ...refused, statusDesc: "Duplicate user" }],
  ["registerAgent", 200, { ...refused, statusDesc: "Duplicate User" }, "/statusDesc"],
  ["registerAgent", 200, { ...refused, statusDesc: "duplicate  user" }, "/statusDesc"],
  ["registerAgent", 200, { ...refused, statusDesc: "Bcagentid can not be empty, invalid bcagentid" }],
  ["registerAgent", 200, { ...refused, statusDesc: "bcagentid can not be empty, invalid bcagentid" }, "/statusDesc"],
  ["registerAgent", 200, { ...refused, statusDesc: "Bcagentid cannot be empty, invalid bcagentid" }, "/statusDesc"],
  ["registerAgent", 200, { ...refused, statusDesc: "invalid pincode" }],
  ["registerAgent", 200, { ...refused, statusDesc: "Bcagentid can not be empty, invalid bcagentid, invalid area" }],
])("a wording: %s %s %j", (operationId, status, body, ...places) => {
  expect(judged(operationId, status, body).map(({ where }) => where)).toEqual(places);
});

test("the wordings hold under readings that give them another status", () => {
  const [httpErrors, legacy] = [{ "ISU-HTTP-STATUS": "http-errors" }, { "BOS-AUTH-FAILURE": "legacy-envelope" }];
  const found = (operationId: string, status: number, body: object, readings: Record<string, string>) =>
    judged(operationId, status, body, profileOf(ledger, readings)).map(({ where }) => where);
  for (const status of [400, 409]) {
    expect(found("registerAgent", status, { ...refused, statusDesc: "Duplicate user" }, httpErrors)).toEqual([]);
    expect(found("registerAgent", status, { ...refused, statusDesc: "DUPLICATE USER" }, httpErrors)).toEqual([
      "/statusDesc",
    ]);
  }
  expect(found("checkPanStatus", 401, { status: "Failed", message: "duplicate refid" }, legacy)).toEqual(["/message"]);
  expect(found("checkPanStatus", 401, { status: false, responsecode: 401, message: "no" }, legacy)).toEqual([]);
});

test("an exchange is judged under a reading once, however many findings ask for it", () => {
  const judgedTimes = (body: unknown) => {
    let times = 0;
    // Without a limit nobody looks at the time; with one every judgement of the answer looks once.
    const config = { ...defaultJudgeConfig, timeLimit: () => 1000 };
    const judge = judgeOf(contract, ledger, { masker: maskerOf(contract), profile: profileOf(ledger), config });
    const headers: [string, string][] = [["content-type", "application/json"]];
    const exchange = {
      request: { method: "POST", url: "http://127.0.0.1/", headers: Object.entries(credentials), body: "" },
      response: { status: 200, headers, body: Buffer.from(JSON.stringify(body)) },
      get durationMs() {
        times++;
        return 1;
      },
    };
    const operation = contract.operations.get("registerAgent")!;
    const found = judge.judge(exchange, { operation, scenario: callingStep, breaksRequest: true });
    return { findings: found.findings.length, times };
  };
  const one = judgedTimes({ ...registered, extra: 1 });
  const three = judgedTimes({ ...registered, extra: 1, more: 2, most: 3 });
  expect([one.findings, three.findings]).toEqual([1, 3]);
  expect(one.times).toBeGreaterThan(1);
  expect(three.times).toBe(one.times);
});
