import { pointerTo, valueAt } from "../json/json-pointer.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";
import type { Oddity } from "./oddity.ts";
import type { Resolve } from "./operations.ts";

/** Whether a Security Scheme Object says what is sent (OpenAPI 3.1, Security Scheme Object). */
export function isReadableScheme(scheme: unknown): scheme is JsonObject {
  if (!isObject(scheme)) return false;
  if (scheme.type === "http") return typeof scheme.scheme === "string";
  const places = ["query", "header", "cookie"];
  return scheme.type !== "apiKey" || (typeof scheme.name === "string" && places.includes(String(scheme.in)));
}

/** The security schemes that do not say what is sent. */
export function schemeOddities(document: JsonObject, resolve: Resolve): Oddity[] {
  const holder = "/components/securitySchemes";
  const schemes = valueAt(document, holder);
  const names = Object.keys(isObject(schemes) ? schemes : {});
  return names.flatMap((name) => {
    const pointer = pointerTo(holder, name);
    if (isReadableScheme(resolve(pointer).value)) return [];
    const what = `security scheme ${name}`;
    return [{ what, pointer, found: what, expected: "what is sent: name and in of an apiKey, scheme of http" }];
  });
}
