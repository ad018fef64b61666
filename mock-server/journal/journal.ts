import type { Masker } from "../../spec/mask.ts";
import { exchangeEntry, type JournalEntry, noticeEntry, type RawExchange } from "./journal-entry.ts";
import { type JournalQuery, limitOf, matcherOf } from "./journal-query.ts";

export interface JournalOptions {
  /** The name of the world whose journal it is. */
  world: string;
  /** How many entries are kept; the oldest one goes first. 0 keeps none and still tells subscribers. */
  capacity: number;
  masker: Masker;
  /** The world's clock: milliseconds since 1970. */
  now: () => number;
  /** Told of every entry at once, before the call that made it goes on: for what must miss none, and is quick. */
  onEntry?: JournalListener | undefined;
}

/** Called for every entry; by a subscription after the call that made it is over. */
export type JournalListener = (entry: JournalEntry) => void;

// The last moment that a Date can tell (ECMA-262, section 21.4.1.1).
const endOfTime = 8.64e15;

/**
 * What happened in one world: a ring of bounded size. Entries are masked before they are in it, so nothing that reads a
 * journal needs to mask anything.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #listeners = new Set<JournalListener>();
  #ring: JournalEntry[] = [];
  /** Where the oldest entry is once the ring is full. */
  #oldest = 0;
  #lastId = 0;
  #dropped = 0;
  #unpublished: JournalEntry[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** How many entries are kept now. */
  get size(): number {
    return this.#ring.length;
  }

  /** How many entries the ring has had no room for since it was last cleared. */
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
    return this.#ring.reduce((count, entry) => (matches(entry) ? count + 1 : count), 0);
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
    this.#ring = [];
    this.#oldest = 0;
    this.#dropped = 0;
  }

  #head() {
    const at = new Date(Math.min(this.#options.now(), endOfTime)).toISOString();
    return { id: ++this.#lastId, at, world: this.#options.world };
  }

  #at(index: number): JournalEntry | undefined {
    return this.#ring[(this.#oldest + index) % this.#ring.length];
  }

  #record(entry: JournalEntry): JournalEntry {
    const { capacity } = this.#options;
    if (this.#ring.length < capacity) {
      this.#ring.push(entry);
    } else {
      this.#dropped++;
      if (capacity > 0) {
        this.#ring[this.#oldest] = entry;
        this.#oldest = (this.#oldest + 1) % capacity;
      }
    }
    if (this.#listeners.size > 0) this.#publish(entry);
    this.#options.onEntry?.(entry);
    return entry;
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
