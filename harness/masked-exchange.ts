import { isObject } from "../spec/contract.ts";
import type { Masker } from "../spec/mask.ts";
import { readJson } from "./checks/json-text.ts";
import type { Exchange } from "./exchange.ts";

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
  response: MaskedMessage & { status: number };
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
  const { request, response, durationMs } = exchange;
  const message = (headers: [string, string][], body: string): MaskedMessage => ({
    headers: headers.map(([name, value]) => [name, scrub(masker.header(name, value))]),
    body: scrub(masker.body(body)),
    bodyIsText: body === "" || parsed(body) !== undefined,
  });
  return {
    request: {
      method: request.method,
      url: scrub(maskedUrl(request.url, masker)),
      ...message(request.headers, request.body),
    },
    response: { status: response.status, ...message(response.headers, textOf(response.body)) },
    durationMs,
  };
}

/** Masks known sensitive values in a text. */
export type Scrub = (text: string) => string;

/** The shortest value that is looked for in other places; shorter ones stand in too many words by chance. */
const shortestScrubbed = 4;

/**
 * Makes a function that masks, in any text, the sensitive values that exchanges carry: a PAN that a message repeats is
 * as personal as the member it came from.
 */
export function scrubberOf(exchanges: Exchange[], masker: Masker): Scrub {
  const values = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === "object" && value !== null) for (const child of Object.values(value)) add(child);
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    if ([...text].length < shortestScrubbed) return;
    const inUrl = encodeURIComponent(text.toWellFormed());
    // As it is, as it stands in JSON, and in both ways in which it may stand in a URL.
    const forms = [text, JSON.stringify(text).slice(1, -1), inUrl, inUrl.replaceAll("%20", "+")];
    for (const form of forms) values.add(form);
  };
  const search = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      if (isObject(value) && masker.isSensitive(name)) add(child);
      else search(child);
    }
  };
  for (const { request, response } of exchanges) {
    for (const body of [request.body, textOf(response.body)]) search(parsed(body));
    for (const [name, value] of [...request.headers, ...response.headers]) {
      if (masker.isSensitive(name)) add(value.replace(/^(Bearer|Basic|Digest) /i, ""));
    }
    for (const [name, value] of queryOf(request.url)) if (masker.isSensitive(name)) add(value);
  }
  // Longest first, so that no part of a value is left over when another value stands in it.
  const secrets = [...values].toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((done, secret) => done.replaceAll(secret, "***"), text);
}

/** The text of a body, without the byte order mark that JSON may start with. */
function textOf(body: Buffer): string {
  return new TextDecoder().decode(body);
}

/** The value of a JSON text; `undefined` where it is none. A text nested too deeply to be read counts as none. */
function parsed(text: string): unknown {
  const json = readJson(Buffer.from(text));
  return "value" in json ? json.value : undefined;
}

function queryOf(url: string): URLSearchParams {
  return URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
}

function maskedUrl(text: string, masker: Masker): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = "";
  url.password = "";
  for (const name of new Set(url.searchParams.keys())) if (masker.isSensitive(name)) url.searchParams.set(name, "***");
  return url.href;
}
