import { fileURLToPath } from "node:url";
import { checkShape } from "./check-shape.ts";
import { pointerSegments, pointerTo } from "./json/json-pointer.ts";
import { isObject, type JsonObject } from "./json/json-value.ts";
import { bundleOf } from "./openapi/bundle.ts";
import { refuseMisshapen } from "./openapi/misshapen.ts";
import type { Oddity } from "./openapi/oddity.ts";
import { type Operation, operationsOf, type Resolve } from "./openapi/operations.ts";
import { schemeOddities } from "./openapi/security-schemes.ts";
import schema from "./openapi.schema.json" with { type: "json" };
import type { FilePosition } from "./place.ts";
import { readSourceFile, type SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";

export type { Oddity } from "./openapi/oddity.ts";
export type { Operation, ResponseSpec } from "./openapi/operations.ts";

/** Paths that are in force in place of the written ones, by operationId. */
export type Paths = Readonly<Record<string, string>>;

/** A loaded OpenAPI document, as 3.1 whatever it was. Pointers are JSON Pointers into it, without `#`. */
export interface Contract {
  file: SourceFile;
  /** With the paths as they are written. */
  document: JsonObject;
  paths: Paths;
  operations: ReadonlyMap<string, Operation>;
  /** The value at a pointer, `$ref`s followed at every step; with the pointer it was really found at. */
  resolve: Resolve;
  /** What is not judged, apart from what is in its schemas. */
  oddities: readonly Oddity[];
  /** The ids in the nearest `x-rule` at or above a pointer; empty where there is none. */
  rulesAt(pointer: string): readonly string[];
  locate(pointer: string): FilePosition;
}

/** Where the vendors' contract that ships with this package is. */
export const contractPath = fileURLToPath(new URL("./openapi.yaml", import.meta.url));
/** Where the control API's contract is. */
export const controlContractPath = fileURLToPath(new URL("./control.yaml", import.meta.url));

/**
 * Loads an OpenAPI 3.1 or 3.0 document, with what it refers to in other files.
 * @throws UsageError when it cannot be read, is neither, has an object that is not what it should be, or a `$ref` that
 *   leads nowhere or to another machine
 */
export function loadContract(path: string = contractPath): Contract {
  return contractOf(readSourceFile(path));
}

/** The contract in a parsed file; see {@link loadContract}. */
export function contractOf(source: SourceFile): Contract {
  const { file, document, oddities } = bundleOf(source, checkShape<JsonObject>(source, schema.$defs.document));
  return contractIn(file, document, oddities);
}

/**
 * A contract from a document that stems from a file, with changes.
 * @param document of the shape that {@link contractOf} demands; pointers lead into it, positions into the file
 */
export function contractIn(file: SourceFile, document: JsonObject, oddities: readonly Oddity[] = []): Contract {
  refuseMisshapen(file, document);
  const resolve = (pointer: string) => resolvePointer(file, document, pointer);
  const found = operationsOf(document, resolve);
  return {
    file,
    document,
    paths: {},
    resolve,
    operations: found.operations,
    oddities: [...oddities, ...found.oddities, ...schemeOddities(document, resolve)],
    rulesAt: (pointer) => nearestRules(document, pointer),
    locate: (pointer) => file.locate(pointer),
  };
}

function resolvePointer(file: SourceFile, document: JsonObject, pointer: string): { value: unknown; pointer: string } {
  let value: unknown = document;
  let at = "";
  let follows = 0;
  const rest = pointerSegments(pointer);
  for (;;) {
    // What stands beside a reference, as 3.1 allows in a schema, is found where it stands.
    const isBeside = rest[0] !== undefined && isObject(value) && Object.hasOwn(value, rest[0]);
    if (isObject(value) && typeof value.$ref === "string" && !isBeside) {
      const target = value.$ref;
      if (!target.startsWith("#") || ++follows > 100) {
        const expected = "a reference that ends somewhere";
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
