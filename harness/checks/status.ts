import type { Operation, ResponseSpec } from "../../spec/contract.ts";
import type { Check } from "./subject.ts";

/** Writes "200, 401 or 4XX". */
const listed = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** The status must be one that the operation documents. */
export const statusCheck: Check = {
  id: "status",
  isFact: true,
  judge({ exchange, operation, response }) {
    if (response) return [];
    const documented = operation.responses.map(({ status }) => status);
    return [
      {
        where: "status",
        expected: `HTTP ${listed.format(documented)}`,
        actual: `HTTP ${exchange.response.status}`,
        pointer: `${operation.pointer}/responses`,
      },
    ];
  },
};

/**
 * The documented response for a status: the exact code, else its range such as `4XX`, else `default`
 * (OpenAPI 3.1, Responses Object).
 * @returns `undefined` when none of the three is documented
 */
export function documentedResponse(operation: Operation, status: number): ResponseSpec | undefined {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, "default"];
  return keys.map((key) => operation.responses.find((response) => response.status === key)).find((found) => found);
}
