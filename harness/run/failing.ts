import type { Operation } from "../../spec/contract.ts";
import { documentedResponse } from "../../spec/documented.ts";
import type { Exchange } from "../exchange/exchange.ts";

/**
 * Tells a target that fails throughout from one that fails now and then. An undocumented 5xx is a finding like any other
 * undocumented status, but from a server that has answered nothing else yet, nothing is learnt: it is not up.
 */
export class FailingServers {
  /** Origins of servers that have answered. */
  readonly #answering = new Set<string>();

  /** Whether an answer comes from a server that has only failed so far. Each answer of a run is asked about once, in their order. */
  isFailing({ request, response }: Exchange, operation: Operation): boolean {
    const origin = URL.parse(request.url)?.origin ?? "";
    if (response.status < 500 || documentedResponse(operation, response.status)) this.#answering.add(origin);
    return !this.#answering.has(origin);
  }
}
