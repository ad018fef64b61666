import { MIMEType } from "node:util";
import type { ResponseSpec } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/source-file.ts";
import { headerOf } from "../exchange/exchange.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/** What the contract documents for the body that came. */
export interface DocumentedContent {
  /** JSON Pointer to the Media Type Object. */
  pointer: string;
  /** JSON Pointer to its schema; `undefined` where it has none. */
  schema: string | undefined;
  /** Whether the answer's media type is the documented one. Where it is not, its only documented one is taken instead. */
  matches: boolean;
  /** Whether the body is meant to be JSON. */
  json: boolean;
}

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

/**
 * The documented content of a response, or of a request body, that fits a content-type header; the most specific one wins (RFC 9110, section 12.5.1).
 * @param header the header's value; `undefined` when it is absent
 * @returns the fitting one; else the only documented one, marked as not matching; else `undefined`
 */
export function documentedContent(
  { content, pointer: holder }: Pick<ResponseSpec, "content" | "pointer">,
  header: string | undefined,
): DocumentedContent | undefined {
  const actual = parsed(header);
  const documented = [...content].map(([key, schema]) => {
    const type = parsed(key);
    return { key, schema, type, specificity: actual && type ? specificity(type, actual) : -1 };
  });
  const best = documented.toSorted((a, b) => b.specificity - a.specificity)[0];
  if (!best) return undefined;
  const matches = best.specificity >= 0;
  if (!matches && documented.length > 1) return undefined;
  const pointer = pointerTo(`${holder}/content`, best.key);
  // A range such as */* does not tell whether the body is JSON; the answer's own type does.
  return { pointer, schema: best.schema, matches, json: isJson(matches ? actual : best.type) };
}

function bodyPresence({ exchange }: Subject, response: ResponseSpec): Breach | undefined {
  const { body, headers } = exchange.response;
  if (response.content.size === 0 && body.length > 0) {
    const type = headerOf(headers, "content-type") ?? "an unnamed type";
    return { where: "", expected: "no body", actual: `${body.length} bytes of ${type}`, pointer: response.pointer };
  }
  // An empty text or file is a value of its type; empty JSON is none.
  const onlyJson = [...response.content.keys()].every((key) => isJson(parsed(key)));
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

function parsed(text: string | undefined): MIMEType | undefined {
  try {
    return text === undefined ? undefined : new MIMEType(text);
  } catch {
    return undefined;
  }
}

function specificity(documented: MIMEType, actual: MIMEType): number {
  if (documented.essence === "*/*") return 0;
  if (documented.type !== actual.type) return -1;
  if (documented.subtype === "*") return 1;
  if (documented.subtype !== actual.subtype) return -1;
  // What the contract writes must be there; what the answer adds, such as a charset, is its own affair.
  for (const [name, value] of documented.params) {
    if (actual.params.get(name)?.toLowerCase() !== value.toLowerCase()) return -1;
  }
  return 2 + [...documented.params].length;
}

function isJson(type: MIMEType | undefined): boolean {
  return type !== undefined && (type.subtype === "json" || type.subtype.endsWith("+json"));
}
