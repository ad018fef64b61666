// What derives faults walks schemas by itself: it shares no reading of them with the checks that have to find the faults.

import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject, keysOf } from "../../spec/json/json-value.ts";
import { type OwnSchemas, targetOf } from "./own-schemas.ts";
import { itemPointers, memberPointers, sampleOf } from "./sample.ts";
import { withValue } from "./value.ts";

/** A schema object that says something about a place. */
export interface SpotSchema {
  pointer: string;
  schema: JsonObject;
}

/** A place of an answer's body that schemas speak of. */
export interface Spot {
  /** JSON Pointer into the body. */
  where: string;
  /** The same with `*` for every item of an array: places of one shape need one fault only. */
  shape: string;
  parts: SpotSchema[];
  value: unknown;
  /** What is put into the answer first, outermost first, where the recorded one has nothing at this place. */
  grafts: Graft[];
  /** Whether something above decides between schemas by what is here, so that another one may allow the change. */
  isChoice: boolean;
}

/** A documented value that an answer may have and does not. */
export interface Graft {
  where: string;
  value: unknown;
  /** Whether it takes the place of another value: another branch of a oneOf. */
  replaces: boolean;
}

/** How many grafts may stand in each other; a recursive schema would go on for ever. */
const maximumGrafts = 4;

/** All places of a body, and those that it might have by its schema, the recorded ones first. */
export function spotsOf(schemas: OwnSchemas, root: string, body: unknown): Spot[] {
  const spots: Spot[] = [];
  visit({ where: "", shape: "", pointers: [root], value: body, grafts: [], grafted: new Set(), isChoice: false });
  return spots.sort((a, b) => a.grafts.length - b.grafts.length);

  function visit(at: Visit): void {
    const { where, shape, value, grafts, grafted } = at;
    const parts = at.pointers.flatMap((pointer) => partsOf(schemas, pointer, value));
    const isChoice = at.isChoice || parts.some(({ schema }) => choices.some((name) => schema[name] !== undefined));
    spots.push({ where, shape, parts, value, grafts, isChoice });
    for (const branch of at.isBranch ? [] : otherBranches(schemas, parts, value)) {
      graft({ ...at, isChoice, isBranch: true }, [branch, ...at.pointers]);
    }
    const inner = { grafts, grafted, isChoice };
    if (Array.isArray(value)) {
      const shaped = `${shape}/*`;
      for (const [index, item] of value.entries()) {
        const pointers = parts.flatMap((part) => itemPointers(part, index));
        visit({ where: `${where}/${index}`, shape: shaped, pointers, value: item, ...inner });
      }
      const pointers = value.length === 0 ? parts.flatMap((part) => itemPointers(part, 0)) : [];
      if (pointers.length > 0) graft({ ...inner, where: `${where}/0`, shape: shaped, pointers }, pointers);
    } else if (isObject(value)) {
      for (const name of new Set([...Object.keys(value), ...parts.flatMap(declared)])) {
        const pointers = memberPointers(parts, name);
        const child = { ...inner, where: pointerTo(where, name), shape: pointerTo(shape, name), pointers };
        if (Object.hasOwn(value, name)) visit({ ...child, value: value[name] });
        else if (pointers.length > 0) graft(child, pointers);
      }
    }
  }

  /** Visits a place with a value made for some schemas, unless that has been done on the way here. */
  function graft(at: Omit<Visit, "value">, wanted: string[]): void {
    const key = wanted.map((pointer) => meantBy(schemas, pointer)).join(" ");
    if (at.grafted.has(key) || at.grafts.length >= maximumGrafts) return;
    const value = sampleOf(schemas, wanted);
    if (value === undefined) return;
    const added = { where: at.where, value, replaces: at.isBranch === true };
    visit({ ...at, value, grafts: [...at.grafts, added], grafted: new Set([...at.grafted, key]) });
  }
}

interface Visit {
  where: string;
  shape: string;
  pointers: string[];
  value: unknown;
  grafts: Graft[];
  /** OwnSchemas something was made for already, on the way here. */
  grafted: ReadonlySet<string>;
  isChoice: boolean;
  /** Whether the value was made for one branch, so that the others are not tried again. */
  isBranch?: boolean;
}

const choices = ["oneOf", "anyOf", "if", "not", "dependentSchemas", "contains"];

/** A body with the value at a place replaced; `undefined` where this body has no such place. */
export function changed(body: unknown, { where, grafts }: Spot, value: unknown): unknown {
  let whole = body;
  for (const { where: at, value: sample, replaces } of grafts) {
    if (!replaces && valueAt(whole, at) !== undefined) continue;
    whole = withValue(whole, at, sample);
  }
  return valueAt(whole, where) === undefined ? undefined : withValue(whole, where, value);
}

/** The schema objects that apply to a value: the one at the pointer, and what it refers to or chooses for the value. */
function partsOf(schemas: OwnSchemas, pointer: string, value: unknown, seen = new Set<string>()): SpotSchema[] {
  const schema = schemas.at(pointer);
  if (!isObject(schema) || seen.has(pointer)) return [];
  seen.add(pointer);
  const fits = (at: string) => schemas.fits(at, value);
  const next: string[] = typeof schema.$ref === "string" ? [targetOf(schema.$ref)] : [];
  for (const index of keysOf(schema.allOf)) next.push(`${pointer}/allOf/${index}`);
  for (const keyword of ["oneOf", "anyOf"]) next.push(...branchesOf({ pointer, schema }, keyword).filter(fits));
  if (schema.if !== undefined) next.push(`${pointer}/${fits(`${pointer}/if`) ? "then" : "else"}`);
  for (const name of keysOf(schema.dependentSchemas)) {
    if (isObject(value) && Object.hasOwn(value, name)) next.push(pointerTo(`${pointer}/dependentSchemas`, name));
  }
  return [{ pointer, schema }, ...next.flatMap((at) => partsOf(schemas, at, value, seen))];
}

/** The pointers of the branches of a oneOf or anyOf. */
export function branchesOf({ pointer, schema }: SpotSchema, keyword: string): string[] {
  return keysOf(schema[keyword]).map((index) => `${pointer}/${keyword}/${index}`);
}

/** The schemas that a value could have been made for instead: other branches, or what is allowed besides null. */
function otherBranches(schemas: OwnSchemas, parts: SpotSchema[], value: unknown): string[] {
  const branches = parts.flatMap((part) => ["oneOf", "anyOf"].flatMap((keyword) => branchesOf(part, keyword)));
  const nullable = value === null ? parts.filter(({ schema }) => [schema.type ?? []].flat().length > 1) : [];
  return [...branches.filter((branch) => !schemas.fits(branch, value)), ...nullable.map(({ pointer }) => pointer)];
}

function declared({ schema }: SpotSchema): string[] {
  const isMap = isObject(schema.additionalProperties) || isObject(schema.unevaluatedProperties);
  return [...keysOf(schema.properties), ...(isMap ? ["understudy"] : [])];
}

function meantBy(schemas: OwnSchemas, pointer: string): string {
  const schema = schemas.at(pointer);
  return isObject(schema) && typeof schema.$ref === "string" ? targetOf(schema.$ref) : pointer;
}
