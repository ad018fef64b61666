import { createHash } from "node:crypto";
import type { Ledger } from "../../spec/ledger.ts";
import { type Profile, profileOf } from "../../spec/profile.ts";
import type { Lease } from "../budget/memory-budget.ts";
import type { Mark } from "../store/store.ts";
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
  clock?: { at?: string; frozen?: boolean };
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

  /** The names of the sessions, the one that was idle longest first. */
  get sessions(): string[] {
    return [...this.#sessions.keys()];
  }

  /** What has gone for want of room: sessions, and of those that there are and the sandbox itself entries and tokens. */
  get dropped(): { sessions: number; entries: number; tokens: number } {
    const worlds = [this.main, ...[...this.#sessions.values()].map(({ world }) => world)];
    const sum = (count: (world: World) => number) => worlds.reduce((all, world) => all + count(world), 0);
    return {
      sessions: this.#droppedSessions,
      entries: sum(({ journal }) => journal.dropped),
      tokens: sum(({ store }) => store.droppedTokens),
    };
  }

  /** The world of a session that has been used; `undefined` for any other. Does not count as use. */
  session(name: string): World | undefined {
    return this.#sessions.get(sessionName(name))?.world;
  }

  /** The world of a call: the sandbox's own, or its session's, which begins with its first call. */
  async worldFor(header: string | undefined): Promise<World> {
    if (header === undefined || header === "") return this.main;
    const name = sessionName(header);
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
    return this.#endSession(sessionName(name));
  }

  /** Gives back the room that all of this takes, once the sandbox has been deleted. */
  end(): void {
    for (const name of this.sessions) this.#endSession(name);
    endWorld(this.main);
  }

  /** Puts a world back to its beginning: nothing has happened but the seed, faults disarmed, clock as configured. */
  async begin(world: World): Promise<void> {
    await world.store.clear();
    world.faults.clear();
    world.clock.reset();
    const { at, frozen } = this.#spec.clock ?? {};
    if (at !== undefined) world.clock.set(Date.parse(at));
    if (frozen) world.clock.freeze();
    await this.sow(world, this.#spec.seed ?? {});
  }

  /** Puts into a world what has happened before it began. */
  async sow(world: World, seed: object): Promise<void> {
    const made = this.#settings.vendors.flatMap((vendor) => vendor.seedMarks(seed));
    await world.store.claim({ asked: [], made });
  }

  #beginSession(name: string): Session {
    const world = createWorld(`${this.name}/${name}`, this, this.#settings);
    return { world, begun: this.begin(world), lease: undefined };
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
    const [oldest] = this.#sessions.keys();
    if (oldest === undefined) return;
    this.#endSession(oldest);
    this.#droppedSessions++;
    this.#settings.budget.countDropped("session");
    this.main.journal.notice(`session ${oldest} was dropped with all its state: it was idle longest and ${cause}`);
  }
}

/** Any text names a session; one that would not read well in a journal is named by its digest. */
function sessionName(text: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(text)) return text;
  return `digest-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}
