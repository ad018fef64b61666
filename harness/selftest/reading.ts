import type { Ledger } from "../../spec/ledger.ts";
import type { Reading } from "../../spec/profile.ts";
import { Sender } from "../exchange/send.ts";
import type { Values } from "../expression/scope.ts";

/** A server that keeps the contract, and what it takes to call it. */
export interface SoundTarget {
  /** Base URLs by source description. */
  servers: Readonly<Record<string, string | undefined>>;
  inputs: Values;
  /** Begins a session of a mock, which keeps workflows apart by the header that names one. */
  begin?: (session: string) => Promise<void>;
}

/** A mock whose readings can be changed through its control API. */
export interface ReadingMock extends SoundTarget {
  control: string;
  controlToken: string;
}

/** Another reading of a rule, and the mock that is to play it. */
export interface PlayedReading extends Reading {
  mock: ReadingMock;
}

/** Every reading of a ledger but the defaults, in its order. */
export function readingsOf(ledger: Ledger): Reading[] {
  return [...ledger.values()].flatMap(({ id, alternatives }) =>
    (alternatives ?? []).map(({ name }) => ({ rule: id, name })),
  );
}

/**
 * Makes a mock play one reading, and the default of every other rule.
 * @throws Error when its control API does not do as it is told
 */
export async function choose({ rule, name, mock }: PlayedReading): Promise<void> {
  // Of its own: a connection that was kept open since the last reading may be closed by now.
  using sender = new Sender();
  await call(sender, mock, { method: "DELETE", body: "" });
  await call(sender, mock, { method: "PATCH", body: JSON.stringify({ [rule]: name }) });
}

async function call(
  sender: Sender,
  { control, controlToken }: ReadingMock,
  { method, body }: { method: string; body: string },
): Promise<void> {
  const url = `${control}/profile`;
  const headers: [string, string][] = [
    ["Host", new URL(url).host],
    ["Authorization", `Bearer ${controlToken}`],
    ["Content-Type", "application/json"],
    ["Content-Length", String(Buffer.byteLength(body))],
  ];
  const sent = await sender.send({ method, url, headers, body });
  const status = "failure" in sent ? sent.reason : `HTTP ${sent.exchange.response.status}`;
  if (status !== "HTTP 200") throw new Error(`the mock did not take ${method} /profile with "${body}": ${status}`);
}
