// What tells by its value that it is somebody's or a secret, whatever it stands in and under whatever name. Both halves mask
// by it; what is hidden by the name it stands under is mask.ts.

/** What stands in the place of a masked value. */
export const maskText = "***";

const alone = (form: string) => `(?<![0-9A-Za-z])(?:${form})(?![0-9A-Za-z])`;
const hex = "[0-9A-Fa-f]";

/** Digits that are nobody's number: in a UUID, a trace's parent (W3C Trace Context), another long hexadecimal word, a date. */
const harmless = [
  alone(`${hex}{8}(?:-${hex}{4}){3}-${hex}{12}|${hex}{2}-${hex}{32}-${hex}{16}-${hex}{2}`),
  alone(`(?=[0-9]*[A-Fa-f])${hex}{16,}`),
  "(?<![0-9])(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
].join("|");

/** A PAN, standing alone; one in capitals also where only letters that are not stand beside it: `agentABCZE1234F`. */
const pan = `${alone("[A-Za-z]{5}[0-9]{4}[A-Za-z]")}|(?<![0-9A-Z])[A-Z]{5}[0-9]{4}[A-Z](?![0-9A-Z])`;
/** The random part of a token of the mock: 256 bits behind the name of a sandbox and a dot. */
const token = "(?<=[0-9A-Za-z-]\\.)[A-Za-z0-9_-]{43,}";
/** As many digits as a telephone number has, or more, with single blanks or hyphens between them. */
const number = "\\p{Nd}(?:[ -]?\\p{Nd}){9,}";

const words = new RegExp(`${pan}|${token}`, "gu");
const values = new RegExp(`(${harmless})|${pan}|${token}|${number}`, "gu");
// Most texts hold nothing of the kind, and this says so at a fraction of the cost. Beyond Arabic there are other digits.
const suspect = /[A-Za-z]{5}[0-9]{4}[A-Za-z]|\.[A-Za-z0-9_-]{43}|[0-9](?:[ -]?[0-9]){9}|[^\0-\u05ff]/;

/** Where something that is to be masked begins and ends in a text. */
type Span = readonly [start: number, end: number];

/** Masks by value. */
export interface Scrub {
  /** A text without what is known and what tells by its form: a PAN, a token of the mock, a number of ten digits or more. */
  scrub(text: string): string;
  /** As {@link scrub}, for a sentence that has numbers of its own: digits stay. */
  scrubWords(text: string): string;
  /** Whether a known value stands in a text. */
  knows(text: string): boolean;
}

/** Values that are nobody's, and are shown whatever they stand under and whatever they look like. */
export interface OpenValues extends Iterable<string> {
  has(text: string): boolean;
}

/** The shortest value that is looked for in other places; shorter ones stand in too many words by chance. */
const shortest = 4;
/** What stands where a text was cut. */
const cut = "...";

/**
 * Values that are secret or somebody's, and are masked in any text: one that a message repeats is as personal as the member
 * it came from. A text is read once, however many values there are.
 */
export class KnownValues implements Scrub {
  /** By what they start with. None is shorter than that. */
  readonly #known = new Map<string, Set<string>>();
  /** Whether one may start with two characters: at most places of a text not even these fit. */
  readonly #starts = new Uint8Array(4096);

  readonly #open: OpenValues;

  constructor(values: Iterable<string> = [], open: OpenValues = new Set()) {
    this.#open = open;
    for (const value of values) this.add(value);
  }

