import { expect, test } from "vitest";
import { robotsOf } from "./robots.ts";

const origin = "https://vendor.example";
const open = (text: string, path = "/docs/a") =>
  robotsOf(`${origin}/robots.txt`, text, "understudy").allows(origin + path);

// RFC 9309, sections 2.1 and 2.2.
test.each<[what: string, isOpen: boolean, text: string, path?: string]>([
  ["nothing in it", true, ""],
  ["a page in its place", true, "<!doctype html>\n<p>User-agent: *</p>\n<p>Disallow: /</p>"],
  ["everything closed to all", false, "User-agent: *\nDisallow: /"],
  ["nothing closed to all", true, "User-agent: *\nDisallow:"],
  ["everything closed to another", true, "User-agent: other\nDisallow: /"],
  ["our own group goes before that for all", true, "User-agent: *\nDisallow: /\n\nUser-agent: understudy\nAllow: /"],
  ["our name in capitals, with a version", false, "user-agent: Understudy/1.0\ndisallow: /docs"],
  ["a group of two names", false, "User-agent: other\nUser-agent: understudy\nDisallow: /docs"],
  ["two groups of one name", false, "User-agent: understudy\nDisallow: /a\n\nUser-agent: understudy\nDisallow: /docs"],
  ["another record within a group", false, "User-agent: understudy\nSitemap: /s\nUser-agent: b\nDisallow: /docs"],
  ["rules before any group", true, "Disallow: /\nUser-agent: other\nDisallow: /"],
  ["the longest match wins", true, "User-agent: *\nDisallow: /docs\nAllow: /docs/a"],
  ["of two as long the one that allows wins", true, "User-agent: *\nDisallow: /docs\nAllow: /docs"],
  ["another path", true, "User-agent: *\nDisallow: /other"],
  ["paths have letter case", true, "User-agent: *\nDisallow: /Docs"],
  ["a star and an end", false, "User-agent: *\nDisallow: /*/a$"],
  ["a star and another end", true, "User-agent: *\nDisallow: /*/a$", "/docs/ab"],
  ["a query", false, "User-agent: *\nDisallow: /*?x=", "/docs/a?x=1"],
  ["letters beyond ASCII", false, "User-agent: *\nDisallow: /café", "/caf%C3%A9/a"],
  ["comments, blanks, a mark at the beginning", false, "\ufeff User-agent : * # all\r\n\tDisallow:/docs # these\r\n"],
])("%s: %j", (_what, isOpen, text, path) => {
  expect(open(text, path)).toBe(isOpen);
});

test.each<[delayMs: number | undefined, record: string]>([
  [undefined, ""],
  [3_000, "Crawl-delay: 3"],
  [500, "crawl-delay: 0.5 # seconds"],
  [10_000, "Crawl-delay: 86400"],
  [10_000, "Crawl-delay: Infinity"],
  [undefined, "Crawl-delay: 0"],
  [undefined, "Crawl-delay: -1"],
  [undefined, "Crawl-delay: soon"],
  [undefined, "User-agent: other\nCrawl-delay: 3"],
])("between two requests: %j ms for %j", (delayMs, record) => {
  const text = `User-agent: *\nDisallow: /x\n${record}`;
  expect(robotsOf(`${origin}/robots.txt`, text, "understudy").delayMs).toBe(delayMs);
});
