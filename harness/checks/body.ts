import { valueAt } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { isOpen } from "../codec/typed-value.ts";
import { isDiscriminated } from "../schema/branch.ts";
import {
  branchBreaches,
  childBreaches,
  type SchemaBreach,
  type Show,
  schemaBreaches,
} from "../schema/schema-breach.ts";
import type { Breach, Check, Subject } from "./subject.ts";

/** A body must be what its media type says, and fit the contract's schema. What has no reading here is not looked into. */
export const bodyCheck: Check = {
  id: "body",
  isFact: true,
  judge(subject) {
    const { content, schemas } = subject;
    const instance = subject.instance();
    if (!content || !instance) return [];
    if ("problem" in instance) {
      // Where the media type is wrong too, that is the cause: an HTML page is not a broken JSON text.
      // JSON that is no text at all is told as such; what is more than is read here is no fault of the target.
      if (!content.matches || instance.isLimit || (content.json && instance.garbled)) return [];
      const { expected, problem: actual } = instance;
      return [{ where: "", expected, actual, pointer: content.schema ?? content.pointer }];
    }
    if (content.schema === undefined) return [];
    const { value, misnomers = [], open = [] } = instance;
    const breaches = schemaBreaches(schemas, { value, where: "", schema: content.schema }, shownIn(subject));
    const all = [...breaches, ...tagBreaches(subject), ...writeOnlyBreaches(subject)].filter(
      (breach) => !leftToUndocumentedMember(breach) && !isOpen(open, breach.where),
    );
    return [
      ...misnomers,
      ...onePerPlace(all.length > 0 && mayOverflow(subject) ? all.filter((one) => !isOverflow(one, value)) : all),
    ];
  },
};

/** Writes what stands in the body as it came: schemas are held against JavaScript's numbers. */
function shownIn({ written, show }: Subject): Show {
  return (_value, where) => show(valueAt(written(), where), where);
}

/**
 * What Ajv does not see of discriminators: values that fit a branch of a oneOf or anyOf, and name another one or none; and
 * values that break the child which they name to their parent.
 */
function tagBreaches(subject: Subject): SchemaBreach[] {
  const { schemas, values } = subject;
  const show = shownIn(subject);
  return values().flatMap(({ value, where, parts }) =>
    parts.flatMap(({ pointer, schema }) => {
      const held = { value, where, schema: pointer };
      if (!isObject(value)) return [];
      if (!isDiscriminated(schema)) return childBreaches(schemas, held, show);
      const keyword = schema.oneOf === undefined ? "anyOf" : "oneOf";
      return branchBreaches(schemas, held, { keyword, show });
    }),
  );
}

/** What is for requests only should not come back (OpenAPI 3.0.3, Schema Object, `writeOnly`): told, but no drift. */
function writeOnlyBreaches(subject: Subject): (SchemaBreach & Pick<Breach, "severity">)[] {
  const { values } = subject;
  const show = shownIn(subject);
  return values().flatMap(({ value, where, parts }) => {
    const part = parts.find(({ schema }) => schema.writeOnly === true);
    if (!part || where === "") return [];
    const expected = "no such member in an answer: it is writeOnly";
    const pointer = `${part.pointer}/writeOnly`;
    return [
      { keyword: "writeOnly", where, expected, actual: show(value, where), pointer, severity: "warning" as const },
    ];
  });
}

/** A member that must not be there is that check's to tell: it sees all parts of a schema at once. */
function leftToUndocumentedMember({ keyword, expected }: SchemaBreach): boolean {
  return (keyword === "additionalProperties" || keyword === "unevaluatedProperties") && expected === "no such member";
}

/** Whether there can be a number too large to be read: one with an exponent, or with hundreds of digits. */
function mayOverflow({ json }: Subject): boolean {
  return json !== undefined && "text" in json && /\d[eE]|\d{300}/.test(json.text);
}

/** Of a number that is too large to be read as one its text is told, and not that it is no number then. */
function isOverflow({ keyword, where }: SchemaBreach, value: unknown): boolean {
  if (keyword !== "type") return false;
  const number = valueAt(value, where);
  return typeof number === "number" && !Number.isFinite(number);
}

/** One wrong value, one finding: the most telling of the keywords it breaks. */
export function onePerPlace<T extends SchemaBreach>(breaches: T[]): T[] {
  const best = new Map<string, T>();
  for (const breach of breaches) {
    const other = best.get(breach.where);
    if (!other || rank(breach) < rank(other)) best.set(breach.where, breach);
  }
  return [...best.values()];
}

const order = ["required", "discriminator", "type", "const", "enum"];

function rank({ keyword }: SchemaBreach): number {
  // That a member should not be there says less than that it is wrong.
  if (keyword === "writeOnly" || keyword === "readOnly") return order.length + 1;
  const index = order.indexOf(keyword);
  return index < 0 ? order.length : index;
}
