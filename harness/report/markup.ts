import { printableLines } from "../../spec/words/printable.ts";

/** Text that is HTML already. Everything else that is put into a page is escaped. */
export interface Markup {
  readonly html: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/** Makes HTML of a template; its values are escaped unless they are markup. `undefined` leaves nothing behind. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  const text = parts.map((part, index) => (index === 0 ? part : written(values[index - 1]) + part));
  return { html: text.join("") };
}

/** CSS or HTML of our own that is put into a page as it is. */
export function trusted(text: string): Markup {
  return { html: text };
}

function written(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escaped(value);
  return "html" in value ? value.html : value.map((markup) => markup.html).join("");
}

/** Lines stay lines: only pre elements and the like show them. */
function escaped(text: string): string {
  const characters: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const lines = printableLines(text);
  return lines.replace(/[&<>"']/g, (character) => characters[character] ?? character);
}
