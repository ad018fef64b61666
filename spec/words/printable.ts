// C0 and C1 controls move the cursor and recolour a terminal, and XML 1.0 forbids most of them, as it does the last two code
// points of the first plane. Format characters turn the direction of text, join it or take no room. Line separators break
// a line for some readers and not for others.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/**
 * A text in which everything can be seen: what prints as nothing, or makes something else of what stands around it, is
 * written as \u and four digits, as in JSON, so that a JSON text stays what it is. Half a surrogate pair becomes U+FFFD.
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(unprintable, (char) =>
      Array.from(
        { length: char.length },
        (_, unit) => `\\u${char.charCodeAt(unit).toString(16).padStart(4, "0")}`,
      ).join(""),
    );
}

/** As {@link printable}, for a text of several lines, whose ends stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
