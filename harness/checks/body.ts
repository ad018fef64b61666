import { type SchemaFault, schemaFaults } from "./schema-fault.ts";
import type { Check } from "./subject.ts";

/** A JSON body must be JSON and fit the contract's schema. Bodies of other types are not looked into. */
export const bodyCheck: Check = {
  id: "body",
  judge({ content, json, schemas, show }) {
    if (!content || !json) return [];
    if ("problem" in json) {
      // Where the media type is wrong too, that is the cause: an HTML page is not a broken JSON text.
      if (!content.matches) return [];
      return [{ where: "", expected: "JSON", actual: json.problem, pointer: content.schema ?? content.pointer }];
    }
    if (content.schema === undefined) return [];
    const faults = schemaFaults(schemas, { value: json.value, where: "", schema: content.schema }, show);
    return onePerPlace(faults.filter((fault) => !leftToUndocumentedMember(fault)));
  },
};

/** A member that must not be there is that check's to tell: it sees all parts of a schema at once. */
function leftToUndocumentedMember({ keyword, expected }: SchemaFault): boolean {
  return (keyword === "additionalProperties" || keyword === "unevaluatedProperties") && expected === "no such member";
}

/** One wrong value, one finding: the most telling of the keywords it breaks. */
function onePerPlace(faults: SchemaFault[]): SchemaFault[] {
  const best = new Map<string, SchemaFault>();
  for (const fault of faults) {
    const other = best.get(fault.where);
    if (!other || rank(fault) < rank(other)) best.set(fault.where, fault);
  }
  return [...best.values()];
}

const order = ["required", "discriminator", "type", "const", "enum"];

function rank({ keyword }: SchemaFault): number {
  const index = order.indexOf(keyword);
  return index < 0 ? order.length : index;
}
