// The commands. It is the only file that knows both halves, the mock and the runner.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { fail } from "./ending.ts";
import { addCommands } from "./harness/command-line.ts";
import { exitCode } from "./harness/exit-code.ts";
import type { MockPlay, OwnMock } from "./harness/target/choose-target.ts";
import { addHealth } from "./mock-server/health-command.ts";
import { addServe } from "./mock-server/serve-command.ts";
import manifest from "./package.json" with { type: "json" };

// What a command loads, the next start takes from Node's cache on disk.
enableCompileCache();

const program = new Command("understudy")
  .description("Stands in for BOS Center's PAN status check and iServeU's agent registration, and checks that it does.")
  .version(manifest.version)
  .showSuggestionAfterError()
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

addServe(program, fail);
addHealth(program, exitCode.unavailable);
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

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message already; help and version are no errors.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCode.nothingFound : exitCode.usage;
  else fail(error);
}
