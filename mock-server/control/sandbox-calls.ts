import type { components } from "../../spec/generated/control.ts";
import { instantOf, instantRange } from "../world/instant.ts";
import type { Sandbox } from "../world/sandbox.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { type ControlHandlers, listed, RefusedCall } from "./control-call.ts";

type Ids = "listSandboxes" | "createSandbox" | "readSandbox" | "deleteSandbox" | "listSessions" | "dropSession";

/** Sandboxes and their sessions: listing, making, ending. */
export function sandboxHandlers(sandboxes: Sandboxes): ControlHandlers<Ids> {
  return {
    listSandboxes: ({ answer }) => answer(200, sandboxes.all.map(bodyOf)),
    async createSandbox({ body, answer }) {
      const at = body.clock?.at;
      if (at !== undefined && instantOf(at) === undefined) {
        return answer(400, { message: `clock.at: send ${instantRange}` });
      }
      const made = await sandboxes.createUnlessTaken(body);
      return "refusal" in made ? answer(409, { message: made.refusal }) : answer(201, bodyOf(made));
    },
    readSandbox: ({ path, answer }) => answer(200, bodyOf(sandboxNamed(sandboxes, path.name))),
    deleteSandbox({ path, answer }) {
      return sandboxes.delete(path.name) ? answer(204) : answer(404, { message: noSuch(sandboxes, path.name) });
    },
    listSessions: ({ sandbox, answer }) => answer(200, sandbox.sessions),
    dropSession({ sandbox, path, answer }) {
      if (sandbox.dropSession(path.session)) return answer(204);
      const { sessions } = sandbox;
      const known = sessions.length === 0 ? "it has none" : `it has ${listed(sessions)}`;
      return answer(404, { message: `sandbox ${sandbox.name} has no session ${path.session}: ${known}` });
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

function noSuch({ all }: Sandboxes, name: string | undefined): string {
  if (all.length === 0) return "there is no sandbox: make one with POST /sandboxes";
  return `there is no sandbox ${name}: there are ${listed(all.map((sandbox) => sandbox.name))}`;
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
