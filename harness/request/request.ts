import { documentedParameters, type ParameterSpec, schemaOfWritten } from "../../spec/documented.ts";
import { encodedQuery, formDecoded, formPairs } from "../codec/percent.ts";
import { type Place, styleOf } from "../codec/style.ts";
import { wellFormed, written, writtenContent } from "../codec/write.ts";
import type { SentRequest } from "../exchange/exchange.ts";
import type { Scope, Values } from "../expression/scope.ts";
import { render } from "../expression/template.ts";
import type { Call, Parameter, Step } from "../scenario/scenario.ts";
import { builtBody, Unbuildable } from "./payload.ts";

/** A request that is ready to be sent, and the parameters that runtime expressions may ask for. */
export interface BuiltRequest {
  request: SentRequest;
  path: Values;
  query: Values;
}

/**
 * Builds the request of a step.
 * @param options.server base URL of the operation in the target; it may have a path
 * @throws Unresolved when a value it needs does not exist, Unbuildable or Unwritable when a value does not fit its place
 */
export function buildRequest(
  step: Step,
  { contract, operation }: Pick<Call & { kind: "operation" }, "contract" | "operation">,
  { scope, server }: { scope: Scope; server: string },
): BuiltRequest {
  const documented = documentedParameters(contract, operation);
  const values = (place: Parameter["in"]): [string, unknown][] =>
    step.parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, value }): [string, unknown] => [name, render(value, scope)])
      // null is how a scenario leaves a parameter out.
      .filter(([, value]) => value !== null);
  const texts = (place: Place, [name, value]: [string, unknown]) => {
    const spec = documented.find((one) => one.in === place && isSameName(place, one.name, name));
    return parameterTexts(name, value, { place, spec });
  };

  const path = values("path");
  const query = values("query");
  const [querystring] = values("querystring");
  const base = new URL(server);
  const filled = fillPath(operation.path, (name) =>
    path.filter(([other]) => other === name).flatMap((one) => texts("path", one)),
  );
  const search = querystring ? wholeQuery(...querystring) : query.flatMap((one) => texts("query", one)).join("&");
  const target = `${base.pathname.replace(/\/$/, "")}${filled}${search === "" ? "" : `?${search}`}`;
  const body = step.body && builtBody(step.body, scope, { contract, operation });
  const method = operation.method.toUpperCase();
  const given = values("header").flatMap((one) => texts("header", one).map((text): [string, string] => [one[0], text]));
  const isGiven = (name: string) => given.some(([other]) => other.toLowerCase() === name);

  const headers: [string, string][] = isGiven("host") ? [] : [["Host", base.host]];
  const cookies = values("cookie").flatMap((one) => texts("cookie", one));
  if (body?.contentType !== undefined && !isGiven("content-type")) headers.push(["Content-Type", body.contentType]);
  headers.push(...given);
  if (cookies.length > 0) headers.push(["Cookie", cookies.join("; ")]);
  const hasLength = body !== undefined || ["POST", "PUT", "PATCH"].includes(method);
  if (hasLength && !isGiven("content-length") && !isGiven("transfer-encoding")) {
    headers.push(["Content-Length", String(Buffer.byteLength(body?.text ?? ""))]);
  }
  const request = { method, url: `${base.origin}${target}`, headers, body: body?.text ?? "" };
  const asked = querystring ? formPairs(search).map(({ name, raw }) => [name, formDecoded(raw)]) : query;
  return { request, path: Object.fromEntries(path), query: Object.fromEntries(asked) };
}

/** A parameter as it is written; what no contract documents in the style that its place has by itself. */
function parameterTexts(
  name: string,
  value: unknown,
  { place, spec }: { place: Place; spec: ParameterSpec | undefined },
): string[] {
  const { mediaType } = spec ? schemaOfWritten(spec) : { mediaType: undefined };
  if (mediaType !== undefined) return writtenContent(name, value, { place, mediaType });
  return written(name, value, styleOf(spec?.object ?? {}, place));
}

function isSameName(place: Place, one: string, other: string): boolean {
  return place === "header" ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** The whole of a query, which a scenario writes out (Arazzo 1.1.0, Parameter Object); what a URL cannot hold is escaped. */
function wholeQuery(name: string, value: unknown): string {
  if (typeof value !== "string")
    throw new Unbuildable(`querystring ${name} is no text, and the whole of a query is one`);
  return wellFormed(`querystring ${name}`, () => encodedQuery(value));
}

function fillPath(template: string, textsOf: (name: string) => string[]): string {
  const filled = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const text = textsOf(name).join("");
    if (text === "") throw new Unbuildable(`path parameter ${name} is empty`);
    return text;
  });
  // A segment of dots would lead to another path, however it is escaped elsewhere.
  return filled.replace(/(?<=\/)\.{1,2}(?=\/|$)/g, (dots) => dots.replaceAll(".", "%2E"));
}
