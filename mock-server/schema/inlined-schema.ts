import type { Contract } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { UsageError } from "../../spec/usage-error.ts";

// What z.fromJSONSchema turns into a check. Anything else it would pass over in silence.
const supported = new Set([
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "items"],
  ...["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "anyOf", "oneOf", "allOf", "format"],
]);
// Words about a schema that check nothing.
const annotations = new Set(["title", "description", "default", "examples", "example", "deprecated", "$comment"]);

/**
 * A copy of a contract's schema with `$ref`s replaced by what they lead to, without the words that check nothing, and
 * without the keywords that its `x-told-elsewhere` lists: whoever carries the call out refuses these in better words.
 * @throws UsageError for a keyword that zod does not check, by name and place
 */
export function inlinedSchema(contract: Contract, pointer: string): JsonObject {
  return inline(contract, pointer) as JsonObject;
}

function inline(contract: Contract, pointer: string): unknown {
  const { value, pointer: at } = contract.resolve(pointer);
  if (!isObject(value)) return value;
  const schema: JsonObject = {};
  const toldElsewhere = (value["x-told-elsewhere"] ?? []) as string[];
  for (const [keyword, child] of Object.entries(value)) {
    const here = pointerTo(at, keyword);
    if (keyword.startsWith("x-") || annotations.has(keyword) || toldElsewhere.includes(keyword)) continue;
    const unknownFormat = keyword === "format" && child !== "date-time";
    if (!supported.has(keyword) || unknownFormat) {
      const expected = "a keyword that the mock's validator checks";
      const found = `keyword ${keyword}${unknownFormat ? ` ${child}` : ""}`;
      throw UsageError.at(contract.file, here, { found, expected });
    }
    if (keyword === "properties") {
      const names = Object.keys(child as JsonObject);
      schema[keyword] = Object.fromEntries(names.map((name) => [name, inline(contract, pointerTo(here, name))]));
    } else if (Array.isArray(child) && ["anyOf", "oneOf", "allOf"].includes(keyword)) {
      schema[keyword] = child.map((_, index) => inline(contract, pointerTo(here, index)));
    } else {
      schema[keyword] = isObject(child) ? inline(contract, here) : child;
    }
  }
  return schema;
}
