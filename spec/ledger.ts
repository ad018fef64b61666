import { fileURLToPath } from "node:url";
import { checkShape } from "./check-shape.ts";
import type { RuleId } from "./generated/rules.ts";
import schema from "./rules.schema.json" with { type: "json" };
import { readSourceFile, type SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";

export type { RuleId } from "./generated/rules.ts";

/** How sure we are of a rule; `rules.yaml` says what each grade means. */
export type Grade = "documented" | "inferred" | "assumed" | "observed" | "contradicted";

/** A reading of a rule other than its default: its name, and what is so under it. */
export interface StatedReading {
  name: string;
  statement: string;
}

/** One rule: what is so, how sure we are, and where it comes from. */
export interface Rule {
  id: RuleId;
  statement: string;
  grade: Grade;
  source: { page: string; section: string; quote?: string };
  /** The name of the reading the mock follows unless told otherwise. */
  default: string;
  alternatives?: StatedReading[];
}

/** All rules, by id, in the order of the file. */
export type Ledger = ReadonlyMap<RuleId, Rule>;

/** Where the ledger that ships with this package is. */
export const ledgerPath = fileURLToPath(new URL("./rules.yaml", import.meta.url));

/**
 * Loads a rule ledger.
 * @throws UsageError when it cannot be read, does not fit `rules.schema.json`, or gives one id to two rules
 */
export function loadLedger(path: string = ledgerPath): Ledger {
  return ledgerOf(readSourceFile(path));
}

/** The ledger in a parsed file; see {@link loadLedger}. */
export function ledgerOf(file: SourceFile): Ledger {
  const { rules } = checkShape<{ rules: Rule[] }>(file, schema);
  const ledger = new Map<RuleId, Rule>();
  for (const [index, rule] of rules.entries()) {
    if (ledger.has(rule.id)) {
      throw UsageError.at(file, `/rules/${index}/id`, { found: `a second rule ${rule.id}`, expected: "each id once" });
    }
    const names = readingNames(rule);
    if (new Set(names).size !== names.length) {
      throw UsageError.at(file, `/rules/${index}/alternatives`, {
        found: `a reading of ${rule.id} named twice`,
        expected: "each name once",
      });
    }
    ledger.set(rule.id, rule);
  }
  return ledger;
}

/** The names of a rule's readings, its default first. */
export function readingNames({ default: first, alternatives = [] }: Rule): string[] {
  return [first, ...alternatives.map(({ name }) => name)];
}
