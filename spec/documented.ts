// What a contract documents. The mock, the checks and the mutants look it up here; what they make of it is their own.

import type { MIMEType } from "node:util";
import type { Contract, Operation, ResponseSpec } from "./contract.ts";
import { pointerSegments, pointerTo, valueAt } from "./json/json-pointer.ts";
import { isObject, type JsonObject } from "./json/json-value.ts";
import { closeness, isJsonType, mediaTypeOf } from "./media-type.ts";
import { isReadableScheme } from "./openapi/security-schemes.ts";

/**
 * The documented response for a status: the exact code, else its range such as `4XX`, else `default`
 * (OpenAPI 3.1, Responses Object).
 * @returns `undefined` when none of the three is documented
 */
export function documentedResponse(operation: Operation, status: number): ResponseSpec | undefined {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, "default"];
  const { responses } = operation;
  // A range in small letters can mean nothing else.
  return keys
    .map((key) => responses.find((response) => response.status.toUpperCase() === key.toUpperCase()))
    .find((found) => found);
}

/** What a contract documents for a body that came. */
export interface DocumentedContent {
  /** JSON Pointer to the Media Type Object. */
  pointer: string;
  /** JSON Pointer to its schema; `undefined` where it has none. */
  schema: string | undefined;
  /** Whether the body's media type is the documented one. Where it is not, the only documented one is taken instead. */
  matches: boolean;
  /** The media type that the body is read as: its own where that is documented, else the documented one. */
  type: MIMEType | undefined;
  /** Whether the body is meant to be JSON. */
  json: boolean;
}

/**
 * The documented content, of a response or of a request body, that fits a content-type header; the most specific one wins
 * (RFC 9110, section 12.5.1).
 * @param header the header's value; `undefined` when it is absent
 * @returns the fitting one; else the only documented one, marked as not matching; else `undefined`
 */
export function documentedContent(
  { content, pointer: holder }: Pick<ResponseSpec, "content" | "pointer">,
  header: string | undefined,
): DocumentedContent | undefined {
  const sent = mediaTypeOf(header);
  const documented = [...content].map(([key, schema]) => {
    const type = mediaTypeOf(key);
    return { key, schema, type, fits: sent && type ? closeness(type, sent) : -1 };
  });
  const best = documented.toSorted((a, b) => b.fits - a.fits)[0];
  if (!best) return undefined;
  const matches = best.fits >= 0;
  if (!matches && documented.length > 1) return undefined;
  const pointer = pointerTo(`${holder}/content`, best.key);
  // A range such as */* does not tell whether the body is JSON; the body's own type does.
  const type = matches ? sent : best.type;
  return { pointer, schema: best.schema, matches, type, json: isJsonType(type) };
}

/** JSON Pointer to the schema of an operation's request body as `application/json`; `undefined` where it has none. */
export function jsonRequestSchema({ requestContent }: Operation): string | undefined {
  return [...requestContent].find(([type]) => mediaTypeOf(type)?.essence === "application/json")?.[1];
}

/** A documented value that is written as text: a Header Object or a Parameter Object. */
export interface WrittenSpec {
  name: string;
  /** JSON Pointer to the object, `$ref` followed. */
  pointer: string;
  object: JsonObject;
}

/** A documented parameter (OpenAPI 3.1, Parameter Object). */
export interface ParameterSpec extends WrittenSpec {
  in: "path" | "query" | "header" | "cookie";
}

/** The headers of a response. `Content-Type` is the business of `content` (OpenAPI 3.1, Response Object). */
export function documentedHeaders(contract: Contract, response: Pick<ResponseSpec, "pointer">): WrittenSpec[] {
  const { value } = contract.resolve(response.pointer);
  const headers = isObject(value) && isObject(value.headers) ? Object.keys(value.headers) : [];
  return headers
    .filter((name) => name.toLowerCase() !== "content-type")
    .map((name) => {
      const found = contract.resolve(pointerTo(`${response.pointer}/headers`, name));
      return { name, pointer: found.pointer, object: isObject(found.value) ? found.value : {} };
    });
}

/**
 * The parameters of an operation; its own replace those of its path that have the same name and place. Three headers are
 * described elsewhere in a contract, and never as parameters (OpenAPI 3.1, Parameter Object).
 */
export function documentedParameters(contract: Contract, operation: Operation): ParameterSpec[] {
  const path = pointerTo("/paths", pointerSegments(operation.pointer)[1] ?? "");
  const found = new Map<string, ParameterSpec>();
  for (const holder of [path, operation.pointer]) {
    const { parameters } = contract.resolve(holder).value as JsonObject;
    for (const index of Array.isArray(parameters) ? parameters.keys() : []) {
      const { value, pointer } = contract.resolve(`${holder}/parameters/${index}`);
      const object = isObject(value) ? value : {};
      const name = String(object.name);
      const place = object.in as ParameterSpec["in"];
      if (place === "header" && /^(accept|content-type|authorization)$/i.test(name)) continue;
      found.set(`${place} ${name}`, { name, in: place, pointer, object });
    }
  }
  return [...found.values()];
}

