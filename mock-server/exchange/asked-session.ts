import type { IncomingHttpHeaders } from "node:http";
import type { Refusal } from "../schema/refusal.ts";
import { isSessionName, sessionNameForm } from "../world/sandbox.ts";

/** The header that names a session. */
const sessionHeader = "x-understudy-session";

/**
 * The session that a call asks for.
 * @returns no name for a call without one; a problem for a header that names none, since the call would happen elsewhere
 */
export function askedSession(headers: IncomingHttpHeaders): { name: string | undefined } | { problem: Refusal } {
  const given = headers[sessionHeader];
  if (given === undefined) return { name: undefined };
  const name = [given].flat().join(", ");
  if (isSessionName(name)) return { name };
  return { problem: { got: `Header ${sessionHeader} names no session`, change: `send ${sessionNameForm}` } };
}
