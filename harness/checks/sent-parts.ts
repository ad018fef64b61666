import type { Operation } from "../../spec/contract.ts";
import { headerOf, type SentRequest } from "../exchange/exchange.ts";
import { type JsonText, readJson } from "../exchange/json-text.ts";

/** A request taken apart: what its parameters and its body were. */
export interface SentParts {
  /** Values of the path template, unescaped; `undefined` where the URL does not fit it: the target has its own paths. */
  path: ReadonlyMap<string, string> | undefined;
  query: URLSearchParams;
  cookies: ReadonlyMap<string, string>;
  header(name: string): string | undefined;
  /** The body as JSON; `undefined` where there is none, or its type says that it is something else. */
  json: JsonText | undefined;
}

/** Takes a request apart. The target's base path may come before the contract's path. */
export function sentParts({ url, headers, body }: SentRequest, operation: Operation): SentParts {
  const target = URL.parse(url);
  const header = (name: string) => headerOf(headers, name);
  const type = header("content-type");
  const isJson = body !== "" && (type === undefined || /^[^;]*[/+]json\b/i.test(type));
  return {
    path: pathValues(operation.path, target?.pathname ?? ""),
    query: target?.searchParams ?? new URLSearchParams(),
    cookies: cookiesIn(header("cookie") ?? ""),
    header,
    json: isJson ? readJson(Buffer.from(body)) : undefined,
  };
}

function pathValues(template: string, pathname: string): Map<string, string> | undefined {
  const wanted = template.split("/").slice(1);
  const there = pathname.split("/").slice(1);
  // From the end: in front of the contract's path stands whatever the base URL has.
  const own = there.slice(Math.max(0, there.length - wanted.length));
  const values = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const names = [...part.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
    const literals = part.split(/\{[^}]+\}/).map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const found = new RegExp(`^${literals.join("(.*)")}$`, "u").exec(own[index] ?? "");
    if (!found) return undefined;
    for (const [at, name] of names.entries()) values.set(name, unescaped(found[at + 1] ?? ""));
  }
  return values;
}

function cookiesIn(header: string): Map<string, string> {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name, unescaped(value.join("="))]));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
