import type { Grade, Ledger, RuleId, Source } from "../../spec/ledger.ts";
import { type Profile, readingIn } from "../../spec/profile.ts";

/** What decided an answer, in words for the caller. They never quote what a caller sent about a person. */
export interface Reason {
  rule: RuleId;
  got: string;
  /** What the caller should change; empty when nothing. The journal's may say more than the answer: see advice.ts. */
  change: string;
}

/** An answer explained: the rule and how sure it is, what it says, what came instead, and what to change. */
export interface Explanation extends Reason {
  grade: Grade;
  expected: string;
  /** Where the rule comes from, and which of its readings each source speaks for. */
  sources: Source[];
}

/**
 * Explains an answer by the ledger.
 * @param profile the readings that were in force
 */
export function explain({ rule: id, got, change }: Reason, ledger: Ledger, profile: Profile): Explanation {
  const rule = ledger.get(id);
  const name = readingIn(profile, id);
  const reading = rule?.alternatives?.find((alternative) => alternative.name === name);
  return {
    rule: id,
    grade: rule?.grade ?? "assumed",
    expected: reading?.statement ?? rule?.statement ?? "",
    got,
    change,
    sources: rule?.sources ?? [],
  };
}
