import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedSecurity } from "../../spec/documented.ts";
import { securityBreaches } from "../checks/security.ts";
import { sentParts } from "../checks/sent-parts.ts";
import type { SentRequest } from "../exchange/exchange.ts";
import type { Finding } from "../finding.ts";

/** Credentials of one place that no call of a recording carries, although some should. */
export interface AbsentCredential {
  /** As findings name the place: `request authorization`. */
  where: string;
  expected: string;
  /** How many calls should carry them. */
  calls: number;
}

/**
 * Counts the credentials that the calls of a recording lack. Browsers leave credentials out of what they export, so those
 * that are absent throughout tell of the recorder and not of the caller.
 */
export class CredentialCount {
  readonly #contract: Contract;
  readonly #wanted = new Map<string, { expected: string; calls: number; missing: number }>();

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** Looks at one call. */
  add(operation: Operation, request: SentRequest): void {
    const missingIn = (headers: SentRequest["headers"], url: string) =>
      securityBreaches(this.#contract, operation, sentParts({ ...request, headers, url, body: "" }, operation));
    const missing = new Set(missingIn(request.headers, request.url).map(({ where }) => where));
    // What a call with no credentials at all would lack is what it should carry.
    for (const { where, expected } of missingIn([], request.url.replace(/[?#].*$/s, ""))) {
      const count = this.#wanted.get(where) ?? { expected, calls: 0, missing: 0 };
      this.#wanted.set(where, count);
      count.calls++;
      if (missing.has(where)) count.missing++;
    }
  }

  /** Those that none of the calls has. */
  absent(): AbsentCredential[] {
    return [...this.#wanted].flatMap(([where, { expected, calls, missing }]) =>
      calls === missing ? [{ where, expected, calls }] : [],
    );
  }
}

/** Whether a finding says of a call that it lacks credentials. */
export function isAboutCredentials(finding: Finding, contract: Contract, operation: Operation): boolean {
  return finding.contract?.pointer === documentedSecurity(contract, operation).pointer;
}
