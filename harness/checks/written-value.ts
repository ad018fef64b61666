import { isObject, type JsonObject } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/source-file.ts";
import { readJson } from "../exchange/json-text.ts";
import { schemaFaults } from "../schema/schema-fault.ts";
import { type Style, typedValue } from "../schema/typed-value.ts";
import { onePerPlace } from "./body.ts";
import type { Breach, Subject } from "./subject.ts";

/** A documented value that is written as text: a Header Object or a Parameter Object. */
export interface WrittenSpec {
  name: string;
  /** JSON Pointer to the object, `$ref` followed. */
  pointer: string;
  object: JsonObject;
}

/** JSON Pointer to the schema of a header or a parameter; the media type it is written in, where it has one. */
export function schemaOf({ object, pointer }: Pick<WrittenSpec, "object" | "pointer">): {
  schema: string | undefined;
  mediaType: string | undefined;
} {
  if (object.schema !== undefined) return { schema: `${pointer}/schema`, mediaType: undefined };
  const [mediaType] = Object.keys(isObject(object.content) ? object.content : {});
  if (mediaType === undefined) return { schema: undefined, mediaType };
  const at = pointerTo(`${pointer}/content`, mediaType);
  const media = (object.content as JsonObject)[mediaType];
  return { schema: isObject(media) && media.schema !== undefined ? `${at}/schema` : undefined, mediaType };
}

/**
 * How a written value breaks its schema: the first way, for it has one place.
 * @param texts one for each time it was given
 */
export function writtenBreaches(
  { schemas, show }: Pick<Subject, "schemas" | "show">,
  spec: WrittenSpec,
  { texts, style }: { texts: string[]; style: Style },
): Breach[] {
  const { schema, mediaType } = schemaOf(spec);
  if (schema === undefined) return [];
  let value: unknown;
  if (mediaType === undefined) {
    value = typedValue(schemas, schema, { texts, style });
  } else if (/[/+]json\b/i.test(mediaType)) {
    const json = readJson(Buffer.from(texts.join(",")));
    if ("problem" in json) return [{ where: spec.name, expected: "JSON", actual: json.problem, pointer: schema }];
    value = json.value;
  } else {
    return [];
  }
  const shown = (part: unknown) => show(part, pointerTo("", spec.name));
  return onePerPlace(schemaFaults(schemas, { value, where: "", schema }, shown)).slice(0, 1);
}
