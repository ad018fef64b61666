import type { JsonObject } from "../../spec/json/json-value.ts";
import { dialect } from "./dialect.ts";
import { metaErrors, metaErrorText } from "./meta-schema.ts";

// An unknown keyword is an annotation (JSON Schema 2020-12, Core, section 6.5), and so is a format that is not known
// (Validation, section 7.2.3).
const ajv = dialect({ strict: false, logger: false, validateSchema: false });

// The same fields turn up in workflow after workflow; compiling is by far the dearest part.
const validators = new Map<string, (value: unknown) => boolean>();

/**
 * Whether all of some JSON Schemas (draft 2020-12) allow a value.
 * @throws Error, with Ajv's words, when one of them is no valid schema
 */
export function validatorOf(schemas: readonly JsonObject[]): (value: unknown) => boolean {
  const key = JSON.stringify(schemas);
  const known = validators.get(key);
  if (known) return known;
  for (const schema of schemas) {
    const errors = metaErrors(schema);
    if (errors.length > 0) throw new Error(`schema is invalid: ${metaErrorText(errors)}`);
  }
  const compiled = ajv.compile({ allOf: schemas });
  const validator = (value: unknown) => compiled(value) === true;
  validators.set(key, validator);
  return validator;
}
