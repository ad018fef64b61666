import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json-value.ts";
import { explainSchemaError } from "../../spec/schema-error.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { childPointers } from "./child.ts";
import { echoProblem } from "./echo.ts";
import { schemaPointers } from "./judged-schemas.ts";
import type { SchemaEngine } from "./schemas.ts";

/** Keywords that hold one schema, a list of schemas, or a map of schemas (JSON Schema 2020-12, Core, section 10). */
const one = ["not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"];
const oneMore = ["unevaluatedProperties", "unevaluatedItems"];
const list = ["allOf", "anyOf", "oneOf", "prefixItems"];
const map = ["properties", "patternProperties", "dependentSchemas", "$defs"];

const validation =
  "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems " +
  "minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired format";
const annotation =
  "title description default deprecated readOnly writeOnly examples $comment contentEncoding contentMediaType";
const openapi = "discriminator xml externalDocs example";

const known = new Set([
  ...one,
  ...oneMore,
  ...list,
  ...map,
  "$ref",
  ...`${validation} ${annotation} ${openapi}`.split(" "),
]);

/**
 * Refuses what the judge would otherwise pass over in silence: keywords and formats it does not know, and schemas that
 * are none. Everything that can be reached from the schemas of the contract's operations is looked at.
 * @throws UsageError at the first of them
 */
export function refuseUnknownKeywords(contract: Contract, engine: SchemaEngine): void {
  const seen = new Set<string>();
  const refuse = (pointer: string, found: string, expected: string): never => {
    throw UsageError.at(contract.file, pointer, { found, expected });
  };
  const visit = (pointer: string): void => {
    if (seen.has(pointer)) return;
    seen.add(pointer);
    const schema = engine.at(pointer);
    if (!isObject(schema)) return;
    for (const [keyword, value] of Object.entries(schema)) {
      const at = pointerTo(pointer, keyword);
      if (!known.has(keyword) && !keyword.startsWith("x-")) {
        refuse(at, `the schema keyword ${keyword}`, "one of JSON Schema 2020-12 or OpenAPI 3.1, or an x- name");
      }
      const echo = keyword === "x-echo" ? echoProblem(value) : undefined;
      if (echo !== undefined) refuse(at, `x-echo ${JSON.stringify(value)}`, echo);
      if (keyword === "format" && !engine.formats.has(String(value))) {
        refuse(at, `the format ${value}`, `one of ${[...engine.formats].join(", ")}`);
      }
      // The meta-schema lets a broken pattern pass.
      for (const pattern of keyword === "pattern" ? [value] : keyword === "patternProperties" ? keysOf(value) : []) {
        if (!isRegex(String(pattern))) refuse(at, `the pattern ${pattern}`, "a regular expression of ECMA-262");
      }
      if (keyword === "$ref") visitRoot(String(value).slice(1));
      else if (keyword === "discriminator") childPointers(engine, pointer).forEach(visitRoot);
      else if (one.includes(keyword) || oneMore.includes(keyword)) visit(at);
      else if (list.includes(keyword) || map.includes(keyword)) {
        for (const key of keysOf(value)) visit(pointerTo(at, key));
      }
    }
  };
  // The meta-schema judges a schema with everything inside it, so only the places that are entered from outside are asked.
  const visitRoot = (pointer: string): void => {
    const error = seen.has(pointer) ? undefined : engine.metaError(pointer);
    if (error) {
      const problem = explainSchemaError(error);
      refuse(pointer + problem.pointer, problem.actual, problem.expected);
    }
    visit(pointer);
  };
  for (const pointer of schemaPointers(contract)) visitRoot(pointer);
}

function isRegex(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") !== undefined;
  } catch {
    return false;
  }
}
