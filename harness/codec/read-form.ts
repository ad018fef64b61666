import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { readJson } from "../exchange/json-text.ts";
import { boundaryOf, type Part, partsOf } from "../exchange/multipart.ts";
import type { Schemas } from "../schema/schemas.ts";
import { encodingOf, type FormSpec, matchesType, propertySchemas } from "./encoding.ts";
import { formDecoded, formPairs, type RawPair } from "./percent.ts";
import { readPairs } from "./read.ts";
import { type Style, styleProblem } from "./style.ts";
import { declaredAt, fitting, type Typed, typedText, typedValue, typesAt } from "./typed-value.ts";

/** A part of a form whose content type is none of those that its encoding has. */
export interface WrongType {
  /** JSON Pointer into the form. */
  where: string;
  expected: string;
  actual: string;
}

/** A form as the value that its schema is about. */
export type ReadForm = Typed & { wrongTypes: WrongType[] };

/** What a form is read by. */
export interface ReadBy {
  schemas: Schemas;
  spec: FormSpec;
}

/**
 * Reads `application/x-www-form-urlencoded`: each name a member, typed by its schema and written by its encoding.
 * @param text of the body
 */
export function readForm(text: string, by: ReadBy): ReadForm {
  return formOf(formPairs(text), by);
}

/**
 * Reads `multipart/form-data`.
 * @param contentType of the body, which names its boundary
 * @returns the value, or why the body is no form in parts
 */
export function readMultipart(text: string, contentType: string, by: ReadBy): ReadForm | { problem: string } {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return { problem: "a content type without a boundary" };
  const parts = partsOf(text, boundary);
  return "problem" in parts ? parts : formOfParts(parts, by);
}

/** The value that some parts stand for. */
function formOfParts(parts: readonly Part[], by: ReadBy): ReadForm {
  const form = formOf(
    // A part has no escapes; what is read as a query has.
    parts.map(({ name, body }) => ({ name, raw: body.replace(/[%+]/g, (char) => encodeURIComponent(char)) })),
    by,
  );
  return { ...form, wrongTypes: parts.flatMap((part) => wrongTypeOf(part, by.spec)) };
}

function formOf(pairs: readonly RawPair[], by: ReadBy): ReadForm {
  const { schemas, spec } = by;
  const { schema } = spec;
  const left = new Set(pairs);
  const members: [name: string, value: unknown][] = [];
  const open: string[] = [];
  const declared = schema === undefined ? new Set<string>() : declaredAt(schemas, schema).names;
  for (const name of Object.keys(spec.encoding)) {
    const encoding = encodingOf(spec, name);
    const { own } = propertySchemas(schemas, spec, name);
    if (!("style" in encoding) || own === undefined) continue;
    const found = styledMember(name, { pairs, own, style: encoding.style, declared, schemas });
    if (!found) continue;
    for (const pair of found.used) left.delete(pair);
    if (found.typed) members.push([name, found.typed.value]);
    open.push(...(found.typed?.open ?? [""]).map((at) => pointerTo("", name) + at));
  }
  for (const [name, group] of Map.groupBy(left, (pair) => pair.name)) {
    const texts = group.map(({ raw }) => formDecoded(raw));
    const typed = contentMember(name, texts, by);
    members.push([name, typed.value]);
    open.push(...typed.open.map((at) => pointerTo("", name) + at));
  }
  return { value: Object.fromEntries(members), open, wrongTypes: [] };
}

/** A member that is written as a query parameter is; the pairs it took, and its value where its style is defined. */
function styledMember(
  name: string,
  at: { pairs: readonly RawPair[]; own: string; style: Style; declared: ReadonlySet<string>; schemas: Schemas },
): { used: RawPair[]; typed: Typed | undefined } | undefined {
  const { pairs, own, style, declared, schemas } = at;
  const isNamed = (pair: RawPair) => pair.name === name || pair.name.startsWith(`${name}[`);
  if (styleProblem(style) !== undefined) return { used: pairs.filter(isNamed), typed: undefined };
  const inner = declaredAt(schemas, own);
  const isMember = (other: string) =>
    typesAt(schemas, own).has("object") && inner.names.has(other) && !declared.has(other);
  const readings = readPairs(name, style, { pairs, isMember });
  if (!readings) return undefined;
  const used = pairs.filter((pair) => isNamed(pair) || (style.name === "form" && style.explode && isMember(pair.name)));
  return { used, typed: typedValue(schemas, own, readings) ?? { value: readings.texts, open: [] } };
}

/** A member that is written as text of a media type: a list as several values, an object as JSON. */
function contentMember(name: string, texts: string[], { schemas, spec }: ReadBy): Typed {
  const encoding = encodingOf(spec, name);
  const contentTypes = "contentTypes" in encoding ? encoding.contentTypes : undefined;
  const { own, item, isList } = propertySchemas(schemas, spec, name);
  const [text = "", ...more] = texts;
  if (own === undefined) return { value: more.length === 0 ? text : texts, open: [] };
  const one = (at: string | undefined, of: string) => contentValue(schemas, { schema: at, text: of, contentTypes });
  if (!isList) return more.length === 0 ? one(own, text) : { value: texts, open: [] };
  const items = texts.map((each, index) => one(item(index), each));
  const list: Typed = {
    value: items.map(({ value }) => value),
    open: items.flatMap((each, index) => each.open.map((at) => `/${index}${at}`)),
  };
  // A list alone, unless its schema allows for one value, too.
  return (more.length === 0 ? fitting(schemas, own, [list, one(own, text)]) : undefined) ?? list;
}

function contentValue(
  schemas: Schemas,
  { schema, text, contentTypes }: { schema: string | undefined; text: string; contentTypes: string[] | undefined },
): Typed {
  if (schema === undefined) return { value: text, open: [] };
  const types = typesAt(schemas, schema);
  const isJson = contentTypes === undefined ? types.has("object") : contentTypes.every((type) => isJsonType(type));
  if (!isJson) {
    // XML and the like in a value: what is in it is not looked into.
    const isOther = contentTypes !== undefined && types.has("object");
    return { value: typedText(schemas, schema, text), open: isOther ? [""] : [] };
  }
  const json = readJson(Buffer.from(text));
  return { value: "value" in json ? json.value : text, open: [] };
}

/** A part without a content type has the usual one (RFC 7578, section 4.4); only an encoding's own is insisted on. */
function wrongTypeOf({ name, contentType = "text/plain" }: Part, spec: FormSpec): WrongType[] {
  const encoding = encodingOf(spec, name);
  const allowed = "contentTypes" in encoding ? encoding.contentTypes : undefined;
  if (allowed === undefined || matchesType(allowed, contentType)) return [];
  return [{ where: pointerTo("", name), expected: `content type ${allowed.join(" or ")}`, actual: contentType }];
}
