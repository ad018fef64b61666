import type { Contract } from "../../spec/contract.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import type { Ledger, RuleId } from "../../spec/ledger.ts";
import { type Profile, type Reading, readingIn } from "../../spec/profile.ts";
import type { RuleReference } from "../finding.ts";
import { ruleReference } from "./rule-reference.ts";

/** The readings that a contract has something to say about, other than those of a profile. */
export function otherReadings(contract: Contract, ledger: Ledger, profile: Profile): Reading[] {
  const rules = new Map<string, Set<string>>();
  collect(contract.document, rules);
  return [...rules].flatMap(([rule, names]) => {
    const known = ledger.get(rule as RuleId);
    if (known) names.add(known.default);
    const inForce = readingIn(profile, rule);
    return [...names].filter((name) => name !== inForce).map((name) => ({ rule, name }));
  });
}

/** A breach of an exchange; its key is of any kind that tells breaches apart. */
export interface Unread {
  key: string;
  /** Of the breach, most specific first: their other readings are tried first. */
  rules: readonly RuleReference[];
  others: readonly Reading[];
}

/** An exchange under another reading than the one in force: what it breaks there, and whether all of it is broken here too. */
export interface UnderReading {
  keys: ReadonlySet<string>;
  addsNothing: boolean;
}

/** The reading under which a breach is none and nothing else is broken instead: then the answer fits that reading. */
export function fittingReading(
  { key, rules, others }: Unread,
  under: (reading: Reading) => UnderReading,
): Reading | undefined {
  const ids = rules.map(({ id }) => id);
  const rank = ({ rule }: Reading) => (ids.includes(rule) ? ids.indexOf(rule) : ids.length);
  return others
    .toSorted((a, b) => rank(a) - rank(b))
    .find((reading) => {
      const { keys, addsNothing } = under(reading);
      return addsNothing && !keys.has(key);
    });
}

/** The rules of a breach that fits another reading: the rule that is read otherwise comes first. */
export function rulesBehind({ rule }: Reading, rules: readonly RuleReference[], ledger: Ledger): RuleReference[] {
  return [ruleReference(rule, ledger), ...rules.filter(({ id }) => id !== rule)];
}

function collect(value: unknown, rules: Map<string, Set<string>>): void {
  if (typeof value !== "object" || value === null) return;
  const alternatives = isObject(value) ? value["x-alternatives"] : undefined;
  for (const [rule, patches] of Object.entries((alternatives ?? {}) as Record<string, JsonObject>)) {
    const names = rules.get(rule) ?? new Set();
    for (const name of Object.keys(patches)) names.add(name);
    rules.set(rule, names);
  }
  for (const child of Object.values(value)) collect(child, rules);
}
