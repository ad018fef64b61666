#!/usr/bin/env node
// The one door. It is the only file that knows both halves, the mock and the runner.
import { readdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { CheckOptions, OwnMock } from "./harness/check-options.ts";
import type { JudgeOptions } from "./harness/judge-command.ts";
import type { SelftestCommandOptions } from "./harness/selftest-command.ts";
import type { LogLevel } from "./mock-server/journal/log.ts";
import type { CallerCredentials } from "./mock-server/world/caller-credentials.ts";
import type { SandboxSpec } from "./mock-server/world/sandbox.ts";
import manifest from "./package.json" with { type: "json" };

// Code is loaded by the command that needs it, and the next start takes it from Node's cache on disk: half of the time
// until the first line is printed goes into loading otherwise.
enableCompileCache();

/** Exit codes: 0 nothing found, 1 findings, 2 usage, scenario or contract error, 3 unavailable or inconclusive, 70 our fault. */
const exitCode = { usage: 2, unavailable: 3, ownFault: 70 } as const;

const tool = { name: "understudy", version: manifest.version };
const reportHelp =
  "write a report too: junit, ctrf, sarif, html, har, github-summary, github-annotations; can be repeated";

const ruleHelp = "reading for the mock to play where a sandbox does not choose; can be repeated";

const readingHelp = "reading of a rule to judge by, and for a mock of its own to play; can be repeated";

const weightsHelp = "what findings count for, by check, rule and field, and what is allowed: a YAML file";
const writesHelp =
  "send calls that change something to a host that is not this machine: all but GET, HEAD, OPTIONS and what the contract marks x-safe";
const concurrencyHelp =
  "workflows at once: 8 against a mock of its own, 1 against anything else; each has a session of its own at a mock";
const contractHelp =
  "OpenAPI document in place of the source description NAME of the scenarios, or of all but `control` without NAME=; can be repeated";

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
  .option("--config <file>", "sandboxes, rules and limits to start with, in YAML")
  .option("--rule <rule=reading>", ruleHelp, rule, {})
  .option("--json", "print one JSON line once both ports answer, in place of the start page")
  .addOption(
    new Option("--log <level>", "how much is logged to standard error")
      .choices(["silent", "error", "warn", "info", "debug"])
      .default("info"),
  )
  .action(serve);

program
  .command("check")
  .description("Run scenarios against the mock, or against a target, and judge every exchange by the contract.")
  .argument("[scenario...]", "Arazzo files; the ones that ship with understudy when none is given")
  .option("--target <url|file>", "base URL of the APIs, or a target file in YAML; a mock is started when not given")
  .option("--control <url>", "base URL of the target's control API, where it is a mock")
  .addOption(new Option("--control-token <token>", "of that control API").env("UNDERSTUDY_CONTROL_TOKEN"))
  .option("--allow-host <host...>", "host that may be called although it is not this machine")
  .option("--allow-writes", writesHelp)
  .option("--rate <number>", "requests per second; 5 where a host is not this machine, else no limit", positive)
  .option("--budget <number>", "requests in all; 1000 where a host is not this machine, else no limit", whole)
  .option("--timeout <seconds>", "for one whole answer (default: 30)", positive)
  .option("--run-time <seconds>", "for the whole run (default: 3600)", positive)
  .option("--workflow-time <seconds>", "for one workflow, with those it calls (default: 600)", positive)
  .option("--max-steps <number>", "of one workflow, with those it calls (default: 10000)", whole)
  .option("--concurrency <number>", concurrencyHelp, whole)
  .option("--contract <name=file>", contractHelp, list, [])
  .option("--input <name=value...>", "input for the workflows that declare it; also UNDERSTUDY_INPUT_name", input, {})
  .option("--seed <number>", "decides all generated data; printed when not given", seedNumber)
  .option("--ledger <file>", "rule ledger in place of the one that ships")
  .option("--rule <rule=reading>", readingHelp, rule, {})
  .option("--judge <file>", weightsHelp)
  .option("--report <kind=file>", reportHelp, list, [])
  .option("--junit <file>", "the same as --report junit=FILE")
  .action(check);

program
  .command("lint")
  .description(
    "Look through scenarios without sending anything: unknown references, outputs, rules, and what is not portable.",
  )
  .argument("[scenario...]", "Arazzo files; the ones that ship with understudy when none is given")
  .option("--ledger <file>", "rule ledger in place of the one that ships")
  .action(lint);

program
  .command("judge")
  .description("Judge recorded traffic by the contract, as check judges its own.")
  .argument("<recording>", "HTTP Archive 1.2, as browsers and proxies write it")
  .option("--contract <file>", "OpenAPI document to judge by in place of the one that ships")
  .option("--ledger <file>", "rule ledger in place of the one that ships")
  .option("--judge <file>", weightsHelp)
  .option("--report <kind=file>", reportHelp, list, [])
  .option("--junit <file>", "the same as --report junit=FILE")
  .action(judge);

program
  .command("selftest")
  .description("Measure the scenarios and the judge: run them against faulty servers and count those that are noticed.")
  .option("--jobs <number>", "runs at once, at most 64; one for each core unless told otherwise", whole)
  .option("--operator <name>", "only the faults of this operator, for example required or reading")
  .action(selftest);

async function check(files: string[], options: CheckOptions): Promise<void> {
  const { checkCommand } = await import("./harness/check-command.ts");
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  process.exitCode = await checkCommand(files, options, {
    startMock: ownMock,
    publishedInputs: async () => {
      const { publishedCredentials } = await import("./mock-server/world/credential.ts");
      return { ...publishedCredentials.bos, ...publishedCredentials.iserveu };
    },
    shipped: shippedScenarios,
    environment: process.env,
    stream: process.stdout,
    signal: interrupted.signal,
    tool,
  });
}

async function judge(recording: string, options: JudgeOptions): Promise<void> {
  const { judgeCommand } = await import("./harness/judge-command.ts");
  process.exitCode = judgeCommand(recording, options, { stream: process.stdout, environment: process.env, tool });
}

async function selftest(options: SelftestCommandOptions): Promise<void> {
  const { selftestCommand } = await import("./harness/selftest-command.ts");
  const { stdout: stream, stderr: progress } = process;
  process.exitCode = await selftestCommand(options, {
    startMock: ownMock,
    shipped: shippedScenarios,
    stream,
    progress,
  });
}

async function lint(files: string[], { ledger }: { ledger?: string }): Promise<void> {
  const { lintCommand } = await import("./harness/lint-command.ts");
  process.exitCode = lintCommand(files.length > 0 ? files : shippedScenarios(), {
    ledger,
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`understudy: ${line}\n`),
  });
}

