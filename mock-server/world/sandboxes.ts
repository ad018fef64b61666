import type { IncomingHttpHeaders } from "node:http";
import { bearerToken, publishedCredentials } from "./credential.ts";
import { Sandbox, type SandboxSettings, type SandboxSpec } from "./sandbox.ts";
import { sandboxOfToken } from "./token.ts";

/** A sandbox that cannot be made, and why. */
export class RefusedSandbox extends Error {
  override name = "RefusedSandbox";
}

/** What a server without configuration has. */
export const defaultSandbox: SandboxSpec = {
  name: "default",
  credentials: { bos: [publishedCredentials.bos], iserveu: [publishedCredentials.iserveu] },
};

/** How many sandboxes one process may have. */
const maximumSandboxes = 1_000;

/** All sandboxes of a server. The caller's credentials choose one, so that a client under test changes nothing. */
export class Sandboxes {
  readonly #settings: SandboxSettings;
  readonly #byName = new Map<string, Sandbox>();
  readonly #byClient = new Map<string, Sandbox>();
  readonly #byPartner = new Map<string, Sandbox>();
  /** Takes the calls that name nobody, where there is more than one sandbox they might have meant. */
  readonly unassigned: Sandbox;

  constructor(settings: SandboxSettings) {
    this.#settings = settings;
    this.unassigned = new Sandbox({ name: "unassigned", credentials: { bos: [], iserveu: [] } }, settings);
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
   * @throws RefusedSandbox for a name, a client_id or a partnerId that is taken, and beyond 1,000 sandboxes
   * @throws UsageError for a rule or a reading that the ledger does not have
   */
  async create(spec: SandboxSpec): Promise<Sandbox> {
    const taken = (what: string) => new RefusedSandbox(`${what} is taken by another sandbox: choose another`);
    if (this.#byName.size >= maximumSandboxes) {
      throw new RefusedSandbox(`there are ${maximumSandboxes} sandboxes already: delete one first`);
    }
    if (spec.name === this.unassigned.name || this.#byName.has(spec.name)) throw taken(`the name ${spec.name}`);
    const sandbox = new Sandbox(spec, this.#settings);
    const { bos, iserveu } = sandbox.credentials;
    for (const { client_id } of iserveu) if (this.#byClient.has(client_id)) throw taken(`client_id ${client_id}`);
    for (const { partnerId } of bos) if (this.#byPartner.has(partnerId)) throw taken(`partnerId ${partnerId}`);
    for (const { client_id } of iserveu) this.#byClient.set(client_id, sandbox);
    for (const { partnerId } of bos) this.#byPartner.set(partnerId, sandbox);
    this.#byName.set(sandbox.name, sandbox);
    await sandbox.begin(sandbox.main);
    return sandbox;
  }

  /** Ends a sandbox with all it holds. @returns whether there was one */
  delete(name: string): boolean {
    const sandbox = this.#byName.get(name);
    if (!sandbox) return false;
    for (const { client_id } of sandbox.credentials.iserveu) this.#byClient.delete(client_id);
    for (const { partnerId } of sandbox.credentials.bos) this.#byPartner.delete(partnerId);
    return this.#byName.delete(name);
  }

  /**
   * Whose call this is. Only names count here: whether the secret that goes with them is right is the vendor's rule to
   * judge, inside the sandbox.
   */
  whose(operationId: string | undefined, headers: IncomingHttpHeaders, body: Buffer): Sandbox {
    return this.#named(operationId, headers, body) ?? this.#fallback;
  }

  #named(operationId: string | undefined, headers: IncomingHttpHeaders, body: Buffer): Sandbox | undefined {
    const byToken = () => {
      const authorization = bearerToken(headers.authorization);
      const name = "token" in authorization ? sandboxOfToken(authorization.token) : undefined;
      return name === undefined ? undefined : this.#byName.get(name);
    };
    const byClient = () => this.#byClient.get([headers.client_id ?? ""].flat().join(", "));
    switch (operationId) {
      case "generateToken":
        return this.#byPartner.get(partnerIn(body));
      case "checkPanStatus":
        return byToken();
      case "registerAgent":
        return byClient();
      default:
        // A call that missed every path may still say whose it is.
        return byClient() ?? byToken();
    }
  }

  get #fallback(): Sandbox {
    const [first] = this.#byName.values();
    return first && this.#byName.size === 1 ? first : this.unassigned;
  }
}

/** The partnerId that a token call sends, as far as its body can be read. */
function partnerIn(body: Buffer): string {
  try {
    const { partnerId } = JSON.parse(body.toString());
    return typeof partnerId === "string" ? partnerId : "";
  } catch {
    return "";
  }
}
