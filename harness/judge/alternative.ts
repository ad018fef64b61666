import type { Contract } from "../../spec/contract.ts";
import type { Ledger, RuleId } from "../../spec/ledger.ts";
import { contractUnder, nearest, type Profile } from "../../spec/profile.ts";
import { InvalidFile } from "../../spec/source-file.ts";
import { type Alternative, allHold, type Criterion } from "../expression/criterion.ts";
import { type Scope, Unresolved } from "../expression/scope.ts";
import type { Finding } from "../finding.ts";
import type { Scenario, Step } from "../scenario/scenario.ts";
import type { Judge } from "./judge.ts";
import { adviceFor, effectOf } from "./rule-reference.ts";

/** The reading of each rule that is in force; rules that a profile does not have count as read by default. */
type Readings = Readonly<Record<string, string | undefined>>;

/** The success criteria of a step under a profile: `x-alternatives` of the step first, then those of its criteria. */
export function criteriaUnder(step: Pick<Step, "criteria" | "alternatives">, profile: Profile): readonly Criterion[] {
  return criteriaFor(step, profile as unknown as Readings);
}

function criteriaFor({ criteria, alternatives }: Pick<Step, "criteria" | "alternatives">, readings: Readings) {
  const chosen = ({ rule, name }: Alternative) => readings[rule] === name;
  const all = alternatives.find(chosen)?.criteria ?? criteria;
  return all.flatMap((criterion) => criterion.alternatives.find(chosen)?.criteria ?? [criterion]);
}

/**
 * The first reading, other than the one in force, under which all success criteria of a step hold for its answer. Readings
 * come in the order of the scenario, where what is told apart least comes last.
 */
export function alternativeMet(
  step: Pick<Step, "criteria" | "alternatives">,
  { scope, profile, ledger }: { scope: Scope; profile: Profile; ledger: Ledger },
): Finding["alternative"] {
  const inForce = profile as unknown as Readings;
  for (const { rule, name } of readingsOf(step, ledger)) {
    if (inForce[rule] === name) continue;
    if (holdAll(criteriaFor(step, { ...inForce, [rule]: name }), scope)) return { rule, name };
  }
  return undefined;
}

/** What the scenario names for a step, then the defaults of the same rules: under another profile they are the others. */
function readingsOf(step: Pick<Step, "criteria" | "alternatives">, ledger: Ledger): { rule: string; name: string }[] {
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
export function settled(finding: Finding, { rule, name }: { rule: string; name: string }, ledger: Ledger): Finding {
  const grade = ledger.get(rule as RuleId)?.grade;
  const rules = [{ id: rule, grade }, ...finding.rules.filter(({ id }) => id !== rule)];
  return { ...finding, rules, effect: effectOf(rules), advice: adviceFor(grade), alternative: { rule, name } };
}

/** All alternatives that a step or a criterion of it names, in the order of the file. */
export function alternativesIn({ criteria, alternatives }: Pick<Step, "criteria" | "alternatives">): Alternative[] {
  const lists = [criteria, ...alternatives.map((alternative) => alternative.criteria)];
  return [...alternatives, ...lists.flat().flatMap((criterion) => criterion.alternatives)];
}

/** A judge of a contract as it reads under a profile; `undefined` leaves the contract as it is. */
export function judgeUnder(
  contract: Contract,
  profile: Profile | undefined,
  judgeOf: (contract: Contract) => Judge,
): Judge {
  if (!profile) return judgeOf(contract);
  const reading = contractUnder(contract, profile);
  const judge = judgeOf(reading);
  return {
    judge(exchange, at) {
      const operation = reading.operations.get(at.operation.id) ?? at.operation;
      return judge.judge(exchange, { ...at, operation });
    },
  };
}

/** @throws InvalidFile at the first `x-alternatives` with a rule or a reading that the ledger does not have */
export function checkAlternatives(scenarios: Iterable<Scenario>, ledger: Ledger): void {
  for (const scenario of scenarios) {
    for (const alternative of alternativesOf(scenario)) {
      const expected = unknownReading(alternative, ledger);
      if (expected === undefined) continue;
      const { rule, name, place } = alternative;
      throw new InvalidFile(place.file, place, { found: `${rule}: ${name}`, expected });
    }
  }
}

/** The alternatives of a scenario and of those it refers to. */
export function alternativesOf({ workflows, sources }: Scenario): Alternative[] {
  const own = [...workflows.values()].flatMap(({ steps }) => steps.flatMap(alternativesIn));
  const others = [...sources.values()].flatMap((source) =>
    source.type === "arazzo" ? alternativesOf(source.scenario) : [],
  );
  return [...own, ...others];
}

/** What an alternative should name in place of what the ledger does not have. */
export function unknownReading({ rule, name }: Alternative, ledger: Ledger): string | undefined {
  const known = ledger.get(rule as RuleId);
  if (!known) return `a rule of the ledger, such as ${nearest(rule, [...ledger.keys()])}`;
  const names = (known.alternatives ?? []).map((alternative) => alternative.name);
  if (names.includes(name)) return undefined;
  return names.length > 0 ? `another reading of ${rule}: ${names.join(" or ")}` : `a rule with more than one reading`;
}
