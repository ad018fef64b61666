import { schemaOfWritten, type WrittenSpec } from "../../spec/documented.ts";
import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isJsonType } from "../../spec/media-type.ts";
import type { Readings } from "../codec/read.ts";
import type { Style } from "../codec/style.ts";
import { isOpen, type Typed, typedText, typedValue } from "../codec/typed-value.ts";
import { readJson, writtenValue } from "../exchange/json-text.ts";
import { plainOf } from "../exchange/written-json.ts";
import { schemaBreaches } from "../schema/schema-breach.ts";
import { onePerPlace } from "./body.ts";
import type { Breach, Subject } from "./subject.ts";

/** What is told of a written value: the places of its breaches are JSON Pointers into it. */
export function writtenBreaches(
  { schemas, show }: Pick<Subject, "schemas" | "show">,
  spec: WrittenSpec,
  { readings, style }: { readings: Readings; style: Style },
): Breach[] {
  const { schema, mediaType } = schemaOfWritten(spec);
  if (schema === undefined) return [];
  let typed: Typed | undefined;
  if (mediaType === undefined) {
    typed = typedValue(schemas, schema, readings);
    if (!typed) {
      const expected = `style ${style.name}${style.explode ? ", exploded" : ""}`;
      return [{ where: "", expected, actual: "a text that is not of this style", pointer: schema }];
    }
  } else if (isJsonType(mediaType)) {
    const json = readJson(Buffer.from(readings.texts.join(",")));
    if ("problem" in json) {
      return json.isLimit ? [] : [{ where: "", expected: "JSON", actual: json.problem, pointer: schema }];
    }
    typed = { value: writtenValue(json), open: [] };
  } else if (mediaType.startsWith("text/")) {
    typed = { value: typedText(schemas, schema, readings.texts.join(",")), open: [] };
  } else {
    return [];
  }
  const { value, open } = typed;
  const shown = (_part: unknown, at: string) => show(valueAt(value, at), pointerTo("", spec.name) + at);
  return onePerPlace(schemaBreaches(schemas, { value: plainOf(value), where: "", schema }, shown)).filter(
    ({ where }) => !isOpen(open, where),
  );
}
