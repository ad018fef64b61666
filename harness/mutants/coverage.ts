import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json/json-value.ts";
import { openFormats } from "./format.ts";
import { keywordBreakers } from "./keyword.ts";
import { type OwnSchemas, targetOf } from "./own-schemas.ts";

const single = ["items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "then", "else"];
const lists = ["allOf", "anyOf", "oneOf", "prefixItems"];
const maps = ["properties", "patternProperties", "dependentSchemas"];

/**
 * The pointers of all keywords that forbid something, in a schema and in all that it leads to. Each of them should have
 * been broken at least once.
 */
export function forbiddingKeywords(schemas: OwnSchemas, root: string): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (pointer: string): void => {
    const schema = schemas.at(pointer);
    if (!isObject(schema) || seen.has(pointer)) return;
    seen.add(pointer);
    for (const [keyword, argument] of Object.entries(schema)) {
      const at = pointerTo(pointer, keyword);
      if (forbids(keyword, argument)) found.push(at);
      if (keyword === "$ref") visit(targetOf(String(argument)));
      else if (single.includes(keyword)) visit(at);
      else if (lists.includes(keyword) || maps.includes(keyword)) {
        for (const key of keysOf(argument)) visit(pointerTo(at, key));
      }
    }
  };
  visit(root);
  return found;
}

/** Whether a keyword with this argument forbids anything at all. */
function forbids(keyword: string, argument: unknown): boolean {
  if (keyword === "oneOf" || keyword === "anyOf" || keyword === "discriminator") return true;
  if (!Object.hasOwn(keywordBreakers, keyword)) return false;
  if (keyword === "items") return argument === false;
  if (keyword === "uniqueItems") return argument === true;
  if (keyword === "format") return !openFormats.includes(String(argument));
  return argument !== 0 && !(Array.isArray(argument) && argument.length === 0);
}
