import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import { explainSchemaError, type SchemaProblem } from "./schema-error.ts";
import type { SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";

export type { AnySchemaObject } from "ajv/dist/2020.js";

// The schemas are our own: a test holds them against their meta-schema, so that not every start has to. Each is used on a
// few files only, which is less work than making its validator faster.
const ajv = new Ajv2020({
  validateSchema: false,
  code: { optimize: false },
  inlineRefs: false,
  verbose: true,
  allErrors: false,
  strictSchema: true,
  strictTypes: false,
  strictRequired: false,
});

/**
 * Checks that a parsed file has the shape a JSON Schema (draft 2020-12) describes.
 * @param schema compiled once for as long as the same object is given
 * @param show how a wrong value is written in the error; gets its JSON Pointer too, to mask what must not be seen
 * @returns the file's value, which may now be treated as a `T`
 * @throws UsageError at the first value that does not fit
 */
export function checkShape<T>(
  file: SourceFile,
  schema: AnySchemaObject,
  show?: (value: unknown, pointer: string) => string,
): T {
  const problem = shapeProblem(file.value, schema, show);
  if (!problem) return file.value as T;
  const name = problem.pointer === "" ? "the document" : problem.pointer;
  throw UsageError.at(file, problem.pointer, {
    found: `${problem.actual} at ${name}`,
    expected: problem.expected,
  });
}

/** How a value has not the shape that a JSON Schema describes, the deepest cause; see {@link checkShape}. */
export function shapeProblem(
  value: unknown,
  schema: AnySchemaObject,
  show?: (value: unknown, pointer: string) => string,
): SchemaProblem | undefined {
  const validate = ajv.compile(schema);
  if (validate(value)) return undefined;
  // The deepest error names the real cause; the ones above it only say that a branch did not match.
  const errors = validate.errors ?? [];
  const deepest = errors.toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath))[0];
  if (!deepest) throw new Error("a schema that does not match must say why");
  return explainSchemaError(deepest, show);
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}
