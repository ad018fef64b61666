import { fileURLToPath } from "node:url";
import { checkShape } from "./check-shape.ts";
import type { RuleId } from "./generated/rules.ts";
import schema from "./rules.schema.json" with { type: "json" };
import { readSourceFile, type SourceFile } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";
import { oneOf } from "./words/did-you-mean.ts";

export type { RuleId } from "./generated/rules.ts";

/** How sure we are of a rule; `rules.yaml` says what each grade means. */
export type Grade = "documented" | "inferred" | "assumed" | "observed" | "contradicted";

/** A reading of a rule other than its default: its name, and what is so under it. */
export interface StatedReading {
  name: string;
  statement: string;
}

/** A page that rules rest on: a vendor's own, or a text of somebody who calls the vendor. */
export interface Page {
  id: string;
  title: string;
  owner: string;
  /** Where it can be read; absent where no address is known. */
  url?: string;
  /** The day its text was read for the ledger, as YYYY-MM-DD. */
  read: string;
}

/** A place of a page that bears on a rule. */
export interface Source {
  page: Page;
  section: string;
  /** At most a dozen words of the page. */
  quote?: string;
  /** The reading it speaks for: `default`, or the name of an alternative. Absent: it only bears on the question. */
  supports?: string;
}

/** A reading of a rule, and the sources that speak for it. */
export interface Support {
  reading: string;
  sources: readonly Source[];
}

/** One rule: what is so, how sure we are, and where it comes from. */
export interface Rule {
  id: RuleId;
  statement: string;
  grade: Grade;
  sources: Source[];
  /** The name of the reading the mock follows unless told otherwise. */
  default: string;
  alternatives?: StatedReading[];
}

/** All rules, by id, in the order of the file. */
export type Ledger = ReadonlyMap<RuleId, Rule>;

/** A ledger with its list of pages, in the order of the file. */
export interface LedgerFile {
  pages: readonly Page[];
  rules: Ledger;
}

/** A rule as the file has it: its sources name their pages by id. */
type WrittenRule = Omit<Rule, "sources"> & { sources: (Omit<Source, "page"> & { page: string })[] };

/** Where the ledger that ships with this package is. */
export const ledgerPath = fileURLToPath(new URL("./rules.yaml", import.meta.url));

/**
 * Loads a rule ledger.
 * @throws UsageError when it cannot be read, does not fit `rules.schema.json`, gives one id to two pages or two rules, or
 *   has a source that names no page of it or no reading of its rule
 */
export function loadLedger(path: string = ledgerPath): Ledger {
  return ledgerOf(readSourceFile(path));
}

/** As {@link loadLedger}, with the pages. */
export function loadLedgerFile(path: string = ledgerPath): LedgerFile {
  return ledgerFileOf(readSourceFile(path));
}

/** The ledger in a parsed file; see {@link loadLedger}. */
export function ledgerOf(file: SourceFile): Ledger {
  return ledgerFileOf(file).rules;
}

function ledgerFileOf(file: SourceFile): LedgerFile {
  const written = checkShape<{ pages: Page[]; rules: WrittenRule[] }>(file, schema);
  const pages = new Map<string, Page>();
  for (const [index, page] of written.pages.entries()) {
    if (pages.has(page.id)) throw repeated(file, `/pages/${index}/id`, `a second page ${page.id}`, "each id once");
    pages.set(page.id, page);
  }
  const ledger = new Map<RuleId, Rule>();
  for (const [index, rule] of written.rules.entries()) {
    if (ledger.has(rule.id)) throw repeated(file, `/rules/${index}/id`, `a second rule ${rule.id}`, "each id once");
    const names = readingNames(rule);
    if (new Set(names).size !== names.length) {
      throw repeated(file, `/rules/${index}/alternatives`, `a reading of ${rule.id} named twice`, "each name once");
    }
    ledger.set(rule.id, { ...rule, sources: sourcesOf(file, `/rules/${index}/sources`, rule, pages) });
  }
  return { pages: written.pages, rules: ledger };
}

function repeated(file: SourceFile, pointer: string, found: string, expected: string): UsageError {
  return UsageError.at(file, pointer, { found, expected });
}

function sourcesOf(file: SourceFile, pointer: string, rule: WrittenRule, pages: ReadonlyMap<string, Page>): Source[] {
  const readings = ["default", ...(rule.alternatives ?? []).map(({ name }) => name)];
  const strange = (place: string, found: string, name: string, known: string[]) => {
    const problem = { found: `${found} ${name}`, expected: oneOf(name, known) };
    return UsageError.at(file, `${pointer}/${place}`, problem);
  };
  return rule.sources.map((source, index) => {
    const page = pages.get(source.page);
    if (!page) throw strange(`${index}/page`, "a source on page", source.page, [...pages.keys()]);
    const { supports } = source;
    if (supports !== undefined && !readings.includes(supports)) {
      throw strange(`${index}/supports`, "a source for the reading", supports, readings);
    }
    return { ...source, page };
  });
}

/** A source in words, for example `Pan Status Check (BOS Center), Introduction: "valid for 600 seconds"`. */
export function sourceText({ page, section, quote }: Source): string {
  return `${page.title} (${page.owner}), ${section}${quote === undefined ? "" : `: “${quote}”`}`;
}

/** What speaks for each reading of a rule, its default first; one that nothing speaks for has no sources. */
export function supportOf(rule: Rule): Support[] {
  return readingNames(rule).map((reading, index) => ({
    reading,
    sources: rule.sources.filter(({ supports }) => supports === (index === 0 ? "default" : reading)),
  }));
}

/** The names of a rule's readings, its default first. */
export function readingNames({ default: first, alternatives = [] }: Pick<Rule, "default" | "alternatives">): string[] {
  return [first, ...alternatives.map(({ name }) => name)];
}
