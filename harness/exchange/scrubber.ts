import { rewrittenJson } from "../../spec/json/rewritten-json.ts";
import type { Masker } from "../../spec/mask.ts";
import { isFormType } from "../../spec/media-type.ts";
import { KnownValues, maskText } from "../../spec/scrub.ts";
import { type Exchange, headerOf, type SentRequest } from "./exchange.ts";
import { readJson } from "./json-text.ts";
import { boundaryOf, isMultipartForm, partsOf } from "./multipart.ts";

/**
 * Knows the sensitive values of the exchanges it has seen, and masks them in any text: a PAN that a message repeats is as
 * personal as the member it came from.
 */
export class Scrubber {
  readonly #masker: Masker;
  /** What masks the parts of an exchange. */
  readonly values: KnownValues;

  constructor(masker: Masker) {
    this.#masker = masker;
    this.values = new KnownValues([], masker.open);
  }

  /** Remembers the sensitive values of an exchange. */
  learn({ request, response }: Exchange): void {
    for (const body of [Buffer.from(request.body), response.body]) this.#search(body);
    for (const [name, value] of [...request.headers, ...response.headers]) {
      // Without the scheme, which is shown.
      if (this.#masker.isSensitive(name))
        this.values.add(value.slice(this.#masker.header(name, value).indexOf(maskText)).trim());
    }
    const query = URL.parse(request.url)?.searchParams ?? [];
    for (const [name, value] of [...query, ...formPairs(request)]) {
      // Of `filter[pan]` each of the names may tell.
      if (name.split(/[[\]]+/).some((part) => this.#masker.isSensitive(part))) this.values.add(value);
    }
  }

  /** Masks, in a sentence, every value that is known and what tells by its form; numbers of its own stay. */
  scrub(text: string): string {
    return this.values.scrubWords(text);
  }

  #search(body: Buffer): void {
    const json = readJson(body);
    if ("problem" in json) return;
    rewrittenJson(json.text, ({ is, names, value, source }) => {
      if (is === "name" || !names.some((name) => this.#masker.isSensitive(name))) return undefined;
      if (typeof value === "string") this.values.add(value);
      // A number may be repeated as it was written, or as a reader writes it.
      if (typeof value === "number") for (const text of new Set([source, String(value)])) this.values.add(text);
      return undefined;
    });
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
