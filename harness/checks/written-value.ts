import { schemaOfWritten, type WrittenSpec } from "../../spec/documented.ts";
import { pointerTo } from "../../spec/json-pointer.ts";
import { isJsonType } from "../../spec/media-type.ts";
import { readJson } from "../exchange/json-text.ts";
import { schemaBreaches } from "../schema/schema-breach.ts";
import { type Style, typedValue } from "../schema/typed-value.ts";
import { onePerPlace } from "./body.ts";
import type { Breach, Subject } from "./subject.ts";

/**
 * How a written value breaks its schema: the first way, for it has one place.
 * @param texts one for each time it was given
 */
export function writtenBreaches(
  { schemas, show }: Pick<Subject, "schemas" | "show">,
  spec: WrittenSpec,
  { texts, style }: { texts: string[]; style: Style },
): Breach[] {
  const { schema, mediaType } = schemaOfWritten(spec);
  if (schema === undefined) return [];
  let value: unknown;
  if (mediaType === undefined) {
    value = typedValue(schemas, schema, { texts, style });
  } else if (isJsonType(mediaType)) {
    const json = readJson(Buffer.from(texts.join(",")));
    if ("problem" in json) {
      return json.isLimit ? [] : [{ where: spec.name, expected: "JSON", actual: json.problem, pointer: schema }];
    }
    value = json.value;
  } else {
    return [];
  }
  const shown = (part: unknown) => show(part, pointerTo("", spec.name));
  return onePerPlace(schemaBreaches(schemas, { value, where: "", schema }, shown)).slice(0, 1);
}
