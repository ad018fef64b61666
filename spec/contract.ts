import { fileURLToPath } from "node:url";
import { checkShape } from "./check-shape.ts";
import { pointerSegments, pointerTo, type Resolve, refuseDanglingRefs, resolvePointer } from "./json-pointer.ts";
import { isObject, type JsonObject } from "./json-value.ts";
import schema from "./openapi.schema.json" with { type: "json" };
import { upgraded } from "./openapi30.ts";
import type { Position } from "./place.ts";
import { readSourceFile, type SourceFile } from "./source-file.ts";
import { nearest, type Problem, UsageError } from "./usage-error.ts";

/** The methods of a path item (OpenAPI 3.1, Path Item Object). */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
export type Method = (typeof methods)[number];

/** One documented response of an operation. */
export interface ResponseSpec {
  /** As written in the contract: a code, a range such as `4XX`, or `default`. */
  status: string;
  /** JSON Pointer to the Response Object, `$ref` followed. */
  pointer: string;
  /** Media type, as written, to the pointer of its schema; `undefined` where it has none. */
  content: ReadonlyMap<string, string | undefined>;
}

/** One operation of the contract. */
export interface Operation {
  /** Its operationId; where it has none, its method and path, for example `GET /payments/{id}`. */
  id: string;
  method: Method;
  /** The path template in force, for example `/api/BOS/Status`; see {@link withPaths}. */
  path: string;
  /** Where it is written, whatever path is in force. */
  pointer: string;
  tags: readonly string[];
  /** Media type to the pointer of its schema. */
  requestContent: ReadonlyMap<string, string | undefined>;
  responses: readonly ResponseSpec[];
}

/** Paths that are in force in place of the written ones, by operationId. */
export type Paths = Readonly<Record<string, string>>;

/** A loaded OpenAPI document, as 3.1 whatever it was. Pointers are JSON Pointers into it, without `#`. */
export interface Contract {
  file: SourceFile;
  /** With the paths as they are written. */
  document: JsonObject;
  paths: Paths;
  operations: ReadonlyMap<string, Operation>;
  resolve: Resolve;
  /** The ids in the nearest `x-rule` at or above a pointer; empty where there is none. */
  rulesAt(pointer: string): readonly string[];
  locate(pointer: string): Position;
}

/** Where the vendors' contract that ships with this package is. */
export const contractPath = fileURLToPath(new URL("./openapi.yaml", import.meta.url));
/** Where the control API's contract is. */
export const controlContractPath = fileURLToPath(new URL("./control.yaml", import.meta.url));

/**
 * Loads an OpenAPI 3.1 or 3.0 document.
 * @throws UsageError when it cannot be read, is neither, has a `$ref` that leads nowhere or out of the file, or
 *   gives one operationId to two operations
 */
export function loadContract(path: string = contractPath): Contract {
  return contractOf(readSourceFile(path));
}

/** The contract in a parsed file; see {@link loadContract}. */
export function contractOf(file: SourceFile): Contract {
  const document = checkShape<JsonObject>(file, schema);
  return contractIn(file, String(document.openapi).startsWith("3.0.") ? upgraded(document) : document);
}

/**
 * A contract from a document that stems from a file, with changes.
 * @param document of the shape that {@link contractOf} demands; pointers lead into it, positions into the file
 */
export function contractIn(file: SourceFile, document: JsonObject): Contract {
  const resolve = (pointer: string) => resolvePointer(file, document, pointer);
  refuseDanglingRefs(file, document, "", resolve);
  return {
    file,
    document,
    paths: {},
    resolve,
    operations: operationsOf(file, document, resolve),
    rulesAt: (pointer) => nearestRules(document, pointer),
    locate: (pointer) => file.locate(pointer),
  };
}

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
    const expected = `one of the contract: ${known.join(", ")}; did you mean ${nearest(id, known)}?`;
    return { found: `operation ${id}`, expected };
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

function operationsOf(file: SourceFile, document: JsonObject, resolve: Resolve): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [path, item] of Object.entries(document.paths as JsonObject)) {
    for (const method of methods) {
      const source = (item as JsonObject)[method] as JsonObject | undefined;
      if (!source) continue;
      const pointer = pointerTo(pointerTo("/paths", path), method);
      const id = (source.operationId as string | undefined) ?? `${method.toUpperCase()} ${path}`;
      if (operations.has(id)) {
        throw UsageError.at(file, pointerTo(pointer, "operationId"), {
          found: `a second operation ${id}`,
          expected: "each operationId once",
        });
      }
      operations.set(id, {
        id,
        method,
        path,
        pointer,
        tags: (source.tags as string[] | undefined) ?? [],
        requestContent: source.requestBody ? contentAt(resolve(`${pointer}/requestBody`)) : new Map(),
        responses: Object.keys(source.responses as JsonObject).map((status) => {
          const response = resolve(`${pointer}/responses/${status}`);
          return { status, pointer: response.pointer, content: contentAt(response) };
        }),
      });
    }
  }
  return operations;
}

function contentAt({ value, pointer }: { value: unknown; pointer: string }): Map<string, string | undefined> {
  const content = ((value as JsonObject).content ?? {}) as JsonObject;
  return new Map(
    Object.entries(content).map(([type, media]) => {
      const at = pointerTo(`${pointer}/content`, type);
      return [type, isObject(media) && media.schema !== undefined ? `${at}/schema` : undefined];
    }),
  );
}

function nearestRules(document: JsonObject, pointer: string): readonly string[] {
  let value: unknown = document;
  let nearest: readonly string[] = [];
  for (const segment of ["", ...pointerSegments(pointer)]) {
    if (segment !== "") value = (value as JsonObject | undefined)?.[segment];
    if (!isObject(value)) continue;
    const rules = value["x-rule"];
    if (rules !== undefined) nearest = [rules].flat() as string[];
  }
  return nearest;
}
