import type { JsonObject } from "../../spec/json-value.ts";
import { dialect } from "./dialect.ts";
import { metaErrors, metaErrorText } from "./meta-schema.ts";

const ajv = dialect({ strictSchema: true, strictTypes: false, strictRequired: false, validateSchema: false });
// What OpenAPI 3.1 adds to JSON Schema says nothing about what is valid.
ajv.addVocabulary(["discriminator", "xml", "externalDocs", "example"]);

// Extensions say nothing either, but Ajv must know their names; any other unknown keyword is a mistake.
const extensions = new Set<string>();

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
  for (const [name] of key.matchAll(/(?<=[{,]")x-[a-z0-9_-]+(?=":)/gi)) {
    if (!extensions.has(name)) ajv.addKeyword(name);
    extensions.add(name);
  }
  for (const schema of schemas) {
    const errors = metaErrors(schema);
    if (errors.length > 0) throw new Error(`schema is invalid: ${metaErrorText(errors)}`);
  }
  const compiled = ajv.compile({ allOf: schemas });
  const validator = (value: unknown) => compiled(value) === true;
  validators.set(key, validator);
  return validator;
}
