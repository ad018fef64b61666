import { checkShape } from "../../spec/check-shape.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { type Exchange, headerOf } from "./exchange.ts";
import schema from "./har.schema.json" with { type: "json" };
import { isMultipartForm } from "./multipart.ts";
import { type PostedParam, postedText } from "./posted-params.ts";
import { type RecordedStep, recordedStepOf } from "./recorded-step.ts";

/**
 * What a recording says of one call. `unanswered`: the target gave no answer; `given up`: the caller stopped waiting for
 * one; `unreadable`: the entry is none of HTTP Archive 1.2.
 */
export type Recorded = RecordedExchange | { problem: "unanswered" | "given up" | "unreadable"; reason: string };

/** An exchange that was recorded, perhaps in part. */
export interface RecordedExchange {
  exchange: Exchange;
  /** Whether the body that was sent is known. */
  isRequestWhole: boolean;
  /** Why the body of the answer is not known, in words; it is empty in the exchange then. `undefined` where it is. */
  unknownBody: string | undefined;
  /** What the recording says of its step; `undefined` where it is none of ours. */
  step: RecordedStep | undefined;
}

type Headers = { name: string; value?: string | number | boolean }[];

/** What is read of an entry once its shape is known; whatever else is in it may be of any type. */
interface Entry extends JsonObject {
  request: JsonObject & { method: string; url: string; headers?: Headers };
  response?: JsonObject & { status?: number; headers?: Headers };
}

const entrySchema = { $defs: schema.$defs, $ref: "#/$defs/entry" };

/** Browsers' words for why there is no answer; whatever else stands there may be anybody's secret. */
const failureWord = /^(net::ERR_[A-Z_]+|NS_[A-Z_]+|E[A-Z]{3,20}|cancell?ed)$/;

/** Names of encodings that may be told, although none of them is known for a text (HTTP Archive 1.2, content). */
const encodings = ["br", "deflate", "gzip", "hex", "latin1", "utf-16", "zstd"];

/**
 * What an entry of HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec) says, as recorders write them: null is
 * a member that is absent, -1 is a number that is not known, and so is a number or a text that is something else. Only
 * what cannot be judged without is demanded: the schema has it.
 * @param value an item of `log.entries`
 * @param describe writes a value that is wrong
 */
export function recordedOf(value: unknown, describe: (value: unknown) => string): Recorded {
  const entry = withoutNulls(value);
  const file: SourceFile = { path: "", value: entry, locate: () => ({ line: 1, column: 1 }) };
  try {
    return exchangeOf(checkShape<Entry>(file, entrySchema, describe));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { problem: "unreadable", reason: error.problem };
  }
}

/** The entry without its members that are null, in itself and in what is looked at in it. */
function withoutNulls(value: unknown): unknown {
  const entry = present(value);
  if (!isObject(entry)) return entry;
  for (const name of ["request", "response"]) {
    const message = present(entry[name]);
    if (isObject(message) && Array.isArray(message.headers)) {
      message.headers = message.headers.filter((header) => header !== null).map(present);
    }
    if (message !== undefined) entry[name] = message;
  }
  return entry;
}

/** A copy of an object without its members that are null; anything else as it is. */
function present(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)) : value;
}

function exchangeOf(entry: Entry): Recorded {
  const { startedDateTime, time, request, response = {} } = entry;
  const { status = 0 } = response;
  if (status < 100) return unansweredBy(entry);
  const method = request.method.toUpperCase();
  const body = answerBody(entry, method, status);
  const sent = sentBody(request);
  const startedAt = typeof startedDateTime === "string" ? Date.parse(startedDateTime) : Number.NaN;
  return {
    exchange: {
      request: { method, url: request.url, headers: sent.headers, body: sent.body ?? "" },
      response: {
        status,
        headers: answerHeaders(response),
        body: typeof body === "string" ? Buffer.alloc(0) : body,
        ...(isText(response) ? { isRecoded: true as const } : {}),
        // Ours: what a recorder of HTTP messages has no place for.
        ...(typeof response._misframed === "string" ? { misframed: response._misframed } : {}),
      },
      ...(Number.isNaN(startedAt) ? {} : { startedAt }),
      durationMs: sizeIn(time) ?? 0,
    },
    isRequestWhole: sent.body !== undefined,
    unknownBody: typeof body === "string" ? body : undefined,
    step: recordedStepOf(entry._step),
  };
}

/** Browsers say in members of their own why a call has no answer. */
function unansweredBy({ response = {}, ...entry }: Entry): Recorded {
  const told = [response._error, response._failureText, entry._error].find((word) => typeof word === "string");
  const word = typeof told === "string" && failureWord.test(told) ? told : undefined;
  const reason = `the recording has no answer to it${word === undefined ? "" : ` (${word})`}`;
  return { problem: /abort|cancel|blocked/i.test(word ?? "") ? "given up" : "unanswered", reason };
}

