#!/usr/bin/env node
// The one door. It is the only file that knows both halves, the mock and the runner.
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { PortUnavailable } from "./mock-server/listener.ts";
import { startMock } from "./mock-server/server.ts";
import { startPage } from "./mock-server/start-page.ts";
import manifest from "./package.json" with { type: "json" };
import { InvalidFile } from "./spec/source-file.ts";

/** Exit codes: 0 nothing found, 1 findings, 2 usage, scenario or contract error, 3 unavailable or inconclusive, 70 our fault. */
const exitCode = { usage: 2, ownFault: 70 } as const;

const program = new Command("understudy")
  .description("Stands in for BOS Center's PAN status check and iServeU's agent registration, and checks that it does.")
  .version(manifest.version)
  .showSuggestionAfterError()
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program
  .command("serve")
  .description("Start both APIs on a local port, with credentials that work.")
  .option("--port <number>", "port of the vendor APIs, 0 for a free one", portNumber, 4010)
  .option("--control-port <number>", "port of the control API, 0 for a free one", portNumber, 4011)
  .option("--host <address>", "address the vendor APIs listen on", "127.0.0.1")
  .option("--control-host <address>", "address the control API listens on", "127.0.0.1")
  .addOption(new Option("--control-token <token>", "made at start when not given").env("UNDERSTUDY_CONTROL_TOKEN"))
  .option("--contract <file>", "OpenAPI document to serve in place of the one that ships")
  .option("--ledger <file>", "rule ledger in place of the one that ships")
  .option("--json", "print one JSON line once both ports answer, in place of the start page")
  .action(serve);

interface ServeOptions {
  port: number;
  controlPort: number;
  host: string;
  controlHost: string;
  controlToken?: string;
  contract?: string;
  ledger?: string;
  json?: true;
}

async function serve({ json, ...options }: ServeOptions): Promise<void> {
  const mock = await startMock(options);
  const { vendor, control, controlToken, credentials } = mock;
  const page = json ? JSON.stringify({ vendor, control, controlToken, credentials }) : startPage(mock);
  process.stdout.write(`${page}\n`);
  let stopping = false;
  const stop = () => {
    // A second signal does not wait for calls that are still running.
    if (stopping) process.exit(0);
    stopping = true;
    mock.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}

/** Says what went wrong in one line and ends with the code that tells whose fault it is. */
function fail(error: unknown): never {
  if (error instanceof CommanderError) {
    // Commander has printed its own message already; help and version are no errors.
    process.exit(error.exitCode === 0 ? 0 : exitCode.usage);
  }
  if (error instanceof InvalidFile || error instanceof PortUnavailable) {
    process.stderr.write(`understudy: ${error.message}\n`);
    process.exit(exitCode.usage);
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`understudy: this is a fault of understudy itself, please report it: ${message}\n`);
  process.exit(exitCode.ownFault);
}

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
