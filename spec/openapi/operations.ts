import { pointerTo, valueAt } from "../json/json-pointer.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";
import type { Oddity } from "./oddity.ts";

/** The methods of a path item (OpenAPI 3.1, Path Item Object). */
export const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
export type Method = (typeof methods)[number];

/** One documented response of an operation. */
export interface ResponseSpec {
  /** As written in the contract: a code, a range such as `4XX`, or `default`. */
  status: string;
  /** JSON Pointer to the Response Object, `$ref` followed. */
  pointer: string;
  /** Media type, as written, to the pointer of its schema; `undefined` where it has none. */
  content: ReadonlyMap<string, string | undefined>;
}

/** One operation of the contract. */
export interface Operation {
  /** Its operationId; where it has none of its own, its method and path, for example `GET /payments/{id}`. */
  id: string;
  method: Method;
  /** The path template in force, for example `/api/BOS/Status`. */
  path: string;
  pointer: string;
  tags: readonly string[];
  /** Media type to the pointer of its schema. */
  requestContent: ReadonlyMap<string, string | undefined>;
  responses: readonly ResponseSpec[];
}

/** The value at a pointer, `$ref`s followed at every step; with the pointer it was really found at. */
export type Resolve = (pointer: string) => { value: unknown; pointer: string };

/** The operations of a document by id, and what of them is not as it should be. */
export interface Operations {
  operations: ReadonlyMap<string, Operation>;
  oddities: Oddity[];
}

/** The operations of the paths of a document whose objects have their form. */
export function operationsOf(document: JsonObject, resolve: Resolve): Operations {
  const operations = new Map<string, Operation>();
  const oddities: Oddity[] = [];
  for (const [path, item] of Object.entries(isObject(document.paths) ? document.paths : {})) {
    if (path.startsWith("x-") || !isObject(item)) continue;
    const at = pointerTo("/paths", path);
    if (!path.startsWith("/")) oddities.push(oddityOf(`path ${path}`, at, "a path that begins with /"));
    for (const method of methods) {
      if (item[method] === undefined) continue;
      const pointer = `${at}/${method}`;
      const { value: source } = resolve(pointer);
      if (!isObject(source)) continue;
      const name = `${method.toUpperCase()} ${path}`;
      const { id, oddity } = idOf(source, { name, pointer, operations });
      if (oddity) oddities.push(oddity);
      operations.set(id, {
        id,
        method,
        path,
        pointer,
        tags: Array.isArray(source.tags) ? source.tags.filter((tag) => typeof tag === "string") : [],
        requestContent: source.requestBody === undefined ? new Map() : contentAt(resolve(`${pointer}/requestBody`)),
        responses: responsesOf(source, { pointer, resolve, oddities }),
      });
    }
  }
  return { operations, oddities };
}

function idOf(
  { operationId }: JsonObject,
  { name, pointer, operations }: { name: string; pointer: string; operations: ReadonlyMap<string, Operation> },
): { id: string; oddity?: Oddity } {
  if (operationId === undefined) return { id: name };
  const at = `${pointer}/operationId`;
  if (typeof operationId !== "string" || operationId === "") {
    return { id: name, oddity: oddityOf(`operationId ${JSON.stringify(operationId)}`, at, "a name") };
  }
  if (!operations.has(operationId)) return { id: operationId };
  const what = `operationId ${operationId}, given again`;
  const oddity = { what, pointer: at, found: `a second operation ${operationId}`, expected: "each operationId once" };
  return { id: name, oddity };
}

/** Statuses as the specification writes them (OpenAPI 3.1, Responses Object). */
const statusForm = /^([1-5](\d\d|XX)|default)$/i;

function responsesOf(
  { responses }: JsonObject,
  { pointer, resolve, oddities }: { pointer: string; resolve: Resolve; oddities: Oddity[] },
): ResponseSpec[] {
  const statuses = Object.keys(isObject(responses) ? responses : {}).filter((status) => !status.startsWith("x-"));
  return statuses.map((status) => {
    const at = pointerTo(`${pointer}/responses`, status);
    if (!statusForm.test(status)) {
      oddities.push(oddityOf(`response ${status}`, at, "a status such as 200, a range such as 4XX, or default"));
    }
    const response = resolve(at);
    return { status, pointer: response.pointer, content: contentAt(response) };
  });
}

function contentAt({ value, pointer }: { value: unknown; pointer: string }): Map<string, string | undefined> {
  const content = isObject(value) && isObject(value.content) ? value.content : {};
  // A media type has a slash, and an extension has none.
  const types = Object.entries(content).filter(([type]) => !type.startsWith("x-") || type.includes("/"));
  return new Map(
    types.map(([type, media]) => {
      const at = pointerTo(`${pointer}/content`, type);
      return [type, isObject(media) && media.schema !== undefined ? `${at}/schema` : undefined];
    }),
  );
}

function oddityOf(what: string, pointer: string, expected: string): Oddity {
  return { what, pointer, found: what, expected };
}

/**
 * A document in which no path refers to a path item: what is referred to stands there as references to its parts, so that
 * each keeps its own place. What a path has itself counts before what it refers to (OpenAPI 3.1, Path Item Object, `$ref`).
 */
export function withPathItems(document: JsonObject): JsonObject {
  const { paths } = document;
  if (!isObject(paths)) return document;
  const items = Object.entries(paths).map(([path, item]) => [path, expanded(item, document)] as const);
  return items.every(([path, item]) => item === paths[path])
    ? document
    : { ...document, paths: Object.fromEntries(items) };
}

function expanded(item: unknown, document: JsonObject): unknown {
  if (!isObject(item) || typeof item.$ref !== "string") return item;
  const { $ref, ...own } = item;
  let result: JsonObject = own;
  const seen = new Set<string>();
  for (let reference: unknown = $ref; typeof reference === "string"; ) {
    const target = valueAt(document, reference);
    // Where it leads nowhere, that is told by whoever follows it.
    if (!isObject(target) || seen.has(reference)) return item;
    seen.add(reference);
    result = { ...partsBehind(target, reference), ...result };
    reference = target.$ref;
  }
  return result;
}

function partsBehind(target: JsonObject, reference: string): JsonObject {
  const behind = (name: string) => ({ $ref: `${reference}/${name}` });
  const operations = methods.filter((method) => target[method] !== undefined).map((method) => [method, behind(method)]);
  const { parameters } = target;
  const shared = Array.isArray(parameters)
    ? { parameters: parameters.map((_, index) => behind(`parameters/${index}`)) }
    : {};
  return { ...Object.fromEntries(operations), ...shared };
}
