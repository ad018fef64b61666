import { expect, test } from "vitest";
import { ctrfOf } from "./ctrf.ts";
import { secrets, shownOf, tool } from "./test-run.ts";
import { misfits } from "./test-schemas.ts";

const json = ctrfOf(shownOf(), tool);
const { results, ...head } = JSON.parse(json);

test("it keeps the published schema", () => {
  expect(misfits("ctrf", json)).toEqual([]);
});

test("head, counts and environment", () => {
  expect({ ...head, ...results, tests: undefined }).toMatchInlineSnapshot(`
    {
      "environment": {
        "extra": {
          "seed": 42,
        },
        "testEnvironment": "http://127.0.0.1:4010",
      },
      "generatedBy": "understudy 0.0.0",
      "reportFormat": "CTRF",
      "specVersion": "0.0.0",
      "summary": {
        "duration": 1234,
        "extra": {
          "inconclusive": 1,
          "unavailable": 1,
          "verdict": "drift",
          "warnings": 1,
        },
        "failed": 3,
        "other": 2,
        "passed": 2,
        "pending": 0,
        "skipped": 1,
        "start": 1700000000000,
        "stop": 1700000001234,
        "suites": 3,
        "tests": 8,
      },
      "tests": undefined,
      "timestamp": "2023-11-14T22:13:21.234Z",
      "tool": {
        "name": "understudy",
        "version": "0.0.0",
      },
    }
  `);
});

test("each verdict has its status, and rawStatus keeps apart what CTRF has one word for", () => {
  const told = results.tests.map((entry: Record<string, unknown>) => [entry.name, entry.status, entry.rawStatus]);
  expect(told).toEqual([
    ["passes", "passed", "pass"],
    ["broken", "failed", "drift"],
    ["settled", "failed", "drift"],
    ["warned", "passed", "pass"],
    ["refused", "other", "unavailable"],
    ["unclear", "other", "inconclusive"],
    ["clock", "skipped", "skipped"],
    ["register", "failed", "drift"],
  ]);
});

test("a workflow that settled something", () => {
  expect(results.tests[2]).toMatchInlineSnapshot(`
    {
      "duration": 12,
      "extra": {
        "findings": [
          {
            "actual": "HTTP 200 with {"status":true}",
            "advice": "The page is silent here: record it in the ledger.",
            "alternative": {
              "name": "never",
              "rule": "BOS-DUPLICATE-TRIGGER",
            },
            "check": "criterion",
            "effect": "settles",
            "expected": "HTTP 401",
            "operationId": "checkPanStatus",
            "rules": [
              {
                "grade": "assumed",
                "id": "BOS-DUPLICATE-TRIGGER",
                "support": [
                  {
                    "reading": "on-repeat",
                    "sources": [
                      {
                        "page": {
                          "id": "bos-pan-status-check",
                          "owner": "BOS Center",
                          "read": "2026-11-25",
                          "title": "Pan Status Check",
                          "url": "https://readapi.bos.center/StatusPage.aspx",
                        },
                        "quote": ""message": "Duplicate RefID"",
                        "section": "Responses 401",
                        "supports": "default",
                      },
                    ],
                  },
                  {
                    "reading": "never",
                    "sources": [
                      {
                        "page": {
                          "id": "bos-pan-status-check",
                          "owner": "BOS Center",
                          "read": "2026-11-25",
                          "title": "Pan Status Check",
                          "url": "https://readapi.bos.center/StatusPage.aspx",
                        },
                        "quote": "refrence number passed in the request of the generate url api",
                        "section": "Body Parameters",
                        "supports": "never",
                      },
                      {
                        "page": {
                          "id": "aopay-pan-status-check",
                          "owner": "AOPay, a sister brand of BOS Center",
                          "read": "2026-11-25",
                          "title": "Pan Status Check",
                          "url": "https://readapi.aopay.co.in/StatusPage.aspx",
                        },
                        "quote": "Used for logging, status checks, or reconciliation",
                        "section": "Request Parameters",
                        "supports": "never",
                      },
                    ],
                  },
                  {
                    "reading": "seeded",
                    "sources": [],
                  },
                ],
              },
              {
                "grade": "documented",
                "id": "BOS-DUPLICATE",
                "support": [
                  {
                    "reading": "as-stated",
                    "sources": [
                      {
                        "page": {
                          "id": "bos-pan-status-check",
                          "owner": "BOS Center",
                          "read": "2026-11-25",
                          "title": "Pan Status Check",
                          "url": "https://readapi.bos.center/StatusPage.aspx",
                        },
                        "quote": ""message": "Duplicate RefID"",
                        "section": "Responses 401",
                        "supports": "default",
                      },
                    ],
                  },
                ],
              },
            ],
            "scenario": {
              "column": 13,
              "file": "scenarios/a.arazzo.yaml",
              "line": 33,
            },
            "severity": "error",
            "stepId": "second",
            "title": "criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)",
            "where": "status",
          },
        ],
      },
      "filePath": "scenarios/a.arazzo.yaml",
      "line": 8,
      "message": "criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)",
      "name": "settled",
      "rawStatus": "drift",
      "status": "failed",
      "steps": [
        {
          "extra": {
            "attempt": 1,
            "calls": "checkPanStatus",
            "verdict": "drift",
          },
          "name": "second",
          "status": "failed",
        },
      ],
      "suite": [
        "scenarios/a.arazzo.yaml: A "first" check <answered> & more",
      ],
      "tags": [
        "BOS-DUPLICATE-TRIGGER",
        "BOS-DUPLICATE",
      ],
      "trace": "step second (checkPanStatus) scenarios/a.arazzo.yaml:12:9
      criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)
        expected  HTTP 401
        actual    HTTP 200 with {"status":true}
        scenario  scenarios/a.arazzo.yaml:33:13
        to do     The page is silent here: record it in the ledger.
        sources   on-repeat: Pan Status Check (BOS Center), Responses 401: “"message": "Duplicate RefID"”
                  never: Pan Status Check (BOS Center), Body Parameters: “refrence number passed in the request of the generate url api”
                  never: Pan Status Check (AOPay, a sister brand of BOS Center), Request Parameters: “Used for logging, status checks, or reconciliation”
                  seeded: no source
        request   POST http://127.0.0.1:4010/api/BOS/Status
                  host: 127.0.0.1:4010
                  content-type: application/json
                  Authorization: Bearer ***
                  {"refid":"it's-1"}
        response  HTTP 200 after 3 ms
                  content-type: application/json
                  {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV"}
        repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'",
    }
  `);
});

test("a warning is told by a test that passes", () => {
  const { status, message, trace } = results.tests[3];
  expect([status, message]).toEqual([
    "passed",
    "warning: undocumented-member /extra breaks BOS-UNDER-PROCESS (documented)",
  ]);
  expect(trace).toContain("fault     WFC 200");
});

test("no secret and no personal data", () => {
  for (const secret of secrets) expect(json).not.toContain(secret);
});
