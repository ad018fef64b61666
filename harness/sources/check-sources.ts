import type { Page } from "../../spec/ledger.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { FetchFailure, PageFetcher } from "./page-fetcher.ts";
import { comparable, hasQuote, textOf } from "./page-text.ts";
import type { ListedPage, Quote } from "./source-list.ts";

/** What came of a page: its text was read, or why it was not. */
export type PageState = "found" | FetchFailure | "not-text" | "no-address";

/** Whether a page still says what it was quoted with; of a page that could not be read nobody knows. */
export type QuoteState = "stands" | "gone" | "unknown";

/** A page, and what has become of its quotes. */
export interface CheckedPage extends ListedPage {
  state: PageState;
  /** In words, where its text was not read. */
  reason?: string;
  quotes: CheckedQuote[];
}

/** A quote, and what has become of it. */
export interface CheckedQuote extends Quote {
  state: QuoteState;
}

/** A page with its address, where one is known. */
type Addressed = ListedPage & { address: URL | undefined };

/**
 * Fetches the pages of a ledger one after the other and looks for their quotes.
 * @throws UsageError for an address that is none, before anything is sent
 */
export async function* checkSources(
  pages: readonly ListedPage[],
  fetcher: PageFetcher,
): AsyncGenerator<CheckedPage, void, void> {
  const addressed = pages.map((listed) => ({ ...listed, address: addressOf(listed.page) }));
  for (const listed of addressed) yield await checked(listed, fetcher);
}

function addressOf({ id, url }: Page): URL | undefined {
  if (url === undefined) return undefined;
  const address = URL.parse(url);
  if (!address) throw new UsageError(`the url ${url} of the page ${id} in the ledger is not one: give its address`);
  return address;
}

async function checked({ address, ...listed }: Addressed, fetcher: PageFetcher): Promise<CheckedPage> {
  if (!address) return unread(listed, "no-address", "no address is known");
  const outcome = await fetcher.fetch(address);
  if ("failure" in outcome) return unread(listed, outcome.failure, outcome.reason);
  const found = await textOf(outcome.response);
  if ("problem" in found) return unread(listed, "not-text", found.problem);
  const text = comparable(found.text);
  const quotes = listed.quotes.map((quote) => {
    return { ...quote, state: hasQuote(text, quote.text) ? ("stands" as const) : ("gone" as const) };
  });
  return { ...listed, state: "found", quotes };
}

function unread(listed: ListedPage, state: PageState, reason: string): CheckedPage {
  const quotes = listed.quotes.map((quote) => ({ ...quote, state: state === "gone" ? "gone" : "unknown" }) as const);
  return { ...listed, state, reason, quotes };
}

/** Whether a page is gone, or any of its quotes: what rests on it may no longer be so. */
export function isLost({ state, quotes }: CheckedPage): boolean {
  return state === "gone" || quotes.some((quote) => quote.state === "gone");
}
