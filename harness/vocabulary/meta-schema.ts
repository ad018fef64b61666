import { Ajv2020, type AnySchema, type ErrorObject } from "ajv/dist/2020.js";

// One for all: compiling the meta-schema takes longer than holding every schema of a contract against it.
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, logger: false, code: { optimize: false } });

/** How a value is no JSON Schema (draft 2020-12), the deepest cause first; empty when it is one. */
export function metaErrors(schema: unknown): ErrorObject[] {
  if (ajv.validateSchema(schema as AnySchema) === true) return [];
  return (ajv.errors ?? []).toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath));
}

/** The deepest cause in Ajv's words. */
export function metaErrorText([error]: readonly ErrorObject[]): string {
  return ajv.errorsText(error ? [error] : null);
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}
