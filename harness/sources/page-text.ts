import { finished } from "node:stream/promises";
import { SAXParser } from "parse5-sax-parser";
import { isJsonType, mediaTypeOf } from "../../spec/media-type.ts";
import { headerOf, type ReceivedResponse } from "../exchange/exchange.ts";

/** Elements that run on within a line; what stands on two sides of any other tag is no one word. */
const inline = new Set(
  (
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong " +
    "sub sup time tt u var wbr"
  ).split(" "),
);

/** Elements whose content is not shown, where scripts run or where they do not. */
const unshown = new Set(["script", "style", "noscript", "iframe", "noembed", "noframes"]);

/** How deep drawings and formulas may stand in each other; the time of the HTML parser grows with the square of it. */
const maximumDepth = 500;

/**
 * The text of a page: HTML without its markup, scripts and styles, its characters decoded; other text and JSON as it is.
 * What scripts build in a browser is not there.
 * @returns the text, or why there is none
 */
export async function textOf(response: ReceivedResponse): Promise<{ text: string } | { problem: string }> {
  const { headers, body, undecoded } = response;
  if (undecoded !== undefined) return { problem: `it came with ${undecoded}` };
  const type = mediaTypeOf(headerOf(headers, "content-type"));
  if (!type) return { problem: "it has no Content-Type that says so" };
  const isHtml = type.essence === "text/html" || type.essence === "application/xhtml+xml";
  if (!isHtml && type.type !== "text" && !isJsonType(type)) return { problem: `it is ${type.essence}` };
  const written = decoded(body, type.params.get("charset") ?? "utf-8");
  if (written === undefined) return { problem: `its charset ${type.params.get("charset")} is not known here` };
  const text = isHtml ? await textOfHtml(written) : written;
  return text === undefined ? { problem: "its markup is nested too deeply" } : { text };
}

/** @param charset a label of the WHATWG's Encoding standard; `undefined` is returned for any other */
function decoded(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

async function textOfHtml(html: string): Promise<string | undefined> {
  const parser = new SAXParser();
  const parts: string[] = [];
  let isShown = true;
  let depth = 0;
  parser.on("startTag", ({ tagName }) => {
    if (!inline.has(tagName)) parts.push(" ");
    // No tag stands inside of such an element, so that its end, or anything else that begins, ends it.
    isShown = !unshown.has(tagName);
    if (isEmbedded(tagName) && ++depth > maximumDepth) parser.stop();
  });
  parser.on("endTag", ({ tagName }) => {
    if (!inline.has(tagName)) parts.push(" ");
    isShown = true;
    if (isEmbedded(tagName)) depth--;
  });
  parser.on("text", ({ text }) => {
    if (isShown) parts.push(text);
  });
  parser.end(html);
  await finished(parser);
  return depth > maximumDepth ? undefined : parts.join("");
}

function isEmbedded(tagName: string): boolean {
  return tagName === "svg" || tagName === "math";
}

/** A text as quotes are looked for in it: white space of any kind and the bar between table cells are one blank. */
export function comparable(text: string): string {
  return text.replace(/[\s\u200b|]+/g, " ").trim();
}

/**
 * Whether a page has the words of a quote. Letter case counts, and a number counts whole: "for 60" is not in "for 600".
 * @param page its text, {@link comparable}
 */
export function hasQuote(page: string, quote: string): boolean {
  const words = comparable(quote);
  for (let at = page.indexOf(words); at !== -1; at = page.indexOf(words, at + 1)) {
    const edges = [at, at + words.length].map((edge) => page.slice(Math.max(0, edge - 1), edge + 1));
    if (!edges.some((edge) => /^\d\d$/.test(edge))) return true;
  }
  return false;
}
