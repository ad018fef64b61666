import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { callingStep } from "../test-payments.ts";
import { judgeOf } from "./judge.ts";
import { judgeConfigOf, judgedNames } from "./judge-config.ts";

const contract = contractOf(
  parseSource(
    "transfers.yaml",
    `openapi: 3.1.0
info: { title: Transfers, version: "1" }
security: [{ key: [] }, { token: [], device: [] }]
paths:
  /accounts/{account}/transfers:
    parameters:
      - { name: account, in: path, required: true, schema: { type: integer } }
      - { name: dryRun, in: query, schema: { type: string } }
    post:
      operationId: addTransfer
      x-rule: R-ADD
      parameters:
        - { name: dryRun, in: query, schema: { type: boolean } }
        - { name: tag, in: query, schema: { type: array, maxItems: 2, items: { type: integer } } }
        - { name: fields, in: query, explode: false, schema: { type: array, items: { enum: [id, sum] } } }
        - { name: ids, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: integer } } }
        - { name: filter, in: query, style: deepObject, schema: { type: object } }
        - { name: page, in: query, required: true, schema: { type: object, properties: { size: { type: integer } } } }
        - { name: X-Trace, in: header, required: true, schema: { type: string, format: uuid } }
        - { name: Accept, in: header, required: true, schema: { const: nothing } }
        - { name: lang, in: cookie, schema: { enum: [en, hi] } }
        - { name: where, in: query, content: { application/json: { schema: { type: object } } } }
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [sum, pan]
              properties:
                sum: { type: integer, minimum: 1, x-rule: R-SUM }
                pan: { type: string, minLength: 3, x-sensitive: personal }
                note: { type: object }
              additionalProperties: false
      responses:
        default:
          description: Added.
          content:
            application/json:
              schema:
                type: object
                x-echo: { /note: /note, /by/device: header.X-Device }
                properties:
                  sum: { type: integer, x-echo: /sum, x-rule: R-ECHO }
                  pan: { type: string, x-echo: /pan }
                  account: { type: integer, x-echo: path.account }
                  dryRun: { x-echo: query.dryRun }
                  note: {}
                  by: { type: object, properties: { device: {} } }
    get:
      operationId: listTransfers
      security: []
      responses: { "200": { description: None. } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    token: { type: http, scheme: bearer }
    device: { type: apiKey, in: cookie, name: device }
`,
  ),
);
const ledger: Ledger = new Map();
const masker = maskerOf(contract);

interface Call {
  operation?: string;
  url?: string;
  /** Instead of, or beside, those of a correct request; a value of "" leaves one out. */
  headers?: Record<string, string>;
  body?: unknown;
  answer?: unknown;
  /** Of the answer; 200 unless told otherwise. */
  status?: number;
  durationMs?: number;
  breaksRequest?: boolean;
}

const good = { sum: 5, pan: "ABCZE1234F" };
const url = "http://127.0.0.1/base/accounts/7/transfers";

function findings(call: Call, config = "{}") {
  const headers = Object.entries({
    "X-Key": "k",
    "X-Trace": "2f1c0b6e-8f0e-4f5b-9d1d-0d9f3a1b2c3d",
    "Content-Type": "application/json",
    ...call.headers,
  }).filter(([, value]) => value !== "");
  const { body = good, answer = {} } = call;
  const exchange: Exchange = {
    request: {
      method: "POST",
      url: call.url ?? url,
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    },
    response: {
      status: call.status ?? 200,
      headers: [["content-type", "application/json"]],
      body: Buffer.from(typeof answer === "string" ? answer : JSON.stringify(answer)),
    },
    durationMs: call.durationMs ?? 1,
  };
  const operation = contract.operations.get(call.operation ?? "addTransfer")!;
  const judge = judgeOf(contract, ledger, {
    masker,
    profile: defaultProfile(ledger),
    config: judgeConfigOf(parseSource("judge.yaml", config), judgedNames(ledger, [contract])),
  });
  return judge.judge(exchange, { operation, scenario: callingStep, breaksRequest: call.breaksRequest ?? false })
    .findings;
}

const said = (call: Call, config?: string) =>
  findings(call, config).map((f) => `${f.severity} ${f.check} ${f.where}: ${f.expected} | ${f.actual}`);
const query = (text: string): Call => ({ url: `${url}?${text}` });
const trace = "the parameter to be present | absent";

