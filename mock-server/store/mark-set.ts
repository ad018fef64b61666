import { hash } from "node:crypto";

// A power of two: a table that grows is copied, and 64 small copies wait less than a large one.
const shardCount = 64;
/** Of a digest, 96 bits are kept: of 2^32 marks two would be the same by chance once in 2^33 such sets. */
const wordsOfMark = 3;
const bytesOfMark = wordsOfMark * 4;
const fullest = 0.85;
const growth = 1.25;

/**
 * A set of texts by their SHA-256: each takes about 16 bytes, however long it is, and there is room for more than the
 * 2^24 that a Set of JavaScript's can hold. The texts themselves cannot be had back.
 */
export class MarkSet {
  /** By the lowest bits of the digest; one that has no mark is not there yet. */
  readonly #shards = new Array<Shard | undefined>(shardCount);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(text: string): boolean {
    const digest = digestOf(text);
    return this.#shards[shardOf(digest)]?.has(digest) === true;
  }

  add(text: string): void {
    this.#addDigest(digestOf(text));
  }

  clear(): void {
    this.#shards.fill(undefined);
    this.#size = 0;
  }

  /** Every mark as 16 characters of base64url, sorted: of two equal sets the same. */
  dump(): string[] {
    return this.#shards.flatMap((shard) => shard?.dump() ?? []).sort();
  }

  /** Adds marks of a dump. @param dumped each of 16 characters of base64url */
  load(dumped: readonly string[]): void {
    for (const text of dumped) this.#addDigest(wordsIn(Buffer.from(text, "base64url")));
  }

  #addDigest(digest: Digest): void {
    const index = shardOf(digest);
    const shard = this.#shards[index] ?? new Shard();
    this.#shards[index] = shard;
    if (shard.add(digest)) this.#size++;
  }
}

/** The beginning of a SHA-256. The third word is never 0, which stands for a free place. */
type Digest = readonly [number, number, number];

function digestOf(text: string): Digest {
  return wordsIn(hash("sha256", text, "buffer"));
}

function wordsIn(bytes: Buffer): Digest {
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8) || 1];
}

function shardOf([word]: Digest): number {
  return word % shardCount;
}

/** A table with open addressing: a mark stands at the place that its second word tells, or at the next free one. */
class Shard {
  #words = new Uint32Array(8 * wordsOfMark);
  #count = 0;

  get #capacity(): number {
    return this.#words.length / wordsOfMark;
  }

  has(digest: Digest): boolean {
    return this.#words[this.#placeOf(digest) + 2] !== 0;
  }

  /** @returns whether it was not there before */
  add(digest: Digest): boolean {
    if (this.has(digest)) return false;
    if (this.#count + 1 > this.#capacity * fullest) this.#grow();
    this.#words.set(digest, this.#placeOf(digest));
    this.#count++;
    return true;
  }

  dump(): string[] {
    const marks: string[] = [];
    for (let at = 0; at < this.#words.length; at += wordsOfMark) {
      if (this.#words[at + 2] === 0) continue;
      const bytes = Buffer.alloc(bytesOfMark);
      for (let word = 0; word < wordsOfMark; word++) bytes.writeUInt32LE(this.#words[at + word] ?? 0, word * 4);
      marks.push(bytes.toString("base64url"));
    }
    return marks;
  }

  /** Where a mark stands, or the free place where it would. */
  #placeOf([first, second, third]: Digest): number {
    const words = this.#words;
    let at = Math.floor((second / 2 ** 32) * this.#capacity) * wordsOfMark;
    while (words[at + 2] !== 0 && (words[at] !== first || words[at + 1] !== second || words[at + 2] !== third)) {
      at += wordsOfMark;
      if (at === words.length) at = 0;
    }
    return at;
  }

  #grow(): void {
    const old = this.#words;
    this.#words = new Uint32Array(Math.ceil(this.#capacity * growth + 4) * wordsOfMark);
    for (let at = 0; at < old.length; at += wordsOfMark) {
      const digest: Digest = [old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0];
      if (digest[2] !== 0) this.#words.set(digest, this.#placeOf(digest));
    }
  }
}
