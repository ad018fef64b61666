import { Ajv2020, type AnySchemaObject, type ErrorObject } from "ajv/dist/2020.js";
import { pointerTo } from "./json/json-pointer.ts";
import { explainSchemaError, type SchemaProblem, showValue } from "./schema-error.ts";
import type { SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";
import { likelyName, listed, meantName } from "./words/did-you-mean.ts";

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
  return misspelt(deepest, show) ?? explainSchemaError(deepest, show);
}

/** The problem as a name that is spelt wrong, of a member or of one of a few values; `undefined` where it is another. */
function misspelt(
  error: ErrorObject,
  show: (value: unknown, pointer: string) => string = showValue,
): SchemaProblem | undefined {
  const { keyword, params, data, parentSchema, instancePath } = error;
  const known = Object.keys(parentSchema?.properties ?? {});
  const memberProblem = (name: string): SchemaProblem => {
    const pointer = pointerTo(instancePath, name);
    const meant = likelyName(name, known);
    // The list is not told with the answer: an object may have twenty members.
    const expected = meant === undefined ? `one of ${listed(known)}` : `no such member; did you mean ${meant}?`;
    return { pointer, expected, actual: show((data as Record<string, unknown>)[name], pointer) };
  };
  switch (keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name: string = params.additionalProperty ?? params.unevaluatedProperty;
      return known.length === 0 ? undefined : memberProblem(name);
    }
    case "required": {
      // What is missing may be there under a name that is nearly right.
      const strange = Object.keys(data as object).filter((name) => !known.includes(name));
      const name = strange.find((other) => meantName(other, known) === params.missingProperty);
      return name === undefined ? undefined : memberProblem(name);
    }
    case "enum": {
      const names = (params.allowedValues as unknown[]).filter((value) => typeof value === "string");
      const meant = typeof data === "string" ? likelyName(data, names) : undefined;
      const problem = explainSchemaError(error, show);
      return meant === undefined
        ? undefined
        : { ...problem, expected: `${problem.expected}; did you mean ${showValue(meant)}?` };
    }
    default:
      return undefined;
  }
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}
