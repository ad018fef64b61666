// Who leaves out a documented credential is not let in: a 2xx to them is a finding, by every kind of security scheme.
import { expect, test } from "vitest";
import { contractOf, loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile, profileOf } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { callingStep } from "../test-payments.ts";
import { judgeOf } from "./judge.ts";

interface Call {
  /** The requirements of the operation, in YAML. */
  security?: string;
  headers?: Record<string, string>;
  query?: string;
  status?: number;
  body?: object;
}

function said({ security = "[{ key: [] }]", headers = {}, query = "", status = 200, body = {} }: Call): string[] {
  const contract = contractOf(
    parseSource(
      "secured.yaml",
      `openapi: 3.1.0
info: { title: Secured, version: "1" }
security: [{ key: [] }]
paths:
  /it:
    get:
      operationId: getIt
      security: ${security}
      responses:
        default: { description: It., content: { application/json: { schema: { $ref: "#/components/schemas/Answer" } } } }
components:
  schemas:
    Answer:
      oneOf:
        - { type: object, not: { required: [error] }, properties: { ok: { const: true } } }
        - { type: object, required: [error], x-refusal: true, properties: { error: { type: string } } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    inQuery: { type: apiKey, in: query, name: key }
    inCookie: { type: apiKey, in: cookie, name: sid }
    basic: { type: http, scheme: basic }
    token: { type: http, scheme: bearer }
    oauth: { type: oauth2, flows: {} }
    openId: { type: openIdConnect, openIdConnectUrl: "https://id.example/" }
    certificate: { type: mutualTLS }
`,
    ),
  );
  const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
  const response = {
    status,
    headers: [["content-type", "application/json"]] as [string, string][],
    body: Buffer.from(JSON.stringify(body)),
  };
  const request = { method: "GET", url: `http://127.0.0.1/it?${query}`, headers: Object.entries(headers), body: "" };
  const operation = contract.operations.get("getIt")!;
  const call = { operation, scenario: callingStep, breaksRequest: true };
  const { findings } = judge.judge({ request, response, durationMs: 1 }, call);
  return findings.map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual} (${f.wfc}, ${f.contract?.pointer})`);
}

const letIn = (where: string, scheme: string, status = 200) => [
  `security status: a refusal: ${where} is absent | HTTP ${status} (307, /components/securitySchemes/${scheme})`,
];

test.each<[name: string, call: Call, findings: string[]]>([
  ["a key in a header", {}, letIn("request x-key", "key")],
  ["an empty key", { headers: { "X-Key": "" } }, letIn("request x-key", "key")],
  ["a key in the query", { security: "[{ inQuery: [] }]" }, letIn("request query key", "inQuery")],
  ["a key in a cookie", { security: "[{ inCookie: [] }]" }, letIn("request cookie sid", "inCookie")],
  ["a password", { security: "[{ basic: [] }]" }, letIn("request authorization", "basic")],
  ["a token", { security: "[{ token: [] }]" }, letIn("request authorization", "token")],
  [
    "a token, of another scheme",
    { security: "[{ token: [] }]", headers: { Authorization: "Basic abc" } },
    letIn("request authorization", "token"),
  ],
  ["OAuth", { security: "[{ oauth: [] }]" }, letIn("request authorization", "oauth")],
  ["OpenID Connect", { security: "[{ openId: [] }]" }, letIn("request authorization", "openId")],
  [
    "one of two",
    { security: "[{ key: [], token: [] }]", headers: { "X-Key": "k" } },
    letIn("request authorization", "token"),
  ],
  [
    "any 2xx",
    { status: 204, body: {} },
    [
      ...letIn("request x-key", "key", 204),
      "media-type : no body | 2 bytes of application/json (105, /paths/~1it/get/responses/default)",
    ],
  ],
])("a 2xx without %s", (_name, call, findings) => {
  expect(said(call)).toEqual(findings);
});

test.each<[name: string, call: Call]>([
  ["a key", { headers: { "x-key": "k" } }],
  ["a key in the query", { security: "[{ inQuery: [] }]", query: "key=k" }],
  ["a key in a cookie", { security: "[{ inCookie: [] }]", headers: { Cookie: "a=b; sid=s" } }],
  ["a token", { security: "[{ token: [] }]", headers: { Authorization: "bearer t" } }],
  ["a token that is masked", { security: "[{ token: [] }]", headers: { Authorization: "Bearer ***" } }],
  ["credentials that are masked, their scheme too", { security: "[{ basic: [] }]", headers: { Authorization: "***" } }],
  ["a token of OAuth in the query", { security: "[{ oauth: [] }]", query: "access_token=t" }],
  ["one requirement of two", { security: "[{ key: [] }, { token: [] }]", headers: { Authorization: "Bearer t" } }],
  ["nothing where nothing is asked", { security: "[]" }],
  ["nothing where it is left open", { security: "[{ key: [] }, {}]" }],
  ["a certificate, which does not show", { security: "[{ certificate: [] }]" }],
])("a 2xx with %s", (_name, call) => {
  expect(said(call)).toEqual([]);
});

test("a refusal is none: by its status, or by its schema where the status is 2xx", () => {
  for (const status of [302, 401, 403, 404, 500]) expect(said({ status })).toEqual([]);
  expect(said({ body: { error: "who are you?" } })).toEqual([]);
  expect(said({ body: { ok: true } })).toHaveLength(1);
});

test("the vendors' contract: who is let in without a token reads the rule otherwise; a FAILED with 200 lets nobody in", () => {
  const contract = loadContract();
  const ledger = loadLedger();
  const judge = judgeOf(contract, ledger, { masker: maskerOf(contract), profile: profileOf(ledger) });
  const judged = (operationId: string, body: object) => {
    const request = { method: "POST", url: "http://127.0.0.1/", headers: [], body: "" };
    const headers: [string, string][] = [["content-type", "application/json"]];
    const response = { status: 200, headers, body: Buffer.from(JSON.stringify(body)) };
    const operation = contract.operations.get(operationId)!;
    const call = { operation, scenario: callingStep, breaksRequest: true };
    return judge.judge({ request, response, durationMs: 1 }, call).findings;
  };
  const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
  expect(judged("checkPanStatus", underProcess)).toMatchObject([
    {
      check: "security",
      rules: [{ id: "BOS-AUTH" }, {}, {}, {}, {}, {}],
      alternative: { rule: "BOS-AUTH", name: "optional" },
    },
  ]);
  const failed = { status: "FAILED", statusCode: 1, statusDesc: "client_id is missing", Data: {} };
  expect(judged("registerAgent", failed)).toEqual([]);
  const registered = { status: "1", bcagentid: "A", description: "SUCCESSFULLY UPDATED" };
  const success = { status: "SUCCESS", statusCode: 0, statusDesc: "User created successfully" };
  expect(judged("registerAgent", { ...success, Data: { bcagentregistrationres: registered } })).toMatchObject([
    { check: "security", rules: [{ id: "ISU-CREDENTIALS" }], alternative: undefined },
  ]);
});