/** JSON Pointer to the schema of a header or a parameter; the media type it is written in, where it has one. */
export function schemaOfWritten({ object, pointer }: Pick<WrittenSpec, "object" | "pointer">): {
  schema: string | undefined;
  mediaType: string | undefined;
} {
  if (object.schema !== undefined) return { schema: `${pointer}/schema`, mediaType: undefined };
  const [mediaType] = Object.keys(isObject(object.content) ? object.content : {});
  if (mediaType === undefined) return { schema: undefined, mediaType };
  const at = pointerTo(`${pointer}/content`, mediaType);
  const media = (object.content as JsonObject)[mediaType];
  return { schema: isObject(media) && media.schema !== undefined ? `${at}/schema` : undefined, mediaType };
}

/**
 * Who may call an operation (OpenAPI 3.1, Security Requirement Object): its own requirements, else the contract's. None at
 * all where nobody has to say who they are.
 */
export function documentedSecurity(
  contract: Contract,
  { pointer }: Operation,
): { requirements: readonly JsonObject[]; pointer: string } {
  const { security } = contract.resolve(pointer).value as JsonObject;
  const requirements = (security ?? contract.document.security ?? []) as JsonObject[];
  return { requirements, pointer: security === undefined ? "/security" : `${pointer}/security` };
}

/**
 * The security schemes of a contract by name, `$ref` followed (OpenAPI 3.1, Security Scheme Object). One that does not say
 * what is sent has no members.
 */
export function securitySchemes(contract: Contract): ReadonlyMap<string, JsonObject> {
  const holder = "/components/securitySchemes";
  const schemes = valueAt(contract.document, holder);
  const names = isObject(schemes) ? Object.keys(schemes) : [];
  const found = names.map((name) => [name, contract.resolve(pointerTo(holder, name)).value] as const);
  return new Map(found.map(([name, value]) => [name, isReadableScheme(value) ? value : {}]));
}

/** A segment of a path template: what stands between two slashes of it. */
export interface TemplateSegment {
  /** Of its variables, which stand for the segment or for a part of it; empty where it is fixed. */
  names: readonly string[];
  /** The values that a segment of a URL has for them, as they are written; `undefined` where it does not fit. */
  valuesIn(segment: string): readonly string[] | undefined;
}

/**
 * The segments of a path template (OpenAPI 3.1, Path Templating), to hold those of a URL against: they are compared without
 * their percent-encoding, each by itself, so that an encoded slash stays one of its segment (RFC 3986, section 2.2).
 */
export function templateSegments(template: string): TemplateSegment[] {
  return template.split("/").slice(1).map(templateSegment);
}

function templateSegment(text: string): TemplateSegment {
  const names = [...text.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
  const literals = text.split(/\{[^}]*\}/).map(decodedSegment);
  return {
    names,
    valuesIn(segment) {
      const written = valuesBetween(literals, segment);
      // What is encoded here may be what is fixed there; its values are then encoded anew.
      return (
        written ??
        valuesBetween(literals, decodedSegment(segment))?.map((value) => encodeURIComponent(value.toWellFormed()))
      );
    },
  };
}

/** What stands between some texts in another, from its start to its end; as much of it as can be in the first. */
function valuesBetween([first = "", ...others]: readonly string[], text: string): string[] | undefined {
  const last = others.pop();
  if (last === undefined) return text === first ? [] : undefined;
  let end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values: string[] = [];
  // From the right, each where it stands last: no pattern, which could go astray in a long text.
  for (const literal of others.reverse()) {
    const at = end - literal.length < first.length ? -1 : text.lastIndexOf(literal, end - literal.length);
    if (at < first.length) return undefined;
    values.unshift(text.slice(at + literal.length, end));
    end = at;
  }
  return [text.slice(first.length, end), ...values];
}

/** A segment of a URL without its percent-encoding; as it is where that is malformed. */
export function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const segmentsByOperation = new WeakMap<Operation, TemplateSegment[]>();

/**
 * The values that a path has for the variables of an operation's template, as they are written. The base path of a server
 * may come before the template's own.
 * @returns `undefined` where the path does not fit
 */
export function pathValues(operation: Operation, path: string): Map<string, string> | undefined {
  const template = segmentsByOperation.get(operation) ?? templateSegments(operation.path);
  segmentsByOperation.set(operation, template);
  const segments = path.split("/").slice(1);
  const own = segments.slice(Math.max(0, segments.length - template.length));
  if (own.length !== template.length) return undefined;
  const values = new Map<string, string>();
  for (const [index, { names, valuesIn }] of template.entries()) {
    const found = valuesIn(own[index] ?? "");
    if (!found) return undefined;
    for (const [place, name] of names.entries()) values.set(name, found[place] ?? "");
  }
  return values;
}
