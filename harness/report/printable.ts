/**
 * Makes text that came from a target safe to print: control characters could move the cursor or recolour a terminal,
 * and XML 1.0 forbids most of them. Written as \u and four digits, so that they can still be seen.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(unprintable, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** C0 and C1 controls, line separators, marks that turn the direction of text, and the two code points XML refuses. */
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A duration in milliseconds as a person reads it: `12 ms`, `1.2 s`. */
export function durationText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A number with its noun: `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
