import { isContainer, isObject } from "../../spec/json/json-value.ts";
import { maskedPath } from "../../spec/mask.ts";
import { isJsonType, mediaTypeOf } from "../../spec/media-type.ts";
import { writtenJson } from "../exchange/written-json.ts";
import { asText } from "../expression/template.ts";
import { encoded, encodedButReserved, NotWellFormed } from "./percent.ts";
import { type Kind, type Place, type Style, separatorOf, styleProblem } from "./style.ts";

/** A value that cannot be written as the contract says, so that nothing is sent. */
export class Unwritable extends Error {
  override name = "Unwritable";

  /** @param message may name members, which a value brought along: it is masked */
  constructor(message: string) {
    super(maskedPath(message));
  }
}

/** What a value is to a style. */
function kindOf(value: unknown): Kind {
  return Array.isArray(value) ? "array" : isObject(value) ? "object" : "primitive";
}

/**
 * A value in a style (OpenAPI 3.1.2, Style Examples; RFC 6570, section 3.2).
 * @returns the pairs of a query or a cookie, or the one text of a path or a header; nothing for what has no value: null,
 *   an empty list, an object without members (RFC 6570, section 2.3). Items and members that are null are left out.
 * @throws Unwritable for what the style cannot express: a list in a list, a separator in a value that cannot be escaped
 */
export function written(name: string, value: unknown, style: Style): string[] {
  const kind = kindOf(value);
  const problem = styleProblem(style, kind);
  if (problem !== undefined) throw new Unwritable(`parameter ${name} cannot be written: ${problem}`);
  return wellFormed(name, () => {
    if (kind === "primitive") return value === null ? [] : single(name, asText(value), style);
    return kind === "array" ? list(name, value as unknown[], style) : members(name, value as object, style);
  });
}

/**
 * A value as the media type of a parameter's `content` has it.
 * @returns as {@link written}
 * @throws Unwritable for a list or an object in a media type that is not JSON
 */
export function writtenContent(name: string, value: unknown, at: { place: Place; mediaType: string }): string[] {
  if (value === null) return [];
  const text = contentText(name, value, at.mediaType);
  // Not a value of a style, but what is sent around one is the same.
  const style: Style = {
    place: at.place,
    name: named(at.place) ? "form" : "simple",
    explode: false,
    allowReserved: false,
  };
  return wellFormed(name, () => single(name, text, style));
}

/** A value as text of a media type. @throws Unwritable */
export function contentText(name: string, value: unknown, mediaType: string): string {
  if (isJsonType(mediaType)) return writtenJson(value);
  if (!isContainer(value)) return asText(value);
  const what = mediaTypeOf(mediaType)?.essence ?? mediaType;
  throw new Unwritable(`${name} is ${Array.isArray(value) ? "a list" : "an object"}, and ${what} has no form for one`);
}

/** @throws Unwritable in place of NotWellFormed */
export function wellFormed<T>(name: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error;
    throw new Unwritable(`${name} cannot be written: it has ${error.message}`);
  }
}

function named(place: Place): boolean {
  return place === "query" || place === "cookie";
}

/** A text in its place: beside its name, behind the mark of its style, or alone. */
function single(name: string, text: string, style: Style): string[] {
  return [framed(name, put(text, style, ""), style)];
}

function framed(name: string, text: string, style: Style): string {
  if (named(style.place)) return `${encoded(name)}=${text}`;
  // An empty value of a path-style parameter has no equals sign (RFC 6570, section 3.2.7).
  if (style.name === "matrix") return `;${encoded(name)}${text === "" ? "" : `=${text}`}`;
  // A dot alone is a segment that leads nowhere (RFC 3986, section 3.3).
  if (style.name === "label" && text === "") {
    throw new Unwritable(`parameter ${name} cannot be written: it is empty, and style label would leave a dot alone`);
  }
  return style.name === "label" ? `.${text}` : text;
}

function list(name: string, items: unknown[], style: Style): string[] {
  const texts = items.filter((item) => item !== null).map((item) => scalar(name, item));
  if (texts.length === 0) return [];
  if (style.explode && named(style.place)) return texts.flatMap((text) => single(name, text, style));
  if (style.explode && style.name === "matrix") return [texts.flatMap((text) => single(name, text, style)).join("")];
  return [framed(name, joined(name, texts, style), style)];
}

function members(name: string, value: object, style: Style): string[] {
  const pairs = Object.entries(value)
    .filter(([, member]) => member !== null)
    .map(([key, member]): [string, string] => [key, scalar(name, member)]);
  if (pairs.length === 0) return [];
  if (style.name === "deepObject") return pairs.map(([key, text]) => deepPair(name, key, { text, style }));
  if (!style.explode) return [framed(name, joined(name, pairs.flat(), style), style)];
  if (named(style.place)) return pairs.flatMap(([key, text]) => single(key, text, style));
  if (style.name === "matrix") {
    // Neither name nor value would be a semicolon alone.
    const isNameless = pairs.some(([key]) => key === "");
    if (isNameless) throw new Unwritable(`parameter ${name} cannot be written: it has a member without a name`);
    return [pairs.flatMap(([key, text]) => single(key, text, style)).join("")];
  }
  const parts = pairs.map(([key, text]) => {
    if (style.place === "header" && key.includes("=")) throw inexpressible(name, "=", style);
    return `${part(name, key, style)}=${part(name, text, style)}`;
  });
  return [`${style.name === "label" ? "." : ""}${parts.join(separatorOf(style))}`];
}

function deepPair(name: string, key: string, { text, style }: { text: string; style: Style }): string {
  if (/[[\]]/.test(key)) throw inexpressible(name, "a bracket", style);
  return `${encoded(name)}%5B${encoded(key)}%5D=${put(text, style, "")}`;
}

function joined(name: string, texts: string[], style: Style): string {
  return texts.map((text) => part(name, text, style)).join(separatorOf(style));
}

/** One of the parts of a text. Where an escape is the separator, or there are no escapes, a separator in it would split it. */
function part(name: string, text: string, style: Style): string {
  const separator = separatorOf(style);
  const made = put(text, style, separator);
  if (made.includes(separator)) throw inexpressible(name, JSON.stringify(decodeURIComponent(separator)), style);
  if (style.place === "header" && (text === "" || text !== text.trim())) {
    throw new Unwritable(`parameter ${name} cannot be written: a header has no empty items, and no spaces around them`);
  }
  return made;
}

/** A text as its place escapes it: a header has no escapes (OpenAPI 3.1.2, Parameter Object). */
function put(text: string, { place, allowReserved }: Style, separator: string): string {
  if (place === "header") return text;
  return allowReserved ? encodedButReserved(text, separator) : encoded(text);
}

function scalar(name: string, value: unknown): string {
  if (!isContainer(value)) return asText(value);
  const kind = Array.isArray(value) ? "a list" : "an object";
  throw new Unwritable(
    `parameter ${name} cannot be written: a part of it is ${kind}, which no style of OpenAPI can hold`,
  );
}

function inexpressible(name: string, what: string, { name: style, explode }: Style): Unwritable {
  const how = `style ${style}, explode: ${explode}`;
  return new Unwritable(`parameter ${name} cannot be written: ${what} in one of its parts would split it (${how})`);
}
