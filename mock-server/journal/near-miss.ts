import { distance } from "fastest-levenshtein";
import type { Operation } from "../../spec/contract.ts";
import { decodedSegment } from "../../spec/documented.ts";
import { meantName } from "../../spec/words/did-you-mean.ts";
import { slashProblems } from "../../spec/words/near-path.ts";
import { longestPath, writtenTarget } from "./request-target.ts";

/** The operation that an unanswered call probably meant. */
export interface NearMiss {
  /** Its operationId. */
  operation: string;
  /** What to change, naming what was sent; paths are masked as everywhere. */
  change: string;
}

/** An operation as far as a call can miss it. */
export type KnownOperation = Pick<Operation, "id" | "method" | "path"> & {
  /** Paths where it might be looked for and is not, each with the reason in words. */
  elsewhere?: readonly { path: string; reason: string }[];
};

/**
 * Finds the operation that a call to an unknown path, or with a wrong method, probably meant.
 * @param path as it was sent; a query does not count
 * @param operations of the contract, with the paths in force
 * @returns `undefined` when nothing is near, or when the call misses nothing
 */
export function nearMiss(method: string, path: string, operations: Iterable<KnownOperation>): NearMiss | undefined {
  const [sent = ""] = path.split("?", 1);
  const known = [...operations];

  const exact = known.filter((operation) => operation.path === sent);
  if (exact.some((operation) => isMethod(operation, method))) return undefined;
  const [other] = exact;
  if (other) {
    const allowed = exact.map((operation) => operation.method.toUpperCase()).join(" or ");
    return { operation: other.id, change: `${method} ${sent}: use ${allowed}` };
  }

  // Comparing texts costs the product of their lengths.
  if (sent.length > longestPath) return undefined;
  const tidy = tidied(sent);
  // A lone slash, or a bare word, is the end of nothing.
  if (tidy.plain.lastIndexOf("/") < 0) return undefined;
  const now = known.map((operation): Candidate => ({ operation, path: operation.path, reasons: [] }));
  const elsewhere = known.flatMap((operation) =>
    (operation.elsewhere ?? []).map(({ path, reason }): Candidate => ({ operation, path, reasons: [reason] })),
  );
  const found =
    corrected(tidy.plain, now) ??
    corrected(tidy.plain, elsewhere) ??
    misspelt(tidy.plain, now) ??
    besides(tidy.plain, now);
  if (!found) return undefined;
  const { operation, reasons, advice = "use" } = found;
  const target = isMethod(operation, method) ? operation.path : `${operation.method.toUpperCase()} ${operation.path}`;
  const words = [...untidy(tidy, tidied(found.path)), ...reasons, `${advice} ${target}`].join(", ");
  return { operation: operation.id, change: `${writtenTarget(sent)}: ${words}` };
}

/** A path that a call may have meant, with what is to be said where it did. */
interface Candidate {
  operation: KnownOperation;
  path: string;
  reasons: string[];
  /** How the right path is put forward; `use` unless said otherwise. */
  advice?: string;
}

function isMethod(operation: KnownOperation, method: string): boolean {
  return operation.method === method.toLowerCase();
}

/** A path, and what a reader passes over in it: a host in front, escapes, slashes too many. */
interface TidyPath {
  plain: string;
  host: string;
  isEscaped: boolean;
  /** Below the host, without escapes. */
  decoded: string;
}

function tidied(path: string): TidyPath {
  const host = /^\/https?:\/\/[^/]+/i.exec(path)?.[0] ?? "";
  const below = path.slice(host.length);
  const decoded = below.replace(/(?:%[0-9a-f]{2})+/gi, decodedSegment);
  const plain = decoded.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  return { plain, host, isEscaped: decoded !== below, decoded };
}

/** In what a path that was sent is less tidy than the one it is held against. */
function untidy(sent: TidyPath, path: TidyPath): string[] {
  return [
    ...(sent.host === "" ? [] : [`${writtenTarget(sent.host)} in front is too much`]),
    ...(sent.isEscaped && !path.isEscaped ? ["nothing in it needs percent-encoding"] : []),
    ...slashProblems(sent.decoded, path.decoded),
  ];
}

/** The operation whose path this is, or might have been, but for letter case and what stands in front or behind. */
function corrected(sent: string, candidates: readonly Candidate[]): Candidate | undefined {
  // The least change first: the path itself, then something too much or missing in front of it, then behind it.
  for (const difference of [samePath, tooMuch, tooLittle, otherFront, tooLong]) {
    for (const candidate of candidates) {
      const found = difference(sent, tidied(candidate.path).plain);
      if (found) return { ...candidate, reasons: [...found, ...candidate.reasons] };
    }
  }
  return undefined;
}

function samePath(sent: string, path: string): string[] | undefined {
  if (sent === path) return [];
  return sent.toLowerCase() === path.toLowerCase() ? ["paths are case-sensitive"] : undefined;
}

function tooMuch(sent: string, path: string): string[] | undefined {
  const cut = sent.length - path.length;
  const end = cut > 0 && path !== "" ? samePath(sent.slice(cut), path) : undefined;
  return end && [`${writtenTarget(sent.slice(0, cut))} in front is too much`, ...end];
}

function tooLittle(sent: string, path: string): string[] | undefined {
  const missing = path.length - sent.length;
  const end = missing > 0 ? samePath(sent, path.slice(missing)) : undefined;
  return end && [`${path.slice(0, missing)} in front is missing`, ...end];
}

/** Two segments at the end are the same, and what stands in front of them is another environment's. */
function otherFront(sent: string, path: string): string[] | undefined {
  const end = /(?:\/[^/]+){2}$/.exec(path);
  if (!end || end.index === 0) return undefined;
  const cut = sent.length - end[0].length;
  const same = cut > 0 ? samePath(sent.slice(cut), end[0]) : undefined;
  return same && [`in front is ${path.slice(0, end.index)}, not ${writtenTarget(sent.slice(0, cut))}`, ...same];
}

function tooLong(sent: string, path: string): string[] | undefined {
  const begin = path !== "" && sent[path.length] === "/" ? samePath(sent.slice(0, path.length), path) : undefined;
  return begin && ["what follows the path is too much", ...begin];
}

/** The operation whose path is spelt most alike, if a third of it at most is different. */
function misspelt(sent: string, candidates: readonly Candidate[]): Candidate | undefined {
  const meant = meantName(
    sent,
    candidates.map(({ path }) => path),
  );
  const found = candidates.find(({ path }) => path === meant);
  return found && { ...found, reasons: ["there is no such path"] };
}

/** The operation of the same folder, be it below another base path; of several, that whose last segment is most alike. */
function besides(sent: string, candidates: readonly Candidate[]): Candidate | undefined {
  const { folder, last } = parted(sent);
  const beside = candidates.filter(({ path }) => {
    const own = parted(tidied(path).plain).folder;
    return own !== "" && (samePath(folder, own) ?? tooMuch(folder, own)) !== undefined;
  });
  // Letter case is no step away; of two as near, the first stays.
  const steps = ({ path }: Candidate) => distance(last.toLowerCase(), parted(path).last.toLowerCase());
  const [nearest] = beside.toSorted((a, b) => steps(a) - steps(b));
  return nearest && { ...nearest, reasons: ["there is no such path"], advice: "beside it there is" };
}

function parted(path: string): { folder: string; last: string } {
  const at = path.lastIndexOf("/");
  return { folder: path.slice(0, at), last: path.slice(at + 1) };
}
