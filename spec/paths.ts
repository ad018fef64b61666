// Paths are configuration: which path of an operation is in force, and what one may be.

import type { Contract, Operation, Paths } from "./contract.ts";
import { pointerSegments } from "./json/json-pointer.ts";
import { type Problem, UsageError } from "./usage-error.ts";
import { oneOf } from "./words/did-you-mean.ts";

/**
 * A contract with other paths in force. Pointers and positions stay those of the document as it is written.
 * @param isReserved see {@link pathProblem}
 * @throws UsageError for a path that {@link pathProblem} refuses, and for two operations on one method and path
 */
export function withPaths(contract: Contract, paths: Paths, isReserved?: IsReserved): Contract {
  const set = new Map(Object.entries(paths));
  if (set.size === 0) return contract;
  const operations = new Map<string, Operation>();
  const owners = new Map<string, string>();
  for (const [id, path] of set) {
    const problem = pathProblem([contract], { id, path }, isReserved);
    if (problem) throw UsageError.of(problem);
  }
  for (const [id, operation] of contract.operations) {
    const path = set.get(id) ?? operation.path;
    const call = `${operation.method.toUpperCase()} ${path}`;
    const owner = owners.get(call);
    if (owner !== undefined) {
      throw UsageError.of({ found: `${call} for both ${owner} and ${id}`, expected: "a path for each" });
    }
    owners.set(call, id);
    operations.set(id, { ...operation, path });
  }
  return { ...contract, paths: { ...contract.paths, ...paths }, operations };
}

/** Whether a path that an operation is to have is one where the server itself answers. */
export type IsReserved = (path: string, operation: Operation) => boolean;

// RFC 3986, section 3.3: segments of pchar.
const pathCharacters = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*$/i;
// Clients take these out of a URL before they send it (RFC 3986, section 5.2.4; the URL Standard takes %2e for a dot).
const dotSegment = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
// So that it can be told whole wherever a call is told.
const longestPath = 200;

/**
 * What is wrong with a path that an operation of some contracts is to have; `undefined` where nothing is. Its parameters are
 * the contract's: one more would get no value, and one that is left out would be lost.
 */
export function pathProblem(
  contracts: readonly Contract[],
  { id, path }: { id: string; path: string },
  isReserved: IsReserved = () => false,
): Problem | undefined {
  const owners = contracts.flatMap(({ operations }) => operations.get(id) ?? []);
  if (owners.length === 0) {
    const known = contracts.flatMap(({ operations }) => [...operations.keys()]);
    return { found: `operation ${id}`, expected: oneOf(id, known, "one of the contract:") };
  }
  const [bare = ""] = path.split(/[?#]/, 1);
  const found = `path ${bare} for ${id}`;
  if (!path.startsWith("/")) return { found, expected: "one that begins with /" };
  // What follows may be a secret.
  if (bare !== path) return { found: `${found} with a query or a fragment`, expected: "the path alone" };
  if (path.length > longestPath) {
    return { found: `a path of ${path.length} characters for ${id}`, expected: `at most ${longestPath}` };
  }
  for (const operation of owners) {
    const wanted = parametersIn(operation.path);
    if (parametersIn(path) === wanted) continue;
    return { found, expected: wanted === "" ? "one without parameters" : `one with ${wanted}` };
  }
  if (!pathCharacters.test(path.replace(parameter, ""))) {
    return { found, expected: "letters, digits and -._~!$&'()*+,;=:@/ only, anything else percent-encoded" };
  }
  if (dotSegment.test(path)) return { found, expected: "one without the segments . and .., which clients take out" };
  if (owners.some((operation) => isReserved(path, operation))) {
    return { found: `${found}, where the mock itself answers`, expected: "another" };
  }
  return undefined;
}

const parameter = /\{[^{}]+\}/g;

function parametersIn(path: string): string {
  return (path.match(parameter) ?? []).sort().join(", ");
}

/**
 * Paths with one more, given on a command line as `operation=path`.
 * @throws UsageError for a text of another form, and for an operation that has one already
 */
export function withPathText(text: string, paths: Paths): Paths {
  const [, id, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id === undefined || path === undefined) {
    const expected = "OPERATION=PATH, for example registerAgent=/v2/register";
    throw UsageError.of({ found: `path ${text}`, expected });
  }
  if (Object.hasOwn(paths, id)) throw UsageError.of({ found: `a second path for ${id}`, expected: "one" });
  return { ...paths, [id]: path };
}

/** The path of an operation as it is written in its contract, whatever path is in force. */
export function writtenPath({ pointer }: Operation): string {
  return pointerSegments(pointer)[1] ?? "";
}
