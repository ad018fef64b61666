import { type Grade, type LedgerFile, type Page, type Rule, type RuleId, supportOf } from "../../spec/ledger.ts";

/** A page of the ledger, and what rests on it. */
export interface ListedPage {
  page: Page;
  /** The rules with a source on it. */
  rules: RuleId[];
  quotes: Quote[];
}

/** Words of a page, and the rules that have them from it. */
export interface Quote {
  text: string;
  rules: RuleId[];
}

/** A rule with more than one reading, and how many sources speak for each, its default first. */
export interface ListedRule {
  id: RuleId;
  grade: Grade;
  readings: { reading: string; sources: number }[];
}

/** The pages of a ledger in the order of its file; a quote that several rules have from one page stands once. */
export function listedPages({ pages, rules }: LedgerFile): ListedPage[] {
  return pages.map((page) => {
    const own = [...rules.values()].flatMap(({ id, sources }) => {
      return sources.filter((source) => source.page.id === page.id).map(({ quote }) => ({ id, quote }));
    });
    const quotes = Map.groupBy(own, ({ quote }) => quote);
    return {
      page,
      rules: idsOf(own),
      quotes: [...quotes].flatMap(([text, uses]) => (text === undefined ? [] : [{ text, rules: idsOf(uses) }])),
    };
  });
}

function idsOf(uses: readonly { id: RuleId }[]): RuleId[] {
  return [...new Set(uses.map(({ id }) => id))];
}

/** The rules of a ledger that have more than one reading. */
export function listedRules({ rules }: LedgerFile): ListedRule[] {
  return [...rules.values()].filter(({ alternatives }) => alternatives !== undefined).map(listedRule);
}

function listedRule(rule: Rule): ListedRule {
  const readings = supportOf(rule).map(({ reading, sources }) => ({ reading, sources: sources.length }));
  return { id: rule.id, grade: rule.grade, readings };
}
