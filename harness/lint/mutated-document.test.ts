// Whatever stands in a document: it is loaded, or refused with a place, and never ends in a crash.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { lint } from "./lint.ts";

const folder = mkdtempSync(join(tmpdir(), "mutated-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  writeFileSync(
    join(folder, "api.yaml"),
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /things/{id}:
    post:
      operationId: postThing
      requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string, maxLength: 9 } } } } } }
      responses: { "200": { description: ok } }
`,
  );
  writeFileSync(join(folder, "other.yaml"), JSON.stringify(other));
});

/** Every member that the schema knows, in both directions of a circle. */
const base = {
  arazzo: "1.1.0",
  $self: "https://example.com/base.yaml",
  info: { title: "T", summary: "S", version: "1" },
  sourceDescriptions: [
    { name: "api", url: "./api.yaml", type: "openapi" },
    { name: "other", url: "other.yaml", type: "arazzo" },
    { name: "events", url: "https://example.com/events.yaml", type: "asyncapi" },
  ],
  workflows: [
    {
      workflowId: "w",
      summary: "S",
      inputs: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", default: "x", enum: ["x", "y"] },
          page: { $ref: "#/components/inputs/page" },
        },
        patternProperties: { "^x": { type: "string" } },
        additionalProperties: { type: "integer", minimum: 1 },
        allOf: [{ properties: { more: { const: 1 } } }],
      },
      dependsOn: ["v", "$sourceDescriptions.other.far"],
      parameters: [{ reference: "$components.parameters.key", value: "k" }],
      successActions: [{ reference: "$components.successActions.stop" }],
      failureActions: [{ reference: "$components.failureActions.again" }],
      steps: [
        {
          stepId: "post",
          description: "D",
          operationId: "$sourceDescriptions.api.postThing",
          timeout: 1000,
          parameters: [
            { name: "id", in: "path", value: "$inputs.id" },
            { name: "q", in: "query", value: { context: "$inputs.page", selector: "$.a", type: "jsonpath" } },
          ],
          requestBody: {
            contentType: "application/json",
            payload: { a: "$inputs.id", b: ["{$inputs.more}", 1, null] },
            replacements: [{ target: "/a", targetSelectorType: "jsonpointer", value: "$inputs.id" }],
          },
          successCriteria: [
            {
              condition: "{$statusCode == 200}",
              "x-rule": "BOS-AUTH",
              "x-alternatives": { R: { other: [{ condition: "1" }] } },
            },
            { context: "$response.body", condition: "$.a", type: "jsonpath" },
            { context: "$response.body", condition: "/a", type: { type: "xpath", version: "xpath-30" } },
            { context: "$statusCode", condition: "^2{$inputs.id}", type: "regex" },
          ],
          onSuccess: [{ name: "go", type: "goto", stepId: "call", criteria: [{ condition: "true" }] }],
          onFailure: [
            {
              name: "retry",
              type: "retry",
              retryAfter: 1,
              retryLimit: 2,
              workflowId: "v",
              parameters: [{ name: "p", value: 1 }],
            },
          ],
          outputs: { a: "$response.body#/a", b: { context: "$response.body", selector: "/a", type: "jsonpointer" } },
        },
        {
          stepId: "call",
          workflowId: "v",
          dependsOn: ["post"],
          parameters: [{ name: "p", value: "$steps.post.outputs.a" }],
        },
        {
          stepId: "path",
          operationPath: "{$sourceDescriptions.api.url}#/paths/~1things~1{id}/post",
          parameters: [{ name: "id", in: "path", value: 1 }],
        },
        {
          stepId: "far",
          workflowId: "$sourceDescriptions.other.far",
          dependsOn: ["$workflows.v.steps.s", "$sourceDescriptions.other.far.steps.s"],
        },
        {
          stepId: "send",
          operationId: "$sourceDescriptions.events.send",
          action: "send",
          parameters: [{ name: "h", in: "header", value: 1 }],
        },
        {
          stepId: "receive",
          channelPath: "$sourceDescriptions.events.url#/channels/x",
          action: "receive",
          correlationId: "c",
        },
      ],
      outputs: { a: "$steps.post.outputs.a" },
    },
    {
      workflowId: "v",
      inputs: true,
      steps: [{ stepId: "s", workflowId: "$sourceDescriptions.other.far" }],
      outputs: { o: "$inputs.p" },
    },
  ],
  components: {
    inputs: { page: { $anchor: "page", type: "object", properties: { next: { $ref: "#page" } } }, none: false },
    parameters: { key: { name: "key", in: "header", value: "$inputs.id" } },
    successActions: { stop: { name: "stop", type: "end" } },
    failureActions: { again: { name: "again", type: "retry" } },
  },
};

const other = {
  arazzo: "1.0.1",
  info: { title: "T", version: "1" },
  sourceDescriptions: [
    { name: "api", url: "api.yaml" },
    { name: "back", url: "base.yaml", type: "arazzo" },
  ],
  workflows: [
    {
      workflowId: "far",
      inputs: { $ref: "base.yaml#/components/inputs/page" },
      steps: [{ stepId: "s", operationId: "postThing", parameters: [{ name: "id", in: "path", value: 1 }] }],
    },
  ],
};

const strangers: unknown[] = [null, "text", -1.5, [], {}, { a: null }];

/** Each document that differs from a value in one place, with the place and what stands there. */
function* mutated(value: unknown, pointer = ""): Generator<{ at: string; value: unknown }> {
  for (const stranger of strangers) yield { at: `${JSON.stringify(stranger)} at ${pointer}`, value: stranger };
  if (typeof value !== "object" || value === null) return;
  const copy = (key: string, child: unknown) =>
    Array.isArray(value) ? value.with(Number(key), child) : { ...value, [key]: child };
  for (const [key, child] of Object.entries(value)) {
    for (const { at, value: changed } of mutated(child, pointerTo(pointer, key)))
      yield { at, value: copy(key, changed) };
    // A name that every object has in the language this is written in.
    if (isObject(value))
      yield {
        at: `constructor for ${pointerTo(pointer, key)}`,
        value: { ...value, [key]: undefined, constructor: child },
      };
  }
}

const path = join(folder, "base.yaml");
const ledger = loadLedger();

test("the document itself is loaded; only its messages are not looked into", () => {
  writeFileSync(path, JSON.stringify(base));
  const { findings, unread, unusable } = lint([path], ledger);
  expect(findings.filter(({ kind }) => kind === "reference")).toEqual([]);
  expect(unusable).toEqual([]);
  expect(unread.map(({ problem }) => problem)).toEqual([
    "found step send, which is of AsyncAPI, expected a step that makes a call over HTTP: messages are not supported",
    "found step receive, which is of AsyncAPI, expected a step that makes a call over HTTP: messages are not supported",
  ]);
});

test("no value at any place makes a crash: all is loaded, or refused with a place", { timeout: 120_000 }, () => {
  const crashes: string[] = [];
  let count = 0;
  for (const { at, value } of mutated(base)) {
    const text = JSON.stringify(value) ?? "null";
    count++;
    try {
      writeFileSync(path, text);
      const { unread, unusable } = lint([path], ledger);
      for (const { place } of [...unread, ...unusable]) expect(place).toBeDefined();
    } catch (error) {
      crashes.push(`${at}: ${(error as Error).stack}`);
    }
  }
  expect(crashes.slice(0, 10)).toEqual([]);
  expect(count).toBeGreaterThan(1_000);
});
