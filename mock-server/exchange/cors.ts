// CORS (the Fetch Standard, section 3.2) for clients that run in a browser: off unless origins are named.

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { UsageError } from "../../spec/usage-error.ts";
import { sendJson } from "./send-json.ts";

/** Whatever page a browser shows may call. */
export const anyOrigin = "*";

/** What an answer tells beside its body; a page may read no other header of ours. */
const exposed =
  "x-understudy-rule, x-understudy-grade, x-understudy-hint, x-understudy-fault, x-understudy-exchange, Retry-After, Allow";

/** How an origin is written. */
export const originForm = "an origin as a browser sends it, such as http://localhost:3000, or * for all";

/** How long a browser may remember that it may call, in seconds: as long as Chromium does at most. */
const maximumAge = "7200";

/** An origin as a browser sends it: scheme, host, and the port where it is not the scheme's own. */
export function isOrigin(text: string): boolean {
  if (text === anyOrigin) return true;
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,;]+$/.test(text) || text.length > 200) return false;
  // Of other schemes than the web's own, such as a desktop shell's, nothing more is known.
  return !/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text);
}

/**
 * Lets pages of some origins call: adds the headers that let them read an answer, and answers a preflight.
 * @returns whether the call was a preflight, and is answered
 */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  const isAny = origins.includes(anyOrigin);
  // What is answered depends on who asks: no cache may give it to another one.
  if (!isAny) response.setHeader("Vary", "Origin");
  if (origin === undefined || !(isAny || origins.includes(origin))) return false;
  response.setHeader("Access-Control-Allow-Origin", isAny ? anyOrigin : origin);
  if (!isPreflight(request)) {
    response.setHeader("Access-Control-Expose-Headers", exposed);
    return false;
  }
  // Whatever is asked for: what cannot be called is then answered as it would be without a browser.
  const { "access-control-request-method": method, "access-control-request-headers": names } = request.headers;
  sendJson(response, 204, undefined, {
    "Access-Control-Allow-Methods": method,
    ...(names ? { "Access-Control-Allow-Headers": names } : {}),
    "Access-Control-Max-Age": maximumAge,
  });
  return true;
}

/** The origins, if they are ones. @throws UsageError */
export function checkedOrigins(origins: readonly string[]): readonly string[] {
  const stranger = origins.find((origin) => !isOrigin(origin));
  if (stranger !== undefined) throw UsageError.of({ found: `cors ${stranger}`, expected: originForm });
  return origins;
}

/** Whether a browser asks for leave to call. */
export function isPreflight({ method, headers }: { method?: string | undefined; headers: IncomingHttpHeaders }) {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/** What lets a browser in that asked for leave and did not get it. */
export function preflightAdvice({ origin = "" }: IncomingHttpHeaders): string {
  const named = isOrigin(origin) && origin !== anyOrigin ? origin : "ORIGIN";
  return `a browser asks for leave to call (CORS preflight): start with --cors ${named}`;
}
