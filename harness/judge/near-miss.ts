import type { Operation } from "../../spec/contract.ts";
import { decodedSegment, type TemplateSegment, templateSegments } from "../../spec/documented.ts";
import { slashProblems, wrongCharacters } from "../../spec/words/near-path.ts";
import { type Callable, fits, isBase } from "./match-call.ts";
import type { Server } from "./servers.ts";

/** The operation that a call probably meant. */
export interface NearMiss {
  operation: Operation;
  /** What is wrong with the call, in words; at least one. */
  reasons: string[];
}

/** Finds the operation that a call of none probably meant; `undefined` where nothing is near. */
export type FindNearMiss = (method: string, url: URL) => NearMiss | undefined;

/** The longest path that is looked at, in characters: comparing texts costs the product of their lengths. */
const longestPath = 500;
/** How much is told of what stands in front of a path, in characters. */
const baseExcerpt = 80;

/** An operation as near misses of it are looked for. Empty segments are left out: too many slashes are seen to apart. */
interface Candidate extends Callable {
  exact: readonly TemplateSegment[];
  /** In lower case. */
  folded: readonly TemplateSegment[];
  /** The segments that are fixed, decoded and in lower case, and where they stand. */
  words: readonly { index: number; text: string }[];
}

/** A URL's segments that are not empty: as they are, in lower case, and decoded as well. */
interface Sent {
  url: URL;
  exact: string[];
  folded: string[];
  words: string[];
}

/**
 * Makes the finder of near misses: calls with another method, letter case, slash or base path than an operation's, or
 * spelt a little differently. The least that would have to change counts.
 */
export function nearMissFinder(callables: readonly Callable[]): FindNearMiss {
  const candidates = callables.map(candidateOf);
  return (method, url) => {
    if (url.pathname.length > longestPath || !/^https?:$/.test(url.protocol)) return undefined;
    const exact = url.pathname.split("/").filter((segment) => segment !== "");
    const folded = exact.map((segment) => segment.toLowerCase());
    const sent = { url, exact, folded, words: folded.map((segment) => decodedSegment(segment).toLowerCase()) };
    let best: Miss | undefined;
    for (const candidate of candidates) {
      const found = missOf(candidate, method.toLowerCase(), sent);
      if (found && (!best || found.cost < best.cost)) best = found;
    }
    return best && { operation: best.operation, reasons: best.reasons };
  };
}

function candidateOf(callable: Callable): Candidate {
  const texts = callable.operation.path.split("/").filter((text) => text !== "");
  const path = texts.map((text) => `/${text}`).join("");
  const words = texts.flatMap((text, index) =>
    text.includes("{") ? [] : [{ index, text: decodedSegment(text).toLowerCase() }],
  );
  return { ...callable, exact: templateSegments(path), folded: templateSegments(path.toLowerCase()), words };
}

interface Miss extends NearMiss {
  /** How far the call is from the operation. */
  cost: number;
}

function missOf(candidate: Candidate, method: string, sent: Sent): Miss | undefined {
  const { operation, servers, exact, words } = candidate;
  const { url } = sent;
  const cut = sent.exact.length - exact.length;
  const spelt = cut < 0 ? undefined : spellingOf(candidate, sent, cut);
  if (!spelt) return undefined;
  const base = baseProblem(servers, sent.exact.slice(0, cut), url);
  // What is fixed in a path tells that it was meant, and so does the host.
  const isTold = words.length > 0;
  if (!isTold && (base !== undefined || !servers.some((server) => server.hasHost(url)))) return undefined;
  const problems: [cost: number, reason: string | undefined][] = [
    [16, spelt === "misspelt" ? "there is no such path" : undefined],
    [8, base],
    [4, operation.method === method ? undefined : `${method.toUpperCase()} is not documented there`],
    [1, spelt === "folded" ? "letter case counts" : undefined],
    ...slashProblems(url.pathname, operation.path).map((reason): [number, string] => [1, reason]),
  ];
  const told = problems.filter(([, reason]) => reason !== undefined);
  if (told.length === 0) return undefined;
  // Of paths that are as near, the more concrete one was meant; one of variables alone is near to everything.
  const vagueness = (exact.length - words.length) / 100 + (isTold ? 0 : 3);
  const cost = told.reduce((sum, [weight]) => sum + weight, vagueness);
  return { operation, reasons: told.flatMap(([, reason]) => reason ?? []), cost };
}

/** How the segments from `cut` on are spelt as those of a path; `undefined` where they are others. */
function spellingOf(
  { exact, folded, words }: Candidate,
  sent: Sent,
  cut: number,
): "same" | "folded" | "misspelt" | undefined {
  if (fits(exact, sent.exact.slice(cut))) return "same";
  if (fits(folded, sent.folded.slice(cut))) return "folded";
  const wrong = wrongCharacters(words.map(({ index, text }) => [text, sent.words[cut + index] ?? ""]));
  return wrong ? "misspelt" : undefined;
}

/** What is wrong with what stands before the path; `undefined` where a server has it, or where it may be left out. */
function baseProblem(servers: readonly Server[], before: readonly string[], url: URL): string | undefined {
  if (servers.some((server) => isBase(server, before))) return undefined;
  const own = servers.find((server) => server.hasHost(url));
  if (before.length === 0 && !own) return undefined;
  const wanted = (own ?? servers[0])?.basePath ?? "";
  const found = before
    .map((segment) => `/${segment}`)
    .join("")
    .slice(0, baseExcerpt);
  if (found === "") return `the base path ${wanted} is missing`;
  return wanted === "" ? `${found} in front is too much` : `the base path is ${wanted}, not ${found}`;
}
