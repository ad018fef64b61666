import type { Ledger, RuleId } from "../../spec/ledger.ts";
import { type Profile, type Reading, readingIn, withReading } from "../../spec/profile.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { didYouMean, oneOf } from "../../spec/words/did-you-mean.ts";
import { type Alternative, allHold, type Criterion } from "../expression/criterion.ts";
import { type Scope, Unresolved } from "../expression/scope.ts";
import type { Finding } from "../finding.ts";
import { type Scenario, type Step, withReferred } from "../scenario/scenario.ts";
import { rulesBehind } from "./reading.ts";
import { adviceFor, effectOf } from "./rule-reference.ts";

/**
 * The success criteria of a step under a profile: `x-alternatives` of the step first, then those of its criteria, then
 * those of what stands in their place.
 */
export function criteriaUnder(step: Pick<Step, "criteria" | "alternatives">, profile: Profile): readonly Criterion[] {
  const isInForce = ({ rule, name }: Alternative) => readingIn(profile, rule) === name;
  const all = step.alternatives.find(isInForce)?.criteria ?? step.criteria;
  const underIt = (criterion: Criterion): readonly Criterion[] =>
    criterion.alternatives.find(isInForce)?.criteria.flatMap(underIt) ?? [criterion];
  return all.flatMap(underIt);
}

/**
 * The first reading, other than the one in force, under which all success criteria of a step hold for its answer. Readings
 * come in the order of the scenario, where what is told apart least comes last.
 */
export function readingMet(
  step: Pick<Step, "criteria" | "alternatives">,
  { scope, profile, ledger }: { scope: Scope; profile: Profile; ledger: Ledger },
): Reading | undefined {
  const met = readingsOf(step, ledger).find(
    (reading) =>
      readingIn(profile, reading.rule) !== reading.name &&
      holdAll(criteriaUnder(step, withReading(profile, reading)), scope),
  );
  return met && { rule: met.rule, name: met.name };
}

/** What the scenario names for a step, then the defaults of the same rules: under another profile they are the others. */
function readingsOf(step: Pick<Step, "criteria" | "alternatives">, ledger: Ledger): Reading[] {
  const named = alternativesIn(step);
  const rules = new Set(named.map(({ rule }) => rule));
  const defaults = [...rules].flatMap((rule) => {
    const name = ledger.get(rule as RuleId)?.default;
    return name === undefined ? [] : [{ rule, name }];
  });
  return [...named, ...defaults];
}

function holdAll(criteria: readonly Criterion[], scope: Scope): boolean {
  try {
    return allHold(criteria, scope);
  } catch (error) {
    if (error instanceof Unresolved) return false;
    throw error;
  }
}

/** A failed criterion as the fact that it shows: that a rule is read another way. */
export function settled(finding: Finding, reading: Reading, ledger: Ledger): Finding {
  const rules = rulesBehind(reading, finding.rules, ledger);
  return { ...finding, rules, effect: effectOf(rules), advice: adviceFor(rules[0]?.grade), alternative: reading };
}

/** All alternatives that a step or a criterion of it names, those of the step first, then as deep as they go. */
export function alternativesIn({ criteria, alternatives }: Pick<Step, "criteria" | "alternatives">): Alternative[] {
  const below = [criteria, ...alternatives.map((alternative) => alternative.criteria)].flat();
  return [...alternatives, ...below.flatMap((criterion) => alternativesIn({ criteria: [], ...criterion }))];
}

/** @throws UsageError at the first `x-alternatives` with a rule or a reading that the ledger does not have */
export function checkAlternatives(scenarios: Iterable<Scenario>, ledger: Ledger): void {
  for (const scenario of scenarios) {
    for (const alternative of alternativesOf(scenario)) {
      const expected = unknownAlternative(alternative, ledger);
      if (expected === undefined) continue;
      const { rule, name, place } = alternative;
      throw UsageError.inFile(place.file, place, { found: `${rule}: ${name}`, expected });
    }
  }
}

/** The alternatives of a scenario and of those it refers to. */
export function alternativesOf(scenario: Scenario): Alternative[] {
  const workflows = withReferred([scenario]).flatMap((one) => [...one.workflows.values()]);
  return workflows.flatMap(({ steps }) => steps.flatMap(alternativesIn));
}

/** What an alternative should name in place of what the ledger does not have. */
export function unknownAlternative({ rule, name }: Alternative, ledger: Ledger): string | undefined {
  const known = ledger.get(rule as RuleId);
  if (!known) return `a rule of the ledger; ${didYouMean(rule, [...ledger.keys()])}`;
  const names = (known.alternatives ?? []).map((alternative) => alternative.name);
  if (names.includes(name)) return undefined;
  if (names.length === 0) return "a rule with more than one reading";
  return oneOf(name, names, `another reading of ${rule}:`);
}