/** A mock for one run, with the inputs that are its to give. */
async function ownMock(rules: Record<string, string>): Promise<OwnMock> {
  const { startMock } = await import("./mock-server/server.ts");
  const mock = await startMock({ rules });
  const { vendor, control, controlToken } = mock;
  const inputs = { ...mock.credentials.bos, ...mock.credentials.iserveu, controlToken };
  return { vendor, control, inputs, [Symbol.asyncDispose]: () => mock.stop() };
}

function shippedScenarios(): string[] {
  const folder = fileURLToPath(new URL("./scenarios", import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith(".arazzo.yaml"));
  return names.sort().map((name) => join(folder, name));
}

/** An option that can be given again; it takes one value each time, so that arguments can follow it. */
function list(text: string, given: string[]): string[] {
  return [...given, text];
}

function input(text: string, given: Record<string, string>): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("An input is given as name=value.");
  return { ...given, [text.slice(0, at)]: text.slice(at + 1) };
}

function rule(text: string, given: Record<string, string>): Record<string, string> {
  const [id = "", reading = "", ...rest] = text.split("=");
  if (id === "" || reading === "" || rest.length > 0) {
    throw new InvalidArgumentError("A choice is given as RULE=READING, for example BOS-AUTH=optional.");
  }
  return { ...given, [id]: reading };
}

function positive(text: string): number {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError("It is a number above 0, with up to 3 decimals.");
  return Number(text);
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("It is a whole number above 0.");
  return Number(text);
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
  config?: string;
  rule: Record<string, string>;
  json?: true;
  log: LogLevel;
}

async function serve({ json, log: level, config: file, rule: chosen, ...options }: ServeOptions): Promise<void> {
  const [{ loadLedger }, { maskText }, { loadConfig }, { createLog }, { standardError }, { startMock }, { startPage }] =
    await Promise.all([
      import("./spec/ledger.ts"),
      import("./spec/mask.ts"),
      import("./mock-server/config.ts"),
      import("./mock-server/journal/log.ts"),
      import("./mock-server/journal/standard-error.ts"),
      import("./mock-server/server.ts"),
      import("./mock-server/start-page.ts"),
    ]);
  const ledger = loadLedger(options.ledger);
  const config = file === undefined ? {} : loadConfig(file, { ledger, environment: process.env });
  const stream = standardError();
  const log = createLog({ level, stream, readable: process.stderr.isTTY === true });
  const mock = await startMock({ ...options, ...config, rules: { ...config.rules, ...chosen }, log });
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
  const credentials = withoutConfigured(mock.credentials, config.sandboxes?.[0], maskText);
  const page = json
    ? JSON.stringify({ vendor, control, controlToken, credentials })
    : startPage({ ...mock, credentials });
  process.stdout.write(`${page}\n`);
}

/** Credentials as they are printed: a secret that the user gave need not be told, and output ends up in logs. */
function withoutConfigured(
  { bos, iserveu }: CallerCredentials,
  spec: SandboxSpec | undefined,
  maskText: string,
): CallerCredentials {
  return {
    bos: spec?.credentials?.bos ? { ...bos, nep_key: maskText } : bos,
    iserveu: spec?.credentials?.iserveu ? { ...iserveu, client_secret: maskText } : iserveu,
  };
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return Number(text);
}

/** Errors that are the user's to mend, and their names: the classes are loaded only by the command that throws them. */
const usageErrors = [
  "CannotGenerate",
  "InvalidFile",
  "PortUnavailable",
  "RefusedTarget",
  "UnfitInput",
  "UnknownOperator",
  "UnknownReading",
  "UnknownReport",
];

/** Says what went wrong in one line and ends with the code that tells whose fault it is. */
function fail(error: unknown): never {
  if (error instanceof CommanderError) {
    // Commander has printed its own message already; help and version are no errors.
    process.exit(error.exitCode === 0 ? 0 : exitCode.usage);
  }
  if (error instanceof Error && usageErrors.includes(error.name)) {
    process.stderr.write(`understudy: ${error.message}\n`);
    process.exit(exitCode.usage);
  }
  if (error instanceof Error && error.name === "UnavailableTarget") {
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
