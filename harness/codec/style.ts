import type { JsonObject } from "../../spec/json/json-value.ts";

/** Where in a request a parameter stands. The property of a form is written as in a query. */
export type Place = "path" | "query" | "header" | "cookie";

/** What a value is to a style: the columns of OpenAPI's table of styles. */
export type Kind = "primitive" | "array" | "object";

/** How a value is written as text (OpenAPI 3.1.2, Style Values; 3.0.4 has the same). */
export interface Style {
  place: Place;
  /** As the contract has it; {@link styleProblem} knows those that are none. */
  name: string;
  /** Each item or member on its own: `a=1&a=2` and not `a=1,2`. */
  explode: boolean;
  /** Reserved characters of a query's values are sent as they are (RFC 6570, section 3.2.3). */
  allowReserved: boolean;
}

/** Which styles may stand where (OpenAPI 3.1.2, Style Values). */
const placesOf: Readonly<Record<string, readonly Place[]>> = {
  matrix: ["path"],
  label: ["path"],
  simple: ["path", "header"],
  form: ["query", "cookie"],
  spaceDelimited: ["query"],
  pipeDelimited: ["query"],
  deepObject: ["query"],
};

/**
 * The style of a Parameter Object, a Header Object or an Encoding Object, with the defaults of its place.
 * @param object empty for what no contract documents
 */
export function styleOf(object: JsonObject, place: Place): Style {
  const name = String(object.style ?? (place === "query" || place === "cookie" ? "form" : "simple"));
  const explode = (object.explode ?? name === "form") === true;
  return { place, name, explode, allowReserved: place === "query" && object.allowReserved === true };
}

/**
 * Why OpenAPI does not say how a value of some kind is written in a style: what it marks as undefined or not applicable
 * (3.1.2, Style Examples). One primitive value between bars or spaces is a list of one; `deepObject` has `explode: true`
 * whatever a contract says, for nothing else is defined.
 * @param kind left out where it is not known
 * @returns one sentence's end, `style label is not for a query`; `undefined` where it is defined
 */
export function styleProblem({ place, name, explode }: Style, kind?: Kind): string | undefined {
  const places = Object.hasOwn(placesOf, name) ? placesOf[name] : undefined;
  if (!places) return `style ${name} is none of OpenAPI's`;
  if (!places.includes(place)) return `style ${name} is not for a ${place}`;
  if ((name === "spaceDelimited" || name === "pipeDelimited") && explode) {
    return `style ${name} with explode: true is not defined`;
  }
  if (name === "deepObject" && kind !== undefined && kind !== "object") {
    return `style deepObject is for an object, not for ${kind === "array" ? "a list" : "one value"}`;
  }
  // Pairs would have to stand between ampersands, which mean nothing in a cookie (3.1.2, appendix D).
  if (place === "cookie" && explode && kind !== undefined && kind !== "primitive") {
    return `style form with explode: true is not for ${kind === "array" ? "a list" : "an object"} in a cookie`;
  }
  return undefined;
}

/** What stands between the parts of a value that is one text, as it is written. */
export function separatorOf({ name, explode }: Style): string {
  if (name === "spaceDelimited") return "%20";
  if (name === "pipeDelimited") return "%7C";
  return name === "label" && explode ? "." : ",";
}
