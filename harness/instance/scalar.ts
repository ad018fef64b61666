import { typedText, typesAt } from "../codec/typed-value.ts";
import { plainOf } from "../exchange/written-json.ts";
import type { Schemas } from "../schema/schemas.ts";

/**
 * The value that a text of its own stands for: a string, or what its schemas ask for instead, a number as it is written. White space around it counts
 * in a string only.
 * @param pointers schemas that may be meant; the first that the value fits decides
 */
export function scalarOf(schemas: Schemas, pointers: readonly string[], text: string): unknown {
  const candidates = pointers.flatMap((pointer) => {
    const types = typesAt(schemas, pointer);
    // A list or an object is no reading of one text here.
    if (types.has("array") || types.has("object")) return types.size === 1 ? [] : [{ pointer, value: text as unknown }];
    const written = types.size === 0 || types.has("string") ? text : text.trim();
    return [{ pointer, value: typedText(schemas, pointer, written) }];
  });
  const fitting = candidates.find(({ pointer, value }) => schemas.errors(pointer, plainOf(value)).length === 0);
  return (fitting ?? candidates[0] ?? { value: text }).value;
}
