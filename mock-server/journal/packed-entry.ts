import type { ExchangeEntry, JournalEntry } from "./journal-entry.ts";

/** What many entries have in common: what a rule says and where it comes from. */
interface Shared {
  expected: string | undefined;
  sources: ExchangeEntry["sources"];
}

/** An entry as JSON, without what it shares with others. */
export interface PackedEntry extends Shared {
  json: string;
}

/** An entry as it is kept. */
export function packed(entry: JournalEntry): PackedEntry {
  if (entry.kind === "notice") return { json: JSON.stringify(entry), expected: undefined, sources: undefined };
  const { expected, sources, ...own } = entry;
  return { json: JSON.stringify(own), expected, sources };
}

/** Every member in its order: those that were undefined are not in the JSON, and are there again for whoever reads. */
const members = {
  ...{
    id: undefined,
    at: undefined,
    realAt: undefined,
    world: undefined,
    kind: undefined,
    operation: undefined,
    request: undefined,
  },
  ...{ response: undefined, rule: undefined, grade: undefined, expected: undefined, got: undefined, change: undefined },
  ...{ sources: undefined, fault: undefined, nearMiss: undefined, durationMs: undefined },
} satisfies Record<keyof ExchangeEntry, undefined>;

/** The entry again. */
export function unpacked({ json, expected, sources }: PackedEntry): JournalEntry {
  const own = JSON.parse(json) as JournalEntry;
  return own.kind === "notice" ? own : { ...members, ...own, expected: expected ?? "", sources };
}
