import type { IncomingHttpHeaders } from "node:http";
import type { Grade, RuleId, Source } from "../../spec/ledger.ts";
import type { Scrub } from "../../spec/scrub.ts";
import type { Explanation } from "./explanation.ts";
import { type EntryMask, maskedRequestBody, maskedResponseBody, type RawBody } from "./masked-body.ts";
import type { NearMiss } from "./near-miss.ts";
import { writtenTarget } from "./request-target.ts";

/** What a journal holds: masked, and of bounded size. */
export type JournalEntry = ExchangeEntry | NoticeEntry;

interface EntryHead {
  /** Never given twice in a process; of a call, what its answer has in `x-understudy-exchange`. */
  readonly id: number;
  /** ISO 8601, on the world's clock. */
  readonly at: string;
  /** ISO 8601, in real time. */
  readonly realAt: string;
  /** The name of the world it happened in. */
  readonly world: string;
}

/** One call and its answer. */
export interface ExchangeEntry extends EntryHead {
  readonly kind: "exchange";
  /** The operationId; `undefined` for a path or method that is none. */
  readonly operation: string | undefined;
  readonly request: { method: string; path: string; headers: Readonly<Record<string, string>>; body: string };
  /** As far as it was sent; `undefined` when the caller never saw one. */
  readonly response: { status: number; headers: Readonly<Record<string, string>>; body: string } | undefined;
  /** The rule that decided; `undefined` when none did, for example when a fault answered. */
  readonly rule: RuleId | undefined;
  readonly grade: Grade | undefined;
  /** What the rule says. */
  readonly expected: string;
  readonly got: string;
  /** What the caller should change; empty when nothing. */
  readonly change: string;
  /** Where the rule comes from. */
  readonly sources: Source[] | undefined;
  /** The fault that was played. */
  readonly fault: string | undefined;
  readonly nearMiss: NearMiss | undefined;
  readonly durationMs: number;
}

/** Something that happened in a world and was no call. */
export interface NoticeEntry extends EntryHead {
  readonly kind: "notice";
  readonly text: string;
}

/** A call as it came, with everything in it that must not be kept. */
export interface RawExchange {
  operation: string | undefined;
  request: { method: string; url: string; headers: IncomingHttpHeaders; body: RawBody };
  response: { status: number; headers: RawHeaders; body: string } | undefined;
  /** Without a rule where none decided. */
  answer?: Partial<Explanation> | undefined;
  fault?: string | undefined;
  nearMiss?: NearMiss | undefined;
  durationMs: number;
}

type RawHeaders = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The longest text of any other kind, in characters. */
const longestText = 500;
const longestHeaderValue = 200;
const longestHeaderName = 64;
const mostHeaders = 50;

/** The entry of a call. This is where it is masked: nothing of the raw call stays reachable from the entry. */
export function exchangeEntry(head: EntryHead, raw: RawExchange, mask: EntryMask): ExchangeEntry {
  const { request, response, answer, nearMiss } = raw;
  const text = (written = "") => shortText(written, mask.by);
  return {
    ...head,
    kind: "exchange",
    operation: raw.operation,
    request: {
      method: request.method,
      path: writtenTarget(request.url, mask.by),
      headers: maskedHeaders(request.headers, mask),
      body: maskedRequestBody(request.body, mask),
    },
    response: response && {
      status: response.status,
      headers: maskedHeaders(response.headers, mask),
      body: maskedResponseBody(response.body, mask),
    },
    rule: answer?.rule,
    grade: answer?.grade,
    expected: answer?.expected ?? "",
    got: text(answer?.got),
    change: text(answer?.change),
    sources: answer?.sources,
    fault: raw.fault === undefined ? undefined : text(raw.fault),
    nearMiss: nearMiss && { ...nearMiss, change: text(nearMiss.change) },
    durationMs: Math.round(raw.durationMs * 100) / 100,
  };
}

/** The entry of a notice. */
export function noticeEntry(head: EntryHead, text: string, { by }: EntryMask): NoticeEntry {
  return { ...head, kind: "notice", text: shortText(text, by) };
}

function shortText(text: string, by: Scrub): string {
  const masked = by.scrub(text);
  return masked.length > longestText ? `${cutAt(masked, longestText)}...` : masked;
}

function maskedHeaders(headers: RawHeaders, mask: EntryMask): Record<string, string> {
  const masked: Record<string, string> = {};
  let count = 0;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    if (++count > mostHeaders) break;
    const text = typeof value === "object" ? value.join(", ") : String(value);
    const shown = mask.masker.headerName(name, mask.by);
    masked[shown.length > longestHeaderName ? cutAt(shown, longestHeaderName) : shown] = headerText(name, text, mask);
  }
  return masked;
}

function headerText(name: string, value: string, { masker, by }: EntryMask): string {
  const text = masker.header(name, value, by);
  return text.length > longestHeaderValue ? `${cutAt(text, longestHeaderValue)}...` : text;
}

/** The beginning of a text, in memory of its own: V8 keeps the whole string that a slice was cut from. */
function cutAt(text: string, length: number): string {
  return Buffer.from(text.slice(0, length)).toString();
}
