#!/usr/bin/env node
// The one door. It is the only file that knows both halves, the mock and the runner.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { addCommands } from "./harness/command-line.ts";
import { exitCode } from "./harness/exit-code.ts";
import type { MockPlay, OwnMock } from "./harness/target/choose-target.ts";
import { addServe } from "./mock-server/serve-command.ts";
import manifest from "./package.json" with { type: "json" };
import { printable } from "./spec/printable.ts";
import { UsageError } from "./spec/usage-error.ts";

// What a command loads, the next start takes from Node's cache on disk.
enableCompileCache();

const program = new Command("understudy")
  .description("Stands in for BOS Center's PAN status check and iServeU's agent registration, and checks that it does.")
  .version(manifest.version)
  .showSuggestionAfterError()
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

addServe(program, fail);
addCommands(program, {
  startMock: ownMock,
  publishedInputs: async () => {
    const { publishedCredentials } = await import("./mock-server/caller-credentials.ts");
    return { ...publishedCredentials.bos, ...publishedCredentials.iserveu };
  },
  scenarios: fileURLToPath(new URL("./scenarios", import.meta.url)),
  tool: { name: "understudy", version: manifest.version },
});

/** A mock for one run, with the inputs that are its to give. */
async function ownMock({ rules, paths = {}, contract, ledger }: MockPlay): Promise<OwnMock> {
  const { startMock } = await import("./mock-server/server.ts");
  const mock = await startMock({ rules, paths, ...(contract ? { contract } : {}), ...(ledger ? { ledger } : {}) });
  const { vendor, control, controlToken } = mock;
  const inputs = { ...mock.credentials.bos, ...mock.credentials.iserveu, controlToken };
  return { vendor, control, inputs, [Symbol.asyncDispose]: () => mock.stop() };
}

/** Says what went wrong in one line and ends with the code that tells whose fault it is. */
function fail(error: unknown): never {
  if (error instanceof CommanderError) {
    // Commander has printed its own message already; help and version are no errors.
    process.exit(error.exitCode === 0 ? exitCode.nothingFound : exitCode.usage);
  }
  const message = error instanceof Error ? error.message : String(error);
  const isOurs = !(error instanceof UsageError);
  const words = isOurs ? `this is a fault of understudy itself, please report it: ${message}` : message;
  process.stderr.write(`understudy: ${printable(words)}\n`);
  process.exit(isOurs ? exitCode.ownFailure : exitCode.usage);
}

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
