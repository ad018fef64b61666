// Fault codes of the Web Fuzzing Commons, version 0.9. One is given to a finding when it is made, where one of their
// categories means the same. Codes that need more than one exchange, such as 113 and 114, are not given.

import type { RequestBreach } from "../checks/subject.ts";
import type { CheckId } from "../finding.ts";

/** What is known of a breach of the contract. */
export interface BreachFacts {
  check: Exclude<CheckId, "criterion">;
  where: string;
  /** Whether something that must be there is not. */
  isAbsent: boolean;
  /** Of a member too many: whether the object says that it has no others. */
  isClosed: boolean;
  status: number;
  /** Whether nobody has to say who they are to call the operation. */
  isPublic: boolean;
  /** Whether the operation documents a 401. */
  documents401: boolean;
}

/** The code of a breach; `undefined` where none means the same. */
export function breachCode(facts: BreachFacts): number | undefined {
  const { check, where, status, isAbsent } = facts;
  switch (check) {
    case "status":
      // A 401 where nobody has to say who they are; a 403 where no 401 is documented.
      if (status === 401 && facts.isPublic) return 202;
      return status === 403 && !facts.documents401 ? 203 : 200;
    case "security":
      return 307;
    case "header":
      if (where === "www-authenticate" && status === 401 && isAbsent) return 109;
      if (where === "allow") return !isAbsent ? 201 : status === 405 ? 110 : 200;
      if (where === "location" && !isAbsent) return 120;
      return where === "content-encoding" || where === "content-length" ? undefined : 200;
    case "media-type":
      return status === 204 && where === "" ? 105 : 200;
    case "body":
      return 200;
    case "undocumented-member":
      // By JSON Schema only an object that says it is closed is broken by a member too many.
      return facts.isClosed ? 200 : undefined;
    case "json":
    case "echo":
    case "time":
    case "request":
      return undefined;
    default:
      return check satisfies never;
  }
}

/** What is known of a criterion that failed. */
export interface CriterionFacts {
  /** The statuses that the criterion asked for; `undefined` where it asked for something else. */
  wanted: readonly number[] | undefined;
  /** The status that came; `undefined` where the step has no answer of its own. */
  status: number | undefined;
  requestBreach: RequestBreach | undefined;
}

/**
 * The code of a failed criterion: a refusal was expected, the target accepted, and the request broke the contract: 307
 * without the credentials it needs, 206 with a wrong input.
 */
export function criterionCode({ wanted, status, requestBreach }: CriterionFacts): number | undefined {
  const isAccepted = status !== undefined && status >= 200 && status < 300;
  const isRefusalWanted = wanted?.every((code) => code >= 400 && code < 500) === true;
  if (!isAccepted || !isRefusalWanted || requestBreach === undefined) return undefined;
  return requestBreach === "credentials" ? 307 : 206;
}
