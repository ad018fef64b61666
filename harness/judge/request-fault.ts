import type { Contract, Operation } from "../../spec/contract.ts";
import { credentialBreaches, inputBreaches } from "../checks/request.ts";
import { sentParts } from "../checks/sent-parts.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";

/** What is wrong with a request by its contract: it lacks credentials, or a parameter or its body is wrong. */
export function requestFault(
  contract: Contract,
  operation: Operation,
  exchange: Exchange,
): "credentials" | "input" | undefined {
  const sent = sentParts(exchange.request, operation);
  const subject = { exchange, contract, operation, schemas: schemasOf(contract), sent: () => sent, show: () => "" };
  if (credentialBreaches(subject).length > 0) return "credentials";
  return inputBreaches(subject).length > 0 ? "input" : undefined;
}
