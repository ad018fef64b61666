import type { Contract, Operation } from "../../spec/contract.ts";
import { type TemplateSegment, templateSegments } from "../../spec/documented.ts";
import { type Server, serversOf } from "./servers.ts";

/** An operation as calls are held against it. */
export interface Callable {
  operation: Operation;
  template: readonly TemplateSegment[];
  servers: readonly Server[];
}

/** The operations of a contract as calls are held against them, in its order. */
export function callablesOf(contract: Contract): Callable[] {
  return [...contract.operations.values()].map((operation) => ({
    operation,
    template: templateSegments(operation.path),
    servers: serversOf(contract, operation),
  }));
}

/**
 * The operation that a call is one of (OpenAPI 3.1, Paths Object: a path is appended to the URL of a server). The best
 * match counts: below a server of the operation, by host and base path; else below the base path alone, for the target may
 * be another one; else by the bare path, for its base URL may be another one. Where several match alike, a path without
 * variables goes before one with them, then the longer base path.
 * @param method letter case does not count
 */
export function matchCall(callables: readonly Callable[], method: string, url: URL): Operation | undefined {
  const wanted = method.toLowerCase();
  const segments = url.pathname.split("/").slice(1);
  const isHttp = /^https?:$/.test(url.protocol);
  let best: { operation: Operation; rank: readonly (number | string)[] } | undefined;
  for (const callable of isHttp ? callables : []) {
    if (callable.operation.method !== wanted) continue;
    const rank = rankOf(callable, segments, url);
    if (rank && (!best || isBefore(rank, best.rank))) best = { operation: callable.operation, rank };
  }
  return best?.operation;
}

/** How well a call fits an operation, the smallest first; `undefined` where it does not. */
function rankOf({ template, servers }: Callable, segments: string[], url: URL): (number | string)[] | undefined {
  const cut = segments.length - template.length;
  if (cut < 0 || !fits(template, segments.slice(cut))) return undefined;
  const before = segments.slice(0, cut);
  const below = servers.filter((server) => isBase(server, before));
  const isKnownHost = servers.some((server) => server.hasHost(url));
  const bases: [kind: number, length: number][] = below.map(({ base, hasHost }) => [
    hasHost(url) ? 0 : 1,
    -base.length,
  ]);
  // At a server of the contract, a variable that a path starts with could stand for another version's base path.
  if (cut === 0 && !(isKnownHost && template[0]?.names.length)) bases.push([2, 0]);
  const [best] = bases.toSorted(([a, c], [b, d]) => a - b || c - d);
  if (!best) return undefined;
  const names = template.reduce((sum, segment) => sum + segment.names.length, 0);
  return [best[0], names, template.map((segment) => (segment.names.length > 0 ? "1" : "0")).join(""), best[1]];
}

function isBefore(one: readonly (number | string)[], other: readonly (number | string)[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/** Whether the segments of a URL are those of a template. None of its variables is empty (OpenAPI 3.1, Path Templating). */
export function fits(template: readonly TemplateSegment[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every(
    ({ valuesIn }, index) => valuesIn(segments[index] ?? "")?.every((value) => value !== "") === true,
  );
}

/** Whether some segments are the base path of a server. */
export function isBase({ base, isFloating }: Server, segments: readonly string[]): boolean {
  const own = isFloating ? segments.slice(Math.max(0, segments.length - base.length)) : segments;
  return fits(base, own);
}
