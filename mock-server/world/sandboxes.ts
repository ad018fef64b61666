import type { Masker } from "../../spec/mask.ts";
import { KnownValues, type Scrub } from "../../spec/scrub.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { sameNamed } from "./credential.ts";
import { Sandbox, type SandboxSettings, type SandboxSpec } from "./sandbox.ts";
import type { World } from "./world.ts";

/** By what a call says that it is somebody's: an id in a vendor's credentials, or the name of a sandbox. */
export type CallerName = { id: string } | { sandbox: string };

/** How many sandboxes one process may have. */
const maximumSandboxes = 1_000;

export interface SandboxesSettings extends Omit<SandboxSettings, "mask" | "nextEntryId"> {
  masker: Masker;
  /** Secrets that are no sandbox's: they are masked wherever one stands, as those of the sandboxes are. */
  secrets?: readonly string[];
}

/** All sandboxes of a server. The caller's credentials choose one, so that a client under test changes nothing. */
export class Sandboxes {
  readonly #settings: SandboxSettings;
  readonly #byName = new Map<string, Sandbox>();
  /** By a vendor's name and the id in its credentials. */
  readonly #byCredential = new Map<string, Sandbox>();
  /** Takes the calls that name nobody, where there is more than one sandbox they might have meant. */
  readonly unassigned: Sandbox;
  readonly #ownSecrets: readonly string[];
  #known: KnownValues;

  constructor({ masker, secrets = [], ...settings }: SandboxesSettings) {
    this.#ownSecrets = secrets;
    this.#known = new KnownValues(secrets.flatMap(spellings));
    const by: Scrub = {
      scrub: (text) => this.#known.scrub(text),
      scrubWords: (text) => this.#known.scrubWords(text),
      knows: (text) => this.#known.knows(text),
    };
    let entries = 0;
    this.#settings = { ...settings, mask: { masker, by }, nextEntryId: () => ++entries };
    const none = Object.fromEntries(settings.vendors.map(({ name }) => [name, []]));
    this.unassigned = new Sandbox({ name: "unassigned", credentials: none }, this.#settings);
  }

  get settings(): SandboxSettings {
    return this.#settings;
  }

  /** In the order they were made. */
  get all(): Sandbox[] {
    return [...this.#byName.values()];
  }

  get(name: string): Sandbox | undefined {
    return this.#byName.get(name);
  }

  /**
   * Makes a sandbox and begins it.
   * @throws UsageError for what {@link createUnlessTaken} refuses, and for a reading that the ledger does not have
   */
  async create(spec: SandboxSpec): Promise<Sandbox> {
    const made = await this.createUnlessTaken(spec);
    if ("refusal" in made) throw new UsageError(made.refusal);
    return made;
  }

  /**
   * Makes a sandbox and begins it, unless its name or an id in its credentials is taken, or there are too many.
   * @throws UsageError for a rule or a reading that the ledger does not have
   */
  async createUnlessTaken(spec: SandboxSpec): Promise<Sandbox | { refusal: string }> {
    const sandbox = new Sandbox(spec, this.#settings);
    const refusal = this.#refusalOf(sandbox);
    if (refusal !== undefined) return { refusal };
    for (const { key } of this.#idsOf(sandbox)) this.#byCredential.set(key, sandbox);
    this.#byName.set(sandbox.name, sandbox);
    this.#learn(sandbox);
    await sandbox.begin(sandbox.main);
    return sandbox;
  }

  /** Ends a sandbox with all it holds. @returns whether there was one */
  delete(name: string): boolean {
    const sandbox = this.#byName.get(name);
    if (!sandbox) return false;
    for (const { key } of this.#idsOf(sandbox)) this.#byCredential.delete(key);
    sandbox.end();
    this.#byName.delete(name);
    // Another sandbox may have the same secret.
    this.#known = new KnownValues(this.#ownSecrets.flatMap(spellings));
    for (const other of this.all) this.#learn(other);
    return true;
  }

  /** The world of every sandbox and session, and of the calls that name nobody. */
  get worlds(): World[] {
    return [...this.all, this.unassigned].flatMap((sandbox) => sandbox.worlds);
  }

  /**
   * The sandbox that a call names; the only one there is where it names none. Only names count here: whether the secret
   * that goes with them is right is the vendor's rule to judge, inside the sandbox.
   * @param names what the call says to each vendor, the most telling first
   */
  named(names: Iterable<{ vendor: string; caller: CallerName | undefined }>): Sandbox {
    for (const { vendor, caller } of names) {
      if (!caller) continue;
      const found =
        "sandbox" in caller ? this.#byName.get(caller.sandbox) : this.#byCredential.get(keyOf(vendor, caller.id));
      if (found) return found;
    }
    return this.#fallback;
  }

  #refusalOf(sandbox: Sandbox): string | undefined {
    const { name } = sandbox;
    const taken = (what: string) => `${what} is taken by another sandbox: choose another`;
    if (this.#byName.size >= maximumSandboxes) {
      return `there are ${maximumSandboxes} sandboxes already: delete one first`;
    }
    if (name === this.unassigned.name || this.#byName.has(name)) return taken(`the name ${name}`);
    const other = this.#idsOf(sandbox).find(({ key }) => this.#byCredential.has(key));
    return other && taken(other.what);
  }

  /** The ids in a sandbox's credentials. */
  #idsOf({ credentials }: Sandbox): { what: string; key: string }[] {
    return this.#settings.vendors.flatMap(({ name, credentials: { id } }) =>
      sameNamed(credentials[name], id).map((text) => ({ what: `${id} ${text}`, key: keyOf(name, text) })),
    );
  }

  #learn({ credentials }: Sandbox): void {
    for (const { name, credentials: kind } of this.#settings.vendors) {
      for (const form of sameNamed(credentials[name], kind.secret).flatMap(spellings)) this.#known.add(form);
    }
  }

  get #fallback(): Sandbox {
    const [first] = this.#byName.values();
    return first && this.#byName.size === 1 ? first : this.unassigned;
  }
}

/** A secret as it may stand somewhere: the name of a header comes in lower case. */
function spellings(secret: string): string[] {
  return [secret, secret.toLowerCase()];
}

function keyOf(vendor: string, id: string): string {
  return `${vendor} ${id}`;
}
