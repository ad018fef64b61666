import type { OperationId } from "../../spec/generated/openapi.ts";
import type { RuleId } from "../../spec/generated/rules.ts";
import { byForm } from "../../spec/scrub.ts";
import { didYouMean } from "../../spec/words/did-you-mean.ts";
import type { ExchangeEntry, JournalEntry } from "./journal-entry.ts";

/** Which entries are wanted. Every condition that is given must hold. */
export interface JournalQuery {
  operation?: OperationId | undefined;
  rule?: RuleId | undefined;
  /** The HTTP status that the caller saw. */
  status?: number | undefined;
  /** Part of any text of the entry, as it is kept; letter case does not count. */
  text?: string | undefined;
  kind?: JournalEntry["kind"] | undefined;
  /** Only entries that were written after the one with this id. */
  since?: number | undefined;
  /** At most so many entries: the newest ones, or the first ones after `since`. 100 unless told, 1000 at most. */
  limit?: number | undefined;
}

/**
 * What a query asks for that nothing can match: a misspelt rule or operation, of which a test would count none and be green.
 * @param known the names there are
 * @returns `undefined` where there is nothing of that kind
 */
export function queryProblem(
  { rule, operation }: { rule?: string | undefined; operation?: string | undefined },
  { rules, operations }: { rules: readonly string[]; operations: readonly string[] },
): string | undefined {
  if (rule !== undefined && !rules.includes(rule))
    return `unknown rule ${byForm.scrub(rule)}: ${didYouMean(rule, rules)}`;
  if (operation === undefined || operations.includes(operation)) return undefined;
  return `unknown operation ${byForm.scrub(operation)}: ${didYouMean(operation, operations)}`;
}

const defaultLimit = 100;
const greatestLimit = 1000;

/** The number of entries a query may get. */
export function limitOf({ limit = defaultLimit }: JournalQuery): number {
  return Math.max(0, Math.min(limit, greatestLimit));
}

/** Makes the test of a query; `since` and `limit` are not part of it: they are about places in a journal. */
export function matcherOf(query: JournalQuery): (entry: JournalEntry) => boolean {
  const { operation, rule, status, kind } = query;
  const text = query.text?.toLowerCase() ?? "";
  const ofExchange = operation !== undefined || rule !== undefined || status !== undefined;
  return (entry) => {
    if (kind !== undefined && entry.kind !== kind) return false;
    if (ofExchange) {
      if (entry.kind !== "exchange") return false;
      if (operation !== undefined && entry.operation !== operation) return false;
      if (rule !== undefined && entry.rule !== rule) return false;
      if (status !== undefined && entry.response?.status !== status) return false;
    }
    // Last, because it costs most.
    return text === "" || textOf(entry).toLowerCase().includes(text);
  };
}

function textOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case "exchange":
      return textOfExchange(entry);
    case "notice":
      return `${entry.at}\n${entry.realAt}\n${entry.world}\n${entry.text}`;
    default:
      return entry satisfies never;
  }
}

function textOfExchange(entry: ExchangeEntry): string {
  const { request, response, nearMiss } = entry;
  return [
    ...[entry.at, entry.realAt, entry.world, entry.operation, entry.rule, entry.grade, entry.fault],
    ...[entry.expected, entry.got, entry.change, nearMiss?.operation, nearMiss?.change],
    ...[`${request.method} ${request.path}`, headerText(request.headers), request.body],
    ...(response ? [String(response.status), headerText(response.headers), response.body] : []),
  ].join("\n");
}

function headerText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
