import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { onOneLine } from "../../spec/json/json-value.ts";
import { kindOf, rewrittenJson } from "../../spec/json/rewritten-json.ts";
import type { Masker } from "../../spec/mask.ts";
import { mediaTypeOf } from "../../spec/media-type.ts";
import { maskText, type Scrub } from "../../spec/scrub.ts";
import { type Exchange, headerOf, type ReceivedResponse } from "./exchange.ts";
import { readJson } from "./json-text.ts";
import { Scrubber } from "./scrubber.ts";

/** One message of an exchange as it may be shown. */
export interface MaskedMessage {
  headers: [name: string, value: string][];
  /**
   * JSON as it came, but for the masks; of what is not JSON the size, and of an answer that is text its beginning; empty where
   * there is no body.
   */
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
 * @param options.by knows the sensitive values of other exchanges too, where this one may repeat them
 * @param options.undocumented see {@link Undocumented}
 */
export function maskedExchange(
  exchange: Exchange,
  masker: Masker,
  {
    by = scrubberOf([exchange], masker).values,
    undocumented,
  }: { by?: Scrub; undocumented?: Undocumented | undefined } = {},
): MaskedExchange {
  const { request, response, startedAt, durationMs } = exchange;
  const shown = (headers: [string, string][]): [string, string][] =>
    headers.map(([name, value]) => [masker.headerName(name, by), masker.header(name, value, by)]);
  return {
    request: {
      method: request.method,
      url: masker.url(request.url, by),
      headers: shown(request.headers),
      ...maskedBody(Buffer.from(request.body), masker, by),
    },
    response: {
      status: response.status,
      headers: shown(response.headers),
      ...maskedAnswer(response, masker, { by, undocumented }),
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

/** How much of a JSON answer is quoted in a sentence, in characters. */
const quoteLength = 200;

/** The body of an answer as a sentence quotes it: masked, on one line, cut where it is long. */
export function quotedAnswer(exchange: Exchange, masker: Masker, undocumented?: Undocumented): string {
  const by = scrubberOf([exchange], masker).values;
  const { body, bodyIsText } = maskedAnswer(exchange.response, masker, { by, undocumented });
  const text = onOneLine(body);
  if (text === "") return "an empty body";
  return bodyIsText && text.length > quoteLength ? `${text.slice(0, quoteLength - 3)}...` : text;
}

type MaskedBody = Pick<MaskedMessage, "body" | "bodyIsText">;

/** What was JSON stays JSON: a number that is masked becomes a string. A byte order mark stays too. */
function maskedBody(body: Buffer, masker: Masker, by: Scrub): MaskedBody {
  if (body.length === 0) return { body: "", bodyIsText: true };
  const json = readJson(body);
  if ("problem" in json) return { body: `(${body.length} bytes that are not JSON)`, bodyIsText: false };
  const mark = body.length > Buffer.byteLength(json.text) ? "\uFEFF" : "";
  return { body: mark + masker.document(json.text, by), bodyIsText: true };
}

/**
 * The members of an answer that its contract has no place for, as JSON Pointers. Nobody says what they are: a text in them
 * may be anybody's, so its length is shown in its place.
 */
export type Undocumented = readonly string[];

/** The body of an answer. Of a text that is not JSON it has the beginning: an error page says why, where its size does not. */
function maskedAnswer(
  { headers, body }: Pick<ReceivedResponse, "headers" | "body">,
  masker: Masker,
  { by, undocumented = [] }: { by: Scrub; undocumented?: Undocumented | undefined },
): MaskedBody {
  const json = undocumented.length > 0 ? readJson(body) : undefined;
  const known = json && "text" in json ? Buffer.from(withoutTexts(json.text, undocumented)) : body;
  const masked = maskedBody(known, masker, by);
  const text = masked.bodyIsText ? undefined : textOf(headers, body);
  if (text === undefined) return masked;
  const names = new Set(undocumented.flatMap((pointer) => pointerSegments(pointer).at(-1) ?? []));
  const isHidden = (name: string) => names.has(name) || masker.isSensitive(name);
  return { ...masked, body: `${masked.body} ${excerptOf(text, isHidden, by)}` };
}

/**
 * A JSON text in which strings of undocumented members are replaced by their type and length.
 * @param above the names and indices the text stands under in the answer
 */
export function withoutTexts(text: string, undocumented: Undocumented, above: readonly string[] = []): string {
  if (undocumented.length === 0) return text;
  const places = new Set(undocumented.map((pointer) => placeOf(pointerSegments(pointer))));
  return rewrittenJson(text, ({ is, names, value, source }) => {
    if (is === "name" || typeof value !== "string" || value === "" || alreadyHidden.test(value)) return undefined;
    const path = [...above, ...names];
    return path.some((_, index) => places.has(placeOf(path.slice(0, index + 1))))
      ? JSON.stringify(`${maskText} (${kindOf({ value, source })})`)
      : undefined;
  });
}

/** The strings of a recording that was masked already. */
const alreadyHidden = /^\*\*\*( \(string of \d+\))?$/;

/** Indices do not count: what is undocumented of one item may be anybody's in the next. */
function placeOf(names: readonly string[]): string {
  return JSON.stringify(names.filter((name) => !/^\d+$/.test(name)));
}

/** A body as text: in UTF-8, or in UTF-16 where a byte order mark or the charset says so; `undefined` where it is none. */
function textOf(headers: [string, string][], body: Buffer): string | undefined {
  const charset = mediaTypeOf(headerOf(headers, "content-type"))?.params.get("charset")?.toLowerCase() ?? "";
  const isMarked = ["fffe", "feff"].includes(body.subarray(0, 2).toString("hex"));
  const isBigEndian = isMarked ? body[0] === 0xfe : charset === "utf-16be";
  const name = isMarked || /^utf-16(le|be)?$/.test(charset) ? `utf-16${isBigEndian ? "be" : "le"}` : "utf-8";
  try {
    const text = new TextDecoder(name, { fatal: true }).decode(body);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** How much of a text is shown, in characters; and how much is looked at for that, since masks are shorter than what they hide. */
const excerptLength = 200;
const maximumMasked = 65_536;

/** A name with what stands behind it, in JSON that is broken, a form, a log line; names begin where a word does. */
const named = /(?<![\w.@-])([\p{L}_@][\w.-]*)(["']?\s*[:=]\s*)/u;
const pairs = new RegExp(`${named.source}("(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?|[^\\n,;&}\\])<"'{[]+)`, "gsu");
const holders = new RegExp(`${named.source}(?=[{[])`, "gu");
const elements = /(<([\p{L}_][\w.:-]*)[^<>]*>)([^<]*)/gu;

/** The beginning of a text on one line; what follows a name that is hidden is masked, and what tells by its value. */
function excerptOf(text: string, isHidden: (name: string) => boolean, by: Scrub): string {
  const start = text.slice(0, maximumMasked);
  // Where what is hidden ends cannot be told in a text that is not JSON: all behind its beginning goes.
  const holder = [...start.matchAll(holders)].find(([, name = ""]) => isHidden(name));
  const open = holder ? start.slice(0, holder.index) + holder[0] + maskText : start;
  const shown = open
    .replace(pairs, (all, name: string, between: string) => (isHidden(name) ? `${name}${between}${maskText}` : all))
    .replace(elements, (all, tag: string, name: string, inside: string) =>
      isHidden(name) && inside.trim() !== "" ? tag + maskText : all,
    );
  const characters = [...by.scrub(shown).replace(/\s+/g, " ").trim()];
  return characters.slice(0, excerptLength).join("") + (characters.length > excerptLength ? "…" : "");
}
