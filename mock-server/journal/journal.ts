import { MemoryBudget } from "../budget/memory-budget.ts";
import type { Slot } from "../budget/text-arena.ts";
import { exchangeEntry, type JournalEntry, noticeEntry, type RawExchange } from "./journal-entry.ts";
import { type JournalQuery, limitOf, matcherOf } from "./journal-query.ts";
import type { EntryMask } from "./masked-body.ts";
import { type PackedEntry, packed, unpacked } from "./packed-entry.ts";

export interface JournalOptions {
  /** The name of the world whose journal it is. */
  world: string;
  /** How many entries are kept; the oldest one goes first. 0 keeps none and still tells subscribers. */
  capacity: number;
  mask: EntryMask;
  /** The world's clock: milliseconds since 1970. */
  now: () => number;
  /** Real time, likewise. */
  realNow: () => number;
  /** Gives the next id: one that no journal of the process has given. */
  nextId: () => number;
  /** The room that entries take, shared with whatever else is kept; of its own unless given. */
  budget?: MemoryBudget | undefined;
  /** Told of every entry at once, before the call that made it goes on: for what must miss none, and is quick. */
  onEntry?: JournalListener | undefined;
}

/** Told of an entry. */
export type JournalListener = (entry: JournalEntry) => void;

/** An entry with its place in the order of writing, from 1. */
export type Placed = readonly [entry: JournalEntry, place: number];

/** Told of an entry after the call that made it is over. */
export type JournalSubscriber = (entry: JournalEntry, place: number) => void;

// The last moment that a Date can tell (ECMA-262, section 21.4.1.1).
const endOfTime = 8.64e15;

/** An entry whose JSON stands where all journals keep theirs. */
type Kept = Omit<PackedEntry, "json"> & { id: number; slot: Slot };

/**
 * What happened in one world, as far as there is room for it: so many entries, and all that is kept in so many bytes. The
 * oldest one goes first. Entries are masked before they are in it, so nothing that reads a journal needs to mask anything.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #subscribers = new Set<JournalSubscriber>();
  readonly #budget: MemoryBudget;
  readonly #keeper = { dropOldest: () => this.#forgetOldest() };
  #kept: (Kept | undefined)[] = [];
  /** Where the oldest entry is: those before it have gone. */
  #oldest = 0;
  #written = 0;
  #dropped = 0;
  #unpublished: Placed[] = [];

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

  /** The id of an entry that is still to be written, for its answer to tell. */
  nextId(): number {
    return this.#options.nextId();
  }

  /** Masks a call and records it. @param id as {@link nextId} gave it; a new one unless told otherwise */
  exchange(raw: RawExchange, id = this.nextId()): JournalEntry {
    return this.#record(exchangeEntry(this.#head(id), raw, this.#options.mask));
  }

  /** Records something that happened and was no call. */
  notice(text: string): JournalEntry {
    return this.#record(noticeEntry(this.#head(this.nextId()), text, this.#options.mask));
  }

  /** The entries that a query is about, newest last: the newest ones, or with `since` the first ones after it. */
  entries(query: JournalQuery = {}): JournalEntry[] {
    // Whoever reads on from an entry must not miss the ones that follow it; anyone else wants the latest.
    if (query.since !== undefined) {
      return this.readOn(query, this.placeOf(query.since)).map(([entry]) => entry);
    }
    const matches = matcherOf(query);
    const limit = limitOf(query);
    const found: JournalEntry[] = [];
    for (let index = this.size - 1; index >= 0 && found.length < limit; index--) {
      const entry = this.#at(index);
      if (entry && matches(entry)) found.push(entry);
    }
    return found.reverse();
  }

  /** The first entries that a query is about after a place, see {@link placeOf}, each with its own. */
  readOn(query: JournalQuery, place: number): Placed[] {
    const matches = matcherOf(query);
    const limit = limitOf(query);
    const found: Placed[] = [];
    for (let index = Math.max(0, place - this.#before); index < this.size && found.length < limit; index++) {
      const entry = this.#at(index);
      if (entry && matches(entry)) found.push([entry, this.#before + index + 1]);
    }
    return found;
  }

  /** How many of the kept entries a query is about, whatever its limit. */
  count(query: JournalQuery = {}): number {
    const matches = matcherOf(query);
    const after = query.since === undefined ? 0 : this.placeOf(query.since);
    let count = 0;
    for (let index = Math.max(0, after - this.#before); index < this.size; index++) {
      const entry = this.#at(index);
      if (entry && matches(entry)) count++;
    }
    return count;
  }

  /** The kept entry with an id. */
  find(id: number): JournalEntry | undefined {
    const kept = this.#kept.find((each) => each?.id === id);
    return kept && this.#unpacked(kept);
  }

  /**
   * The place of an entry in the order of writing, from 1. Entries are not always written in the order of their ids: a call's
   * is given before its answer goes out, which may take long. Of an entry that is not kept, the place before all later ids.
   */
  placeOf(id: number): number {
    let next: number | undefined;
    for (let index = 0; index < this.size; index++) {
      const each = this.#kept[this.#oldest + index]?.id ?? 0;
      if (each === id) return this.#before + index + 1;
      if (each > id) next ??= this.#before + index;
    }
    return next ?? this.#written;
  }

  /** How many entries were written before the oldest one that is kept. */
  get #before(): number {
    return this.#written - this.size;
  }

  /**
   * Tells of every entry from now on. Who throws is told no more. Who falls behind can read on with {@link entries}.
   * @returns what ends it
   */
  subscribe(subscriber: JournalSubscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
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

  #head(id: number) {
    const { now, realNow, world } = this.#options;
    return { id, at: textOfTime(now()), realAt: textOfTime(realNow()), world };
  }

  #at(index: number): JournalEntry | undefined {
    const kept = this.#kept[this.#oldest + index];
    return kept && this.#unpacked(kept);
  }

  #record(entry: JournalEntry): JournalEntry {
    this.#keep(entry);
    this.#written++;
    if (this.#subscribers.size > 0) this.#publish(entry);
    this.#options.onEntry?.(entry);
    return entry;
  }

  #unpacked({ id: _id, slot, ...shared }: Kept): JournalEntry {
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
    this.#kept.push({ ...shared, id: entry.id, slot });
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
    if (this.#unpublished.push([entry, this.#written]) > 1) return;
    setImmediate(() => {
      const entries = this.#unpublished;
      this.#unpublished = [];
      for (const each of entries) for (const subscriber of this.#subscribers) this.#tell(subscriber, each);
    });
  }

  #tell(subscriber: JournalSubscriber, [entry, place]: Placed): void {
    try {
      subscriber(entry, place);
    } catch {
      this.#subscribers.delete(subscriber);
    }
  }
}

/** ISO 8601. @param ms milliseconds since 1970 */
function textOfTime(ms: number): string {
  return new Date(Math.min(ms, endOfTime)).toISOString();
}
