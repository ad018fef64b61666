import type { Masker } from "../../spec/mask.ts";
import { MemoryBudget } from "../budget/memory-budget.ts";
import type { Slot } from "../budget/text-arena.ts";
import { exchangeEntry, type JournalEntry, noticeEntry, type RawExchange } from "./journal-entry.ts";
import { type JournalQuery, limitOf, matcherOf } from "./journal-query.ts";
import { type PackedEntry, packed, unpacked } from "./packed-entry.ts";

export interface JournalOptions {
  /** The name of the world whose journal it is. */
  world: string;
  /** How many entries are kept; the oldest one goes first. 0 keeps none and still tells subscribers. */
  capacity: number;
  masker: Masker;
  /** The world's clock: milliseconds since 1970. */
  now: () => number;
  /** The room that entries take, shared with whatever else is kept; of its own unless given. */
  budget?: MemoryBudget | undefined;
  /** Told of every entry at once, before the call that made it goes on: for what must miss none, and is quick. */
  onEntry?: JournalListener | undefined;
}

/** Called for every entry; by a subscription after the call that made it is over. */
export type JournalListener = (entry: JournalEntry) => void;

// The last moment that a Date can tell (ECMA-262, section 21.4.1.1).
const endOfTime = 8.64e15;

/** An entry whose JSON stands where all journals keep theirs. */
type Kept = Omit<PackedEntry, "json"> & { slot: Slot };

/**
 * What happened in one world, as far as there is room for it: so many entries, and all that is kept in so many bytes. The
 * oldest one goes first. Entries are masked before they are in it, so nothing that reads a journal needs to mask anything.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #listeners = new Set<JournalListener>();
  readonly #budget: MemoryBudget;
  readonly #keeper = { dropOldest: () => this.#forgetOldest() };
  #kept: (Kept | undefined)[] = [];
  /** Where the oldest entry is: those before it have gone. */
  #oldest = 0;
  #lastId = 0;
  #dropped = 0;
  #unpublished: JournalEntry[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#budget = options.budget ?? new MemoryBudget();
  }

  /** How many entries are kept now. */
  get size(): number {
    return this.#kept.length - this.#oldest;
  }

  /** How many entries there was no room for, or none any more, since it was last cleared. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Masks a call and records it. */
  exchange(raw: RawExchange): JournalEntry {
    return this.#record(exchangeEntry(this.#head(), raw, this.#options.masker));
  }

  /** Records something that happened and was no call. */
  notice(text: string): JournalEntry {
    return this.#record(noticeEntry(this.#head(), text));
  }

  /** The entries that a query is about, newest last. */
  entries(query: JournalQuery = {}): JournalEntry[] {
    const matches = matcherOf(query);
    const limit = limitOf(query);
    const found: JournalEntry[] = [];
    // Whoever reads on from an entry must not miss the ones that follow it; anyone else wants the latest.
    const forward = query.since !== undefined;
    for (let step = 0; step < this.size && found.length < limit; step++) {
      const entry = this.#at(forward ? step : this.size - 1 - step);
      if (entry && matches(entry)) found.push(entry);
    }
    return forward ? found : found.reverse();
  }

  /** How many of the kept entries a query is about, whatever its limit. */
  count(query: JournalQuery = {}): number {
    const matches = matcherOf(query);
    return this.#kept.reduce((count, kept) => (kept && matches(this.#unpacked(kept)) ? count + 1 : count), 0);
  }

  /**
   * Tells a listener of every entry from now on. One that throws is told no more. One that falls behind can read on
   * with `entries({ since })`.
   * @returns what ends it
   */
  subscribe(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Forgets every entry. Ids go on where they were. */
  clear(): void {
    this.giveBack();
    this.#kept = [];
    this.#oldest = 0;
    this.#dropped = 0;
  }

  /** Gives back the room that entries take, and forgets none: the world has ended, and somebody may still read. */
  giveBack(): void {
    for (const kept of this.#kept) if (kept) this.#budget.entries.free(kept.slot);
  }

  #head() {
    const at = new Date(Math.min(this.#options.now(), endOfTime)).toISOString();
    return { id: ++this.#lastId, at, world: this.#options.world };
  }

  #at(index: number): JournalEntry | undefined {
    const kept = this.#kept[this.#oldest + index];
    return kept && this.#unpacked(kept);
  }

  #record(entry: JournalEntry): JournalEntry {
    this.#keep(entry);
    if (this.#listeners.size > 0) this.#publish(entry);
    this.#options.onEntry?.(entry);
    return entry;
  }

  #unpacked({ slot, ...shared }: Kept): JournalEntry {
    return unpacked({ ...shared, json: this.#budget.entries.read(slot) });
  }

  #keep(entry: JournalEntry): void {
    const { capacity } = this.#options;
    if (capacity === 0) {
      this.#countDropped();
      return;
    }
    if (this.size >= capacity) this.#forgetOldest();
    const { json, ...shared } = packed(entry);
    // Older entries of this journal may go for it, so that it has another list afterwards.
    const slot = this.#budget.entries.write(json, this.#keeper);
    this.#kept.push({ ...shared, slot });
  }

  #forgetOldest(): void {
    const oldest = this.#kept[this.#oldest];
    if (!oldest) return;
    this.#budget.entries.free(oldest.slot);
    this.#kept[this.#oldest++] = undefined;
    this.#countDropped();
    if (this.#oldest < 64 || this.#oldest < this.size) return;
    this.#kept = this.#kept.slice(this.#oldest);
    this.#oldest = 0;
  }

  #countDropped(): void {
    this.#dropped++;
    this.#budget.countDropped("entry");
  }

  // Later, so that no answer waits for a listener.
  #publish(entry: JournalEntry): void {
    if (this.#unpublished.push(entry) > 1) return;
    setImmediate(() => {
      const entries = this.#unpublished;
      this.#unpublished = [];
      for (const each of entries) for (const listener of this.#listeners) this.#tell(listener, each);
    });
  }

  #tell(listener: JournalListener, entry: JournalEntry): void {
    try {
      listener(entry);
    } catch {
      this.#listeners.delete(listener);
    }
  }
}
