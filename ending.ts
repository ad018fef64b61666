// How the process ends when it does not end by itself.
import { exitCode } from "./harness/exit-code.ts";
import { UsageError } from "./spec/usage-error.ts";
import { printable } from "./spec/words/printable.ts";

/** How often it is looked whether npm is still there, in milliseconds. */
const parentCheckMs = 500;

/**
 * Watches over everything that nobody waits for: errors that nobody caught, an output that nobody reads or that has no
 * room, and npm, which may be killed and leave its script behind.
 */
export function watchEnds(): void {
  process.on("uncaughtException", fail);
  process.stdout.on("error", endWithOutput);
  // What would be told there can be told nowhere.
  process.stderr.on("error", () => {});
  endWithNpm(process.env);
}

/** Says what went wrong in one line and ends with the code that tells whose fault it is. */
export function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const isOurs = !(error instanceof UsageError);
  const words = isOurs ? `this is a fault of understudy itself, please report it: ${message}` : message;
  process.stderr.write(`understudy: ${printable(words)}\n`);
  process.exit(isOurs ? exitCode.ownFailure : exitCode.usage);
}

function endWithOutput(error: NodeJS.ErrnoException): never {
  // As `| head` does when it has seen enough: there is nobody to tell.
  if (error.code === "EPIPE") process.exit(exitCode.nobodyReads);
  process.stderr.write(`understudy: standard output cannot be written: ${error.message}\n`);
  process.exit(exitCode.ownFailure);
}

/** Ends with the npm that started this, for nobody else can: `npx` and this package's own scripts wait for it. */
function endWithNpm({ npm_lifecycle_event: event, npm_package_name: name }: NodeJS.ProcessEnv): void {
  if (event !== "npx" && name !== "@understudy/sandbox") return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, parentCheckMs).unref();
}
