import { isObject, type Operation } from "../spec/contract.ts";
import { pointerSegments } from "../spec/source-file.ts";
import type { Parameter, RequestBody, Step } from "./arazzo.ts";
import type { SentRequest } from "./exchange.ts";
import { ownMember, type Scope, type Values } from "./scope.ts";
import { asText, render, renderText } from "./template.ts";

/** A request that is ready to be sent, and the parameters that runtime expressions may ask for. */
export interface BuiltRequest {
  request: SentRequest;
  path: Values;
  query: Values;
}

/** A request that a scenario describes and that cannot be built from the values it got. */
export class Unbuildable extends Error {
  override name = "Unbuildable";
}

/**
 * Builds the request of a step.
 * @param server base URL of the step's source in the target; it may have a path
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

function formText(pairs: [string, string][]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}

/** A value in OpenAPI's style `simple`: the items of a list, or names and values by turns. */
function listed(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(asText);
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => [name, asText(item)]) : [asText(value)];
}

function bodyText(body: RequestBody, scope: Scope): string | undefined {
  if (body.payload?.kind === "text") return renderText(body.payload.parts, scope);
  let payload = body.payload && structuredClone(render(body.payload.template, scope));
  for (const { target, value } of body.replacements) payload = replaced(payload, target, render(value, scope));
  if (payload === undefined) return undefined;
  const type = body.contentType ?? "application/json";
  if (/[/+]json\b/i.test(type)) return JSON.stringify(payload);
  if (isObject(payload) && /^application\/x-www-form-urlencoded\b/i.test(type)) {
    return formText(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
  }
  if (typeof payload === "object" && payload !== null) throw new Unbuildable(`the payload has members, ${type} cannot`);
  return asText(payload);
}

/** Sets the value at a JSON Pointer; its parent must exist. `-` appends to a list (RFC 6901, section 4). */
function replaced(payload: unknown, target: string, value: unknown): unknown {
  const segments = pointerSegments(target);
  const last = segments.pop();
  if (last === undefined) return value;
  const parent = segments.reduce<unknown>(ownMember, payload);
  if (Array.isArray(parent) && (last === "-" || /^\d+$/.test(last))) {
    parent[last === "-" ? parent.length : Number(last)] = value;
  } else if (isObject(parent)) {
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  } else {
    throw new Unbuildable(`replacement target ${target} leads nowhere in the payload`);
  }
  return payload;
}
