import type { Breach, Subject } from "../checks/subject.ts";
import type { CheckId } from "../finding.ts";

/**
 * The fault code of the Web Fuzzing Commons, version 0.9, for a breach of the contract; `undefined` where none of its
 * categories means the same. Codes that need more than one exchange, such as 113 and 114, are not given.
 */
export function faultCodeOf(check: CheckId, { where, actual, pointer }: Breach, subject: Subject): number | undefined {
  const { status } = subject.exchange.response;
  switch (check) {
    case "status":
      return statusCode(subject);
    case "header":
      if (where === "www-authenticate" && status === 401 && actual === "absent") return 109;
      if (where === "allow") return actual !== "absent" ? 201 : status === 405 ? 110 : 200;
      if (where === "location" && actual !== "absent") return 120;
      return where === "content-encoding" ? undefined : 200;
    case "media-type":
      return status === 204 && where === "" ? 105 : 200;
    case "body":
      return 200;
    case "undocumented-member": {
      // By JSON Schema only an object that says it is closed is broken by a member too many.
      const schema = subject.schemas.at(pointer) as { additionalProperties?: unknown; unevaluatedProperties?: unknown };
      return schema.additionalProperties === false || schema.unevaluatedProperties === false ? 200 : undefined;
    }
    case "json":
    case "echo":
    case "time":
    case "request":
    case "criterion":
      return undefined;
    default:
      return check satisfies never;
  }
}

/** 202: a 401 where nobody has to say who they are; 203: a 403 where no 401 is documented. */
function statusCode({ exchange, operation, contract }: Subject): number {
  const { status } = exchange.response;
  const own = contract.resolve(operation.pointer).value as { security?: unknown[] };
  const security = own.security ?? (contract.document.security as unknown[] | undefined) ?? [];
  if (status === 401 && security.length === 0) return 202;
  if (status === 403 && operation.responses.every((response) => response.status !== "401")) return 203;
  return 200;
}
