import robotsParser from "robots-parser";

/** What a robots.txt says to one program. */
export interface Robots {
  allows(url: string): boolean;
  /** The least time between two requests, in milliseconds, where it asks for one. */
  delayMs: number | undefined;
}

// What its declarations call the default export is the CommonJS module itself.
const parse = robotsParser as unknown as typeof robotsParser.default;

/** The records that this is about. Any other must not end a group (RFC 9309, section 2.2.4), and in the parser it would. */
const records = /^[^\S\r\n]*(user-agent|allow|disallow|crawl-delay)[^\S\r\n]*:.*$/gim;

/** The longest Crawl-delay that is waited for, in milliseconds; RFC 9309 does not know the record. */
const longestDelayMs = 10_000;

/**
 * Reads a robots.txt (RFC 9309).
 * @param url of the file; it speaks for the URLs of its origin
 * @param product the name of the program as its User-Agent begins with it
 */
export function robotsOf(url: string, text: string, product: string): Robots {
  const robots = parse(url, (text.match(records) ?? []).join("\n"));
  const delay = robots.getCrawlDelay(product);
  return {
    allows: (asked) => robots.isAllowed(asked, product) !== false,
    delayMs: delay !== undefined && delay > 0 ? Math.min(delay * 1000, longestDelayMs) : undefined,
  };
}
