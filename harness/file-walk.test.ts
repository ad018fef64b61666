// Exit code 70 is never the answer to a file: each value of a file of every kind is replaced in turn, and what comes of it
// is a result or a line that says what to mend.

import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { configOf } from "../mock-server/config.ts";
import { startMock } from "../mock-server/server.ts";
import { contractOf, contractPath, loadContract } from "../spec/contract.ts";
import { ledgerOf, ledgerPath, loadLedger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { defaultProfile } from "../spec/profile.ts";
import { parseSource, type SourceFile } from "../spec/source-file.ts";
import { checkCommand } from "./check-command.ts";
import { harOf } from "./exchange/recording.ts";
import { exitCode } from "./exit-code.ts";
import { judgeOf } from "./judge/judge.ts";
import { judgeConfigOf, judgedNames } from "./judge/judge-config.ts";
import { reportKinds } from "./report/reporter.ts";
import { generateInputs } from "./request/workflow-inputs.ts";
import { judgeHar } from "./run/judge-recording.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { demandStrict } from "./schema/compiled-schemas.ts";
import { loadTargetFile } from "./target/target-file.ts";
import { faultsIn, filesAround } from "./test-file-walk.ts";

// Thousands of files: a few seconds on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 300_000 });

/** A bit of everything that a contract can have. */
const contract = `openapi: 3.1.0
info: { title: T, version: "1" }
servers: [{ url: "https://{host}/v1", variables: { host: { default: h } } }]
security: [{ key: [] }]
paths:
  /things/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    post:
      operationId: change
      tags: [a]
      parameters:
        - { name: q, in: query, style: form, explode: false, schema: { type: array, items: { type: integer } } }
        - { name: f, in: query, content: { application/json: { schema: { type: object } } } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      responses:
        "200":
          description: Changed.
          headers: { X-Total: { required: true, schema: { type: integer, minimum: 1 } } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" }, examples: { e: { $ref: "#/components/examples/E" } } } }
          links: { l: { operationId: change } }
        default: { $ref: "#/components/responses/Failed" }
  /other: { $ref: "#/components/pathItems/Other" }
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { type: string, pattern: "^[a-z0-9]+$" } } }
  pathItems: { Other: { get: { responses: { "204": { description: None. } } } } }
  responses: { Failed: { description: D., content: { "*/*": {} } } }
  examples: { E: { value: { id: 1 } } }
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, token: { type: http, scheme: bearer } }
  schemas:
    Thing:
      type: object
      x-rule: R
      required: [id, kind]
      properties:
        id: { type: string, format: uuid, readOnly: true, x-echo: /id }
        price: { type: number, multipleOf: 0.01, minimum: 0 }
        kind: { enum: [a, b] }
        next: { $ref: "#/components/schemas/Thing" }
        list: { type: array, prefixItems: [true], items: { type: [string, "null"], maxLength: 3 }, uniqueItems: true, contains: {} }
        pet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }], discriminator: { propertyName: kind, mapping: { c: "#/components/schemas/Cat" } } }
      patternProperties: { "^x": { const: 1 } }
      dependentRequired: { price: [id] }
      dependentSchemas: { price: { not: { required: [zero] } } }
      if: { required: [price] }
      then: { minProperties: 1 }
      allOf: [{ anyOf: [{ type: object }, { type: string }] }]
      unevaluatedProperties: false
    Base: { type: object, properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
    Cat: { allOf: [{ $ref: "#/components/schemas/Base" }], properties: { purrs: { type: boolean } } }
    Dog: { type: object, properties: { kind: { const: d }, barks: { type: integer } } }
`;

const json = [{ name: "content-type", value: "application/json" }];
const entry = (method: string, path: string, sent: unknown, status: number, answer: unknown) => ({
  time: 1,
  startedDateTime: "2026-01-01T00:00:00Z",
  request: {
    method,
    url: `https://h/v1${path}`,
    headers: [...json, { name: "X-Key", value: "k" }],
    postData: sent === undefined ? null : { mimeType: "application/json", text: JSON.stringify(sent) },
  },
  response: {
    status,
    headers: [...json, { name: "X-Total", value: "3" }],
    content:
      answer === undefined ? { size: 0 } : { size: 9, mimeType: "application/json", text: JSON.stringify(answer) },
  },
});
const thing = { id: 1, price: 0.5, kind: "a", list: ["a", "a"], pet: { kind: "c", purrs: 1 }, x: 2, more: 1 };
const traffic = JSON.stringify({
  log: {
    version: "1.2",
    creator: { name: "r", version: "1" },
    entries: [
      entry("POST", "/things/7?q=1,b&f={}", thing, 200, { ...thing, next: thing }),
      entry("POST", "/things/7", thing, 409, {}),
      entry("GET", "/other", undefined, 204, undefined),
    ],
  },
});

const contractFile = parseSource("c.yaml", contract);
const ledger = loadLedger();
const profile = defaultProfile(ledger);
const recording = harOf("t.har", Buffer.from(traffic));

function judgedBy(file: SourceFile, entries = recording): void {
  const loaded = contractOf(file);
  const masker = maskerOf(loaded);
  const judge = judgeOf(loaded, ledger, { masker, profile });
  for (const _ of judgeHar(entries, { name: "t.har", contract: loaded, judge, masker }));
}

test("a contract", async () => {
  const { faults, used, refused } = await faultsIn(filesAround("c.yaml", contract), (file) => judgedBy(file));
  expect(faults).toEqual([]);
  expect(used).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(100);
});

test("a contract of OpenAPI 3.0, strictly", async () => {
  const old = contract.replace("openapi: 3.1.0", "openapi: 3.0.3");
  expect((await faultsIn(filesAround("c.yaml", old), (file) => demandStrict(contractOf(file)))).faults).toEqual([]);
});

test("a recording", async () => {
  const files = filesAround("t.har", traffic);
  const use = (file: SourceFile) => {
    const entries = harOf("t.har", Buffer.from(JSON.stringify(file.value)));
    judgedBy(contractFile, entries);
  };
  expect((await faultsIn(files, use)).faults).toEqual([]);
});
test("a scenario", async () => {
  const path = fileURLToPath(new URL("../scenarios/check-first-and-duplicate.arazzo.yaml", import.meta.url));
  const use = (file: SourceFile) => {
    const [scenario] = loadScenarios([file]);
    for (const workflow of scenario?.workflows.values() ?? []) generateInputs(workflow, { seed: 1, name: "w" });
  };
  expect((await faultsIn(filesAround(path, readFileSync(path, "utf8")), use)).faults).toEqual([]);
});

/** A bit of everything that a run does with a scenario. */
const scenario = `arazzo: 1.1.0
info: { title: T, version: "1" }
sourceDescriptions: [{ name: vendors, url: openapi.yaml, type: openapi }]
workflows:
  - workflowId: token
    inputs: { type: object, properties: { nep_key: { type: string }, partnerId: { type: string }, domain: { type: string } } }
    steps:
      - stepId: get
        operationId: generateToken
        requestBody: { contentType: application/json, payload: { nep_key: $inputs.nep_key, partnerId: $inputs.partnerId, domain: $inputs.domain } }
        successCriteria: [{ condition: $statusCode == 200 }, { context: $response.body, condition: "$[?@.token]", type: jsonpath }]
        outputs: { token: { context: $response.body, selector: /data/token, type: jsonpointer }, seconds: $response.body#/data/expires_in }
    outputs: { token: $steps.get.outputs.token }
  - workflowId: check
    dependsOn: [token]
    inputs: { type: object, properties: { id: { type: string, minLength: 4, maxLength: 9 } } }
    parameters: [{ name: X-Trace, in: header, value: "t-{$inputs.id}" }]
    successActions: [{ reference: $components.successActions.done }]
    failureActions: [{ name: give-up, type: end }]
    steps:
      - stepId: first
        operationId: $sourceDescriptions.vendors.checkPanStatus
        x-rule: BOS-UNDER-PROCESS
        parameters: [{ reference: $components.parameters.bearer }]
        requestBody:
          contentType: application/json
          payload: { refid: "{$inputs.id}-a", nep_id: x }
          replacements: [{ target: /nep_id, value: y }]
        successCriteria: [{ condition: "$statusCode == 200 && $response.body#/status == true" }, { context: $response.body#/message, condition: "^App", type: regex }]
        onSuccess: [{ name: on, type: goto, stepId: second }]
        onFailure: [{ name: again, type: retry, retryAfter: 0.01, retryLimit: 1, criteria: [{ condition: $statusCode == 503 }] }]
      - stepId: second
        operationPath: "{$sourceDescriptions.vendors.url}#/paths/~1api~1BOS~1Status/post"
        parameters: [{ reference: $components.parameters.bearer, value: "Bearer {$workflows.token.outputs.token}" }]
        requestBody: { contentType: application/json, payload: '{"refid": "{$inputs.id}-a"}' }
        successCriteria: [{ condition: $statusCode == 401 }]
        x-alternatives: { BOS-DUPLICATE-TRIGGER: { never: [{ condition: $statusCode == 200 }] } }
        outputs: { said: $response.body#/message, all: $response.body }
      - { stepId: third, workflowId: token, parameters: [{ name: domain, value: localhost }], outputs: { token: $outputs.token } }
    outputs: { said: $steps.second.outputs.said }
components:
  parameters: { bearer: { name: Authorization, in: header, value: "Bearer {$workflows.token.outputs.token}" } }
  successActions: { done: { name: done, type: end, criteria: [{ condition: $statusCode == 401 }] } }
`;

test("a scenario, run and told in every report", async () => {
  await using mock = await startMock();
  using folder = mkdtempDisposableSync(join(tmpdir(), "walk-"));
  const path = join(folder.path, "s.arazzo.yaml");
  const codes = new Map<number, number>();
  const use = async ({ value }: SourceFile) => {
    writeFileSync(path, JSON.stringify(value));
    const code = await checkCommand(
      [path],
      {
        ...{ target: mock.vendor, contract: [`vendors=${contractPath}`], input: {}, path: {}, rule: {}, workflow: [] },
        ...{ seed: 1, runTime: 0.5, maxSteps: 9, report: reportKinds.map((kind) => `${kind}=${path}.${kind}`) },
      },
      {
        ...{ given: [], shipped: () => [], startMock: () => expect.fail("there is a target"), variables: {} },
        ...{ publishedInputs: async () => ({ ...mock.credentials.bos }), err: () => undefined },
        ...{ stream: unread(), signal: new AbortController().signal, tool: { name: "t", version: "1" } },
      },
    );
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  await use(parseSource(path, scenario));
  expect([...codes]).toEqual([[exitCode.nothingFound, 1]]);
  const { faults, refused } = await faultsIn(filesAround(path, scenario, 2), use);
  expect(faults).toEqual([]);
  expect(refused).toBeGreaterThan(100);
  // Some are as good as it, some find something, some cannot go on; nothing else.
  expect([...codes.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 3]);
});

/** A stream that takes everything and shows nothing. */
function unread(): NodeJS.WriteStream {
  return new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream;
}

test("a ledger", async () => {
  const text = readFileSync(ledgerPath, "utf8");
  expect((await faultsIn(filesAround("rules.yaml", text), ledgerOf)).faults).toEqual([]);
});

test("a configuration of the mock", async () => {
  const text = `
sandboxes:
  - name: alpha
    credentials:
      bos: [{ nep_key: k, partnerId: p, domain: d }]
      iserveu: [{ client_id: alpha, client_secret: { env: S } }]
    rules: { BOS-DUPLICATE-TRIGGER: never }
    clock: { at: 2026-01-01T00:00:00Z, mode: frozen }
    seed: { agents: [{ bcagentid: known }], usedRefids: [a] }
rules: { BOS-AUTH: optional }
journal: { capacity: 10 }
sessions: { maximum: 3 }
magic: { values: false, header: false }
`;
  const use = (file: SourceFile) => configOf(file, { ledger, contract: loadContract(), variables: { S: "s" } });
  expect((await faultsIn(filesAround("u.yaml", text), use)).faults).toEqual([]);
});

test("a configuration of the judge", async () => {
  const text = `
checks: { body: warning, undocumented-member: "off" }
rules: { BOS-AUTH: error }
fields: { "/a/*": warning }
undocumented: { allow: [traceId] }
json: { byte-order-mark: warning }
time: { limit: 2000, operations: { change: 5 } }
`;
  const names = judgedNames(ledger, [contractOf(contractFile)]);
  expect((await faultsIn(filesAround("j.yaml", text), (file) => judgeConfigOf(file, names))).faults).toEqual([]);
});

test("a target file", async () => {
  const text = `
name: staging
apis: { bos: { url: "https://h", paths: { checkPanStatus: /real }, tls: { cert: c.pem } }, iserveu: { url: "https://h" } }
allow: [h]
rate: 1
budget: 5
timeout: 2
inputs: { client_secret: { env: S } }
provided: { generateToken: { token: { env: S } } }
`;
  using folder = mkdtempDisposableSync(join(tmpdir(), "walk-"));
  const path = join(folder.path, "t.yaml");
  const scenario = fileURLToPath(new URL("../scenarios/token-lifetime.arazzo.yaml", import.meta.url));
  const scenarios = loadScenarios([scenario]);
  const use = ({ value }: SourceFile) => {
    writeFileSync(path, JSON.stringify(value));
    return loadTargetFile(path, { scenarios, variables: { S: "s" }, allowedHosts: [] });
  };
  expect((await faultsIn(filesAround(path, text), use)).faults).toEqual([]);
});
