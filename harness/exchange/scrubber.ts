import { rewrittenJson } from "../../spec/json/rewritten-json.ts";
import { type Masker, maskedText, maskText } from "../../spec/mask.ts";
import { isFormType } from "../../spec/media-type.ts";
import { type Exchange, headerOf, type SentRequest } from "./exchange.ts";
import { readJson } from "./json-text.ts";
import { boundaryOf, isMultipartForm, partsOf } from "./multipart.ts";

/** The shortest value that is looked for in other places; shorter ones stand in too many words by chance. */
const shortest = 4;
/** What stands where a text was cut. */
const cut = "...";

/**
 * Knows the sensitive values of the exchanges it has seen, and masks them in any text: a PAN that a message repeats is as
 * personal as the member it came from. A text is read once, however many values there are.
 */
export class Scrubber {
  readonly #masker: Masker;
  /** By what they start with. None is shorter than that. */
  readonly #known = new Map<string, Set<string>>();
  /** The first two characters of each, as a number: at most places of a text not even these fit. */
  readonly #starts = new Set<number>();

  constructor(masker: Masker) {
    this.#masker = masker;
  }

  /** Remembers the sensitive values of an exchange. */
  learn({ request, response }: Exchange): void {
    for (const body of [Buffer.from(request.body), response.body]) this.#search(body);
    for (const [name, value] of [...request.headers, ...response.headers]) {
      // Without the scheme, which is shown.
      if (this.#masker.isSensitive(name))
        this.#add(value.slice(this.#masker.header(name, value).indexOf(maskText)).trim());
    }
    const query = URL.parse(request.url)?.searchParams ?? [];
    for (const [name, value] of [...query, ...formPairs(request)]) {
      // Of `filter[pan]` each of the names may tell.
      if (name.split(/[[\]]+/).some((part) => this.#masker.isSensitive(part))) this.#add(value);
    }
  }

  /** Masks every value that is known, and what tells by its form; values that overlap are masked as one, so that no part of either is left. */
  scrub(text: string): string {
    let done = "";
    let start = 0;
    let end = 0;
    for (let at = 0; at + shortest <= text.length; at++) {
      const length = this.#lengthAt(text, at);
      if (length === 0) continue;
      if (at >= end) {
        done += start === end ? text.slice(end, at) : maskText + text.slice(end, at);
        start = at;
      }
      end = Math.max(end, at + length);
    }
    return maskedText(end === 0 ? text : done + maskText + text.slice(end));
  }

  /** How much of a known value stands at a place of a text: all of it, or its start where the text was cut; 0 where none. */
  #lengthAt(text: string, at: number): number {
    let longest = 0;
    if (!this.#starts.has(startAt(text, at))) return longest;
    for (const value of this.#known.get(text.slice(at, at + shortest)) ?? []) {
      if (text.startsWith(value, at)) longest = Math.max(longest, value.length);
      else longest = Math.max(longest, cutLength(text, at, value));
    }
    return longest;
  }

  #search(body: Buffer): void {
    const json = readJson(body);
    if ("problem" in json) return;
    rewrittenJson(json.text, ({ is, names, value, source }) => {
      if (is === "name" || !names.some((name) => this.#masker.isSensitive(name))) return undefined;
      if (typeof value === "string") this.#add(value);
      // A number may be repeated as it was written, or as a reader writes it.
      if (typeof value === "number") for (const text of new Set([source, String(value)])) this.#add(text);
      return undefined;
    });
  }

  #add(text: string): void {
    if ([...text].length < shortest) return;
    const inUrl = encodeURIComponent(text.toWellFormed());
    // As it is, as it stands in JSON, and in both ways in which it may stand in a URL.
    for (const form of [text, JSON.stringify(text).slice(1, -1), inUrl, inUrl.replaceAll("%20", "+")]) {
      const head = form.slice(0, shortest);
      this.#starts.add(startAt(form, 0));
      this.#known.set(head, (this.#known.get(head) ?? new Set()).add(form));
    }
  }
}

/** What a form that was sent holds, by name. */
function formPairs({ headers, body }: SentRequest): Iterable<[name: string, value: string]> {
  const type = headerOf(headers, "content-type");
  if (isFormType(type)) return new URLSearchParams(body);
  const boundary = isMultipartForm(type) ? boundaryOf(type) : undefined;
  const parts = boundary === undefined ? [] : partsOf(body, boundary);
  return "problem" in parts ? [] : parts.map(({ name, body: value }) => [name, value]);
}

function startAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

/** The length of what is left of a value that `shorten` cut; 0 where it is another value. */
function cutLength(text: string, at: number, value: string): number {
  const end = text.indexOf(cut, at);
  return end !== -1 && value.startsWith(text.slice(at, end)) ? end - at : 0;
}
