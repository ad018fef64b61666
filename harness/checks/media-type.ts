import type { ResponseSpec } from "../../spec/contract.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { headerOf } from "../exchange/exchange.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/** A body must be there exactly where one is documented, and have a documented media type. */
export const mediaTypeCheck: Check = {
  id: "media-type",
  isFact: true,
  judge(subject) {
    const { response, content } = subject;
    if (!response || neverHasBody(subject)) return [];
    const breach = bodyPresence(subject, response);
    if (breach) return [breach];
    if (content?.matches || response.content.size === 0 || subject.exchange.response.body.length === 0) return [];
    return [
      {
        where: "content-type",
        expected: [...response.content.keys()].join(" or "),
        actual: headerOf(subject.exchange.response.headers, "content-type") ?? "absent",
        pointer: `${response.pointer}/content`,
      },
    ];
  },
};

function bodyPresence({ exchange }: Subject, response: ResponseSpec): Breach | undefined {
  const { body, headers } = exchange.response;
  if (response.content.size === 0 && body.length > 0) {
    const type = headerOf(headers, "content-type") ?? "an unnamed type";
    return { where: "", expected: "no body", actual: `${body.length} bytes of ${type}`, pointer: response.pointer };
  }
  // An empty text or file is a value of its type; empty JSON is none.
  const onlyJson = [...response.content.keys()].every((key) => isJsonType(key));
  if (response.content.size > 0 && body.length === 0 && onlyJson) {
    const expected = `a body of ${[...response.content.keys()].join(" or ")}`;
    return { where: "", expected, actual: "an empty body", pointer: `${response.pointer}/content` };
  }
  return undefined;
}

/** An answer to HEAD, a 204 and a 304 have no body whatever the contract documents (RFC 9110, section 6.4.1). */
function neverHasBody({ exchange: { request, response } }: Subject): boolean {
  const bodiless = request.method.toUpperCase() === "HEAD" || response.status === 204 || response.status === 304;
  return bodiless && response.body.length === 0;
}
