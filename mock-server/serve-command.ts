// The mock's command and its options. Code is loaded when it runs, so that other commands do not pay for it.

import { type Command, InvalidArgumentError, Option } from "commander";
import type { Paths } from "../spec/contract.ts";
import { withPathText } from "../spec/paths.ts";
import { readingForm, readingOfText } from "../spec/profile.ts";
import { memoryBytesOf, memoryForm } from "./budget/memory-budget.ts";
import type { LogLevel } from "./journal/log.ts";

interface ServeOptions {
  port: number;
  controlPort: number;
  host: string;
  controlHost: string;
  controlToken?: string;
  contract?: string;
  ledger?: string;
  config?: string;
  memory?: number;
  rule: Record<string, string>;
  path: Paths;
  json?: true;
  log: LogLevel;
}

const ruleHelp = "reading for the mock to play where a sandbox does not choose; can be repeated";
const pathHelp = "path of an operation in place of the contract's; can be repeated";

/**
 * Adds the mock's command: serve.
 * @param fail told of an error that comes when nobody waits for the command any more
 */
export function addServe(program: Command, fail: (error: unknown) => never): void {
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
    .option("--config <file>", "sandboxes, rules and limits to start with, in YAML")
    .option("--memory <size>", "for journal entries, sessions and tokens, such as 256MB, the default", memorySize)
    .option("--rule <rule=reading>", ruleHelp, rule, {})
    .option("--path <operation=path>", pathHelp, withPathText, {})
    .option("--json", "print one JSON line once both ports answer, in place of the start page")
    .addOption(
      new Option("--log <level>", "how much is logged to standard error")
        .choices(["silent", "error", "warn", "info", "debug"])
        .default("info"),
    )
    .action((options: ServeOptions) => serve(options, fail));
}

async function serve(
  { json, log: level, config: file, rule: readings, path: set, ...options }: ServeOptions,
  fail: (error: unknown) => never,
): Promise<void> {
  const [
    { loadContract },
    { loadLedger },
    { loadConfig },
    { createLog },
    { standardError },
    { startMock },
    { printedCredentials, startPage },
  ] = await Promise.all([
    import("../spec/contract.ts"),
    import("../spec/ledger.ts"),
    import("./config.ts"),
    import("./journal/log.ts"),
    import("./journal/standard-error.ts"),
    import("./server.ts"),
    import("./start-page.ts"),
  ]);
  const ledger = loadLedger(options.ledger);
  const config =
    file === undefined
      ? {}
      : loadConfig(file, { ledger, contract: loadContract(options.contract), variables: process.env });
  const stream = standardError();
  const log = createLog({ level, stream, readable: process.stderr.isTTY === true });
  const mock = await startMock({
    ...{ ...config, ...options, log },
    rules: { ...config.rules, ...readings },
    paths: { ...config.paths, ...set },
  });
  let stopping = false;
  const stop = () => {
    // A second signal does not wait for calls that are still running.
    if (stopping) process.exit(0);
    stopping = true;
    const flushed = mock.stop().then(() => stream.flush(1_000));
    flushed.then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  // Printed last: whoever reads it may end the process at once.
  const { vendor, control, controlToken } = mock;
  const credentials = printedCredentials(mock.credentials, config.sandboxes?.[0]);
  const inForce = Object.fromEntries([...mock.cast.played].map(([id, { operation }]) => [id, operation.path]));
  const page = json
    ? JSON.stringify({ vendor, control, controlToken, credentials, paths: inForce })
    : startPage({ ...mock, credentials });
  process.stdout.write(`${page}\n`);
}

function rule(text: string, given: Record<string, string>): Record<string, string> {
  const reading = readingOfText(text);
  if (!reading) throw new InvalidArgumentError(readingForm);
  return { ...given, [reading.rule]: reading.name };
}

function memorySize(text: string): number {
  const bytes = memoryBytesOf(text);
  if (bytes === undefined) throw new InvalidArgumentError(`It takes ${memoryForm}.`);
  return bytes;
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}
