import { printableLines } from "../../spec/words/printable.ts";
import type { Verdict } from "../event.ts";
import { verdictMarks } from "../report/mark.ts";
import { counted } from "../report/words.ts";
import { type CheckedPage, isLost, type PageState, type QuoteState } from "./check-sources.ts";
import type { ListedPage, ListedRule } from "./source-list.ts";

/** The pages of a ledger and what speaks for each reading of its rules, for people. */
export function listText(pages: readonly ListedPage[], rules: readonly ListedRule[]): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const readings = rules.map(({ id, readings }) => {
    return `${id.padEnd(width)}  ${readings.map(({ reading, sources }) => `${reading} ${sources}`).join(", ")}\n`;
  });
  const heading =
    "The rules with more than one reading, and how many sources speak for each; the default is the first:";
  const parts = [...pages.map(pageText), ...(rules.length > 0 ? [`${heading}\n${readings.join("")}`] : [])];
  return printableLines(parts.join("\n"));
}

function pageText({ page: { id, title, owner, url, read }, rules, quotes }: ListedPage): string {
  const use = `${counted(rules.length, "rule")} and ${counted(quotes.length, "quote")}`;
  return `${id}: ${title} (${owner})\n  ${url ?? "no address is known"}\n  read on ${read}; ${use} rest on it\n`;
}

/** What came of a page, for people: a line, and one more for each quote that is gone, with the rules that had it. */
export function checkedText(checked: CheckedPage): string {
  const { page, rules, state, quotes } = checked;
  const lost = quotes.filter((quote) => quote.state === "gone");
  const lines = lost.map(({ text, rules }) => `    “${text}”: ${rules.join(", ")}\n`);
  if (state === "gone" && lost.length === 0) lines.push(`    not quoted: ${rules.join(", ")}\n`);
  const { mark } = verdictMarks[verdictOf(checked)];
  return printableLines(`${mark} ${page.id}: ${outcomeText(checked, lost.length)}\n${lines.join("")}`);
}

function verdictOf(checked: CheckedPage): Verdict {
  if (isLost(checked)) return "drift";
  if (checked.state === "no-address") return "skipped";
  return checked.state === "found" ? "pass" : "unavailable";
}

function outcomeText({ state, reason, quotes }: CheckedPage, lost: number): string {
  const all = counted(quotes.length, "quote");
  switch (state) {
    case "found":
      if (quotes.length === 0) return "there; nothing of it is quoted";
      if (lost === 0) return `${all} ${quotes.length === 1 ? "stands" : "stand"}`;
      return lost === quotes.length && lost > 1
        ? `none of ${all} is there; a page that scripts build shows no text here`
        : `${lost} of ${all} ${lost === 1 ? "is" : "are"} gone`;
    case "gone":
      return `the page is gone, ${reason}`;
    case "no-address":
      return `not checked, ${reason}`;
    case "refused":
    case "disallowed":
      return `not fetched: ${reason}`;
    case "status":
    case "unreachable":
    case "too-large":
      return `not read: ${reason}`;
    case "not-text":
      return `not text: ${reason}`;
    default:
      return state satisfies never;
  }
}

/** How many quotes and pages ended in which way. */
export function summaryText(pages: readonly CheckedPage[]): string {
  const quotes = pages.flatMap((page) => page.quotes);
  const quoteCount = (wanted: QuoteState) => quotes.filter(({ state }) => state === wanted).length;
  const pageCount = (...wanted: PageState[]) => pages.filter(({ state }) => wanted.includes(state)).length;
  const [found, gone, absent] = [pageCount("found"), pageCount("gone"), pageCount("no-address")];
  return `
quotes: ${quoteCount("stands")} stand, ${quoteCount("gone")} gone, ${quoteCount("unknown")} not checked
pages: ${found} read, ${gone} gone, ${pages.length - found - gone - absent} not read, ${absent} without an address
`;
}

/** Any value as one JSON document. */
export function jsonText(value: unknown): string {
  return printableLines(`${JSON.stringify(value, undefined, 2)}\n`);
}
