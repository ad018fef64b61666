#!/usr/bin/env node
// The one door. It is the only file that knows both halves, the mock and the runner.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { contractsOf } from "./harness/arazzo.ts";
import { exitCodeOf } from "./harness/exit-code.ts";
import { CannotGenerate } from "./harness/generate.ts";
import { loadScenarios } from "./harness/load-scenario.ts";
import { consoleReport } from "./harness/report/console.ts";
import { junitReport } from "./harness/report/junit.ts";
import { run } from "./harness/run.ts";
import { isLoopback, RefusedTarget, reach, targetOf, UnavailableTarget } from "./harness/target.ts";
import { publishedCredentials } from "./mock-server/credential.ts";
import { PortUnavailable } from "./mock-server/listener.ts";
import { startMock } from "./mock-server/server.ts";
import { startPage } from "./mock-server/start-page.ts";
import manifest from "./package.json" with { type: "json" };
import { loadLedger } from "./spec/ledger.ts";
import { maskerOf } from "./spec/mask.ts";
import { UnknownReading } from "./spec/profile.ts";
import { InvalidFile } from "./spec/source-file.ts";

/** Exit codes: 0 nothing found, 1 findings, 2 usage, scenario or contract error, 3 unavailable or inconclusive, 70 our fault. */
const exitCode = { usage: 2, unavailable: 3, ownFault: 70 } as const;

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

program
  .command("check")
  .description("Run scenarios against the mock, or against a target, and judge every exchange by the contract.")
  .argument("[scenario...]", "Arazzo files; the ones that ship with understudy when none is given")
  .option("--target <url>", "base URL of the vendor APIs; a mock of its own is started when not given")
  .option("--control <url>", "base URL of the target's control API, where it is a mock")
  .addOption(new Option("--control-token <token>", "of that control API").env("UNDERSTUDY_CONTROL_TOKEN"))
  .option("--allow-host <host...>", "host that may be called although it is not this machine")
  .option("--input <name=value...>", "input for the workflows that declare it; also UNDERSTUDY_INPUT_name", input, {})
  .option("--seed <number>", "decides all generated data; printed when not given", seedNumber)
  .option("--ledger <file>", "rule ledger in place of the one that ships")
  .option("--junit <file>", "write a JUnit report")
  .action(check);

interface CheckOptions {
  target?: string;
  control?: string;
  controlToken?: string;
  allowHost?: string[];
  input: Record<string, string>;
  seed?: number;
  ledger?: string;
  junit?: string;
}

async function check(files: string[], options: CheckOptions): Promise<void> {
  const scenarios = loadScenarios(files.length > 0 ? files : shippedScenarios());
  const ledger = loadLedger(options.ledger);
  const masker = maskerOf(...contractsOf(scenarios));
  const titles = new Map(scenarios.map(({ name, title }) => [name, title]));
  await using against = await (options.target === undefined ? ownMock() : named(options.target, options));
  await reach(against.target);

  const reporters = [consoleReport({ stream: process.stdout, masker, titles })];
  if (options.junit !== undefined) {
    const file = options.junit;
    reporters.push(junitReport({ write: (xml) => writeReport(file, xml), masker, titles }));
  }
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const inputs = { ...against.inputs, ...environmentInputs(), ...options.input };
  for await (const event of run({
    scenarios,
    target: against.target,
    seed,
    inputs,
    ledger,
    signal: interrupted.signal,
  })) {
    for (const report of reporters) report(event);
    if (event.type === "run-finished") process.exitCode = exitCodeOf(event.summary);
  }
}

/** A mock of our own, which takes every step, with the inputs that are its to give. */
async function ownMock() {
  const mock = await startMock();
  const { bos, iserveu } = mock.credentials;
  return {
    target: targetOf("the mock, started for this run", { vendors: mock.vendor, control: mock.control }, []),
    inputs: { ...bos, ...iserveu, controlToken: mock.controlToken },
    [Symbol.asyncDispose]: () => mock.stop(),
  };
}

/** A target the user names. The published credentials are offered to this machine only. */
async function named(url: string, { control, controlToken, allowHost = [] }: CheckOptions) {
  const target = targetOf(url, { vendors: url, control }, allowHost);
  const local = isLoopback(new URL(url).hostname)
    ? { ...publishedCredentials.bos, ...publishedCredentials.iserveu }
    : {};
  return {
    target,
    inputs: { ...local, ...(controlToken === undefined ? {} : { controlToken }) },
    [Symbol.asyncDispose]: async () => {},
  };
}

function shippedScenarios(): string[] {
  const folder = fileURLToPath(new URL("./scenarios", import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith(".arazzo.yaml"));
  return names.sort().map((name) => join(folder, name));
}

/** Inputs from the environment, so that secrets need not stand on a command line. */
function environmentInputs(): Record<string, string> {
  const prefix = "UNDERSTUDY_INPUT_";
  const given = Object.entries(process.env).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(given.map(([name, value]) => [name.slice(prefix.length), value ?? ""]));
}

function writeReport(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new InvalidFile(file, { line: 1, column: 1 }, { found: code, expected: "a file that can be written" });
  }
}

function input(text: string, given: Record<string, string>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("An input is given as name=value.");
  return { ...given, [text.slice(0, at)]: text.slice(at + 1) };
}

function seedNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A seed is a whole number of up to 15 digits.");
  return Number(text);
}

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
  let stopping = false;
  const stop = () => {
    // A second signal does not wait for calls that are still running.
    if (stopping) process.exit(0);
    stopping = true;
    mock.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  // Printed last: whoever reads it may end the process at once.
  const { vendor, control, controlToken, credentials } = mock;
  const page = json ? JSON.stringify({ vendor, control, controlToken, credentials }) : startPage(mock);
  process.stdout.write(`${page}\n`);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}

const usageErrors = [InvalidFile, PortUnavailable, RefusedTarget, CannotGenerate, UnknownReading];

/** Says what went wrong in one line and ends with the code that tells whose fault it is. */
function fail(error: unknown): never {
  if (error instanceof CommanderError) {
    // Commander has printed its own message already; help and version are no errors.
    process.exit(error.exitCode === 0 ? 0 : exitCode.usage);
  }
  if (usageErrors.some((kind) => error instanceof kind)) {
    process.stderr.write(`understudy: ${(error as Error).message}\n`);
    process.exit(exitCode.usage);
  }
  if (error instanceof UnavailableTarget) {
    process.stderr.write(`understudy: ${error.message}\n`);
    process.exit(exitCode.unavailable);
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
