import { fileURLToPath } from "node:url";
import { checkShape } from "./check-shape.ts";
import { pointerSegments, pointerTo } from "./json-pointer.ts";
import { isObject, type JsonObject } from "./json-value.ts";
import schema from "./openapi.schema.json" with { type: "json" };
import { upgraded } from "./openapi30.ts";
import type { Position } from "./place.ts";
import { readSourceFile, type SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";

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
  /** The path template, for example `/api/BOS/Status`. */
  path: string;
  pointer: string;
  tags: readonly string[];
  /** Media type to the pointer of its schema. */
  requestContent: ReadonlyMap<string, string | undefined>;
  responses: readonly ResponseSpec[];
}

/** A loaded OpenAPI document, as 3.1 whatever it was. Pointers are JSON Pointers into it, without `#`. */
export interface Contract {
  file: SourceFile;
  document: JsonObject;
  operations: ReadonlyMap<string, Operation>;
  /** The value at a pointer, `$ref`s followed at every step; with the pointer it was really found at. */
  resolve(pointer: string): { value: unknown; pointer: string };
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
    resolve,
    operations: operationsOf(file, document, resolve),
    rulesAt: (pointer) => nearestRules(document, pointer),
    locate: (pointer) => file.locate(pointer),
  };
}

type Resolve = Contract["resolve"];

function resolvePointer(file: SourceFile, document: JsonObject, pointer: string): { value: unknown; pointer: string } {
  let value: unknown = document;
  let at = "";
  let follows = 0;
  const rest = pointerSegments(pointer);
  for (;;) {
    if (isObject(value) && typeof value.$ref === "string") {
      const target = value.$ref;
      if (!target.startsWith("#/") || ++follows > 100) {
        const expected = "a reference into the same file that ends somewhere";
        throw UsageError.at(file, at, { found: `$ref ${target}`, expected });
      }
      rest.unshift(...pointerSegments(target));
      value = document;
      at = "";
      continue;
    }
    const segment = rest.shift();
    if (segment === undefined) return { value, pointer: at };
    const child = isObject(value) || Array.isArray(value) ? (value as JsonObject)[segment] : undefined;
    if (child === undefined || !Object.hasOwn(value as object, segment)) {
      const found = `a reference to ${pointer}, which does not exist`;
      throw UsageError.at(file, at, { found, expected: `a member ${segment} here` });
    }
    value = child;
    at = pointerTo(at, segment);
  }
}

function refuseDanglingRefs(file: SourceFile, value: unknown, pointer: string, resolve: Resolve): void {
  if (typeof value !== "object" || value === null) return;
  // An example's value is data: a member called $ref in it is no reference.
  if (/\/examples?$/.test(pointer) && !pointer.startsWith("/components")) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "$ref" && typeof child === "string") {
      try {
        resolve(pointer);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        const expected = "a reference into the same file that ends somewhere";
        throw UsageError.at(file, pointerTo(pointer, key), { found: `$ref ${child}`, expected });
      }
    } else {
      refuseDanglingRefs(file, child, pointerTo(pointer, key), resolve);
    }
  }
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
