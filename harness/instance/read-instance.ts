import type { DocumentedContent } from "../../spec/documented.ts";
import { isFormType, isJsonType, isPlainText, isXmlType } from "../../spec/media-type.ts";
import { readForm } from "../codec/read-form.ts";
import type { ReceivedResponse } from "../exchange/exchange.ts";
import type { JsonText } from "../exchange/json-text.ts";
import { plainOf } from "../exchange/written-json.ts";
import type { Schemas } from "../schema/schemas.ts";
import type { Instance } from "./instance.ts";
import { readText } from "./text.ts";
import { decodedText, encodingOfXml } from "./text-encoding.ts";
import { readXml } from "./xml-instance.ts";

/** A JSON text as an instance. */
export function instanceOfJson(json: JsonText): Instance {
  return "problem" in json ? { ...json, expected: "JSON" } : json;
}

/**
 * Reads a body that is no JSON as its media type says: a form, XML, or text.
 * @returns `undefined` where there is nothing to hold it against, or its type has no reading here: a picture, an archive
 */
export function readInstance(
  schemas: Schemas,
  response: Pick<ReceivedResponse, "body" | "isRecoded">,
  content: DocumentedContent,
): Instance | undefined {
  const read = readWritten(schemas, response, content);
  return !read || "problem" in read ? read : { ...read, value: plainOf(read.value), written: read.value };
}

function readWritten(
  schemas: Schemas,
  { body, isRecoded }: Pick<ReceivedResponse, "body" | "isRecoded">,
  { type, schema, matches }: DocumentedContent,
): Instance | undefined {
  if (!type || !matches || isJsonType(type)) return undefined;
  if (isXmlType(type)) {
    const text = decodedText(body, isRecoded ? "utf-8" : encodingOfXml(body, type));
    return "problem" in text ? { ...text, expected: "XML" } : readXml(schemas, schema, text.text);
  }
  if (schema === undefined || !isPlainText(type)) return undefined;
  const text = decodedText(body, (isRecoded ? undefined : type.params.get("charset")) ?? "utf-8");
  if ("problem" in text) return { ...text, expected: "text" };
  if (!isFormType(type)) return readText(schemas, { schema, type }, text.text);
  const spec = { schema, encoding: undefined, isMultipart: false, is30: false };
  const { value, open } = readForm(text.text, { schemas, spec });
  return { value, open };
}
