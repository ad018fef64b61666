import type { Contract } from "../../spec/contract.ts";
import { type Grade, type Ledger, type RuleId, supportOf } from "../../spec/ledger.ts";
import type { Finding, RuleReference } from "../finding.ts";

/** A rule by its id, with its grade and what speaks for its readings where the ledger has it. */
export function ruleReference(id: string, ledger: Ledger): RuleReference {
  const rule = ledger.get(id as RuleId);
  return { id, grade: rule?.grade, support: rule ? supportOf(rule) : [] };
}

/**
 * The rules that stand behind places of a contract.
 * @param pointers JSON Pointers into the contract, nearest first; the first with a rule at or above it decides
 */
export function rulesOf(contract: Contract, ledger: Ledger, pointers: string[]): RuleReference[] {
  const ids = pointers.map((pointer) => contract.rulesAt(pointer)).find((found) => found.length > 0) ?? [];
  return ids.map((id) => ruleReference(id, ledger));
}

/** Whether a finding breaks a rule or settles one: the first rule named decides (contract of `Finding.effect`). */
export function effectOf(rules: RuleReference[]): Finding["effect"] {
  return rules[0]?.grade === "assumed" ? "settles" : "breaks";
}

/** What to do about a finding whose first rule has this grade, in one sentence. */
export function adviceFor(grade: Grade | undefined): string {
  switch (grade) {
    case "documented":
      return "The page says otherwise: report it to the vendor, or mend the mock.";
    case "inferred":
      return "The page implies otherwise: ask the vendor, or mend the mock.";
    case "assumed":
      return "The page is silent here: if this is the vendor, record it in the ledger; if it is the mock, mend it.";
    case "observed":
      return "It was measured to be otherwise: find out whether the vendor has changed, or mend the mock.";
    case "contradicted":
      return "This rule is known not to hold: bring the contract in line with what was measured.";
    case undefined:
      return "The contract says otherwise: mend the target or the contract.";
    default:
      return grade satisfies never;
  }
}
