import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, keysOf } from "../../spec/json/json-value.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { readJson, writtenValue } from "../exchange/json-text.ts";
import { boundaryOf, type Part, partsOf } from "../exchange/multipart.ts";
import type { Schemas } from "../schema/schemas.ts";
import { encodingOf, type FormSpec, matchesType } from "./encoding.ts";
import { formDecoded, formPairs, type RawPair } from "./percent.ts";
import { readPairs } from "./read.ts";
import { type Style, styleProblem } from "./style.ts";
import {
  declaredAt,
  fits,
  fitting,
  isCompound,
  itemAt,
  memberAt,
  membersAt,
  type Typed,
  typedText,
  typedValue,
  typesAt,
} from "./typed-value.ts";

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
  for (const name of keysOf(spec.encoding)) {
    const encoding = encodingOf(spec, name);
    const own = schema === undefined ? undefined : memberAt(schemas, schema, name);
    if (!("style" in encoding) || own === undefined) continue;
    const found = styledMember(name, { pairs, own, style: encoding.style, declared, schemas });
    if (!found) continue;
    for (const pair of found.used) left.delete(pair);
    if (found.typed) members.push([name, found.typed.value]);
    open.push(...(found.typed?.open ?? [""]).map((at) => pointerTo("", name) + at));
  }
  const inBrackets = spec.encoding === undefined ? bracketed([...left], { declared, schemas, schema }) : [];
  for (const { pair } of inBrackets) left.delete(pair);
  for (const [name, group] of Map.groupBy(inBrackets, ({ holder }) => holder)) {
    members.push([name, Object.fromEntries(group.map(({ member, pair }) => [member, formDecoded(pair.raw)]))]);
    open.push(pointerTo("", name));
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

/**
 * Members of an object as `name[member]`. That is how `deepObject` writes one, and nothing but an encoding asks for that: the
 * default is JSON (OpenAPI 3.1.2, Encoding Object). An answer can have no encoding, so that what its brackets mean is open.
 */
function bracketed(
  pairs: readonly RawPair[],
  { declared, schemas, schema }: { declared: ReadonlySet<string>; schemas: Schemas; schema: string | undefined },
): { holder: string; member: string; pair: RawPair }[] {
  if (schema === undefined) return [];
  return pairs.flatMap((pair) => {
    const [, holder, member] = /^([^[]+)\[([^\]]*)\]/.exec(pair.name) ?? [];
    if (holder === undefined || member === undefined || declared.has(pair.name)) return [];
    const own = membersAt(schemas, schema, holder);
    return own.some((at) => isCompound(schemas, at)) ? [{ holder, member, pair }] : [];
  });
}

/** A member that is written as text of a media type, by the first of its schemas that it fits. */
function contentMember(name: string, texts: string[], by: ReadBy): Typed {
  const { schemas, spec } = by;
  const owns = spec.schema === undefined ? [] : membersAt(schemas, spec.schema, name);
  const readings = owns.map((own) => ({ own, typed: memberBy(own, { name, texts, by }) }));
  const meant = readings.find(({ own, typed }) => fits(schemas, own, typed)) ?? readings[0];
  return meant?.typed ?? { value: texts.length === 1 ? texts[0] : texts, open: [] };
}

/** A list as several values, an object as JSON. */
function memberBy(
  own: string,
  { name, texts, by: { schemas, spec } }: { name: string; texts: string[]; by: ReadBy },
): Typed {
  const encoding = encodingOf(spec, name);
  const contentTypes = "contentTypes" in encoding ? encoding.contentTypes : undefined;
  const [text = "", ...more] = texts;
  const one = (at: string | undefined, of: string) => contentValue(schemas, { schema: at, text: of, contentTypes });
  // What is given several times and is no list is wrong, and is told as the list that came.
  if (!typesAt(schemas, own).has("array")) return more.length === 0 ? one(own, text) : { value: texts, open: [] };
  const items = texts.map((each, index) => one(itemAt(schemas, own, index), each));
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
  const isObjects = typesAt(schemas, schema).has("object");
  const plain = () => ({ value: typedText(schemas, schema, text), open: [] });
  if (contentTypes !== undefined && !contentTypes.every((type) => isJsonType(type))) {
    // XML and the like in a value: what is in it is not looked into.
    return { ...plain(), open: isObjects ? [""] : [] };
  }
  const json = contentTypes !== undefined || isObjects ? readJson(Buffer.from(text)) : undefined;
  if (!json || !("value" in json)) return contentTypes === undefined ? plain() : { value: text, open: [] };
  const typed = { value: writtenValue(json), open: [] };
  if (contentTypes !== undefined) return typed;
  // By default an object alone is JSON, and a text that looks like one may be meant as text.
  return (isObject(json.value) ? fitting(schemas, schema, [typed, plain()]) : undefined) ?? plain();
}

/** A part without a content type has the usual one (RFC 7578, section 4.4); only an encoding's own is insisted on. */
function wrongTypeOf({ name, contentType = "text/plain" }: Part, spec: FormSpec): WrongType[] {
  const encoding = encodingOf(spec, name);
  const allowed = "contentTypes" in encoding ? encoding.contentTypes : undefined;
  if (allowed === undefined || matchesType(allowed, contentType)) return [];
  return [{ where: pointerTo("", name), expected: `content type ${allowed.join(" or ")}`, actual: contentType }];
}
