import type { Operation } from "../../spec/contract.ts";
import { isObject } from "../../spec/json-value.ts";
import type { SentRequest } from "../exchange/exchange.ts";
import type { Scope, Values } from "../expression/scope.ts";
import { asText, render } from "../expression/template.ts";
import type { Parameter, Step } from "../scenario/scenario.ts";
import { bodyText, formText, Unbuildable } from "./payload.ts";

/** A request that is ready to be sent, and the parameters that runtime expressions may ask for. */
export interface BuiltRequest {
  request: SentRequest;
  path: Values;
  query: Values;
}

/**
 * Builds the request of a step.
 * @param options.server base URL of the operation in the target; it may have a path
 * @throws Unresolved when a value it needs does not exist, Unbuildable when a value does not fit its place
 */
export function buildRequest(
  step: Step,
  operation: Operation,
  { scope, server }: { scope: Scope; server: string },
): BuiltRequest {
  const values = (place: Parameter["in"]): [string, unknown][] =>
    step.parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, value }): [string, unknown] => [name, render(value, scope)])
      // null is how a scenario leaves a parameter out.
      .filter(([, value]) => value !== null);

  const path = values("path");
  const query = values("query");
  const base = new URL(server);
  const target = `${base.pathname.replace(/\/$/, "")}${fillPath(operation.path, path)}${queryText(query)}`;
  const body = step.body && bodyText(step.body, scope);
  const method = operation.method.toUpperCase();
  const given = values("header").map(([name, value]): [string, string] => [name, listed(value).join(",")]);
  const isGiven = (name: string) => given.some(([other]) => other.toLowerCase() === name);

  const headers: [string, string][] = isGiven("host") ? [] : [["Host", base.host]];
  const cookies = values("cookie").map(([name, value]) => `${name}=${encodeURIComponent(listed(value).join(","))}`);
  if (body !== undefined && step.body?.contentType && !isGiven("content-type")) {
    headers.push(["Content-Type", step.body.contentType]);
  }
  headers.push(...given);
  if (cookies.length > 0) headers.push(["Cookie", cookies.join("; ")]);
  const hasLength = body !== undefined || ["POST", "PUT", "PATCH"].includes(method);
  if (hasLength && !isGiven("content-length") && !isGiven("transfer-encoding")) {
    headers.push(["Content-Length", String(Buffer.byteLength(body ?? ""))]);
  }
  const request = { method, url: `${base.origin}${target}`, headers, body: body ?? "" };
  return { request, path: Object.fromEntries(path), query: Object.fromEntries(query) };
}

function fillPath(template: string, values: [string, unknown][]): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = values.find(([other]) => other === name)?.[1];
    if (value === undefined || value === "") throw new Unbuildable(`path parameter ${name} is empty`);
    return segment(listed(value).join(","));
  });
}

// A segment of dots would lead to another path, however it is escaped elsewhere.
function segment(text: string): string {
  return /^\.{1,2}$/.test(text) ? text.replaceAll(".", "%2E") : encodeURIComponent(text);
}

// OpenAPI's default style for a query: form, exploded.
function queryText(values: [string, unknown][]): string {
  const pairs = values.flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return value.map((item) => [name, asText(item)]);
    if (isObject(value)) return Object.entries(value).map(([member, item]) => [member, asText(item)]);
    return [[name, asText(value)]];
  });
  return pairs.length === 0 ? "" : `?${formText(pairs)}`;
}

/** A value in OpenAPI's style `simple`: the items of a list, or names and values by turns. */
function listed(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(asText);
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => [name, asText(item)]) : [asText(value)];
}
