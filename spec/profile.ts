import { closest } from "fastest-levenshtein";
import { type Contract, contractIn, isObject, type JsonObject } from "./contract.ts";
import type { Readings, RuleId } from "./generated/rules.ts";
import type { Ledger } from "./ledger.ts";

/** One choice for every rule that has more than one reading. */
export type Profile = Readonly<Readings>;

/** A choice that the ledger does not know. The message names the nearest one that it does. */
export class UnknownReading extends Error {
  override name = "UnknownReading";
}

/**
 * The profile of some choices.
 * @param choices rule id to the name of a reading; a rule left out has the reading of `base`
 * @param base the ledger's defaults unless told otherwise
 * @throws UnknownReading for a rule or a reading that the ledger does not have
 */
export function profileOf(ledger: Ledger, choices: Readonly<Record<string, string>> = {}, base?: Profile): Profile {
  const rules = [...ledger.values()].filter((rule) => rule.alternatives);
  const profile: Record<string, string> = base
    ? { ...base }
    : Object.fromEntries(rules.map((rule) => [rule.id, rule.default]));
  for (const [id, reading] of Object.entries(choices)) {
    const rule = ledger.get(id as RuleId);
    if (!rule) throw new UnknownReading(`unknown rule ${id}: did you mean ${nearest(id, [...ledger.keys()])}?`);
    if (!rule.alternatives) throw new UnknownReading(`rule ${id} has one reading only: there is nothing to choose`);
    const names = [rule.default, ...rule.alternatives.map(({ name }) => name)];
    if (!names.includes(reading)) {
      const known = `did you mean ${nearest(reading, names)}? Its readings are ${names.join(", ")}`;
      throw new UnknownReading(`unknown reading ${reading} of ${id}: ${known}`);
    }
    profile[id] = reading;
  }
  return Object.freeze(profile) as unknown as Profile;
}

/** The known name that is most like a given one; letter case does not count. */
export function nearest(name: string, known: readonly string[]): string {
  const folded = closest(
    name.toLowerCase(),
    known.map((candidate) => candidate.toLowerCase()),
  );
  return known.find((candidate) => candidate.toLowerCase() === folded) ?? folded;
}

/**
 * The contract as it reads under a profile: every `x-alternatives` whose reading is chosen is merged into the object
 * that carries it (JSON Merge Patch, RFC 7396). Positions still lead into the file as it was written.
 */
export function contractUnder(contract: Contract, profile: Profile): Contract {
  return contractIn(contract.file, patched(contract.document, profile) as JsonObject);
}

function patched(value: unknown, profile: Profile): unknown {
  if (Array.isArray(value)) return value.map((item) => patched(item, profile));
  if (!isObject(value)) return value;
  let result: JsonObject = {};
  for (const [key, child] of Object.entries(value)) {
    if (key !== "x-alternatives") result[key] = patched(child, profile);
  }
  for (const [id, readings] of Object.entries((value["x-alternatives"] ?? {}) as Record<string, JsonObject>)) {
    const patch = readings[profile[id as keyof Profile]];
    if (patch !== undefined) result = mergePatch(result, patch) as JsonObject;
  }
  return result;
}

/** RFC 7396, section 2: null removes a member, objects are merged, everything else is replaced. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, child] of Object.entries(patch)) {
    if (child === null) delete result[key];
    else result[key] = mergePatch(result[key], child);
  }
  return result;
}
