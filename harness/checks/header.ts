import { type Contract, isObject, type JsonObject, type ResponseSpec } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/source-file.ts";
import { headerOf } from "../exchange/exchange.ts";
import type { Breach, Check } from "./subject.ts";
import { type WrittenSpec, writtenBreaches } from "./written-value.ts";

/** Required headers are there, and documented ones have the documented type and format (OpenAPI 3.1, Header Object). */
export const headerCheck: Check = {
  id: "header",
  isFact: true,
  judge(subject) {
    const { exchange, contract, response } = subject;
    if (!response) return [];
    const { undecoded } = exchange.response;
    const coding: Breach[] = undecoded
      ? [{ where: "content-encoding", expected: "a body in that coding", actual: undecoded, pointer: response.pointer }]
      : [];
    const own = documentedHeaders(contract, response).flatMap((spec) => {
      const text = headerOf(exchange.response.headers, spec.name);
      const where = spec.name.toLowerCase();
      if (text !== undefined) {
        const style = { explode: spec.object.explode === true, separator: "," } as const;
        return writtenBreaches(subject, spec, { texts: [text.trim()], style }).map((breach) => ({ ...breach, where }));
      }
      if (spec.object.required !== true) return [];
      return [{ where, expected: "the header to be present", actual: "absent", pointer: `${spec.pointer}/required` }];
    });
    return [...coding, ...own];
  },
};

/** The headers of a response. `Content-Type` is the business of `content` (OpenAPI 3.1, Response Object). */
export function documentedHeaders(contract: Contract, response: Pick<ResponseSpec, "pointer">): WrittenSpec[] {
  const { value } = contract.resolve(response.pointer);
  const headers = isObject(value) && isObject(value.headers) ? Object.keys(value.headers) : [];
  return headers
    .filter((name) => name.toLowerCase() !== "content-type")
    .map((name) => {
      const found = contract.resolve(pointerTo(`${response.pointer}/headers`, name));
      return { name, pointer: found.pointer, object: found.value as JsonObject };
    });
}
