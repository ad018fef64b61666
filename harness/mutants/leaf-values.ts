import { valueAt } from "../../spec/json/json-pointer.ts";
import { jsonOf, type Mutant, mutantOf, type Operator, type Original, withJson } from "./mutant.ts";
import { spotsOf } from "./spot.ts";
import { isSame, leavesOf, otherCase, otherText, withValue } from "./value.ts";

type Leaf = { where: string; value: unknown };

/**
 * Other values at the leaves of an answer: some of the same kind, those of two leaves exchanged, and those that the operation
 * had there before. What the contract does not allow is a fault; what it allows is told by a scenario that asks for more,
 * or by nobody. Which of the two it is the mutants' own reading says.
 * @param earlier earlier calls of the operation in the same workflow
 */
export function leafMutants(original: Original, schema: string, earlier: readonly Original[]): Mutant[] {
  const { answer, schemas } = original;
  const body = jsonOf(answer);
  if (body === undefined) return [];
  const allows = (value: unknown) => schemas.fits(schema, value);
  const make = (operator: Operator, { where }: Leaf, whole: unknown, detail?: string): Mutant[] => {
    if (whole === undefined || isSame(whole, body)) return [];
    const noticedBy = allows(whole) ? "scenario" : "judge";
    const told = detail === undefined ? {} : { detail };
    return [mutantOf(original, { operator, where, noticedBy, ...told, answer: withJson(answer, whole) })];
  };
  const leaves = leavesOf(body);
  const spots = spotsOf(schemas, schema, body).filter(({ grafts }) => grafts.length === 0);
  const named = (where: string) =>
    spots
      .filter((spot) => spot.where === where)
      .flatMap(({ parts }) => parts.flatMap((part) => part.schema.enum ?? []));
  return leaves.flatMap((leaf, index) => {
    const to = (value: unknown) => withValue(body, leaf.where, value);
    const other = [...named(leaf.where), ...others(leaf.value)].find(
      (value) => value !== leaf.value && allows(to(value)),
    );
    const cased = typeof leaf.value === "string" ? otherCase(leaf.value).find((text) => allows(to(text))) : undefined;
    const next = leaves.length > 2 ? leaves[(index + 1) % leaves.length] : leaves[index + 1];
    const stale = earlier
      .map((call) => valueAt(jsonOf(call.answer), leaf.where))
      .find((value) => isScalar(value) && value !== leaf.value);
    return [
      ...(other === undefined ? [] : make("other-value", leaf, to(other))),
      ...(cased === undefined ? [] : make("other-case", leaf, to(cased))),
      ...(next === undefined ? [] : make("swapped-leaves", leaf, swapped(body, leaf, next), `with ${next.where}`)),
      ...(stale === undefined ? [] : make("stale-leaf", leaf, to(stale))),
    ];
  });
}

/** Values of the same type, the nearest first. */
function others(value: unknown): unknown[] {
  if (typeof value === "string")
    return [otherText(value), `${value}x`, value.slice(0, -1)].filter((text) => text !== value);
  if (typeof value === "number") return [value + 1, value - 1, value * 2, value / 2];
  return typeof value === "boolean" ? [!value] : [];
}

function swapped(body: unknown, one: Leaf, other: Leaf): unknown {
  return withValue(withValue(body, one.where, other.value), other.where, one.value);
}

function isScalar(value: unknown): boolean {
  return value !== undefined && (typeof value !== "object" || value === null);
}
