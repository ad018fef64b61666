import type { Masker } from "../../spec/mask.ts";
import type { Scrub } from "../../spec/scrub.ts";
import type { Exchange } from "./exchange.ts";
import { readJson } from "./json-text.ts";
import { Scrubber } from "./scrubber.ts";

/** One message of an exchange as it may be shown. */
export interface MaskedMessage {
  headers: [name: string, value: string][];
  /** JSON as it came, but for the masks; the size of what is not JSON; empty where there is no body. */
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
 * @param by knows the sensitive values of other exchanges too, where this one may repeat them
 */
export function maskedExchange(
  exchange: Exchange,
  masker: Masker,
  by: Scrub = scrubberOf([exchange], masker).values,
): MaskedExchange {
  const { request, response, startedAt, durationMs } = exchange;
  const message = (headers: [string, string][], body: Buffer): MaskedMessage => ({
    headers: headers.map(([name, value]) => [masker.headerName(name, by), masker.header(name, value, by)]),
    ...maskedBody(body, masker, by),
  });
  return {
    request: {
      method: request.method,
      url: masker.url(request.url, by),
      ...message(request.headers, Buffer.from(request.body)),
    },
    response: {
      status: response.status,
      ...message(response.headers, response.body),
      ...(response.misframed === undefined ? {} : { misframed: response.misframed }),
    },
    startedAt,
    durationMs,
  };
}

/** A scrubber that has learnt some exchanges. */
export function scrubberOf(exchanges: readonly Exchange[], masker: Masker): Scrubber {
  const scrubber = new Scrubber(masker);
  for (const exchange of exchanges) scrubber.learn(exchange);
  return scrubber;
}

/** What was JSON stays JSON: a number that is masked becomes a string. A byte order mark stays too. */
function maskedBody(body: Buffer, masker: Masker, by: Scrub): Pick<MaskedMessage, "body" | "bodyIsText"> {
  if (body.length === 0) return { body: "", bodyIsText: true };
  const json = readJson(body);
  if ("problem" in json) return { body: `(${body.length} bytes that are not JSON)`, bodyIsText: false };
  const mark = body.length > Buffer.byteLength(json.text) ? "\uFEFF" : "";
  return { body: mark + masker.document(json.text, by), bodyIsText: true };
}
