import type { Operation } from "../../spec/contract.ts";
import { meantName } from "./misspelling.ts";
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
  /** Paths that it had once, and has no more. */
  formerPaths?: readonly string[] | undefined;
};

/**
 * Finds the operation that a call to an unknown path, or with a wrong method, probably meant.
 * @param path as it was sent; a query does not count
 * @param operations of the contract
 * @returns `undefined` when nothing is near, or when the call misses nothing
 */
export function nearMiss(method: string, path: string, operations: Iterable<KnownOperation>): NearMiss | undefined {
  const [sent = ""] = path.split("?", 1);
  const known = [...operations];

  const exact = known.filter((operation) => operation.path === sent);
  if (exact.some((operation) => isMethod(operation, method))) return undefined;
  const [other] = exact;
  if (other) return { operation: other.id, change: `${method} ${sent}: use ${other.method.toUpperCase()}` };

  // Comparing texts costs the product of their lengths.
  if (sent.length > longestPath) return undefined;
  const found = renamed(sent, known) ?? corrected(sent, known) ?? misspelt(sent, known);
  if (!found) return undefined;
  const { operation, reasons } = found;
  const target = isMethod(operation, method) ? operation.path : `${operation.method.toUpperCase()} ${operation.path}`;
  return { operation: operation.id, change: `${writtenTarget(sent)}: ${[...reasons, `use ${target}`].join(", ")}` };
}

interface Correction {
  operation: KnownOperation;
  /** What is wrong with the path, in words. */
  reasons: string[];
}

function isMethod(operation: KnownOperation, method: string): boolean {
  return operation.method === method.toLowerCase();
}

/** The operation whose path this was once. */
function renamed(sent: string, known: KnownOperation[]): Correction | undefined {
  const operation = known.find(({ formerPaths = [] }) => formerPaths.includes(sent));
  return operation && { operation, reasons: ["the stand-in's path has changed"] };
}

/** The operation whose path this is but for slashes, letter case and what stands in front. */
function corrected(sent: string, known: KnownOperation[]): Correction | undefined {
  const host = /^\/https?:\/\/[^/]+/i.exec(sent)?.[0] ?? "";
  const single = sent.slice(host.length).replace(/\/{2,}/g, "/");
  const plain = single.replace(/\/$/, "");
  const reasons: string[] = [];
  if (host !== "") reasons.push(`${writtenTarget(host)} in front is too much`);
  if (host.length + single.length !== sent.length) reasons.push("a slash is doubled");
  if (plain !== single) reasons.push("a slash at the end is too much");
  // A lone slash, or a bare word, is the end of nothing.
  if (plain.lastIndexOf("/") < 0) return undefined;

  // The least change first: the path itself, then something too much or missing in front of it, then behind it.
  for (const difference of [samePath, tooMuch, tooLittle, tooLong]) {
    for (const operation of known) {
      const found = difference(plain, operation.path);
      if (found) return { operation, reasons: [...reasons, ...found] };
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
  const end = cut > 0 ? samePath(sent.slice(cut), path) : undefined;
  return end && [`${writtenTarget(sent.slice(0, cut))} in front is too much`, ...end];
}

function tooLittle(sent: string, path: string): string[] | undefined {
  const missing = path.length - sent.length;
  const end = missing > 0 ? samePath(sent, path.slice(missing)) : undefined;
  return end && [`${path.slice(0, missing)} in front is missing`, ...end];
}

function tooLong(sent: string, path: string): string[] | undefined {
  const begin = sent[path.length] === "/" ? samePath(sent.slice(0, path.length), path) : undefined;
  return begin && ["what follows the path is too much", ...begin];
}

/** The operation whose path is spelt most alike, if a third of it at most is different. */
function misspelt(sent: string, known: KnownOperation[]): Correction | undefined {
  const path = meantName(
    sent,
    known.map((operation) => operation.path),
  );
  const operation = known.find((each) => each.path === path);
  return operation && { operation, reasons: ["there is no such path"] };
}
