import { createHash } from "node:crypto";
import type { Ledger } from "../../spec/ledger.ts";
import { type Profile, profileOf } from "../../spec/profile.ts";
import { maskText } from "../../spec/scrub.ts";
import type { Mark } from "../store/store.ts";
import { type CredentialKind, type Credentials, madeSecret } from "./credential.ts";
import { createWorld, type World, type WorldSettings } from "./world.ts";

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
  /** Its name as it may be written: masked where it tells too much, and then numbered. */
  shown: string;
  world: World;
  begun: Promise<void>;
}

/** An isolated tenant: who may call, under which readings, and the worlds in which things happen. */
export class Sandbox {
  readonly name: string;
  readonly credentials: Credentials;
  readonly #spec: SandboxSpec;
  readonly #settings: SandboxSettings;
  readonly #sessions = new Map<string, Session>();
  #maskedSessions = 0;
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

  /** The names of the sessions as they may be written, the one that was idle longest first. */
  get sessions(): string[] {
    return [...this.#sessions.values()].map(({ shown }) => shown);
  }

  /** The world of a session that has been used, by its name or by that as it is written; `undefined` for any other. Does not count as use. */
  session(name: string): World | undefined {
    return this.#sessions.get(this.#keyOf(name))?.world;
  }

  /** Its own world and those of its sessions. */
  get worlds(): World[] {
    return [this.main, ...[...this.#sessions.values()].map(({ world }) => world)];
  }

  /** The world of a call: the sandbox's own, or its session's, which begins with its first call. */
  async worldFor(header: string | undefined): Promise<World> {
    if (header === undefined || header === "") return this.main;
    const name = this.#keyOf(header);
    let session = this.#sessions.get(name);
    if (!session) {
      const shown = this.#shown(name);
      const world = createWorld(`${this.name}/${shown}`, this, this.#settings);
      session = { shown, world, begun: this.begin(world) };
    }
    // Kept in the order of use.
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    this.#dropIdle();
    // Calls that come in together all wait for the one beginning.
    await session.begun;
    return session.world;
  }

  /** Ends a session; its next call begins it anew. @returns whether there was one */
  dropSession(name: string): boolean {
    return this.#sessions.delete(this.#keyOf(name));
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

  #dropIdle(): void {
    if (this.#sessions.size <= this.#settings.maximumSessions) return;
    const [oldest] = this.#sessions;
    if (!oldest) return;
    const [name, { shown }] = oldest;
    this.#sessions.delete(name);
    const cause = `there are more than ${this.#settings.maximumSessions}`;
    this.main.journal.notice(`session ${shown} was dropped with all its state: it was idle longest and ${cause}`);
  }

  /** A session's own name. No kept name has a mask in it, so one that has is a name as it is written. */
  #keyOf(text: string): string {
    const masked = text.includes(maskText) ? [...this.#sessions].find(([, { shown }]) => shown === text) : undefined;
    return masked?.[0] ?? sessionName(text);
  }

  #shown(name: string): string {
    const shown = this.#settings.mask.by.scrub(name);
    return shown === name ? name : `${shown}-${++this.#maskedSessions}`;
  }
}

/** Any text names a session; one that would not read well in a journal is named by its digest. */
function sessionName(text: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(text)) return text;
  return `digest-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}