  add(text: string): void {
    if ([...text].length < shortest || this.#open.has(text)) return;
    const inUrl = encodeURIComponent(text.toWellFormed());
    // As it is, as it stands in JSON, and in both ways in which it may stand in a URL.
    for (const form of [text, JSON.stringify(text).slice(1, -1), inUrl, inUrl.replaceAll("%20", "+")]) {
      const head = form.slice(0, shortest);
      this.#starts[startAt(form, 0)] = 1;
      this.#known.set(head, (this.#known.get(head) ?? new Set()).add(form));
    }
  }

  scrub(text: string): string {
    if (!this.#mayHide(text)) return text;
    return throughEscapes(text, (plain, around) => [...this.#spans(plain), ...this.#formsIn(around, values)]);
  }

  scrubWords(text: string): string {
    if (!this.#mayHide(text)) return text;
    return throughEscapes(text, (plain, around) => [...this.#spans(plain), ...this.#formsIn(around, words)]);
  }

  knows(text: string): boolean {
    return this.#spans(text).length > 0;
  }

  /** Whether it is worth a closer look: most texts have few digits, no escape, and no place where a known value may start. */
  #mayHide(text: string): boolean {
    let digits = 0;
    let before = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit >= 48 && unit <= 57) digits++;
      // An escape, or a letter or digit of another script.
      else if (unit === 37 || unit === 92 || unit >= 0x0600) return true;
      if (this.#starts[(before * 61 + unit) & 4095] === 1) return true;
      before = unit;
    }
    return digits >= 4 || (text.length > 43 && text.includes("."));
  }

  #spans(text: string): Span[] {
    const spans: Span[] = [];
    if (this.#known.size === 0) return spans;
    for (let at = 0; at + shortest <= text.length; at++) {
      if (this.#starts[startAt(text, at)] === 0) continue;
      const length = this.#lengthAt(text, at);
      if (length > 0) spans.push([at, at + length]);
    }
    return spans;
  }

  #formsIn(text: string, forms: RegExp): Span[] {
    return formsIn(text, forms).filter(([start, end]) => !this.#open.has(text.slice(start, end)));
  }

  /** How much of a known value stands at a place of a text: all of it, or its start where the text was cut; 0 where none. */
  #lengthAt(text: string, at: number): number {
    let longest = 0;
    for (const value of this.#known.get(text.slice(at, at + shortest)) ?? []) {
      if (text.startsWith(value, at)) longest = Math.max(longest, value.length);
      else longest = Math.max(longest, cutLength(text, at, value));
    }
    return longest;
  }
}

/** Where nothing is known, and only forms tell. */
export const byForm: Scrub = new KnownValues();

function startAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 61 + text.charCodeAt(at + 1)) & 4095;
}

/** The length of what is left of a value that `shorten` cut; 0 where it is another value. */
function cutLength(text: string, at: number, value: string): number {
  const end = text.indexOf(cut, at);
  return end !== -1 && value.startsWith(text.slice(at, end)) ? end - at : 0;
}

function formsIn(text: string, forms: RegExp): Span[] {
  if (!suspect.test(text)) return [];
  return [...text.matchAll(forms)]
    .filter(([, kept]) => kept === undefined)
    .map(({ 0: found, index }) => [index, index + found.length]);
}

/** A text with a mask for each span; those that overlap are masked as one, so that no part of either is left. */
function masked(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  let done = "";
  let end = 0;
  for (const [from, to] of spans.sort(([one], [other]) => one - other)) {
    if (from >= end) done += text.slice(end, from) + maskText;
    end = Math.max(end, to);
  }
  return done + text.slice(end);
}

const oneEscape = /%[0-9a-f]{2}|\\u[0-9a-f]{4}/i;
const escapes = /(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}/gi;
/** How often a text may have been escaped over again. */
const mostLayers = 5;

/**
 * A text with masks in it, and in what its escapes stand for: where something in them is masked, they are undone.
 * @param find what is to be masked in a text; gets it without its escapes too, for their digits are part of no number
 */
function throughEscapes(text: string, find: (text: string, around: string) => Span[]): string {
  let shown = text;
  let plain = text;
  for (let layer = 0; oneEscape.test(plain) && layer < mostLayers; layer++) {
    const around = plain.replace(escapes, (run) => "\0".repeat(run.length));
    const outside = masked(plain, find(plain, around));
    if (outside !== plain) shown = outside;
    plain = unescaped(outside);
  }
  const inside = masked(plain, find(plain, plain));
  return inside === plain ? shown : inside;
}

/** A text with one layer of its percent-encoding and of JSON's escapes undone. */
export function unescaped(text: string): string {
  return text.replace(escapes, (run) => {
    if (run.startsWith("\\")) return String.fromCharCode(Number.parseInt(run.slice(2), 16));
    try {
      return decodeURIComponent(run);
    } catch {
      // Not UTF-8: what is ASCII in it can be read all the same.
      return run.replace(/%(..)/g, (_, code: string) => {
        const unit = Number.parseInt(code, 16);
        return unit < 0x80 ? String.fromCharCode(unit) : "?";
      });
    }
  });
}

/** Whether a text has escapes. */
export function isEscaped(text: string): boolean {
  return oneEscape.test(text);
}
