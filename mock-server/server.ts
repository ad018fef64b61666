import { randomBytes } from "node:crypto";
import { controlContractPath, loadContract } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { createControlApp } from "./control-app.ts";
import type { Credentials } from "./credential.ts";
import { type Listener, listen } from "./listener.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { createVendorApp } from "./vendor-app.ts";

export interface MockOptions {
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
  /** Path of the rule ledger; likewise. */
  ledger?: string;
  sandbox?: Sandbox;
  controlToken?: string;
  /** How long a request body may take to arrive, in milliseconds. */
  bodyTimeoutMs?: number;
}

/** A mock that answers. */
export interface RunningMock extends AsyncDisposable {
  /** Base URL of both vendor APIs. */
  vendor: string;
  /** Base URL of the control API. */
  control: string;
  controlToken: string;
  credentials: Credentials;
  /** Takes no more calls and resolves when the running ones are answered, at the latest after 10 seconds. */
  stop(): Promise<void>;
}

const drainMs = 10_000;

/**
 * Starts the mock: both vendor APIs on one port, the control API on another.
 * @throws InvalidFile for a contract or ledger that cannot be used, PortUnavailable for a port that cannot be had
 */
export async function startMock(options: MockOptions = {}): Promise<RunningMock> {
  const { host = "127.0.0.1", controlHost = "127.0.0.1", port = 0, controlPort = 0 } = options;
  const sandbox = options.sandbox ?? createSandbox();
  const controlToken = options.controlToken ?? randomBytes(32).toString("base64url");
  const contract = loadContract(options.contract);
  const ledger = loadLedger(options.ledger);
  const limits = options.bodyTimeoutMs === undefined ? {} : { bodyTimeoutMs: options.bodyTimeoutMs };
  const vendorApp = createVendorApp(contract, ledger, sandbox, limits);
  const controlApp = createControlApp(loadContract(controlContractPath), sandbox, controlToken);

  const vendor = await listen(vendorApp, { host, port, option: "--port" });
  let control: Listener;
  try {
    control = await listen(controlApp, { host: controlHost, port: controlPort, option: "--control-port" });
  } catch (error) {
    await vendor.stop(0);
    throw error;
  }
  const stop = async () => {
    await Promise.all([vendor.stop(drainMs), control.stop(drainMs)]);
  };
  return {
    vendor: vendor.url,
    control: control.url,
    controlToken,
    credentials: sandbox.credentials,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
