import type { Contract, Operation } from "../../spec/contract.ts";
import { type TemplateSegment, templateSegments } from "../../spec/documented.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";

/** Where a server of a contract is, as far as the URL of a call can tell (OpenAPI 3.1, Server Object). */
export interface Server {
  /** The path that comes before those of the contract, without a slash at its end; variables as they are written. */
  basePath: string;
  base: readonly TemplateSegment[];
  /**
   * Whether a relative URL says that other segments come before its own: it is relative to where the contract is served,
   * which nothing tells here.
   */
  isFloating: boolean;
  /** Whether a URL's host may be this server's; every host may be that of a relative URL. */
  hasHost(url: URL): boolean;
}

/** How many URLs are made of the values that one server's variables may have; above it any text is taken for them. */
const maximumUrls = 256;

/**
 * The servers of an operation: its own, else those of its path, else those of the contract, else `/` (OpenAPI 3.1,
 * Operation, Path Item and OpenAPI Object). An empty list is none. A variable stands for each value of its `enum`; without
 * one, for its default or any text without a slash.
 */
export function serversOf(contract: Contract, operation: Operation): readonly Server[] {
  const { paths } = contract.document;
  const item = isObject(paths) && Object.hasOwn(paths, operation.path) ? [pointerTo("/paths", operation.path)] : [];
  const holders = [operation.pointer, ...item, ""].map((pointer) => contract.resolve(pointer).value);
  const nearest = holders.map(serverObjectsIn).find((servers) => servers.length > 0);
  return (nearest ?? [{ url: "/" }]).flatMap(urlsOf).map(serverAt);
}

type ServerObject = JsonObject & { url: string };

function serverObjectsIn(holder: unknown): ServerObject[] {
  const { servers } = isObject(holder) ? holder : {};
  if (!Array.isArray(servers)) return [];
  return servers.filter((server): server is ServerObject => isObject(server) && typeof server.url === "string");
}

/** The URLs of a Server Object; variables whose values are not known stay in them. */
function urlsOf({ url, variables }: ServerObject): string[] {
  const parts = url.split(/(\{[^}]*\})/);
  return parts.reduce<string[]>(
    (begun, part) => {
      const values = part.startsWith("{") ? valuesOf(part, isObject(variables) ? variables : {}) : [part];
      const choices = begun.length * values.length > maximumUrls ? [part] : values;
      return begun.flatMap((text) => choices.map((value) => text + value));
    },
    [""],
  );
}

/** The values of a variable, which is returned itself where any text will do (OpenAPI 3.1, Server Variable Object). */
function valuesOf(variable: string, variables: JsonObject): string[] {
  const name = variable.slice(1, -1);
  const object = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const { enum: values, default: usual } = isObject(object) ? object : {};
  const known = [...(Array.isArray(values) ? values : []), usual].filter(isText).map(String);
  return [...new Set(Array.isArray(values) && values.some(isText) ? known : [...known, variable])];
}

/** YAML reads a version or a port that is not quoted as a number. */
function isText(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** A URL's authority and path (RFC 3986, appendix B); a scheme may be a variable. */
const urlParts = /^(?:(?:[a-z][a-z0-9+.-]*|\{[^}]*\}):(?=\/\/))?(?:\/\/([^/?#]*))?([^?#]*)/is;

function serverAt(text: string): Server {
  const [, authority, path = ""] = urlParts.exec(text) ?? [];
  const isRooted = authority !== undefined || path.startsWith("/");
  const segments = withoutDots(path.split("/").filter((segment) => segment !== ""));
  // A variable that a relative URL starts with may be all of an address.
  if (!isRooted && segments[0]?.startsWith("{")) segments.shift();
  const basePath = segments.map((segment) => `/${segment}`).join("");
  const host = authority === undefined ? undefined : hostPattern(authority);
  return {
    basePath,
    base: templateSegments(basePath),
    isFloating: !isRooted && segments.length > 0,
    hasHost: (url) => host === undefined || hostsOf(url).some((one) => host.test(one)),
  };
}

/** The segments of a path, dots followed (RFC 3986, section 5.2.4). */
function withoutDots(segments: readonly string[]): string[] {
  const left: string[] = [];
  for (const segment of segments) {
    if (segment === "..") left.pop();
    else if (segment !== ".") left.push(segment);
  }
  return left;
}

function hostPattern(authority: string): RegExp {
  const parts = authority.replace(/^.*@/s, "").split(/\{[^}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("[^/]+")}$`, "i");
}

/** A URL's host without and with its port, which is left out where it is the scheme's own. */
function hostsOf({ host, hostname, port, protocol }: URL): string[] {
  return [host, `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`];
}
