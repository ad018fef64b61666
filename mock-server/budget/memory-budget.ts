import { type Keeper, TextArena } from "./text-arena.ts";

/** What is kept for as long as there is room. Where room is short, all of one kind goes before any of the next. */
export type KeptKind = "entry" | "session" | "token";
/** What is held by a lease. */
type LeasedKind = Exclude<KeptKind, "entry">;
const leasedKinds: readonly LeasedKind[] = ["session", "token"];

/** The room that one thing takes; its age among the others. */
export interface Lease {
  readonly kind: LeasedKind;
  readonly bytes: number;
}

interface Link extends Lease {
  keeper: Keeper;
  before: Link | undefined;
  after: Link | undefined;
  isHeld: boolean;
}

/** What a process may keep unless told otherwise, in bytes. */
const defaultMemoryBytes = 256 * 1024 * 1024;

/**
 * The room for all that may be forgotten: journal entries, sessions, tokens, of every sandbox of a process. When there is
 * too much, the oldest goes: journal entries first, which nothing depends on and which take a quarter of the room at most; then
 * the sessions that were idle longest; tokens last, since no rule refuses who holds one. Claims are no part of it: they are
 * never forgotten.
 */
export class MemoryBudget {
  readonly limit: number;
  /** The journals' entries. */
  readonly entries: TextArena;
  readonly #oldest = new Map<LeasedKind, Link>();
  readonly #newest = new Map<LeasedKind, Link>();
  readonly #dropped: Record<KeptKind, number> = { entry: 0, session: 0, token: 0 };
  #leased = 0;
  #isMakingRoom = false;

  /** @param limit in bytes; see {@link memoryBytesOf} */
  constructor(limit: number = defaultMemoryBytes) {
    this.limit = limit;
    const chunkBytes = Math.min(1024 * 1024, Math.floor(limit / 64));
    this.entries = new TextArena(chunkBytes, () => Math.min(limit / 4, limit - this.#leased));
  }

  /** The bytes of all that is held; of sessions and tokens as they are estimated. */
  get used(): number {
    return this.#leased + this.entries.bytes;
  }

  /** How many of a kind have gone for want of room, of any kind of room, since the process began. */
  dropped(kind: KeptKind): number {
    return this.#dropped[kind];
  }

  /** Counts one that a keeper has let go, be it that room was short or that it holds so many and no more. */
  countDropped(kind: KeptKind): void {
    this.#dropped[kind]++;
  }

  /** Takes room for something new, and makes it where there is none. */
  hold(kind: LeasedKind, bytes: number, keeper: Keeper): Lease {
    const link: Link = { kind, bytes, keeper, before: undefined, after: undefined, isHeld: false };
    this.#link(link);
    this.#makeRoom();
    return link;
  }

  /** Gives room back. A lease that has ended already is passed over. */
  release(lease: Lease): void {
    this.#unlink(lease as Link);
  }

  /** Makes a thing the newest of its kind: it was used. */
  renew(lease: Lease): void {
    if (!(lease as Link).isHeld) return;
    this.#unlink(lease as Link);
    this.#link(lease as Link);
  }

  #makeRoom(): void {
    // What is dropped is told in a journal, which takes room in its turn.
    if (this.used <= this.limit || this.#isMakingRoom) return;
    this.#isMakingRoom = true;
    this.entries.shrink();
    for (const kind of leasedKinds) {
      for (let link = this.#oldest.get(kind); link && this.used > this.limit; link = this.#oldest.get(kind)) {
        this.#unlink(link);
        link.keeper.dropOldest();
      }
    }
    this.#isMakingRoom = false;
  }

  #link(link: Link): void {
    const { kind } = link;
    link.before = this.#newest.get(kind);
    if (link.before) link.before.after = link;
    else this.#oldest.set(kind, link);
    this.#newest.set(kind, link);
    link.isHeld = true;
    this.#leased += link.bytes;
  }

  #unlink(link: Link): void {
    if (!link.isHeld) return;
    const { kind, before, after } = link;
    if (before) before.after = after;
    else if (after) this.#oldest.set(kind, after);
    else this.#oldest.delete(kind);
    if (after) after.before = before;
    else if (before) this.#newest.set(kind, before);
    else this.#newest.delete(kind);
    link.before = undefined;
    link.after = undefined;
    link.isHeld = false;
    this.#leased -= link.bytes;
  }
}

/** How a size is written. */
export const memoryForm = "a size from 16MB to 64GB, such as 256MB";

/** A size such as `256MB` in bytes; `undefined` for another text, and for one out of range. */
export function memoryBytesOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,5})(M|G)i?B$/i.exec(text) ?? [];
  const bytes = Number(digits) * (unit?.toUpperCase() === "G" ? 1024 ** 3 : 1024 ** 2);
  return bytes >= 16 * 1024 ** 2 && bytes <= 64 * 1024 ** 3 ? bytes : undefined;
}
