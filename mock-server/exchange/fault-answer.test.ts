import { describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { profileOf } from "../../spec/profile.ts";
import { castOf } from "../vendors/vendors.ts";
import type { Arming, Fault } from "../world/fault.ts";
import { faultAnswersOf } from "./fault-answer.ts";

const answers = faultAnswersOf(loadContract(), castOf(loadContract()));
const ledger = loadLedger();
const byDefault = profileOf(ledger);
const bosFailed = (message: string) => ({ status: "Failed", message });
const isuFailed = (statusDesc: string, statusCode: unknown = 1) => ({
  status: "FAILED",
  statusCode,
  statusDesc,
  Data: {},
});

describe("in the vendor's place", () => {
  const table: [
    fault: Fault,
    operation: "generateToken" | "checkPanStatus" | "registerAgent",
    answer: object | undefined,
  ][] = [
    [{ kind: "answer", status: 418 }, "checkPanStatus", { status: 418, body: undefined, headers: {} }],
    [
      { kind: "answer", status: 502, body: "<h1>", headers: { "content-type": "text/html" } },
      "registerAgent",
      { status: 502, body: "<h1>", headers: { "content-type": "text/html" } },
    ],
    [
      { kind: "rate-limit", retryAfterSeconds: 7 },
      "generateToken",
      { status: 429, body: bosFailed("Too Many Requests"), headers: { "retry-after": "7" } },
    ],
    [
      { kind: "rate-limit", retryAfterSeconds: 0 },
      "registerAgent",
      { status: 429, body: isuFailed("Too Many Requests"), headers: { "retry-after": "0" } },
    ],
    [{ kind: "unavailable", status: 503 }, "checkPanStatus", { status: 503, body: bosFailed("Service Unavailable") }],
    [{ kind: "unavailable", status: 504 }, "registerAgent", { status: 504, body: isuFailed("Gateway Timeout") }],
    [
      { kind: "example", name: "page-sample" },
      "checkPanStatus",
      {
        status: 200,
        body: { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" },
        headers: { "content-type": "application/json" },
      },
    ],
    [
      { kind: "example", name: "page-sample", status: 401 },
      "checkPanStatus",
      { status: 401, body: bosFailed("Duplicate RefID"), headers: { "content-type": "application/json" } },
    ],
    [
      { kind: "example", name: "page-sample-duplicate" },
      "registerAgent",
      { status: 200, body: isuFailed("Duplicate user"), headers: { "content-type": "application/json" } },
    ],
    [{ kind: "example", name: "published" }, "generateToken", undefined],
    [{ kind: "duplicate" }, "generateToken", undefined],
    [{ kind: "delay", ms: 1 }, "checkPanStatus", undefined],
    [{ kind: "reset" }, "checkPanStatus", undefined],
    [{ kind: "lose-answer" }, "checkPanStatus", undefined],
  ];
  test.each(table)("%o to %s", (fault, operation, answer) => {
    expect(answers.of(fault, operation, byDefault)).toEqual(answer);
  });

  test("the vendor's own duplicate, with its rule", () => {
    expect(answers.of({ kind: "duplicate" }, "checkPanStatus", byDefault)).toMatchObject({
      status: 401,
      body: bosFailed("Duplicate RefID"),
      reason: { rule: "BOS-DUPLICATE" },
    });
    expect(answers.of({ kind: "duplicate" }, "registerAgent", byDefault)).toMatchObject({
      status: 200,
      body: isuFailed("Duplicate user"),
      reason: { rule: "ISU-DUPLICATE" },
    });
  });

  test("under other readings", () => {
    const profile = profileOf(ledger, { "ISU-HTTP-STATUS": "http-errors", "ISU-STATUS-CODE-TYPE": "string-code" });
    expect(answers.of({ kind: "duplicate" }, "registerAgent", profile)).toMatchObject({
      status: 409,
      body: isuFailed("Duplicate user", "1"),
    });
    expect(answers.failure("registerAgent", profile, { status: 400, refusal: { got: "no", change: "yes" } })).toEqual({
      status: 400,
      body: isuFailed("no: yes", "1"),
      refusal: { got: "no", change: "yes" },
    });
  });
});

describe("an arming that the contract does not have", () => {
  const table: [arming: Arming, problem: string | undefined][] = [
    [{ fault: { kind: "reset" } }, undefined],
    [{ fault: { kind: "duplicate" } }, undefined],
    [{ fault: { kind: "example", name: "no-token" } }, undefined],
    [
      { operation: "checkPANstatus", fault: { kind: "reset" } },
      "operation checkPANstatus is not in the contract: did you mean checkPanStatus?",
    ],
    [
      { operation: "generateToken", fault: { kind: "duplicate" } },
      "generateToken has no duplicate answer: arm it for generateUrl or checkPanStatus or registerAgent",
    ],
    [
      { operation: "checkPanStatus", fault: { kind: "example", name: "registered" } },
      "checkPanStatus has no example registered: there are page-sample (200), page-sample (401), no-token (401)",
    ],
    [
      { operation: "checkPanStatus", fault: { kind: "example", name: "no-token", status: 200 } },
      "checkPanStatus has no example no-token (200): there are page-sample (200), page-sample (401), no-token (401)",
    ],
    [
      { operation: "generateToken", fault: { kind: "example", name: "published" } },
      "generateToken has no example published: it has none",
    ],
  ];
  test.each(table)("%o", (arming, problem) => {
    expect(answers.problemOf(arming)).toBe(problem);
  });

  test("what means nothing to an operation is told", () => {
    expect(answers.canPlay({ kind: "duplicate" }, "generateToken")).toBe(false);
    expect(answers.canPlay({ kind: "example", name: "registered" }, "checkPanStatus")).toBe(false);
    expect(answers.canPlay({ kind: "example", name: "registered" }, "registerAgent")).toBe(true);
    expect(answers.canPlay({ kind: "reset" }, "generateToken")).toBe(true);
  });
});
