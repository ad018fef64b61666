import { randomBytes } from "node:crypto";
import { type Contract, controlContractPath, loadContract, type Paths } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { journalMaskerOf } from "../spec/mask.ts";
import { profileOf } from "../spec/profile.ts";
import { MemoryBudget } from "./budget/memory-budget.ts";
import { type CallerCredentials, callerCredentialsOf, publishedCredentials } from "./caller-credentials.ts";
import { createControlApp } from "./control/control-app.ts";
import { metricsOf } from "./control/metrics.ts";
import type { VendorAppOptions } from "./exchange/exchange.ts";
import { type FaultAnswers, faultAnswersOf } from "./exchange/fault-answer.ts";
import { createVendorApp } from "./exchange/vendor-app.ts";
import type { JournalListener } from "./journal/journal.ts";
import { errorLog, type Log } from "./journal/log.ts";
import { writtenTarget } from "./journal/request-target.ts";
import { playedContract } from "./played-contract.ts";
import type { MadeCertificate, TlsFiles } from "./port/certificate.ts";
import { type Listener, listen, type Place } from "./port/listener.ts";
import { protocolSentence } from "./port/protocol-error.ts";
import { type Cast, castOf, vendors } from "./vendors/vendors.ts";
import type { SandboxSpec } from "./world/sandbox.ts";
import { Sandboxes } from "./world/sandboxes.ts";

export interface MockOptions extends VendorAppOptions {
  /** Port of the vendor APIs; 0, the default, for a free one. */
  port?: number;
  /** Port of the control API; 0, the default, for a free one. */
  controlPort?: number;
  /** Address the vendor APIs listen on; loopback unless told otherwise. */
  host?: string;
  /** Address the control API listens on; loopback unless told otherwise. */
  controlHost?: string;
  /** Path of the contract; the one that ships with the package unless told otherwise. */
  contract?: string;
  /** Paths by operationId, in place of the contract's. */
  paths?: Paths;
  /** Path of the rule ledger; likewise. */
  ledger?: string;
  /**
   * Whether the vendor APIs are on https: with these files, or with a certificate that is made at start (`true`). The
   * control API is not.
   */
  tls?: TlsFiles | boolean;
  /** The sandboxes to begin with; one with the published credentials unless told otherwise. */
  sandboxes?: readonly SandboxSpec[];
  /** Readings by rule id, for every sandbox that does not choose its own. */
  rules?: Record<string, string>;
  /** Made anew at every start unless given. */
  controlToken?: string;
  /** How many entries each journal keeps; 1,000 unless told otherwise. */
  journalCapacity?: number;
  /** How much journal entries, sessions and tokens may take together, in bytes; 256 MiB unless told otherwise. */
  memory?: number;
  /** How many sessions a sandbox may have; 100 unless told otherwise. */
  maximumSessions?: number;
  /** Milliseconds since 1970; injected by tests. */
  realNow?: () => number;
}

/** A mock that answers. */
export interface RunningMock extends AsyncDisposable {
  /** Base URL of both vendor APIs. */
  vendor: string;
  /** Base URL of the control API. */
  control: string;
  controlToken: string;
  /** The certificate that a client has to trust, as PEM, where one was made. */
  ca: string | undefined;
  /** Of the first sandbox. */
  credentials: CallerCredentials;
  sandboxes: Sandboxes;
  /** Who plays what. */
  cast: Cast;
  /** What faults answer, and which of them can be armed. */
  faultAnswers: FaultAnswers;
  /** Takes no more calls and resolves when the running ones are answered, at the latest after 6.5 seconds. */
  stop(): Promise<void>;
}

// Of the 10 s that a container has between SIGTERM and SIGKILL; the log has what is left.
const drainMs = 6_500;

/** What a server without configuration has. */
export const defaultSandbox = {
  name: "default",
  credentials: { bos: [publishedCredentials.bos], iserveu: [publishedCredentials.iserveu] },
} satisfies SandboxSpec;

/**
 * The sandboxes that a mock with these options begins with.
 * @param onEntry told of every entry of every journal
 */
