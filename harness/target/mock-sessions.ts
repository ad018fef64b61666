import { isObject } from "../../spec/json/json-value.ts";
import { Sender } from "../exchange/send.ts";

/** Where a mock's control API is, and what it wants to see. */
export interface MockControl {
  /** Base URL. */
  url: string;
  token: string;
}

/** The sandbox that takes the calls whose credentials name none; it is not in the list of sandboxes. */
const unassigned = "unassigned";

/**
 * Begins a session of a mock, in every sandbox that a step may name: a control call knows none that has not begun. A mock
 * that does not is no finding of the run; its answers to those calls are.
 */
export function beginSession(session: string, control: MockControl): Promise<void> {
  return everywhere("PUT", session, control);
}

/**
 * Gives a session of a mock back, in every sandbox that may have begun it: the mock keeps a number of them and drops the one
 * that was idle longest, which may be one that still waits. A mock that does not take it back is no finding of the run.
 */
export function giveBack(session: string, control: MockControl): Promise<void> {
  return everywhere("DELETE", session, control);
}

async function everywhere(method: "PUT" | "DELETE", session: string, control: MockControl): Promise<void> {
  // Of its own, so that it is neither counted nor stopped with the run.
  using sender = new Sender({ timeoutMs: 1_000 });
  for (const sandbox of [...(await sandboxesOf(control, sender)), unassigned]) {
    const path = `/sessions/${encodeURIComponent(session)}?sandbox=${encodeURIComponent(sandbox)}`;
    await call(sender, control, { method, path });
  }
}

async function sandboxesOf(control: MockControl, sender: Sender): Promise<string[]> {
  const listed = parsed(await call(sender, control, { method: "GET", path: "/sandboxes" }));
  return Array.isArray(listed) ? listed.flatMap((sandbox) => (isObject(sandbox) ? [String(sandbox.name)] : [])) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns the body of the answer; empty where there is none that says yes */
async function call(
  sender: Sender,
  { url, token }: MockControl,
  { method, path }: { method: string; path: string },
): Promise<string> {
  const whole = `${url.replace(/\/$/, "")}${path}`;
  const headers: [string, string][] = [
    ["Host", new URL(whole).host],
    ["Authorization", `Bearer ${token}`],
  ];
  const sent = await sender.send({ method, url: whole, headers, body: "" });
  return "exchange" in sent && sent.exchange.response.status === 200 ? String(sent.exchange.response.body) : "";
}
