import type { ResponseSpec } from "../../spec/contract.ts";
import { isJsonType, isXmlType } from "../../spec/media-type.ts";
import { isBodiless } from "../exchange/exchange.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/** A body must be there where one is documented, and have one media type, a documented one. */
export const mediaTypeCheck: Check = {
  id: "media-type",
  isFact: true,
  judge(subject) {
    const { response, content, types, exchange } = subject;
    if (!response) return [];
    const { body } = exchange.response;
    const breach = isBodiless(exchange) ? needless(subject, response) : missing(subject, response);
    if (breach) return [breach];
    if (response.content.size === 0 || body.length === 0) return [];
    const pointer = `${response.pointer}/content`;
    // Of JSON it is told with what else readers disagree about.
    const repeated = content?.json ? [] : repeatedType(subject, pointer);
    if (content?.matches) return repeated;
    const expected = [...response.content.keys()].join(" or ");
    return [...repeated, { where: "content-type", expected, actual: types[0] ?? "absent", pointer }];
  },
};

/** A message has one media type (RFC 9110, section 8.3); of two, one reader takes the first and another one the last. */
export function repeatedType({ types }: Subject, pointer: string): Breach[] {
  if (types.length < 2) return [];
  return [{ where: "content-type", expected: "one media type", actual: types.join(" and "), pointer }];
}

/** Of a response without `content` nothing is said about its body (OpenAPI 3.1, Response Object). */
function missing({ exchange }: Subject, response: ResponseSpec): Breach | undefined {
  // An empty text or file is a value of its type; empty JSON and empty XML are none.
  const keys = [...response.content.keys()];
  const isNever = (key: string) => isJsonType(key) || isXmlType(key);
  if (keys.length === 0 || exchange.response.body.length > 0 || !keys.every(isNever)) return undefined;
  const pointer = `${response.pointer}/content`;
  return { where: "", expected: `a body of ${keys.join(" or ")}`, actual: "an empty body", pointer };
}

function needless({ exchange, types }: Subject, { pointer }: ResponseSpec): Breach | undefined {
  const { length } = exchange.response.body;
  if (length === 0) return undefined;
  return { where: "", expected: "no body", actual: `${length} bytes of ${types[0] ?? "an unnamed type"}`, pointer };
}
