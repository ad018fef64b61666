import { isObject } from "../../spec/json/json-value.ts";
import type { Call } from "../scenario/scenario.ts";
import { addressOf, isLoopback, type Target } from "./target.ts";

/** Methods that ask for nothing but an answer (RFC 9110, section 9.2.1). */
const safeMethods = ["get", "head", "options", "trace"];

/**
 * Whether an operation changes something at the target. Every method does that is not safe by RFC 9110, unless the
 * contract says `x-safe: true` of the operation: a POST that only reads, or that claims nothing.
 */
function isWrite({ contract, operation }: Call & { kind: "operation" }): boolean {
  if (safeMethods.includes(operation.method)) return false;
  const { value } = contract.resolve(operation.pointer);
  return !(isObject(value) && value["x-safe"] === true);
}

/** Why a call may not be sent to the target; `undefined` where it may. */
export function refusalOf(target: Target, call: Call & { kind: "operation" }): string | undefined {
  const address = addressOf(target, call);
  if (!address || target.allowsWrites === true || !isWrite(call)) return undefined;
  const { hostname } = new URL(address.server);
  if (isLoopback(hostname)) return undefined;
  const cause = `${call.operation.id} writes and ${hostname} is not this machine`;
  return `${cause}: add --allow-writes if it may change something there`;
}
