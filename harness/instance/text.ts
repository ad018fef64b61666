import type { MIMEType } from "node:util";
import { typesAt } from "../codec/typed-value.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { Instance } from "./instance.ts";
import { scalarOf } from "./scalar.ts";

/**
 * A text as an instance: a string, or the number, boolean or null that its schema asks for. OpenAPI leaves open what a text
 * is to a schema of objects or lists: only `text/plain`, which has no structure of its own, is a string to that too, and
 * a CSV or an HTML page is not looked into.
 */
export function readText(
  schemas: Schemas,
  { schema, type }: { schema: string; type: MIMEType },
  text: string,
): Instance | undefined {
  const types = typesAt(schemas, schema);
  const isStructured = types.size > 0 && [...types].every((name) => name === "object" || name === "array");
  if (isStructured && type.subtype !== "plain") return undefined;
  return { value: scalarOf(schemas, [schema], text) };
}
