import type { Ledger } from "../../spec/ledger.ts";
import { type Profile, profileOf } from "../../spec/profile.ts";
import { maskText } from "../../spec/scrub.ts";
import type { Lease } from "../budget/memory-budget.ts";
import type { Mark } from "../store/store.ts";
import { type ClockChange, changeClock } from "./clock-change.ts";
import { type CredentialKind, type Credentials, madeSecret } from "./credential.ts";
import { createWorld, endWorld, type World, type WorldSettings } from "./world.ts";

/** A sandbox as it is asked for, in the configuration file and through the control API. */
export interface SandboxSpec {
  /** Lower-case letters, digits and hyphens. */
  name: string;
  /** Made anew, with random secrets, where left out. */
  credentials?: Credentials;
  /** Readings by rule id; the rest as the server has them. */
  rules?: Record<string, string>;
  clock?: ClockChange;
  /** What has happened before; see {@link SandboxVendor.seedMarks}. */
  seed?: object;
}

/** What a sandbox must know of a vendor. */
export interface SandboxVendor {
  /** Its name in credentials, for example `bos`. */
  readonly name: string;
  readonly credentials: CredentialKind;
  /** What a seed leaves, so that it is found under every reading. */
  seedMarks(seed: object): Mark[];
}

export interface SandboxSettings extends WorldSettings {
  ledger: Ledger;
  /** The readings of a sandbox that chooses none. */
  baseProfile: Profile;
  vendors: readonly SandboxVendor[];
  /** How many sessions a sandbox may have; beyond it the one that was idle longest is dropped. */
  maximumSessions: number;
}

interface Session {
  /** Its name as it may be written: masked where it tells too much, and then numbered. */
  shown: string;
  world: World;
  begun: Promise<void>;
  lease: Lease | undefined;
}

/** What a session takes in which nothing has happened yet: a world, an empty store and an empty journal. */
const sessionBytes = 8_000;

/** An isolated tenant: who may call, under which readings, and the worlds in which things happen. */
export class Sandbox {
  readonly name: string;
  readonly credentials: Credentials;
  readonly #spec: SandboxSpec;
  readonly #settings: SandboxSettings;
  // In the order of use, as their leases are.
  readonly #sessions = new Map<string, Session>();
  readonly #keeper = { dropOldest: () => this.#dropIdle("memory is short") };
  #maskedSessions = 0;
  #droppedSessions = 0;
  #profile: Profile;
  /** Where calls without a session happen. */
  readonly main: World;

  /** @throws UsageError for a rule or a reading that the ledger does not have */
  constructor(spec: SandboxSpec, settings: SandboxSettings) {
    this.name = spec.name;
    const made = settings.vendors.map(({ name, credentials }) => [name, [credentials.made(spec.name, madeSecret())]]);
    this.credentials = { ...Object.fromEntries(made), ...spec.credentials };
    this.#spec = spec;
    this.#settings = settings;
    this.#profile = profileOf(settings.ledger, spec.rules, settings.baseProfile);
    this.main = createWorld(spec.name, this, settings);
  }