export async function createSandboxes(
  contract: Contract,
  options: MockOptions = {},
  onEntry?: JournalListener,
): Promise<Sandboxes> {
  const ledger = loadLedger(options.ledger);
  const sandboxes = new Sandboxes({
    ledger,
    vendors: options.vendors ?? vendors,
    baseProfile: profileOf(ledger, options.rules),
    masker: journalMaskerOf(contract),
    secrets: options.controlToken === undefined ? [] : [options.controlToken],
    realNow: options.realNow ?? Date.now,
    journalCapacity: options.journalCapacity ?? 1_000,
    maximumSessions: options.maximumSessions ?? 100,
    budget: new MemoryBudget(options.memory),
    onEntry,
  });
  for (const spec of options.sandboxes ?? [defaultSandbox]) await sandboxes.create(spec);
  return sandboxes;
}

/**
 * Starts the mock: both vendor APIs on one port, the control API on another.
 * @throws UsageError for a contract or ledger that cannot be used, and for paths that cannot be set
 * @throws RefusedSandbox, UsageError for sandboxes that cannot be made
 * @throws UsageError for a port that cannot be had
 */
export async function startMock(options: MockOptions = {}): Promise<RunningMock> {
  const { host = "127.0.0.1", controlHost = "127.0.0.1", port = 0, controlPort = 0 } = options;
  const controlToken = options.controlToken ?? randomBytes(32).toString("base64url");
  const told = options.log ?? errorLog;
  const log: Log = {
    ...told,
    failed(error, where) {
      metrics.countFailure();
      told.failed(error, where);
    },
  };
  const contract = playedContract(options);
  const sandboxes = await createSandboxes(contract, { ...options, controlToken }, (entry) => {
    log.entry(entry);
    if (entry.kind === "exchange") metrics.observe(entry);
  });
  const metrics = metricsOf(sandboxes);
  const stopping = new AbortController();
  let listening = false;
  const ready = () => listening && !stopping.signal.aborted;
  const vendorApp = createVendorApp(contract, sandboxes, { ...options, log, ready });
  const cast = castOf(contract, options.vendors);
  const faultAnswers = faultAnswersOf(contract, cast);
  const controlApp = createControlApp(loadContract(controlContractPath), sandboxes, controlToken, {
    ...{ faultAnswers, metrics, log, ready },
    stopping: stopping.signal,
  });

  const { by } = sandboxes.settings.mask;
  /** What is no call is nobody's: told where the calls are told that name nobody. */
  const seen =
    (of: "vendor" | "control"): Place["onProtocolError"] =>
    (error, call) => {
      metrics.protocolError(of, error.kind);
      const where = call ? `${of} port, ${call.method} ${writtenTarget(call.url, by)}` : `${of} port`;
      sandboxes.unassigned.main.journal.notice(`${where}: ${protocolSentence(error)}`);
    };
  const made = options.tls === true ? await madeFor(host) : undefined;
  const tls = typeof options.tls === "object" ? options.tls : made;
  const at = { host, port, option: "--port", canTls: true, tls, by, onProtocolError: seen("vendor") };
  const vendor = await listen(vendorApp, at);
  let control: Listener;
  try {
    const at = { host: controlHost, port: controlPort, option: "--control-port", by };
    control = await listen(controlApp, { ...at, onProtocolError: seen("control") });
  } catch (error) {
    await vendor.stop(0);
    throw error;
  }
  listening = true;
  log.started({ vendor: vendor.url, control: control.url, sandboxes: sandboxes.all.map(({ name }) => name) });
  const stop = async () => {
    if (!stopping.signal.aborted) log.stopping();
    stopping.abort();
    await Promise.all([vendor.stop(drainMs), control.stop(drainMs)]);
    log.stopped();
  };
  return {
    vendor: vendor.url,
    control: control.url,
    controlToken,
    ca: made?.ca,
    credentials: callerCredentialsOf(sandboxes.all[0]?.credentials ?? {}),
    sandboxes,
    cast,
    faultAnswers,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Loaded where it is wanted: most mocks need no certificate. */
async function madeFor(host: string): Promise<MadeCertificate> {
  const { madeCertificate } = await import("./port/certificate.ts");
  // By the real clock: a client's is.
  return madeCertificate(host, Date.now());
}
