import { isObject } from "../../spec/json-value.ts";
import { type Masker, maskText } from "../../spec/mask.ts";
import type { Exchange } from "./exchange.ts";
import { jsonOf, Scrubber, textOf } from "./scrubber.ts";

/** One message of an exchange as it may be shown. */
export interface MaskedMessage {
  headers: [name: string, value: string][];
  /** Masked JSON, or the size of what is not JSON; empty where there is no body. */
  body: string;
  /** Whether `body` is what was sent, but for the masks, and not a description of it. */
  bodyIsText: boolean;
}

/** An exchange with everything sensitive taken out: what every report shows instead of the exchange. */
export interface MaskedExchange {
  request: MaskedMessage & { method: string; url: string };
  response: MaskedMessage & { status: number; misframed?: string };
  /** In milliseconds since 1970, where that is known. */
  startedAt: number | undefined;
  durationMs: number;
}

/**
 * Masks an exchange: sensitive members, headers and query parameters, and their values wherever else they turn up.
 * @param scrub knows the sensitive values of other exchanges too, where this one may repeat them
 */
export function maskedExchange(
  exchange: Exchange,
  masker: Masker,
  scrub: Scrub = scrubberOf([exchange], masker),
): MaskedExchange {
  const { request, response, startedAt, durationMs } = exchange;
  const message = (headers: [string, string][], body: string): MaskedMessage => ({
    headers: headers.map(([name, value]) => [name, scrub(masker.header(name, value))]),
    body: maskedBody(body, masker, scrub),
    bodyIsText: body === "" || jsonOf(body) !== undefined,
  });
  return {
    request: {
      method: request.method,
      url: scrub(masker.url(request.url)),
      ...message(request.headers, request.body),
    },
    response: {
      status: response.status,
      ...message(response.headers, textOf(response.body)),
      ...(response.misframed === undefined ? {} : { misframed: response.misframed }),
    },
    startedAt,
    durationMs,
  };
}

/** Masks known sensitive values in a text. */
export type Scrub = (text: string) => string;

/** Makes a function that masks, in any text, the sensitive values that exchanges carry; see {@link Scrubber}. */
export function scrubberOf(exchanges: readonly Exchange[], masker: Masker): Scrub {
  const scrubber = new Scrubber(masker);
  for (const exchange of exchanges) scrubber.learn(exchange);
  return (text) => scrubber.scrub(text);
}

/** What was JSON stays JSON: a number that is masked becomes a string. */
function maskedBody(body: string, masker: Masker, scrub: Scrub): string {
  const value = jsonOf(body);
  return value === undefined ? scrub(masker.body(body)) : JSON.stringify(scrubbedJson(masker.document(value), scrub));
}

function scrubbedJson(value: unknown, scrub: Scrub): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value === "number") return scrub(String(value)) === String(value) ? value : maskText;
  if (Array.isArray(value)) return value.map((item) => scrubbedJson(item, scrub));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [scrub(name), scrubbedJson(child, scrub)]));
}
