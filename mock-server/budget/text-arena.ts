/** Whoever keeps texts in an arena, or holds leases of a budget. */
export interface Keeper {
  /** Forgets the oldest thing that it holds. */
  dropOldest(): void;
}

/** A text that is kept. */
export interface Slot {
  readonly keeper: Keeper;
  readonly length: number;
  /** `undefined` once it is given back. */
  chunk: Chunk | undefined;
  offset: number;
}

interface Chunk {
  memory: Buffer;
  /** In the order in which they stand in it, those that were given back included. */
  slots: Slot[];
  /** Where the next one begins. */
  end: number;
  /** The bytes of those that are still kept. */
  live: number;
}

/**
 * Texts of many keepers in memory that is used again and again: what comes and goes at this rate would otherwise lie about
 * as garbage, several times as much as is kept. When there is no more room the oldest texts go.
 */
export class TextArena {
  readonly #chunkBytes: number;
  readonly #room: () => number;
  /** Oldest first; the last one is written to. */
  #chunks: Chunk[] = [];
  #live = 0;

  /**
   * @param chunkBytes what is taken and given back at once; no text may be longer
   * @param room how many bytes there are now
   */
  constructor(chunkBytes: number, room: () => number) {
    this.#chunkBytes = chunkBytes;
    this.#room = room;
  }

  /** How many bytes it takes. */
  get bytes(): number {
    return this.#chunks.length * this.#chunkBytes;
  }

  /** Keeps a text; others may be dropped for it, and where there is no room at all this one. */
  write(text: string, keeper: Keeper): Slot {
    const length = Buffer.byteLength(text);
    if (length > this.#chunkBytes) throw new RangeError(`a text of ${length} bytes is longer than ${this.#chunkBytes}`);
    const chunk = this.#chunkWith(length);
    const slot: Slot = { keeper, length, chunk, offset: chunk.end };
    chunk.memory.write(text, chunk.end);
    chunk.slots.push(slot);
    chunk.end += length;
    chunk.live += length;
    this.#live += length;
    return slot;
  }

  /** @throws RangeError for one that was given back */
  read({ chunk, offset, length }: Slot): string {
    if (!chunk) throw new RangeError("a text that was given back is read");
    return chunk.memory.toString("utf8", offset, offset + length);
  }

  /** Gives a text back. One that was given back already is passed over. */
  free(slot: Slot): void {
    const { chunk, length } = slot;
    if (!chunk) return;
    slot.chunk = undefined;
    chunk.live -= length;
    this.#live -= length;
    if (chunk.live > 0) return;
    if (chunk === this.#chunks.at(-1)) renewed(chunk);
    else this.#chunks = this.#chunks.filter((other) => other !== chunk);
  }

  /** Gives back whole chunks, the oldest ones, until what is taken is within the room. The last one stays. */
  shrink(): void {
    while (this.#chunks.length > 1 && this.bytes > this.#room()) this.#drop(this.#chunks[0] as Chunk);
  }

  #chunkWith(length: number): Chunk {
    const fits = (chunk: Chunk | undefined): chunk is Chunk =>
      chunk !== undefined && chunk.end + length <= this.#chunkBytes;
    const current = this.#chunks.at(-1);
    if (fits(current)) return current;
    for (let tried = this.#chunks.length; tried > 0 && this.bytes + this.#chunkBytes > this.#room(); tried--) {
      const [oldest] = this.#chunks as [Chunk];
      // Where half of all is garbage the old ones need not go for it: they move together.
      if (this.#live > this.#room() / 2) this.#drop(oldest);
      this.#chunks = [...this.#chunks.filter((chunk) => chunk !== oldest), renewed(oldest)];
      if (fits(oldest)) return oldest;
    }
    const chunk = { memory: Buffer.allocUnsafeSlow(this.#chunkBytes), slots: [], end: 0, live: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  /** Drops all that is kept in a chunk, and with it the chunk. */
  #drop(chunk: Chunk): void {
    // Of one keeper older texts may stand elsewhere, moved there: they go before.
    for (const slot of chunk.slots) while (slot.chunk) slot.keeper.dropOldest();
  }
}

/** A chunk with what is still kept in it at its beginning. */
function renewed(chunk: Chunk): Chunk {
  chunk.slots = chunk.slots.filter((slot) => slot.chunk);
  chunk.end = 0;
  for (const slot of chunk.slots) {
    chunk.memory.copyWithin(chunk.end, slot.offset, slot.offset + slot.length);
    slot.offset = chunk.end;
    chunk.end += slot.length;
  }
  return chunk;
}
