// What goes over the wire where a contract says how it is written, and what is said where it cannot be written so.

import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { read, runs } from "../test-run.ts";
import { startTarget } from "../test-target.ts";

const ids = "schema: { type: array, items: { type: integer } }";
const point = "schema: { type: object, properties: { x: { type: integer }, y: { type: string } } }";
const form =
  "schema: { type: object, required: [title], properties: { title: { type: string }, n: { type: integer } } }";

const contract = `openapi: 3.0.3
info: { title: Styles, version: "1" }
paths:
  /query:
    get:
      operationId: query
      parameters:
        - { name: csv, in: query, explode: false, ${ids} }
        - { name: pipes, in: query, style: pipeDelimited, ${ids} }
        - { name: barred, in: query, style: pipeDelimited, explode: true, ${ids} }
        - { name: deep, in: query, style: deepObject, ${point} }
        - { name: json, in: query, content: { application/json: { ${point} } } }
        - { name: open, in: query, allowReserved: true, schema: { type: string } }
        - { name: X-Point, in: header, explode: true, ${point} }
        - { name: one, in: cookie, ${ids} }
        - { name: two, in: cookie, explode: false, ${ids} }
      responses: &responses { "200": { description: Ok., content: { application/json: { schema: { type: object } } } } }
  /m/{m}/l/{l}/s/{s}:
    get:
      operationId: path
      parameters:
        - { name: m, in: path, required: true, style: matrix, ${ids} }
        - { name: l, in: path, required: true, style: label, explode: true, ${ids} }
        - { name: s, in: path, required: true, explode: true, ${point} }
      responses: *responses
  /form:
    post:
      operationId: form
      requestBody:
        content:
          application/x-www-form-urlencoded: { ${form}, encoding: { n: { contentType: application/json } } }
          multipart/form-data: { ${form} }
          multipart/mixed: { ${form} }
      responses: *responses
`;

type Parameters = [place: string, name: string, value: unknown][];

/** A document with one step. */
function document(step: object, version = "1.1.0"): string {
  const source = { name: "things", url: "styles.yaml" };
  return JSON.stringify({
    arazzo: version,
    info: { title: "Styles", version: "1" },
    sourceDescriptions: [source],
    workflows: [
      {
        workflowId: "w",
        inputs: { type: "object", properties: { v: { default: { x: [1] } }, q: { default: "a b&c" } } },
        steps: [{ stepId: "s", ...step, successCriteria: [{ condition: "$statusCode == 200" }] }],
        ...("outputs" in step ? { outputs: { limit: "$steps.s.outputs.limit" } } : {}),
      },
    ],
  });
}
const calling = (operationId: string, parameters: Parameters, more: object = {}) => ({
  operationId,
  parameters: parameters.map(([place, name, value]) => ({ in: place, name, value })),
  ...more,
});

async function sent(step: object) {
  using folder = mkdtempDisposableSync(join(tmpdir(), "styles-"));
  const file = join(folder.path, "w.arazzo.yaml");
  writeFileSync(join(folder.path, "styles.yaml"), contract);
  writeFileSync(file, document(step));
  const answers = {
    "/query": [{ json: {} }],
    "/form": [{ json: {} }],
    "/m/;m=1,2/l/.1.2/s/x=1,y=a%2Fb": [{ json: {} }],
  };
  await using target = await startTarget(answers);
  const { first } = await runs(`  - { workflowId: w, steps: [${read("a")}] }\n`, target.url, {
    scenarios: loadScenarios([file]),
  });
  return { request: target.received[0], first };
}

test("a query, a header and a cookie are written as the contract says; what it does not have, by the default", async () => {
  const { request, first } = await sent(
    calling("query", [
      ["query", "csv", [1, 2]],
      ["query", "pipes", [1, 2]],
      ["query", "deep", { x: 1, y: "a b" }],
      ["query", "json", { x: 1 }],
      ["query", "open", "a/b?c"],
      ["query", "other[]", ["a,b", 1]],
      ["header", "x-point", { x: 1, y: "a b" }],
      ["cookie", "two", [1, 2]],
    ]),
  );
  const query = "csv=1,2&pipes=1%7C2&deep%5Bx%5D=1&deep%5By%5D=a%20b&json=%7B%22x%22%3A1%7D&open=a/b?c";
  expect(request?.url).toBe(`/query?${query}&other%5B%5D=a%2Cb&other%5B%5D=1`);
  expect(request?.headers).toMatchObject({ "x-point": "x=1,y=a b", cookie: "two=1,2" });
  expect(first).toMatchObject({ verdict: "pass", steps: [{ findings: [] }] });
});

test("a path is written as the contract says", async () => {
  const { request, first } = await sent(
    calling("path", [
      ["path", "m", [1, 2]],
      ["path", "l", [1, 2]],
      ["path", "s", { x: 1, y: "a/b" }],
    ]),
  );
  expect(request?.url).toBe("/m/;m=1,2/l/.1.2/s/x=1,y=a%2Fb");
  expect(first).toMatchObject({ verdict: "pass", steps: [{ findings: [] }] });
});

