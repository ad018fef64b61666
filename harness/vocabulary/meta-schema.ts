import { Ajv2020, type AnySchema, type ErrorObject } from "ajv/dist/2020.js";

// One for all: compiling the meta-schema takes longer than holding every schema of a contract against it.
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, logger: false, code: { optimize: false } });

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** How a value is no JSON Schema (draft 2020-12), the deepest cause first; empty when it is one. */
export function metaErrors(schema: unknown): ErrorObject[] {
  // Ajv looks for the dialect in the schema, and null has no members.
  const isSchema = schema === null ? ajv.validate(dialect, schema) : ajv.validateSchema(schema as AnySchema);
  if (isSchema === true) return [];
  return (ajv.errors ?? []).toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath));
}

/** The deepest cause in Ajv's words. */
export function metaErrorText([error]: readonly ErrorObject[]): string {
  return ajv.errorsText(error ? [error] : null);
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}
