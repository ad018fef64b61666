import type { Exchange } from "../exchange/exchange.ts";
import type { Finding } from "../finding.ts";
import type { Call } from "../scenario/scenario.ts";
import { requestFault } from "./request-fault.ts";

/**
 * A failed criterion with its fault code of the Web Fuzzing Commons, where it has one: the scenario expected a refusal,
 * the target accepted, and the request broke the contract: 307 without the credentials it needs, 206 with a wrong input.
 */
export function withFaultCode(finding: Finding, call: Call, exchange: Exchange | undefined): Finding {
  if (call.kind !== "operation" || !exchange || finding.where !== "status") return finding;
  const { status } = exchange.response;
  const isAccepted = status >= 200 && status < 300;
  if (!isAccepted || !/^HTTP 4\d\d( or 4\d\d)*$/.test(finding.expected)) return finding;
  switch (requestFault(call.contract, call.operation, exchange)) {
    case "credentials":
      return { ...finding, wfc: 307 };
    case "input":
      return { ...finding, wfc: 206 };
    default:
      return finding;
  }
}
