import { isObject } from "../../spec/json/json-value.ts";

// The extension `x-echo` of a schema: what was sent and must come back.

/** What is wrong with an `x-echo`, as what is expected in its place; `undefined` where nothing is. */
export function echoProblem(echo: unknown): string | undefined {
  const echoes = echoesOf(echo);
  const areAll = echoes.every(([below, source]) => /^(\/|$)/.test(below) && isSource(source));
  if (echoes.length > 0 && areAll) return undefined;
  return "a JSON Pointer into the request's body, path.NAME, query.NAME or header.NAME, or an object of such by JSON Pointer";
}

function isSource(source: unknown): boolean {
  return typeof source === "string" && /^(\/|(path|query|header)\.[^.])/.test(source);
}

/** The sources of an `x-echo` by where, below the value that carries it, they must come back. */
export function echoesOf(echo: unknown): [below: string, source: string][] {
  if (echo === undefined) return [];
  return isObject(echo) ? (Object.entries(echo) as [string, string][]) : [["", echo as string]];
}
