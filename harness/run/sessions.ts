import type { Planned } from "./plan.ts";

/** How the groups of a run are kept apart at a mock, by the header `x-understudy-session`. */
export interface SessionUse {
  /** The session of a group of workflows that need each other, so that they cannot disturb those of other groups. */
  sessionOf?: (group: number) => string;
  /** Begins a session before the first call of its group, which may be one to the mock's control API; it does not fail. */
  begin?: (session: string) => Promise<void>;
  /** Ends a session when the last workflow of its group has ended; it does not fail. */
  giveBack?: (session: string) => Promise<void>;
}

/** The most sessions a run has at once: a mock keeps 100, and a run is not its only guest. */
export const maximumSessions = 50;

/**
 * The sessions that are begun and not given back. A mock keeps a number of them and drops what was idle longest: given back
 * when their group ends, there are never more than there are groups under way.
 */
export class Sessions implements AsyncDisposable {
  readonly #use: SessionUse;
  readonly #last: ReadonlyMap<number, Planned>;
  readonly #begun = new Set<string>();

  constructor(use: SessionUse, planned: readonly Planned[]) {
    this.#use = use;
    this.#last = new Map(planned.map((at) => [at.group, at]));
  }

  /** Begins the session of a workflow's group, once. @returns the headers that its requests are sent with */
  async begin({ group }: Planned): Promise<Record<string, string>> {
    const session = this.#use.sessionOf?.(group);
    if (session === undefined) return {};
    if (!this.#begun.has(session)) {
      this.#begun.add(session);
      await this.#use.begin?.(session);
    }
    return { "x-understudy-session": session };
  }

  /** What there is to do when a workflow has ended. */
  async end(at: Planned): Promise<void> {
    const session = this.#use.sessionOf?.(at.group);
    if (session !== undefined && this.#last.get(at.group) === at) await this.#giveBack(session);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#begun].map((session) => this.#giveBack(session)));
  }

  async #giveBack(session: string): Promise<void> {
    if (this.#begun.delete(session)) await this.#use.giveBack?.(session);
  }
}