const broken: [name: string, call: Call, ...said: string[]][] = [
  ["no credentials", { status: 401, headers: { "X-Key": "" } }, "request x-key: the credential to be present | absent"],
  [
    "half of a requirement",
    { status: 401, headers: { "X-Key": "", Cookie: "device=d" } },
    "request x-key: the credential to be present | absent",
  ],
  [
    "credentials of another scheme",
    { status: 401, headers: { "X-Key": "", Authorization: "Basic abc", Cookie: "device=d" } },
    "request x-key: the credential to be present | absent",
  ],
  ["no header", { headers: { "X-Trace": "" } }, `request x-trace: ${trace}`],
  ["header of the wrong format", { headers: { "X-Trace": "1" } }, 'request x-trace: format uuid | "1"'],
  [
    "path parameter of the wrong type",
    { url: url.replace("/7/", "/x%20y/") },
    'request path account: type integer | string "x y"',
  ],
  [
    "query parameter of the operation, not of the path",
    query("dryRun=maybe"),
    'request query dryRun: type boolean | string "maybe"',
  ],
  ["list with a wrong item", query("tag=1&tag=a"), 'request query tag: type integer | string "a"'],
  ["list that is too long", query("tag=1&tag=2&tag=3"), "request query tag: at most 2 items | 3 items"],
  ["list in one text", query("fields=id,name"), 'request query fields: one of "id", "sum" | "name"'],
  ["list between bars", query("ids=1%7Cb"), 'request query ids: type integer | string "b"'],
  ["given twice", query("dryRun=true&dryRun=false"), 'request query dryRun: type boolean | array ["true","false"]'],
  ["JSON of the wrong type", query("where=[]"), "request query where: type object | array []"],
  ["no JSON", query("where={"), "request query where: JSON | no closing brace where one must be at line 1 column 2"],
  ["cookie", { headers: { Cookie: "a=b; lang=fr" } }, 'request cookie lang: one of "en", "hi" | "fr"'],
  ["no body", { body: "" }, "request body: a body | an empty body"],
  ["broken body", { body: "{" }, "request body: JSON | no closing brace where one must be at line 1 column 2"],
  [
    "body of the wrong type",
    { headers: { "Content-Type": "text/plain" } },
    "request content-type: application/json | text/plain",
  ],
  ["body without a type", { headers: { "Content-Type": "" } }, "request content-type: application/json | absent"],
  ["member of the wrong type", { body: { ...good, sum: "5" } }, 'request /sum: type integer | string "5"'],
  [
    "member missing, and one too many",
    { body: { pan: "ABC", to: 1 } },
    "request /sum: the member to be present | absent",
    "request /to: no such member | 1",
  ],
  ["sensitive member", { body: { ...good, pan: "xy" } }, "request /pan: at least 3 characters | 2 characters"],
  ["a body where none is documented", { operation: "listTransfers", answer: "" }, "request body: no body | 28 bytes"],
];

test.each(broken)("a request that breaks the contract is a warning: %s", (_name, call, ...wanted) => {
  expect(said(call)).toEqual(wanted.map((text) => `warning request ${text}`));
  expect(said({ ...call, breaksRequest: true })).toEqual([]);
});

test.each<[name: string, call: Call]>([
  ["as documented", {}],
  ["the other requirement", { headers: { "X-Key": "", Authorization: "bearer t", Cookie: "device=d" } }],
  ["parameters of all kinds", query("dryRun=true&tag=1&tag=2&fields=id,sum&ids=1%7C2&where=%7B%7D&filter[a]=1&size=3")],
  ["a charset", { headers: { "Content-Type": "application/json; charset=utf-8" } }],
  ["a path of the target's own", { url: "http://127.0.0.1/real/path?x=1" }],
  ["no security for this one", { operation: "listTransfers", headers: { "X-Key": "" }, body: "", answer: "" }],
])("a request that keeps it is none: %s", (_name, call) => {
  expect(said(call)).toEqual([]);
});

test("what the scenario sends settles nothing, whatever its rule", () => {
  expect(findings({ body: { ...good, sum: 0 } })).toMatchObject([
    {
      check: "request",
      rules: [{ id: "R-SUM" }],
      effect: "breaks",
      alternative: undefined,
      advice: "The scenario sends what the contract does not allow: mend it, or mark the step x-breaks-request.",
      contract: { pointer: expect.stringMatching(/properties\/sum\/minimum$/) },
    },
  ]);
});

const echoes: [name: string, answer: object, ...said: string[]][] = [
  ["as sent", { sum: 5, pan: "ABCZE1234F", account: 7, dryRun: true, by: { device: "d1" } }],
  ["absent", {}],
  ["another value", { sum: 6 }, "echo /sum: 5, as sent in /sum | 6"],
  ["sensitive", { pan: "ABCZE1234X" }, "echo /pan: ***, as sent in /pan | ***"],
  ["of the path", { account: 8 }, 'echo /account: "7", as sent in path.account | 8'],
  ["of the query", { dryRun: false }, 'echo /dryRun: "true", as sent in query.dryRun | false'],
  ["of a header, from above", { by: { device: "d2" } }, 'echo /by/device: "d1", as sent in header.X-Device | "d2"'],
  ["what was not sent", { note: { a: 1 } }],
];

test.each(echoes)("what was sent comes back: %s", (_name, answer, ...wanted) => {
  const call = { url: `${url}?dryRun=true`, headers: { "X-Device": "d1" }, answer };
  expect(said(call)).toEqual(wanted.map((text) => `error ${text}`));
});

test("an object comes back member by member, in any order", () => {
  const body = { ...good, note: { a: 1, b: [2] } };
  expect(said({ body, answer: { note: { b: [2], a: 1 } } })).toEqual([]);
  expect(said({ body, answer: { note: { a: 1 } } })).toEqual([
    'error echo /note: {"a":1,"b":[2]}, as sent in /note | {"a":1}',
  ]);
});

test("what does not come back names the rule beside it and the place", () => {
  expect(findings({ answer: { sum: 6 } })).toMatchObject([
    { rules: [{ id: "R-ECHO" }], contract: { pointer: expect.stringMatching(/properties\/sum\/x-echo$/) } },
  ]);
});

test("an exchange may take as long as it likes unless the configuration says otherwise", () => {
  const slow = { durationMs: 1500.4 };
  expect(said(slow)).toEqual([]);
  expect(said(slow, "time: { limit: 1000 }")).toEqual(["error time time: an answer within 1000 ms | 1500 ms"]);
  expect(said(slow, "time: { limit: 1000, operations: { addTransfer: 2000 } }")).toEqual([]);
  expect(said(slow, "{ time: { limit: 1000 }, checks: { time: warning } }")).toEqual([
    "warning time time: an answer within 1000 ms | 1500 ms",
  ]);
  expect(findings(slow, "time: { limit: 1 }")).toMatchObject([{ rules: [], effect: "breaks", wfc: undefined }]);
});
