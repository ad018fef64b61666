import type { Operation } from "../../spec/contract.ts";
import { pathValues } from "../../spec/documented.ts";
import { isJsonType } from "../../spec/media-type.ts";
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
  const isJson = body !== "" && (type === undefined || isJsonType(type));
  const values = pathValues(operation, target?.pathname ?? "");
  return {
    path: values && new Map([...values].map(([name, value]) => [name, unescaped(value)])),
    query: target?.searchParams ?? new URLSearchParams(),
    cookies: cookiesIn(header("cookie") ?? ""),
    header,
    json: isJson ? readJson(Buffer.from(body)) : undefined,
  };
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