test.each<[value: string, url: string, limit: string | undefined]>([
  ["filter=a&limit=20", "/query?filter=a&limit=20", "20"],
  ["filter={$inputs.q}&limit=20", "/query?filter=a%20b&c&limit=20", "20"],
  ['{"a":"b c"}', "/query?%7B%22a%22:%22b%20c%22%7D", undefined],
  ["a=%20+#[]|é", "/query?a=%20+%23%5B%5D%7C%C3%A9", undefined],
  ["", "/query", undefined],
])("the whole of a query is sent as it is written: %s", async (value, url, limit) => {
  const outputs = { limit: "$request.query.limit" };
  const { request, first } = await sent(calling("query", [["querystring", "all", value]], { outputs }));
  expect(request?.url).toBe(url);
  expect(first).toMatchObject({ verdict: "pass", outputs: limit === undefined ? {} : { limit } });
});

test("members go out as a form, or as its parts with a boundary of their own", async () => {
  const body = (contentType: string | undefined) => ({
    requestBody: { ...(contentType ? { contentType } : {}), payload: { title: "A b", n: 5 } },
  });
  const urlencoded = await sent(calling("form", [], body(undefined)));
  expect(urlencoded.request?.body).toBe("title=A%20b&n=5");
  const { request, first } = await sent(calling("form", [], body("multipart/form-data")));
  const boundary = /^multipart\/form-data; boundary=(understudy-[0-9a-f]{24})$/.exec(
    String(request?.headers["content-type"]),
  )?.[1];
  expect(request?.body.split("\r\n")).toEqual([
    `--${boundary}`,
    'Content-Disposition: form-data; name="title"',
    "Content-Type: text/plain",
    "",
    "A b",
    `--${boundary}`,
    'Content-Disposition: form-data; name="n"',
    "Content-Type: text/plain",
    "",
    "5",
    `--${boundary}--`,
    "",
  ]);
  expect(request?.headers["content-length"]).toBe(String(request?.body.length));
  expect(first).toMatchObject({ verdict: "pass", steps: [{ findings: [] }] });
});

test.each<[contentType: string, payload: unknown, ...told: string[]]>([
  [
    "application/x-www-form-urlencoded",
    { n: "zz" },
    "/title: the member to be present | absent",
    '/n: type integer | string "zz"',
  ],
  ["multipart/form-data", { title: ["a", "b"] }, '/title: type string | array ["a","b"]'],
  ["multipart/form-data; boundary=XX", "--XX\r\n", "body: the parts of a form | no boundary that ends the body"],
])("a form that breaks its schema is told: %s", async (contentType, payload, ...told) => {
  const { first } = await sent(calling("form", [], { requestBody: { contentType, payload } }));
  const findings = first.steps.flatMap((step) => step.findings);
  expect(
    findings.map(({ severity, where, expected, actual }) => `${severity} ${where}: ${expected} | ${actual}`),
  ).toEqual(told.map((text) => `warning request ${text}`));
});

test.each<[what: string, step: object, reason: string]>([
  [
    "an object in an object",
    calling("query", [["query", "deep", "$inputs.v"]]),
    "parameter deep cannot be written: a part of it is a list, which no style of OpenAPI can hold",
  ],
  [
    "a list in a cookie",
    calling("query", [["cookie", "one", "$inputs.v#/x"]]),
    "parameter one cannot be written: style form with explode: true is not for a list in a cookie",
  ],
  [
    "an object as a whole query",
    calling("query", [["querystring", "all", "$inputs.v"]]),
    "querystring all is no text, and the whole of a query is one",
  ],
  [
    "a list in a list of a form",
    calling("form", [], { requestBody: { payload: { title: [["$inputs.q"]] } } }),
    "member title holds a list in a list, which a form has no form for",
  ],
])("what turns out in the run not to be writable is sent to nobody: %s", async (_what, step, reason) => {
  const { request, first } = await sent(step);
  expect(request).toBe(undefined);
  expect(first.steps[0]).toMatchObject({
    verdict: "inconclusive",
    reason: `the request could not be made: ${reason}`,
  });
});

test.each<[what: string, step: object, problem: string]>([
  [
    "a list in an undefined style",
    calling("query", [["query", "barred", [1]]]),
    "found parameter barred in a query, expected a value that can be written: style pipeDelimited with explode: true is not defined",
  ],
  [
    "a list in deepObject",
    calling("query", [["query", "deep", [1]]]),
    "found parameter deep in a query, expected a value that can be written: style deepObject is for an object, not for a list",
  ],
  [
    "an object in a cookie",
    calling("query", [["cookie", "else", { a: 1 }]]),
    "found parameter else in a cookie, expected a value that can be written: style form with explode: true is not for an object in a cookie",
  ],
  [
    "two whole queries",
    calling("query", [
      ["querystring", "a", "x"],
      ["querystring", "b", "y"],
    ]),
    "found querystring a and b, expected one for the whole query",
  ],
  [
    "a whole query and a part",
    calling("query", [
      ["query", "a", "x"],
      ["querystring", "b", "y"],
    ]),
    "found querystring b beside query parameter a, expected one of the two",
  ],
  [
    "members in nameless parts",
    calling("form", [], { requestBody: { contentType: "multipart/mixed", payload: { a: 1 } } }),
    "found a payload of members for multipart/mixed, expected a text, or a JSON or form content type",
  ],
])("what can never be sent is refused at load: %s", (_what, step, problem) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "styles-"));
  const file = join(folder.path, "w.arazzo.yaml");
  writeFileSync(join(folder.path, "styles.yaml"), contract);
  writeFileSync(file, document(step));
  expect(() => loadScenarios([file])).toThrow(expect.objectContaining({ problem }));
});
