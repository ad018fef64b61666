import { UsageError } from "../../spec/usage-error.ts";
import type { Armed, Arming, Fault, FaultsDump } from "./fault.ts";
import { armingOf, faultCapacity, faultsDumpOf, mostFaultNumbers } from "./fault-check.ts";

/** A fault that strikes one call, with everything random in it drawn. */
export interface Taken {
  /** Of the armed fault it came from. */
  id: string;
  fault: Fault;
  /** One line for the journal: `delay 250 ms`. */
  description: string;
}

interface Entry {
  armed: Armed;
  draws: number;
}

/** The armed faults of one world, in order of arming. */
export class Faults {
  readonly #now: () => number;
  #entries: Entry[] = [];
  #next = 1;

  /** @param options.now the world's clock, in milliseconds since 1970 */
  constructor(options: { now: () => number }) {
    this.#now = options.now;
  }

  /**
   * Arms a fault.
   * @throws UsageError for a value out of its limits, or when {@link faultCapacity} faults are armed
   */
  arm(arming: Arming): Armed {
    const checked = armingOf(arming);
    this.#prune();
    if (this.#entries.length >= faultCapacity) {
      throw new UsageError(`${faultCapacity} faults are armed already: disarm one first`);
    }
    const number = this.#freeNumber();
    // Without a seed the number serves: a run that arms the same faults again draws the same.
    const armed: Armed = { ...checked, id: `fault-${number}`, seed: checked.seed ?? number, fired: 0 };
    const times = checked.times ?? (checked.probability === undefined ? 1 : undefined);
    if (times !== undefined) armed.remaining = times;
    if (checked.expiresInSeconds !== undefined) armed.expiresAt = this.#now() + checked.expiresInSeconds * 1000;
    this.#entries.push({ armed, draws: armed.seed });
    return structuredClone(armed);
  }

  /** What is armed, in order of arming. */
  list(): Armed[] {
    this.#prune();
    return this.#entries.map(({ armed }) => structuredClone(armed));
  }

  /** @returns whether there was such a fault */
  disarm(id: string): boolean {
    this.#prune();
    const index = this.#entries.findIndex(({ armed }) => armed.id === id);
    if (index >= 0) this.#entries.splice(index, 1);
    return index >= 0;
  }

  /** Disarms everything; ids go on counting. */
  clear(): void {
    this.#entries = [];
  }

  /**
   * The fault that strikes a call, counted down: the first in order of arming that is of its operation, can be played
   * there and wins its draw.
   * @param canPlay whether a fault means anything to this operation; see fault-answer.ts
   */
  take(operationId: string, canPlay: (fault: Fault) => boolean = () => true): Taken | undefined {
    if (this.#entries.length === 0) return undefined;
    this.#prune();
    for (const [index, entry] of this.#entries.entries()) {
      const { armed } = entry;
      if (armed.operation !== undefined && armed.operation !== operationId) continue;
      if (!canPlay(armed.fault)) continue;
      if (armed.probability !== undefined && draw(entry) >= armed.probability) continue;
      armed.fired = Math.min(armed.fired + 1, Number.MAX_SAFE_INTEGER);
      if (armed.remaining !== undefined && --armed.remaining === 0) this.#entries.splice(index, 1);
      const fault = drawn(armed.fault, () => draw(entry));
      return { id: armed.id, fault, description: describeFault(fault) };
    }
    return undefined;
  }

  /** Everything, so that {@link load} makes the same faults strike the same calls. */
  dump(): FaultsDump {
    this.#prune();
    return { next: this.#next, armed: this.#entries.map(({ armed, draws }) => structuredClone({ ...armed, draws })) };
  }

  /**
   * Puts a dump in the place of what is armed.
   * @throws UsageError for a dump that does not fit; nothing is changed then
   */
  load(dump: FaultsDump): void {
    const { next, armed } = faultsDumpOf(dump);
    // Ids are never given twice in one world, whatever is restored.
    this.#next = Math.max(next, this.#next);
    this.#entries = armed.map(({ draws, ...rest }) => ({ armed: rest, draws }));
  }

  /** The next number; where a snapshot has brought the last one, the lowest that no armed fault has. */
  #freeNumber(): number {
    if (this.#next < mostFaultNumbers) return this.#next++;
    const taken = new Set(this.#entries.map(({ armed }) => armed.id));
    let number = 1;
    while (taken.has(`fault-${number}`)) number++;
    return number;
  }

  #prune(): void {
    const now = this.#now();
    if (this.#entries.some(({ armed }) => isExpired(armed, now))) {
      this.#entries = this.#entries.filter(({ armed }) => !isExpired(armed, now));
    }
  }
}

/** A fault in one line, for the journal. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case "delay":
      return `delay ${fault.ms} ms`;
    case "answer":
    case "unavailable":
      return `${fault.kind} ${fault.status}`;
    case "example":
      return `example ${fault.name}`;
    case "rate-limit":
      return `rate-limit, retry after ${fault.retryAfterSeconds} s`;
    case "drip":
      return `drip ${fault.bytes} bytes every ${fault.everyMs} ms`;
    case "media-type":
      return `media-type ${fault.value}`;
    case "duplicate":
    case "reset":
    case "reset-midway":
    case "truncate":
    case "broken-json":
    case "lose-answer":
      return fault.kind;
    default:
      return fault satisfies never;
  }
}

function isExpired({ expiresAt }: Armed, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt;
}

function drawn(fault: Fault, random: () => number): Fault {
  if (fault.kind !== "delay" || fault.upToMs === undefined) return structuredClone(fault);
  return { kind: "delay", ms: fault.ms + Math.floor(random() * (fault.upToMs - fault.ms + 1)) };
}

/** The next number from 0 up to 1 of an entry's sequence (mulberry32: small, and its whole state is one number). */
function draw(entry: Entry): number {
  entry.draws = (entry.draws + 0x6d2b79f5) >>> 0;
  let t = entry.draws;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
