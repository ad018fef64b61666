import type { Check } from "./subject.ts";

/** Writes "200, 401 or 4XX". */
const listed = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** The status must be one that the operation documents. */
export const statusCheck: Check = {
  id: "status",
  isFact: true,
  judge({ exchange, operation, response }) {
    // An operation that documents no answer at all says nothing of it (OpenAPI 3.1, Operation Object, `responses`).
    if (response || operation.responses.length === 0) return [];
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
