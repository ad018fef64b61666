import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import type { Finding } from "../finding.ts";
import type { Call } from "../scenario/scenario.ts";
import { callingStep } from "../test-payments.ts";
import { withFaultCode } from "./criterion-code.ts";

const contract = loadContract();
const call: Call = {
  kind: "operation",
  source: "vendors",
  contract,
  operation: contract.operations.get("checkPanStatus")!,
};
const failed: Finding = {
  check: "criterion",
  rules: [],
  effect: "breaks",
  severity: "error",
  alternative: undefined,
  wfc: undefined,
  operationId: "checkPanStatus",
  where: "status",
  expected: "HTTP 400 or 401",
  actual: "HTTP 200 with {}",
  advice: "",
  contract: undefined,
  scenario: callingStep,
};
const token: [string, string] = ["Authorization", "Bearer t"];

test.each<
  [name: string, finding: Partial<Finding>, sent: { token?: boolean; body?: object; status?: number }, wfc: unknown]
>([
  ["accepted without credentials", {}, { token: false }, 307],
  ["accepted with a wrong input", {}, { body: {} }, 206],
  ["accepted though nothing was wrong with it", {}, {}, undefined],
  ["refused otherwise", {}, { body: {}, status: 409 }, undefined],
  ["refused though it should have been accepted", { expected: "HTTP 200" }, { body: {}, status: 400 }, undefined],
  ["another place", { where: "/status" }, { body: {} }, undefined],
])("a failed criterion: %s", (_name, more, { token: isSent = true, body = { refid: "r" }, status = 200 }, wfc) => {
  const headers: [string, string][] = [["Content-Type", "application/json"], ...(isSent ? [token] : [])];
  const request = { method: "POST", url: "http://127.0.0.1/api/BOS/Status", headers, body: JSON.stringify(body) };
  const response = { status, headers: [], body: Buffer.from("{}") };
  const finding = { ...failed, ...more };
  expect(withFaultCode(finding, call, { request, response, durationMs: 1 })).toEqual({ ...finding, wfc });
  expect(withFaultCode(finding, call, undefined)).toEqual(finding);
});
