import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { mergeSchemas } from "../synthetic/merged-schema.ts";
import { metaErrors, metaErrorText } from "../vocabulary/meta-schema.ts";

type InputsOf = { inputs: JsonObject | undefined };

/**
 * The inputs that the schema of a workflow's inputs names, its `allOf` included, with the schemas that hold for each. One
 * that must not be there (`false`) is none.
 */
export function declaredInputs({ inputs }: InputsOf): Map<string, JsonObject[]> {
  const entries = mergeSchemas([inputs ?? {}])
    .all("properties")
    .filter(isObject)
    .flatMap((properties) => Object.entries(properties));
  const declared = new Map<string, JsonObject[]>();
  for (const [name, schema] of entries) {
    declared.set(name, [...(declared.get(name) ?? []), ...(isObject(schema) ? [schema] : [])]);
  }
  for (const [name, schema] of entries) if (schema === false) declared.delete(name);
  return declared;
}

/**
 * What a schema says of inputs it does not name. It is open unless it says that it is not (JSON Schema 2020-12, Core,
 * section 10.3.2.3); `unsaid` is open by saying nothing.
 */
export function otherInputs({ inputs }: InputsOf): "allowed" | "refused" | "unsaid" {
  if (inputs === undefined) return "allowed";
  const { all } = mergeSchemas([inputs]);
  const others = [...all("additionalProperties"), ...all("unevaluatedProperties")];
  if (all("not").some((schema) => isObject(schema) && Object.keys(schema).length === 0)) return "refused";
  if (others.includes(false) && all("patternProperties").length === 0) return "refused";
  const opening = ["patternProperties", "anyOf", "oneOf", "if", "dependentSchemas"].flatMap(all);
  return others.length + opening.length > 0 ? "allowed" : "unsaid";
}

/** The schemas that hold for an input that is not named; `undefined` where it must not be there. */
export function schemasOfOther({ inputs }: InputsOf, name: string): JsonObject[] | undefined {
  const { all } = mergeSchemas([inputs ?? {}]);
  const byPattern = all("patternProperties")
    .filter(isObject)
    .flatMap((patterns) => Object.entries(patterns));
  const matching = byPattern.filter(([pattern]) => isMatch(pattern, name)).map(([, schema]) => schema);
  const found = matching.length > 0 ? matching : [...all("additionalProperties"), ...all("unevaluatedProperties")];
  return found.includes(false) || otherInputs({ inputs }) === "refused" ? undefined : found.filter(isObject);
}

function isMatch(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    return false;
  }
}

/** @throws UsageError for inputs that are described by no JSON Schema (draft 2020-12) */
export function checkInputsSchema({ inputs }: InputsOf, file: SourceFile, pointer: string): void {
  if (inputs === undefined || metaErrors(inputs).length === 0) return;
  const expected = "a JSON Schema (draft 2020-12)";
  const properties = isObject(inputs.properties) ? inputs.properties : {};
  for (const [name, schema] of Object.entries(properties)) {
    const errors = metaErrors(schema);
    if (errors.length === 0) continue;
    const found = `input ${name}: schema is invalid: ${metaErrorText(errors)}`;
    throw UsageError.at(file, pointerTo(`${pointer}/properties`, name), { found, expected });
  }
  throw UsageError.at(file, pointer, {
    found: `inputs: schema is invalid: ${metaErrorText(metaErrors(inputs))}`,
    expected,
  });
}
