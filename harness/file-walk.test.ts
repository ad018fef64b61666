// Exit code 70 is never the answer to a file: each value of a file of every kind is replaced in turn, and what comes of it
// is a result or a line that says what to mend.

import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { configOf } from "../mock-server/config.ts";
import { contractOf, loadContract } from "../spec/contract.ts";
import { ledgerOf, ledgerPath, loadLedger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { defaultProfile } from "../spec/profile.ts";
import { parseSource, type SourceFile } from "../spec/source-file.ts";
import { harOf } from "./exchange/recording.ts";
import { judgeOf } from "./judge/judge.ts";
import { judgeConfigOf, judgedNames } from "./judge/judge-config.ts";
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

test("a contract", () => {
  const { faults, used, refused } = faultsIn(filesAround("c.yaml", contract), (file) => judgedBy(file));
  expect(faults).toEqual([]);
  expect(used).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(100);
});

test("a contract of OpenAPI 3.0, strictly", () => {
  const old = contract.replace("openapi: 3.1.0", "openapi: 3.0.3");
  expect(faultsIn(filesAround("c.yaml", old), (file) => demandStrict(contractOf(file))).faults).toEqual([]);
});

test("a recording", () => {
  const files = filesAround("t.har", traffic);
  const use = (file: SourceFile) => {
    const entries = harOf("t.har", Buffer.from(JSON.stringify(file.value)));
    judgedBy(contractFile, entries);
  };
  expect(faultsIn(files, use).faults).toEqual([]);
});
test("a scenario", () => {
  const path = fileURLToPath(new URL("../scenarios/check-first-and-duplicate.arazzo.yaml", import.meta.url));
  const use = (file: SourceFile) => {
    const [scenario] = loadScenarios([file]);
    for (const workflow of scenario?.workflows.values() ?? []) generateInputs(workflow, { seed: 1, name: "w" });
  };
  expect(faultsIn(filesAround(path, readFileSync(path, "utf8")), use).faults).toEqual([]);
});

test("a ledger", () => {
  const text = readFileSync(ledgerPath, "utf8");
  expect(faultsIn(filesAround("rules.yaml", text), ledgerOf).faults).toEqual([]);
});

test("a configuration of the mock", () => {
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
  expect(faultsIn(filesAround("u.yaml", text), use).faults).toEqual([]);
});

test("a configuration of the judge", () => {
  const text = `
checks: { body: warning, undocumented-member: "off" }
rules: { BOS-AUTH: error }
fields: { "/a/*": warning }
undocumented: { allow: [traceId] }
json: { byte-order-mark: warning }
time: { limit: 2000, operations: { change: 5 } }
`;
  const names = judgedNames(ledger, [contractOf(contractFile)]);
  expect(faultsIn(filesAround("j.yaml", text), (file) => judgeConfigOf(file, names)).faults).toEqual([]);
});

test("a target file", () => {
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
  expect(faultsIn(filesAround(path, text), use).faults).toEqual([]);
});
