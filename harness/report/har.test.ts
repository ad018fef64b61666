import { expect, test } from "vitest";
import { harOf as readHar } from "../exchange/recording.ts";
import { harOf } from "./har.ts";
import { panExchange, secrets, shownOf, stepOf, tool, workflowOf } from "./test-run.ts";
import { misfits } from "./test-schemas.ts";

const json = harOf(shownOf(), tool);
const { log } = JSON.parse(json);

test("it keeps the published schema, and our own reader reads it", () => {
  expect(misfits("har", json)).toEqual([]);
  expect(readHar("x.har", Buffer.from(json)).map(({ method, url }) => `${method} ${url}`)).toContain(
    "POST http://127.0.0.1:4010/apiAgentOnboarding/externalonboard?pancard=***&q=***",
  );
});

test("every exchange once, in the order of the run, with the workflow as its page", () => {
  const told = log.entries.map((entry: { pageref: string; _step: { stepId: string } }) => [
    entry.pageref.split("#")[1],
    entry._step.stepId,
  ]);
  expect(told).toEqual([
    ["passes", "only"],
    ["broken", "first"],
    ["broken", "again"],
    ["settled", "second"],
    ["warned", "only"],
    ["register", "register"],
    ["register", "repeat"],
  ]);
  expect(log.pages).toHaveLength(5);
});

test("an entry", () => {
  expect(log.entries[2]).toMatchInlineSnapshot(`
    {
      "_step": {
        "attempt": 1,
        "calls": "checkPanStatus",
        "findings": [
          {
            "actual": "string "true"",
            "advice": "The page says otherwise: report it to the vendor, or mend the mock.",
            "check": "body",
            "contract": {
              "column": 9,
              "file": "spec/openapi.yaml",
              "line": 7,
              "pointer": "/components/schemas/Answer/properties/status",
            },
            "effect": "breaks",
            "expected": "type boolean",
            "operationId": "checkPanStatus",
            "rules": [
              "BOS-UNDER-PROCESS",
            ],
            "scenario": {
              "column": 9,
              "file": "scenarios/a.arazzo.yaml",
              "line": 12,
            },
            "severity": "error",
            "where": "/status",
          },
        ],
        "stepId": "again",
        "verdict": "drift",
      },
      "cache": {},
      "pageref": "scenarios/a.arazzo.yaml#broken",
      "request": {
        "bodySize": 18,
        "cookies": [],
        "headers": [
          {
            "name": "host",
            "value": "127.0.0.1:4010",
          },
          {
            "name": "content-type",
            "value": "application/json",
          },
          {
            "name": "Authorization",
            "value": "Bearer ***",
          },
        ],
        "headersSize": -1,
        "httpVersion": "HTTP/1.1",
        "method": "POST",
        "postData": {
          "mimeType": "application/json",
          "text": "{"refid":"it's-1"}",
        },
        "queryString": [],
        "url": "http://127.0.0.1:4010/api/BOS/Status",
      },
      "response": {
        "bodySize": 89,
        "content": {
          "mimeType": "application/json",
          "size": 89,
          "text": "{"status":"true","response_code":1,"message":"Application is under process at NSDL eGOV"}",
        },
        "cookies": [],
        "headers": [
          {
            "name": "content-type",
            "value": "application/json",
          },
        ],
        "headersSize": -1,
        "httpVersion": "HTTP/1.1",
        "redirectURL": "",
        "status": 200,
        "statusText": "OK",
      },
      "startedDateTime": "2023-11-14T22:13:20.500Z",
      "time": 3.4,
      "timings": {
        "receive": 0,
        "send": 0,
        "wait": 3.4,
      },
    }
  `);
});

test("a body that cannot be shown is left out, and said to be", () => {
  const exchange = { ...panExchange({}), request: { ...panExchange({}).request, body: '{"pancard":"ABCZE1234F",}' } };
  const shown = shownOf({ f: [workflowOf("w", stepOf("s", "o", { exchange }))] });
  const [entry] = JSON.parse(harOf(shown, tool)).log.entries;
  expect(entry.request.postData).toEqual({
    mimeType: "application/json",
    comment: "(25 bytes that are not JSON)",
  });
});

test("no secret and no personal data", () => {
  for (const secret of secrets) expect(json).not.toContain(secret);
});
