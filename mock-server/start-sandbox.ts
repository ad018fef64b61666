// The package's main export: a sandbox inside a test's own process.

import "./needed-node.ts";
import { showValue } from "../spec/schema-error.ts";
import { createSandboxes, defaultSandbox, type MockOptions, startMock } from "./server.ts";

export type { OperationId } from "../spec/generated/openapi.ts";
export type { RuleId } from "../spec/generated/rules.ts";
export type { JournalQuery } from "./journal/journal-query.ts";
export type { SandboxHandle, SomeReadings, VendorArming } from "./sandbox-handle.ts";
export type { Seed } from "./vendors/vendors.ts";

import type { RequestListener } from "node:http";
import { UsageError } from "../spec/usage-error.ts";
import { memoryBytesOf, memoryForm } from "./budget/memory-budget.ts";
import { type CallerCredentials, callerCredentialsOf } from "./caller-credentials.ts";
import { faultAnswersOf } from "./exchange/fault-answer.ts";
import { createVendorApp } from "./exchange/vendor-app.ts";
import { checkOptions } from "./options-check.ts";
import { playedContract } from "./played-contract.ts";
import { type HandleSource, handleOf, type SandboxHandle } from "./sandbox-handle.ts";
import { type SandboxOptions, sandboxSpecOf } from "./sandbox-options.ts";
import { castOf } from "./vendors/vendors.ts";
import { isSessionName, type Sandbox, sessionNameForm } from "./world/sandbox.ts";

export type { CallerCredentials } from "./caller-credentials.ts";
export type { SandboxOptions } from "./sandbox-options.ts";
export type { Arming, Fault } from "./world/fault.ts";

/** How a sandbox begins, and where it listens. */
export interface StartOptions extends SandboxOptions {
  /** Port of the vendor APIs, on loopback; a free one unless told otherwise. */
  port?: number;
  /** Port of the control API, on loopback; a free one unless told otherwise. */
  controlPort?: number;
  /** Whether the vendor APIs are on https: with these PEM texts, or with a certificate that is made (`true`). */
  tls?: { cert: string; key: string } | boolean;
}

/** A sandbox with an address. */
export interface ReachableSandbox extends SandboxHandle {
  /** Base URL of both vendor APIs, without a slash at the end. */
  readonly url: string;
  /** What a client sends so that its calls are this sandbox's. */
  readonly credentials: CallerCredentials;
  /** Headers that every call must carry besides: none for a sandbox, its session's name for a session. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A session: a course of events of its own under the same credentials and the same profile. */
export interface SandboxSession extends ReachableSandbox, AsyncDisposable {
  /** Forgets the session; its next call begins it anew. */
  stop(): Promise<void>;
}

/** A sandbox that listens on ports of its own. */
export interface StartedSandbox extends ReachableSandbox, AsyncDisposable {
  /** Base URL of the control API, for whoever is not in this process. */
  readonly controlUrl: string;
  readonly controlToken: string;
  /** The certificate that a client has to trust, as PEM, where one was made. */
  readonly ca: string | undefined;
  /**
   * A session, begun here if it has not been used yet. At most 100; then the one that was idle longest ends.
   * @throws UsageError for a name that no session can have
   */
  session(name: string): Promise<SandboxSession>;
  /** Takes no more calls and resolves when the running ones are answered. */
  stop(): Promise<void>;
}

/**
 * Starts both vendor APIs in this process, with one sandbox. Any number may run side by side.
 * @throws UsageError, RefusedSandbox, FaultRefused for options that do not fit
 * @throws UsageError for a port that cannot be had
 */
export async function startSandbox(options: StartOptions = {}): Promise<StartedSandbox> {
  checkOptions("startSandbox", options);
  const { port = 0, controlPort = 0, tls = false } = options;
  const mock = await startMock({ ...mockOptionsOf(options), port, controlPort, tls });
  const sandbox = onlyOne(mock.sandboxes.all);
  const { faultAnswers } = mock;
  const place = { url: mock.vendor, credentials: mock.credentials };
  return {
    ...handleOf({ sandbox, faultAnswers, worldNow: () => sandbox.main }),
    ...place,
    headers: {},
    controlUrl: mock.control,
    controlToken: mock.controlToken,
    ca: mock.ca,
    session: (name) => sessionOf({ sandbox, faultAnswers }, name, place),
    stop: mock.stop,
    [Symbol.asyncDispose]: mock.stop,
  };
}

/**
 * The vendor APIs without a port, for supertest and for servers of your own.
 * @throws UsageError, RefusedSandbox for options that do not fit
 */
export async function createApp(
  options: SandboxOptions = {},
): Promise<{ app: RequestListener; sandbox: SandboxHandle & { credentials: CallerCredentials } }> {
  checkOptions("createApp", options);
  const forMock = mockOptionsOf(options);
  const contract = playedContract(forMock);
  const sandboxes = await createSandboxes(contract, forMock);
  const sandbox = onlyOne(sandboxes.all);
  const source = { sandbox, faultAnswers: faultAnswersOf(contract, castOf(contract)), worldNow: () => sandbox.main };
  const handle = { ...handleOf(source), credentials: callerCredentialsOf(sandbox.credentials) };
  return { app: createVendorApp(contract, sandboxes, forMock), sandbox: handle };
}

async function sessionOf(
  { sandbox, faultAnswers }: Omit<HandleSource, "worldNow">,
  name: string,
  place: Pick<ReachableSandbox, "url" | "credentials">,
): Promise<SandboxSession> {
  if (typeof name !== "string" || !isSessionName(name)) {
    throw new UsageError(`session ${showValue(name)}: its name is ${sessionNameForm}`);
  }
  await sandbox.worldFor(name);
  const worldNow = () => {
    const world = sandbox.session(name);
    if (!world) throw new Error(`session ${name} has ended: take it anew with session(${JSON.stringify(name)})`);
    return world;
  };
  const stop = async () => {
    sandbox.dropSession(name);
  };
  return {
    ...handleOf({ sandbox, faultAnswers, worldNow }),
    ...place,
    headers: { "x-understudy-session": name },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function mockOptionsOf({ magic, journalCapacity, paths, cors, memory, ...beginning }: SandboxOptions): MockOptions {
  const { name, credentials = {} } = defaultSandbox;
  return {
    sandboxes: [sandboxSpecOf(name, { credentials, ...beginning })],
    ...(magic ? { magic: { values: true, header: true, ...magic } } : {}),
    ...(paths ? { paths } : {}),
    ...(cors ? { cors } : {}),
    ...(memory === undefined ? {} : { memory: givenMemory(memory) }),
    ...(journalCapacity === undefined ? {} : { journalCapacity }),
  };
}

/** @throws UsageError for another text than a size */
function givenMemory(text: string): number {
  const bytes = memoryBytesOf(text);
  if (bytes === undefined) throw UsageError.of({ found: `memory ${JSON.stringify(text)}`, expected: memoryForm });
  return bytes;
}

function onlyOne(sandboxes: Sandbox[]): Sandbox {
  const [sandbox] = sandboxes;
  if (!sandbox) throw new Error("a server was started without a sandbox");
  return sandbox;
}
