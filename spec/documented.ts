// What a contract documents. The mock, the checks and the mutants look it up here; what they make of it is their own.

import type { Contract, Operation, ResponseSpec } from "./contract.ts";
import { pointerSegments, pointerTo, valueAt } from "./json-pointer.ts";
import { isObject, type JsonObject } from "./json-value.ts";
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
  return { pointer, schema: best.schema, matches, json: isJsonType(matches ? sent : best.type) };
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

/** Finds the operation that a call is one of. */
export type MatchOperation = (method: string, path: string) => Operation | undefined;

/**
 * Makes the matcher of a contract (OpenAPI 3.1, Paths Object): by method and path. A path is matched as it is and below
 * the base paths of the contract's servers; a path without templates goes before one with them.
 */
export function operationMatcher(contract: Contract): MatchOperation {
  const { servers } = contract.document;
  const bases = new Set(["", ...(Array.isArray(servers) ? servers.filter(isObject) : []).map(basePath)]);
  const candidates = [...contract.operations.values()].map((operation) => ({
    operation,
    pattern: templatePattern(operation.path, "[^/]+"),
    variables: operation.path.split("{").length - 1,
  }));
  const concreteFirst = candidates.toSorted((a, b) => a.variables - b.variables);
  return (method, path) => {
    const paths = [...bases].filter((base) => path.startsWith(base)).map((base) => path.slice(base.length));
    const wanted = method.toLowerCase();
    const fits = ({ operation, pattern }: (typeof candidates)[number]) =>
      operation.method === wanted && paths.some((below) => pattern.test(below));
    return concreteFirst.find(fits)?.operation;
  };
}

/**
 * The values that a path has for the variables of a template, as they are written. The base path of a server may come
 * before the template's own.
 * @returns `undefined` where the path does not fit
 */
export function pathValues({ path: template }: Operation, path: string): Map<string, string> | undefined {
  const length = template.split("/").length - 1;
  const segments = path.split("/").slice(1);
  const own = `/${segments.slice(Math.max(0, segments.length - length)).join("/")}`;
  const found = templatePattern(template, "([^/]*)").exec(own);
  if (!found) return undefined;
  const names = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name);
  return new Map(names.map((name, index) => [name, found[index + 1] ?? ""]));
}

/** A template variable stands for one segment, or for a part of one. */
function templatePattern(template: string, variable: string): RegExp {
  const literals = template.split(/\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${literals.join(variable)}$`, "u");
}

/** The path of a server's URL, without a slash at its end; variables have their default. */
function basePath({ url, variables }: JsonObject): string {
  const values = isObject(variables) ? variables : {};
  const text = String(url).replace(/\{([^}]*)\}/g, (_, name: string) => {
    const variable = values[name];
    return isObject(variable) ? String(variable.default) : "";
  });
  // A relative URL is one below wherever the contract is, and the host does not count here.
  return (URL.parse(text, "http://contract.invalid/")?.pathname ?? "").replace(/\/$/, "");
}