  /** The ids of the rules there are. */
  get rules(): string[] {
    return [...this.#settings.ledger.keys()];
  }

  get profile(): Profile {
    return this.#profile;
  }

  /** Chooses other readings for some rules; the rest stay as they are. @throws UsageError, and then changes nothing */
  choose(rules: Record<string, string>): void {
    this.#profile = profileOf(this.#settings.ledger, rules, this.#profile);
  }

  /** Back to the readings the sandbox began with. */
  resetProfile(): void {
    this.#profile = profileOf(this.#settings.ledger, this.#spec.rules, this.#settings.baseProfile);
  }

  /** The names of the sessions as they may be written, the one that was idle longest first. */
  get sessions(): string[] {
    return [...this.#sessions.values()].map(({ shown }) => shown);
  }

  /** What has gone for want of room: sessions, and of those that there are and the sandbox itself entries and tokens. */
  get dropped(): { sessions: number; entries: number; tokens: number } {
    const sum = (count: (world: World) => number) => this.worlds.reduce((all, world) => all + count(world), 0);
    return {
      sessions: this.#droppedSessions,
      entries: sum(({ journal }) => journal.dropped),
      tokens: sum(({ store }) => store.droppedTokens),
    };
  }

  /** The world of a session that has begun, by its name or by that as it is written; `undefined` for any other. Does not count as use. */
  session(name: string): World | undefined {
    return this.#sessions.get(this.#keyOf(name))?.world;
  }

  /** Its own world and those of its sessions. */
  get worlds(): World[] {
    return [this.main, ...[...this.#sessions.values()].map(({ world }) => world)];
  }

  /**
   * The world of a call: the sandbox's own, or its session's, which begins here if it has not begun.
   * @param asked one that {@link isSessionName} says yes to
   */
  async worldFor(asked: string | undefined): Promise<World> {
    if (asked === undefined) return this.main;
    const name = this.#keyOf(asked);
    const { budget, maximumSessions } = this.#settings;
    const session = this.#sessions.get(name) ?? this.#beginSession(name);
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    if (session.lease) budget.renew(session.lease);
    else session.lease = budget.hold("session", sessionBytes, this.#keeper);
    if (this.#sessions.size > maximumSessions) this.#dropIdle(`there are more than ${maximumSessions}`);
    // Calls that come in together all wait for the one beginning.
    await session.begun;
    return session.world;
  }

  /** Ends a session; its next call begins it anew. @returns whether there was one */
  dropSession(name: string): boolean {
    return this.#endSession(this.#keyOf(name));
  }

  /** Gives back the room that all of this takes, once the sandbox has been deleted. */
  end(): void {
    for (const name of [...this.#sessions.keys()]) this.#endSession(name);
    endWorld(this.main);
  }

  /** Puts a world back to its beginning: nothing has happened but the seed, faults disarmed, clock as configured. */
  async begin(world: World): Promise<void> {
    await world.store.clear();
    world.faults.clear();
    world.clock.reset();
    changeClock(world.clock, this.#spec.clock ?? {});
    await this.sow(world, this.#spec.seed ?? {});
  }

  /** Puts into a world what has happened before it began. */
  async sow(world: World, seed: object): Promise<void> {
    const made = this.#settings.vendors.flatMap((vendor) => vendor.seedMarks(seed));
    await world.store.claim({ asked: [], made });
  }

  /** A session's own name. No kept name has a mask in it, so one that has is a name as it is written. */
  #keyOf(text: string): string {
    const masked = text.includes(maskText) ? [...this.#sessions].find(([, { shown }]) => shown === text) : undefined;
    return masked?.[0] ?? text;
  }

  #shown(name: string): string {
    const shown = this.#settings.mask.by.scrub(name);
    return shown === name ? name : `${shown}-${++this.#maskedSessions}`;
  }

  #beginSession(name: string): Session {
    const shown = this.#shown(name);
    const world = createWorld(`${this.name}/${shown}`, this, this.#settings);
    return { shown, world, begun: this.begin(world), lease: undefined };
  }

  #endSession(name: string): boolean {
    const session = this.#sessions.get(name);
    if (!session) return false;
    this.#sessions.delete(name);
    if (session.lease) this.#settings.budget.release(session.lease);
    endWorld(session.world);
    return true;
  }

  #dropIdle(cause: string): void {
    const [oldest] = this.#sessions;
    if (oldest === undefined) return;
    const [name, { shown }] = oldest;
    this.#endSession(name);
    this.#droppedSessions++;
    this.#settings.budget.countDropped("session");
    this.main.journal.notice(`session ${shown} was dropped with all its state: it was idle longest and ${cause}`);
  }
}

/** What names a session, in words. */
export const sessionNameForm = "1 to 64 letters, digits, -, _ and ., which is not the first of them";

/** Whether a text names a session. It is kept as it is given: in a header, a path and a journal alike. */
export function isSessionName(text: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/.test(text);
}
