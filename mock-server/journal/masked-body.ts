import { isObject } from "../../spec/json/json-value.ts";
import type { Masker } from "../../spec/mask.ts";
import type { Scrub } from "../../spec/scrub.ts";

/** The largest body that is kept, in bytes of its masked text. */
export const largestBodyBytes = 2048;

/** What masks entries: by name, and by value. */
export interface EntryMask {
  masker: Masker;
  by: Scrub;
}

/** A request body as it was read: how long it was, and where it is JSON its value and its text; unless nobody looked. */
export interface RawBody {
  bytes: number;
  json: { value: unknown; text: string } | { refusal: object } | undefined;
}

/**
 * A request body as it may be kept: as it came, but masked, and cut after that. What is not a JSON object has no member
 * names to go by, so only its size is told.
 */
export function maskedRequestBody({ bytes, json }: RawBody, mask: EntryMask): string {
  if (bytes === 0) return "";
  if (!json) return `(${bytes} bytes)`;
  if (!("value" in json)) return `(${bytes} bytes that are not JSON)`;
  return maskedBody(json, bytes, mask);
}

/** As {@link maskedRequestBody}, for the text of an answer. */
export function maskedResponseBody(text: string, mask: EntryMask): string {
  if (text === "") return "";
  const bytes = Buffer.byteLength(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `(${bytes} bytes that are not JSON)`;
  }
  return maskedBody({ value, text }, bytes, mask);
}

function maskedBody(
  { value, text }: { value: unknown; text: string },
  bytes: number,
  { masker, by }: EntryMask,
): string {
  if (!isObject(value)) return `(${bytes} bytes of JSON that is not an object)`;
  return cut(masker.json(text, by));
}

function cut(text: string): string {
  // No code unit takes more than three bytes: most bodies need not be measured.
  if (text.length * 3 <= largestBodyBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= largestBodyBytes) return text;
  let end = largestBodyBytes;
  // Back to where a character begins.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.toString("utf8", 0, end)}... (cut: the first ${end} of ${bytes.length} bytes)`;
}
