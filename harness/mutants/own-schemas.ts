import { format as formats, type Schema, validate } from "@cfworker/json-schema";
import type { Contract } from "../../spec/contract.ts";
import { pointerTo, unescapedFragment, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";

/** How a value breaks a schema, in the words of the engine. */
export interface OwnBreach {
  /** JSON Pointer into the value. */
  where: string;
  keyword: string;
  says: string;
}

/**
 * The schemas of a contract as the mutants read them: by another engine than the judge's, from the document itself. What
 * finds faults and what makes them can so not be wrong in the same way.
 */
export interface OwnSchemas {
  /** What is at a pointer, `$ref` not followed; `undefined` where there is nothing. */
  at(pointer: string): unknown;
  /** Whether an answer's value is one that the schema at a pointer allows. */
  fits(pointer: string, value: unknown): boolean;
  /** All that a value breaks, what contains a fault included; empty where it fits. */
  breaches(pointer: string, value: unknown): OwnBreach[];
  /** The members that a schema, or what it is made of, has for requests only: no answer needs them. */
  requestOnly(pointer: string): string[];
}

const made = new WeakMap<Contract, OwnSchemas>();

/** The schemas of a contract, as the mutants read them. */
export function ownSchemasOf(contract: Contract): OwnSchemas {
  const known = made.get(contract);
  if (known) return known;
  const schemas = readSchemas(contract.document);
  made.set(contract, schemas);
  return schemas;
}

/** Whether the engine knows a format of texts; of others it says nothing. */
export function knowsFormat(name: string): boolean {
  return Object.hasOwn(formats, name);
}

/** The pointer that a `$ref` means, or the name of a schema. */
export function targetOf(reference: string): string {
  return reference.startsWith("#")
    ? unescapedFragment(reference.slice(1))
    : pointerTo("/components/schemas", reference);
}

const one = ["items", "contains", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames"];
const oneInPlace = ["not", "if", "then", "else"];
const listsInPlace = ["allOf", "anyOf", "oneOf"];
const maps = ["properties", "patternProperties"];

function readSchemas(document: JsonObject): OwnSchemas {
  /** Prepared schemas, by the text of the references that lead to them. */
  const prepared: Record<string, Schema | boolean> = {};

  const at = (pointer: string) => valueAt(document, pointer);

  function requestOnly(pointer: string, seen = new Set<string>()): string[] {
    const schema = at(pointer);
    if (!isObject(schema) || seen.has(pointer)) return [];
    seen.add(pointer);
    const own = keysOf(schema.properties).filter((name) => isRequestOnly(pointerTo(`${pointer}/properties`, name)));
    const parts = keysOf(schema.allOf).map((index) => `${pointer}/allOf/${index}`);
    if (typeof schema.$ref === "string") parts.push(targetOf(schema.$ref));
    return [...own, ...parts.flatMap((part) => requestOnly(part, seen))];
  }

  function isRequestOnly(pointer: string): boolean {
    const schema = at(pointer);
    if (!isObject(schema)) return false;
    return schema.writeOnly === true || (typeof schema.$ref === "string" && isRequestOnly(targetOf(schema.$ref)));
  }

  /**
   * Copies a schema and all it leads to, so that each reference names a copy.
   * @param outer members that need not be there, by the schemas around this one that speak of the same value
   * @returns the reference
   */
  function prepare(pointer: string, outer: readonly string[]): string {
    const free = [...new Set([...outer, ...requestOnly(pointer)])].sort();
    const reference = JSON.stringify([pointer, ...free]);
    if (prepared[reference] !== undefined) return reference;
    const schema = at(pointer);
    if (!isObject(schema)) {
      prepared[reference] = schema !== false;
      return reference;
    }
    const copy: Schema = {};
    prepared[reference] = copy;
    const inner = (below: string, names: readonly string[]) => ({ $ref: prepare(below, names) });
    for (const [keyword, argument] of Object.entries(schema)) {
      const here = pointerTo(pointer, keyword);
      const each = (names: readonly string[]) => keysOf(argument).map((key) => inner(pointerTo(here, key), names));
      if (keyword === "$ref") copy.$ref = prepare(targetOf(String(argument)), free);
      else if (keyword === "required") copy.required = (argument as string[]).filter((name) => !free.includes(name));
      else if (one.includes(keyword)) copy[keyword] = inner(here, []);
      else if (oneInPlace.includes(keyword)) copy[keyword] = inner(here, free);
      else if (listsInPlace.includes(keyword)) copy[keyword] = each(free);
      else if (keyword === "prefixItems") copy[keyword] = each([]);
      else if (maps.includes(keyword) || keyword === "dependentSchemas") {
        const names = keyword === "dependentSchemas" ? free : [];
        copy[keyword] = Object.fromEntries(keysOf(argument).map((key, index) => [key, each(names)[index]]));
      } else copy[keyword] = argument;
    }
    return reference;
  }

  const judged = (pointer: string, value: unknown, stopsEarly: boolean) => {
    const schema = prepared[prepare(pointer, [])] ?? true;
    return validate(value, schema, "2020-12", prepared, stopsEarly);
  };

  return {
    at,
    fits: (pointer, value) => judged(pointer, value, true).valid,
    breaches: (pointer, value) =>
      judged(pointer, value, false)
        // References are this file's own; that one leads to a breach says nothing more.
        .errors.filter(({ keyword }) => keyword !== "$ref")
        .map(({ instanceLocation, keyword, error }) => ({
          where: unescapedFragment(instanceLocation.slice(1)),
          keyword,
          says: error,
        })),
    requestOnly: (pointer) => [...new Set(requestOnly(pointer))],
  };
}
