import type { components } from "../../spec/generated/control.ts";
import { byForm } from "../../spec/scrub.ts";
import { thereAre } from "../../spec/words/did-you-mean.ts";
import { isSessionName, type Sandbox, sessionNameForm } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import type { World } from "../world/world.ts";
import { clockMessage } from "./clock-calls.ts";
import { type ControlHandlers, RefusedCall } from "./control-call.ts";

type Ids =
  | ("listSandboxes" | "createSandbox" | "readSandbox" | "deleteSandbox")
  | ("listSessions" | "beginSession" | "dropSession");

/** Sandboxes and their sessions: listing, making, ending. */
export function sandboxHandlers(sandboxes: Sandboxes): ControlHandlers<Ids> {
  return {
    listSandboxes: ({ answer }) => answer(200, sandboxes.all.map(bodyOf)),
    async createSandbox({ body, header, answer }) {
      const message = clockMessage(body.clock ?? {});
      if (message !== undefined) return answer(400, { message: `clock.at: ${message}` });
      const session = header["x-understudy-session"];
      const made = await sandboxes.createUnlessTaken(body);
      if ("refusal" in made) return answer(409, { message: made.refusal });
      // Whoever works in a session goes on in it.
      await made.worldFor(session);
      return answer(201, bodyOf(made));
    },
    readSandbox: ({ path, answer }) => answer(200, bodyOf(sandboxNamed(sandboxes, path.name))),
    deleteSandbox({ path, answer }) {
      return sandboxes.delete(path.name) ? answer(204) : answer(404, { message: noSuch(sandboxes, path.name) });
    },
    listSessions: ({ sandbox, answer }) => answer(200, sandbox.sessions),
    async beginSession({ sandbox, path: { session }, answer }) {
      const isThere = sandbox.session(session) !== undefined;
      if (!isThere && !isSessionName(session)) throw new RefusedCall(400, `session: send ${sessionNameForm}`);
      await sandbox.worldFor(session);
      return isThere ? answer(204) : answer(201);
    },
    dropSession({ sandbox, path: { session }, answer }) {
      return sandbox.dropSession(session) ? answer(204) : answer(404, { message: noSession(sandbox, session) });
    },
  };
}

/**
 * The sandbox a call is about.
 * @param name the first sandbox when left out
 * @throws RefusedCall, 404, that names the ones there are
 */
export function sandboxNamed(sandboxes: Sandboxes, name: string | undefined): Sandbox {
  const { all, unassigned } = sandboxes;
  if (name === unassigned.name) return unassigned;
  const sandbox = name === undefined ? all[0] : sandboxes.get(name);
  if (!sandbox) throw new RefusedCall(404, noSuch(sandboxes, name));
  return sandbox;
}

/**
 * The world a call is about: the sandbox's own, or that of a session which has begun. A misspelt name begins none: what is
 * set there would happen to nobody.
 * @throws RefusedCall, 404, that names the sessions there are
 */
export async function worldOf(sandbox: Sandbox, session: string | undefined): Promise<World> {
  if (session !== undefined && !sandbox.session(session)) throw new RefusedCall(404, noSession(sandbox, session));
  return sandbox.worldFor(session);
}

function noSession({ name, sessions }: Sandbox, session: string): string {
  const known = thereAre(session, sessions);
  const begin = "session begins with a vendor call that names it, or with PUT /sessions/NAME";
  return `sandbox ${name} has no session ${byForm.scrub(session)}: ${known}${known.endsWith("?") ? " A" : "; a"} ${begin}`;
}

function noSuch({ all }: Sandboxes, name: string | undefined): string {
  if (all.length === 0) return "there is no sandbox: make one with POST /sandboxes";
  const names = all.map((sandbox) => sandbox.name);
  return `there is no sandbox ${byForm.scrub(String(name))}: ${thereAre(name ?? "", names)}`;
}

/** A sandbox as the contract has it. */
function bodyOf({ name, credentials, profile, sessions, dropped }: Sandbox): components["schemas"]["Sandbox"] {
  return {
    name,
    credentials: credentials as components["schemas"]["Sandbox"]["credentials"],
    rules: { ...profile },
    sessions,
    dropped,
  };
}
