import { type Contract, contractIn } from "./contract.ts";
import type { Readings, RuleId } from "./generated/rules.ts";
import { isObject, type JsonObject } from "./json/json-value.ts";
import { type Ledger, readingNames } from "./ledger.ts";
import { withPaths } from "./paths.ts";
import { UsageError } from "./usage-error.ts";
import { didYouMean, likelyName } from "./words/did-you-mean.ts";

/** One rule read in one way, by the names that the ledger has for both. */
export interface Reading {
  rule: string;
  name: string;
}

/** How a reading is written on a command line. */
export const readingForm = "A choice is given as RULE=READING, for example BOS-AUTH=optional.";

/** The reading that a text of {@link readingForm} names; `undefined` for a text of another form. */
export function readingOfText(text: string): Reading | undefined {
  const [rule = "", name = "", ...rest] = text.split("=");
  return rule === "" || name === "" || rest.length > 0 ? undefined : { rule, name };
}

/** One reading for every rule that has more than one: rule id to the reading's name. Never changed; replaced. */
export type Profile = Readonly<Readings>;

// One object for each ledger: contracts are read under a profile once for each that there is.
const defaults = new WeakMap<Ledger, Profile>();

/** The profile of a ledger's defaults. */
export function defaultProfile(ledger: Ledger): Profile {
  const known = defaults.get(ledger);
  if (known) return known;
  const open = [...ledger.values()].filter((rule) => rule.alternatives);
  const profile = frozen(Object.fromEntries(open.map((rule) => [rule.id, rule.default])));
  defaults.set(ledger, profile);
  return profile;
}

/**
 * A profile with some rules read otherwise.
 * @param readings rule id to the name of a reading; a rule left out is read as in `base`
 * @param base the ledger's defaults unless told otherwise
 * @throws UsageError for a rule or a reading that the ledger does not have; the nearest one is named
 */
export function profileOf(
  ledger: Ledger,
  readings: Readonly<Record<string, string>> = {},
  base: Profile = defaultProfile(ledger),
): Profile {
  for (const [rule, name] of Object.entries(readings)) {
    const unknown = unknownReading(ledger, { rule, name });
    if (unknown) throw new UsageError(refusalOf({ rule, name }, unknown));
  }
  return Object.keys(readings).length === 0 ? base : frozen({ ...base, ...readings });
}

/** A profile in which one rule is read otherwise. Whether the ledger has such a reading is not looked at. */
export function withReading(profile: Profile, { rule, name }: Reading): Profile {
  return frozen({ ...profile, [rule]: name });
}

/** The reading of a rule that is in force; `undefined` for a rule that has one only, or that there is none of. */
export function readingIn(profile: Profile, rule: string): string | undefined {
  return Object.hasOwn(profile, rule) ? profile[rule as keyof Profile] : undefined;
}

/** Why a reading cannot be chosen, and the names there are. */
export type UnknownReading =
  | { unknown: "rule"; names: readonly string[] }
  | { unknown: "choice" }
  | { unknown: "reading"; names: readonly string[] };

/**
 * Why a reading cannot be chosen: the ledger has no such rule, the rule leaves no choice, or it has no such reading.
 * @returns `undefined` where it can
 */
export function unknownReading(ledger: Ledger, { rule: id, name }: Reading): UnknownReading | undefined {
  const rule = ledger.get(id as RuleId);
  if (!rule) return { unknown: "rule", names: [...ledger.keys()] };
  if (!rule.alternatives) return { unknown: "choice" };
  const names = readingNames(rule);
  return names.includes(name) ? undefined : { unknown: "reading", names };
}

function refusalOf({ rule, name }: Reading, why: UnknownReading): string {
  switch (why.unknown) {
    case "rule":
      return `unknown rule ${rule}: ${didYouMean(rule, why.names)}`;
    case "choice":
      return `rule ${rule} has one reading only: there is nothing to choose`;
    case "reading": {
      const meant = likelyName(String(name), why.names);
      const question = meant === undefined ? "its" : `did you mean ${meant}? Its`;
      return `unknown reading ${name} of ${rule}: ${question} readings are ${why.names.join(", ")}`;
    }
    default:
      return why satisfies never;
  }
}

const underProfiles = new WeakMap<Contract, WeakMap<Profile, Contract>>();

/**
 * The contract as it reads under a profile: every `x-alternatives` whose reading is in force is merged into the object
 * that carries it (JSON Merge Patch, RFC 7396), in the order of the file. Positions still lead into the file as it was written. Made once for each
 * contract and profile; a contract that leaves nothing open is itself under every profile.
 */
export function contractUnder(contract: Contract, profile: Profile): Contract {
  const known = underProfiles.get(contract) ?? new WeakMap<Profile, Contract>();
  underProfiles.set(contract, known);
  const before = known.get(profile);
  if (before) return before;
  const document = patched(contract.document, profile) as JsonObject;
  const under =
    document === contract.document ? contract : withPaths(contractIn(contract.file, document), contract.paths);
  known.set(profile, under);
  return under;
}

/** What is not changed is shared: most of a large contract. */
function patched(value: unknown, profile: Profile): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => patched(item, profile));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isObject(value)) return value;
  let result = value;
  const { "x-alternatives": alternatives } = value;
  for (const [key, child] of Object.entries(value)) {
    const changed = key === "x-alternatives" ? child : patched(child, profile);
    if (changed === child) continue;
    if (result === value) result = { ...value };
    result[key] = changed;
  }
  for (const [id, readings] of Object.entries(isObject(alternatives) ? alternatives : {})) {
    const patch = isObject(readings) ? readings[readingIn(profile, id) ?? ""] : undefined;
    if (patch === undefined) continue;
    // What a patch says may itself be read in several ways.
    result = mergePatch(result, patched(patch, profile)) as JsonObject;
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

function frozen(readings: Readonly<Record<string, string>>): Profile {
  return Object.freeze(readings) as unknown as Profile;
}
