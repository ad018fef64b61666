import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { inPlace, isJudged, list, map, one } from "../vocabulary/keyword.ts";
import { schemaPointer } from "./branch.ts";

/** A schema that is compiled by itself: where it stands, and which members nobody asks for there. */
export interface Unit {
  pointer: string;
  /** In order; see direction.ts. */
  exempt: readonly string[];
}

/** What a schema is made judgeable with. */
export interface Making {
  /** See Schemas. */
  at(pointer: string): unknown;
  /** Whether something in the schema at a pointer is not judged. */
  isOpen(pointer: string): boolean;
  /** Whether the schema at a pointer lets more pass than it should. */
  isLoose(pointer: string): boolean;
  /** Members that the schema at a pointer keeps out of the direction. */
  keptOut(pointer: string): readonly string[];
  /** The name by which another unit is called from this one. */
  call(unit: Unit): string;
  /** Called with each schema of the copy and where it stands. */
  made(schema: object, pointer: string): void;
}

/** How deeply a unit nests, and how many schemas it has: what generated code of one function can bear, far from its limits. */
const deepest = 12;
const most = 150;

/** The keyword of a copy that calls another unit. */
export const callKeyword = "x-call";

/** What an empty `enum` allows: nothing. Ajv wants a value, so it gets one that no JSON has. */
export const noValue: readonly unknown[] = [{ none: () => undefined }];

/** What nothing is judged of: as `true`, and it counts as having looked at all members and items. */
const anything = { additionalProperties: true, items: true };

/**
 * A copy of a schema that Ajv compiles to what it says: without what is not judged, without members that a direction does
 * not ask for, and with references, and whatever is deep or large, as calls of other units. So schemas in chains and circles
 * of any length are compiled one by one, when a value first comes to them.
 */
export function judgeable({ pointer, exempt }: Unit, making: Making): JsonObject | boolean {
  let left = most;
  const copy = (at: string, inherited: readonly string[], depth: number): JsonObject | boolean => {
    const schema = making.at(at);
    if (!isObject(schema)) return schema !== false;
    if (depth > 0 && (depth > deepest || left <= 0) && hasSchemas(schema)) {
      return { [callKeyword]: making.call({ pointer: at, exempt: passed(at, inherited) }) };
    }
    left--;
    const names = [...new Set([...inherited, ...making.keptOut(at)])];
    const result: JsonObject = {};
    let isOpen = making.isOpen(at);
    for (const [keyword, value] of Object.entries(schema)) {
      if (!isJudged(keyword)) continue;
      if (isUnknowable(schema, at, keyword)) {
        isOpen = true;
        continue;
      }
      const here = pointerTo(at, keyword);
      const inner = (key: string, below = `${here}/${key}`) =>
        copy(below, inPlace.includes(keyword) ? names : [], depth + 1);
      if (keyword === "$ref") {
        const target = schemaPointer(String(value));
        result[callKeyword] = making.call({ pointer: target, exempt: passed(target, names) });
      } else if (keyword === "required") result.required = (value as string[]).filter((name) => !names.includes(name));
      else if (keyword === "enum" && (value as unknown[]).length === 0) result.enum = noValue;
      else if (one.includes(keyword)) result[keyword] = inner("", here);
      else if (list.includes(keyword)) result[keyword] = (value as unknown[]).map((_, index) => inner(String(index)));
      else if (map.includes(keyword)) {
        const keys = Object.keys(value as JsonObject);
        result[keyword] = Object.fromEntries(keys.map((key) => [key, inner(key, pointerTo(here, key))]));
      } else result[keyword] = value;
    }
    // What is not judged might have looked at any member.
    if (isOpen) for (const [keyword, value] of Object.entries(anything)) result[keyword] ??= value;
    making.made(result, at);
    return result;
  };
  /** Whether a keyword refuses values because of a schema in it that lets too much pass. */
  const isUnknowable = (schema: JsonObject, at: string, keyword: string): boolean => {
    if (keyword === "not" || keyword === "contains" || keyword === "oneOf") {
      const branches =
        keyword === "oneOf"
          ? (schema.oneOf as unknown[]).map((_, index) => `${at}/oneOf/${index}`)
          : [`${at}/${keyword}`];
      return branches.some((branch) => making.isLoose(branch));
    }
    const isConditional = keyword === "if" || keyword === "then" || keyword === "else";
    return isConditional && schema.if !== undefined && making.isLoose(`${at}/if`);
  };
  /** The members that are nobody's business in another unit, apart from those it knows of by itself. */
  const passed = (target: string, names: readonly string[]): string[] => {
    const own = making.keptOut(target);
    return names.filter((name) => !own.includes(name)).toSorted();
  };
  return copy(pointer, exempt, 0);
}

function hasSchemas(schema: JsonObject): boolean {
  return [...one, ...list, ...map].some((keyword) => schema[keyword] !== undefined);
}
