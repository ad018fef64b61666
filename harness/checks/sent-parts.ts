import type { Operation } from "../../spec/contract.ts";
import { pathValues } from "../../spec/documented.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { decoded, formDecoded, formPairs, pairsIn, type RawPair } from "../codec/percent.ts";
import type { Place } from "../codec/style.ts";
import { headerOf, type SentRequest } from "../exchange/exchange.ts";
import { type JsonText, readJson } from "../exchange/json-text.ts";

/** A request taken apart: what its parameters and its body were. */
export interface SentParts {
  /** Values of the path template, as they are written; `undefined` where the URL does not fit it: the target has its own paths. */
  path: ReadonlyMap<string, string> | undefined;
  /** In the order of the URL, values as they are written. */
  query: readonly RawPair[];
  cookies: readonly RawPair[];
  header(name: string): string | undefined;
  /** The text of what was sent under a name, decoded; of several the first. */
  text(place: Place, name: string): string | undefined;
  /** The body as JSON; `undefined` where there is none, or its type says that it is something else. */
  json: JsonText | undefined;
}

/** Takes a request apart. The target's base path may come before the contract's path. */
export function sentParts({ url, headers, body }: SentRequest, operation: Operation): SentParts {
  const target = URL.parse(url);
  const header = (name: string) => headerOf(headers, name);
  const type = header("content-type");
  const isJson = body !== "" && (type === undefined || isJsonType(type));
  const path = pathValues(operation, target?.pathname ?? "");
  const query = formPairs(target?.search.slice(1) ?? "");
  const cookies = pairsIn(header("cookie") ?? "", ";", (name) => name.trim());
  const first = (pairs: readonly RawPair[], name: string) => pairs.find((pair) => pair.name === name)?.raw;
  const texts = {
    path: (name: string) => path?.get(name),
    query: (name: string) => first(query, name),
    cookie: (name: string) => first(cookies, name),
    header,
  };
  return {
    path,
    query,
    cookies,
    header,
    text(place, name) {
      const raw = texts[place](name);
      return raw === undefined || place === "header" ? raw : place === "query" ? formDecoded(raw) : decoded(raw);
    },
    json: isJson ? readJson(Buffer.from(body)) : undefined,
  };
}
