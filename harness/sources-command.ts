import { loadLedgerFile } from "../spec/ledger.ts";
import { UsageError } from "../spec/usage-error.ts";
import { Sender, type SendLimits } from "./exchange/send.ts";
import { realTime, type Time } from "./exchange/time.ts";
import { exitCode } from "./exit-code.ts";
import { type CheckedPage, checkSources, isLost } from "./sources/check-sources.ts";
import { PageFetcher } from "./sources/page-fetcher.ts";
import { type ListedPage, listedPages, listedRules } from "./sources/source-list.ts";
import { checkedText, jsonText, listText, summaryText } from "./sources/sources-text.ts";

/** The options of `understudy sources`, as they are given. */
export interface SourcesOptions {
  ledger?: string;
  check?: true;
  allowHost?: string[];
  json?: true;
}

/** What the command takes from the process it runs in; tests bring their own limits and time. */
export interface SourcesSetting {
  out: (text: string) => void;
  tool: { name: string; version: string };
  limits?: Partial<SendLimits>;
  time?: Time;
}

/**
 * `understudy sources`: the pages a ledger rests on and, with `check`, whether they still say what it quotes.
 * @returns the exit code: 0 nothing is gone, 1 a quote or a page is, 2 a host was not allowed, 3 a page could not be read
 * @throws UsageError for what the user has to mend
 */
export async function sourcesCommand(options: SourcesOptions, setting: SourcesSetting): Promise<0 | 1 | 2 | 3> {
  const ledger = loadLedgerFile(options.ledger);
  const pages = listedPages(ledger);
  if (options.check) return check(pages, options, setting);
  if (options.allowHost) throw new UsageError("--allow-host is for fetching pages: add --check");
  const rules = listedRules(ledger);
  setting.out(options.json ? jsonText({ pages: pages.map(listedJson), rules }) : listText(pages, rules));
  return exitCode.nothingFound;
}

async function check(
  pages: readonly ListedPage[],
  { allowHost = [], json }: SourcesOptions,
  { out, tool, limits, time = realTime }: SourcesSetting,
): Promise<0 | 1 | 2 | 3> {
  using sender = new Sender(limits);
  const fetcher = new PageFetcher({ sender, allowedHosts: allowHost, tool, time });
  const checked: CheckedPage[] = [];
  for await (const page of checkSources(pages, fetcher)) {
    checked.push(page);
    if (!json) out(checkedText(page));
  }
  out(json ? jsonText({ pages: checked.map(checkedJson) }) : summaryText(checked));
  return codeOf(checked);
}

/**
 * Findings win, since they are known. A host that was not allowed comes before one that is down: to ask again later does
 * not mend it.
 */
function codeOf(pages: readonly CheckedPage[]): 0 | 1 | 2 | 3 {
  if (pages.some(isLost)) return exitCode.findings;
  if (pages.some(({ state }) => state === "refused")) return exitCode.usage;
  const isRead = ({ state }: CheckedPage) => state === "found" || state === "no-address";
  return pages.every(isRead) ? exitCode.nothingFound : exitCode.unavailable;
}

function listedJson({ page, rules, quotes }: ListedPage) {
  return { ...page, rules: rules.length, quotes: quotes.length };
}

function checkedJson({ page, rules, state, reason, quotes }: CheckedPage) {
  return { ...page, rules, state, ...(reason === undefined ? {} : { reason }), quotes };
}
