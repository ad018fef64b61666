import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedContent } from "../../spec/documented.ts";
import { isContainer, isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { closeness, mediaTypeOf } from "../../spec/media-type.ts";
import { isMultipartForm } from "../exchange/multipart.ts";
import { type Style, styleOf } from "./style.ts";
import { itemAt, type Looked, memberAt, partsAt, typesAt } from "./typed-value.ts";

/** What a contract says of a form: its schema, and the encodings of its properties. */
export interface FormSpec {
  /** JSON Pointer to the schema; `undefined` where there is none. */
  schema: string | undefined;
  /** By property. `undefined` of an answer: Encoding Objects hold for requests only (OpenAPI 3.1.2, Media Type Object). */
  encoding: JsonObject | undefined;
  /** Whether it is a form in parts, as multipart/form-data is. */
  isMultipart: boolean;
  /** Whether the contract is of OpenAPI 3.0, which knows files by their format and has no styles in parts. */
  is30: boolean;
}

/** How one property of a form is written: as a query parameter is, or as text of a media type. */
export type PropertyEncoding = { style: Style } | { contentTypes: string[] | undefined };

/** The form that an operation documents for a content type; without a schema where it documents none. */
export function formSpecOf(contract: Contract, operation: Operation, contentType: string): FormSpec {
  const { requestContent } = operation;
  const isMultipart = isMultipartForm(contentType);
  const unknown: FormSpec = { schema: undefined, encoding: {}, isMultipart, is30: false };
  if (requestContent.size === 0) return unknown;
  const { pointer } = contract.resolve(`${operation.pointer}/requestBody`);
  const content = documentedContent({ content: requestContent, pointer }, contentType);
  return content?.matches ? formSpecAt(contract, content, isMultipart) : unknown;
}

/** The form of a Media Type Object of a request. */
export function formSpecAt(
  contract: Contract,
  { pointer, schema }: { pointer: string; schema: string | undefined },
  isMultipart: boolean,
): FormSpec {
  const { value } = contract.resolve(pointer);
  const encoding = isObject(value) && isObject(value.encoding) ? value.encoding : {};
  return { schema, encoding, isMultipart, is30: String(contract.document.openapi).startsWith("3.0.") };
}

/**
 * The encoding of a property. Where one of style, explode and allowReserved is given, contentType is ignored (OpenAPI 3.1.2,
 * Encoding Object); in parts, 3.0 ignores the three.
 */
export function encodingOf({ encoding, isMultipart, is30 }: FormSpec, property: string): PropertyEncoding {
  const own = encoding && Object.hasOwn(encoding, property) ? encoding[property] : undefined;
  if (!isObject(own)) return { contentTypes: undefined };
  const isStyled = ["style", "explode", "allowReserved"].some((field) => own[field] !== undefined);
  if (isStyled && !(isMultipart && is30)) return { style: styleOf(own, "query") };
  if (typeof own.contentType !== "string") return { contentTypes: undefined };
  return { contentTypes: own.contentType.split(",").map((type) => type.trim()) };
}

/**
 * The content type of a value by its schema, and whether it is a file (OpenAPI 3.1.2 and 3.0.4, Encoding Object). A binary
 * format makes a file in 3.1 as well, where contracts go on using it.
 * @param schema pointer of the value's own schema, which for an item is that of the list's items; `undefined` where there is none
 */
export function usualEncoding(
  schemas: Looked,
  { schema, value }: { schema: string | undefined; value: unknown },
  { is30 }: FormSpec,
): { contentType: string; isFile: boolean } {
  if (isContainer(value)) return { contentType: "application/json", isFile: false };
  const parts = (schema === undefined ? [] : partsAt(schemas, schema)).map((at) => schemas.at(at)).filter(isObject);
  const isUntyped = parts.length > 0 && typesAt(schemas, schema ?? "").size === 0;
  const isFile = parts.some(({ format }) => format === "binary") || (isUntyped && !is30);
  const isBytes = parts.some((part) => (is30 ? part.format === "byte" : part.contentEncoding !== undefined));
  return { contentType: isFile || isBytes ? "application/octet-stream" : "text/plain", isFile };
}

/** The content type to send of those that an encoding allows; `undefined` where it names ranges only, which tell none. */
export function sentType(contentTypes: readonly string[], usual: string): string | undefined {
  if (matchesType(contentTypes, usual)) return usual;
  return contentTypes.find((type) => !type.includes("*"));
}

/** Whether a part's content type is one of those that an encoding allows. */
export function matchesType(contentTypes: readonly string[], sent: string): boolean {
  const type = mediaTypeOf(sent);
  return contentTypes.some((documented) => {
    const allowed = mediaTypeOf(documented);
    return type !== undefined && allowed !== undefined && closeness(allowed, type) >= 0;
  });
}

/** Pointers to the schemas of a property and of its items, where it is a list. */
export function propertySchemas(
  schemas: Looked,
  { schema }: FormSpec,
  property: string,
): { own: string | undefined; item(index: number): string | undefined; isList: boolean } {
  const own = schema === undefined ? undefined : memberAt(schemas, schema, property);
  const isList = own !== undefined && typesAt(schemas, own).has("array");
  return { own, item: (index) => (own === undefined ? undefined : itemAt(schemas, own, index)), isList };
}