/** The body of an answer, or why it is not known, in words. */
function answerBody({ response = {}, ...entry }: Entry, method: string, status: number): Buffer | string {
  const content = isObject(response.content) ? response.content : {};
  const { text = null, encoding = null } = content;
  const size = sizeIn(content.size);
  const isCached = Boolean(entry._fromCache ?? response._fromCache);
  // Such an answer has no content (RFC 9110, section 15.4.5); what stands there comes from the cache that was asked about.
  if (status === 304) return Buffer.alloc(0);
  if (text !== null && typeof text !== "string") return "the body of its answer is no text";
  if (text) return decodedText(text, encoding);
  // An empty text beside a size is one that was left out, and so is one whose body the cache has.
  if (text === "" && !size && !isCached) return Buffer.alloc(0);
  if (hasNoContent(method, status)) return Buffer.alloc(0);
  if (isCached) return "the body of its answer was not recorded: it came from a cache";
  const wireSize =
    sizeIn(response.bodySize) ?? sizeIn(Number(headerOf(pairsOf(response.headers), "content-length") ?? -1));
  const isEmpty = wireSize === undefined ? size === 0 : wireSize === 0 && !size;
  return isEmpty ? Buffer.alloc(0) : "the body of its answer was not recorded";
}

/** Whether a body stands in the recording as text: then its characters are there, whatever its charset was on the wire. */
function isText({ content }: NonNullable<Entry["response"]>): boolean {
  const { text, encoding } = isObject(content) ? content : {};
  return (
    typeof text === "string" &&
    text !== "" &&
    String(encoding ?? "")
      .trim()
      .toLowerCase() !== "base64"
  );
}

/** Answers to HEAD, and those of some statuses, have no content (RFC 9110, section 6.4.1). */
function hasNoContent(method: string, status: number): boolean {
  return method === "HEAD" || status < 200 || [204, 205].includes(status);
}

function decodedText(text: string, encoding: unknown): Buffer | string {
  const name = typeof encoding === "string" ? encoding.trim().toLowerCase() : encoding;
  if (name === null || name === "" || name === "utf-8" || name === "utf8") return Buffer.from(text, "utf8");
  if (name !== "base64") {
    const shown = encodings.find((known) => known === name) ?? "something else";
    return `the body of its answer is encoded as ${shown}; only base64 is known`;
  }
  // Buffer.from passes over what is no base64.
  if (/[^A-Za-z0-9+/=_\s-]/.test(text)) return "the body of its answer is said to be base64 and is not";
  return Buffer.from(text, "base64");
}

/** What was sent: its headers, and its body; `undefined` for one that was left out. */
function sentBody({ headers, bodySize, postData }: Entry["request"]): {
  headers: [string, string][];
  body: string | undefined;
} {
  const pairs = pairsOf(headers);
  const size = sizeIn(bodySize);
  if (postData === undefined) return { headers: pairs, body: size ? undefined : "" };
  const { text = null, params = [], mimeType } = isObject(postData) ? postData : {};
  // A recorder that keeps no headers still tells the media type.
  const type = typeof mimeType === "string" && mimeType.includes("/") ? mimeType : undefined;
  const sent: [string, string][] = pairs.length === 0 && type ? [["content-type", type]] : pairs;
  if (typeof text === "string" && text !== "") return { headers: sent, body: text };
  const known = paramsOf(params);
  if (known === undefined) return { headers: sent, body: undefined };
  // The boundary stands in the header or in the recorder's own words for it.
  const types = [headerOf(sent, "content-type"), type];
  if (known.length > 0) return { headers: sent, body: postedText(known, types.find(isMultipartForm) ?? "") };
  // An empty text is a body, unless its size says otherwise; none at all is one that was left out, unless it had no size.
  const isEmpty = text === "" ? !size : size === 0;
  return { headers: sent, body: isEmpty ? "" : undefined };
}

/** The parameters of a posted body, none where there are none; `undefined` where they cannot be read. */
function paramsOf(params: unknown): PostedParam[] | undefined {
  if (params === null) return [];
  if (!Array.isArray(params)) return undefined;
  const found = params.map(present);
  const textIn = (value: unknown) =>
    ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
  const read = found.flatMap((param): PostedParam[] => {
    const { name, value, fileName, contentType } = isObject(param) ? param : {};
    if (typeof name !== "string") return [];
    const members = { value, fileName, contentType };
    const texts = Object.entries(members).flatMap(([key, member]) => {
      const text = textIn(member);
      return text === undefined ? [] : [[key, text] as const];
    });
    return [{ name, ...Object.fromEntries(texts) }];
  });
  return read.length === found.length ? read : undefined;
}

/** The headers of an answer. Its body stands in the recording decoded, so what says how it was encoded is left out. */
function answerHeaders({ headers = [], content }: NonNullable<Entry["response"]>): [string, string][] {
  const mimeType = isObject(content) ? content.mimeType : undefined;
  // As of a request: a recorder that keeps no headers still tells the media type.
  if (headers.length === 0 && typeof mimeType === "string" && mimeType.includes("/"))
    return [["content-type", mimeType]];
  return pairsOf(headers).filter(([name]) => !/^(content|transfer)-encoding$/i.test(name));
}

/**
 * Headers as they were sent. Names that start with a colon are HTTP/2's own, and no headers (RFC 9113, section 8.3); where
 * one was repeated, browsers write its values on lines of one text.
 */
function pairsOf(headers: Headers = []): [string, string][] {
  return headers
    .filter(({ name }) => !name.startsWith(":"))
    .flatMap(({ name, value = "" }) =>
      String(value)
        .split("\n")
        .map((line): [string, string] => [name, line]),
    );
}

/** A size or a time; -1 and what is no number stand for one that is not known. */
function sizeIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}
