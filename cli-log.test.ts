// What `understudy serve` logs, as whoever starts it meets it: on standard error, never in the way.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function serve(...args: string[]): ChildProcess {
  const cli = join(import.meta.dirname, "cli.ts");
  const child = spawn(process.execPath, [cli, "serve", "--port", "0", "--control-port", "0", "--json", ...args]);
  running.push(child);
  return child;
}

/** Everything that a stream of the process says, until it ends. */
async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

/** The base URL of the vendor APIs, once they answer. */
async function vendorOf(child: ChildProcess): Promise<string> {
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return JSON.parse(String(line)).vendor;
}

const check = (vendor: string) => fetch(`${vendor}/api/BOS/Status`, { method: "POST", body: "{}" });

test("start, calls and stop are lines of JSON on standard error; standard output keeps its one line", async () => {
  const child = serve();
  const err = textOf(child.stderr);
  const vendor = await vendorOf(child);
  const more = textOf(child.stdout);
  await check(vendor);
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(await more).toBe("");
  const lines = (await err).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: "started", vendor, sandboxes: ["default"] },
    { msg: "exchange", operation: "checkPanStatus", status: 401, rule: "BOS-AUTH-FAILURE" },
    { msg: "stopping" },
    { msg: "stopped" },
  ]);
});

test("--log chooses how much", async () => {
  const child = serve("--log", "warn");
  const err = textOf(child.stderr);
  await check(await vendorOf(child));
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(await err).toBe("");
});

test("--log with a level that is none: exit 2, and the levels there are", async () => {
  const child = serve("--log", "loud");
  const err = textOf(child.stderr);
  expect(await once(child, "close")).toEqual([2, null]);
  expect(await err).toBe(
    "error: option '--log <level>' argument 'loud' is invalid. Allowed choices are silent, error, warn, info, debug.\n",
  );
});

test("a log that nobody reads holds up neither the calls nor the end", async () => {
  const child = serve("--log", "debug");
  const vendor = await vendorOf(child);
  // About a megabyte, which is more than any pipe holds.
  for (let round = 0; round < 50; round++) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => check(vendor)));
    for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([401, expect.any(String)]);
  }
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
