import { pointerTo } from "../json/json-pointer.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";

/** The objects of an OpenAPI document (OpenAPI 3.1, section 4.8) that hold a reference, or something that does. */
export type Kind =
  | "document"
  | "components"
  | "pathItem"
  | "operation"
  | "parameter"
  | "requestBody"
  | "response"
  | "header"
  | "mediaType"
  | "encoding"
  | "callback"
  | "link"
  | "example"
  | "securityScheme"
  | "schema";

/**
 * What a member holds: one object, a list of them, or a map of them. A `pattern` is a map that the specification lets be
 * extended: a name that begins with `x-` is none of its entries.
 */
interface Holds {
  as: "one" | "list" | "map" | "pattern";
  of: Kind;
}

const one = (of: Kind): Holds => ({ as: "one", of });
const list = (of: Kind): Holds => ({ as: "list", of });
const map = (of: Kind): Holds => ({ as: "map", of });
const pattern = (of: Kind): Holds => ({ as: "pattern", of });

const operation = one("operation");
const written = { schema: one("schema"), content: map("mediaType"), examples: map("example") };

/** Everything that is not in here is data: a member called `$ref` in it refers to nothing. */
const members: Record<Kind, Readonly<Record<string, Holds>>> = {
  document: { paths: pattern("pathItem"), webhooks: map("pathItem"), components: one("components") },
  components: {
    schemas: map("schema"),
    responses: map("response"),
    parameters: map("parameter"),
    examples: map("example"),
    requestBodies: map("requestBody"),
    headers: map("header"),
    securitySchemes: map("securityScheme"),
    links: map("link"),
    callbacks: map("callback"),
    pathItems: map("pathItem"),
  },
  pathItem: {
    parameters: list("parameter"),
    get: operation,
    put: operation,
    post: operation,
    delete: operation,
    options: operation,
    head: operation,
    patch: operation,
    trace: operation,
  },
  operation: {
    parameters: list("parameter"),
    requestBody: one("requestBody"),
    responses: pattern("response"),
    callbacks: map("callback"),
  },
  parameter: written,
  header: written,
  requestBody: { content: map("mediaType") },
  response: { headers: map("header"), content: map("mediaType"), links: map("link") },
  mediaType: { schema: one("schema"), examples: map("example"), encoding: map("encoding") },
  encoding: { headers: map("header") },
  callback: {},
  link: {},
  example: {},
  securityScheme: {},
  // JSON Schema 2020-12, Core, section 10; those of OpenAPI 3.0 are among them.
  schema: {
    not: one("schema"),
    if: one("schema"),
    // biome-ignore lint/suspicious/noThenProperty: the keyword's name
    then: one("schema"),
    else: one("schema"),
    items: one("schema"),
    contains: one("schema"),
    additionalProperties: one("schema"),
    propertyNames: one("schema"),
    unevaluatedProperties: one("schema"),
    unevaluatedItems: one("schema"),
    allOf: list("schema"),
    anyOf: list("schema"),
    oneOf: list("schema"),
    prefixItems: list("schema"),
    properties: map("schema"),
    patternProperties: map("schema"),
    dependentSchemas: map("schema"),
    $defs: map("schema"),
    // Older drafts of JSON Schema keep there what is referred to.
    definitions: map("schema"),
  },
};

/** What is made of one part of an object. `below` is its JSON Pointer from that object on. */
export type Change = (part: unknown, kind: Kind, below: string) => unknown;

/**
 * An object of a document with its parts replaced: those that are objects of the specification themselves. An object of
 * which no part changes is itself; what holds something of another form than it should is left as it is.
 */
export function withParts(object: JsonObject, kind: Kind, change: Change): JsonObject {
  // The expressions of a callback are its members.
  if (kind === "callback") return changedMap(object, pattern("pathItem"), { at: "", change });
  let result = object;
  for (const [name, holds] of Object.entries(members[kind])) {
    if (!Object.hasOwn(object, name)) continue;
    const changed = changedMember(object[name], holds, { at: `/${name}`, change });
    if (changed === object[name]) continue;
    if (result === object) result = { ...object };
    result[name] = changed;
  }
  return result;
}

type Changing = { at: string; change: Change };

function changedMember(value: unknown, holds: Holds, { at, change }: Changing): unknown {
  if (holds.as === "one") return change(value, holds.of, at);
  if (holds.as !== "list") return isObject(value) ? changedMap(value, holds, { at, change }) : value;
  if (!Array.isArray(value)) return value;
  const items = value.map((item, index) => change(item, holds.of, `${at}/${index}`));
  return items.every((item, index) => item === value[index]) ? value : items;
}

function changedMap(value: JsonObject, { as, of }: Holds, { at, change }: Changing): JsonObject {
  let isChanged = false;
  const entries = Object.entries(value).map(([name, entry]): [string, unknown] => {
    // In a map, such a name is one like any other, unless what stands under it can be no entry.
    if (name.startsWith("x-") && (as === "pattern" || !isObject(entry))) return [name, entry];
    const changed = change(entry, of, pointerTo(at, name));
    isChanged ||= changed !== entry;
    return [name, changed];
  });
  return isChanged ? Object.fromEntries(entries) : value;
}

/** What stands at a JSON Pointer of a document by the specification; `undefined` where that is data. */
export function kindAt(segments: readonly string[]): Kind | undefined {
  let kind: Kind = "document";
  for (let index = 0; index < segments.length; index++) {
    const holds: Holds | undefined = kind === "callback" ? one("pathItem") : members[kind][segments[index] ?? ""];
    if (!holds) return undefined;
    kind = holds.of;
    // A list and a map have one segment more than what they hold, and a callback's members stand in it.
    if (holds.as !== "one" && ++index >= segments.length) return undefined;
  }
  return kind;
}
