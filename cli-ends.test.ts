// How the process ends when it is not by itself: nobody reads, no room, a signal, npm killed, an old Node.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";

const root = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(scratch, { recursive: true });
});

const env = { ...process.env, NO_COLOR: "1", CI: "" };
const serving = ["serve", "--json", "--port", "0", "--control-port", "0", "--log", "silent"];
const commands = [
  ["check", join(root, "scenarios/token-issued-and-used.arazzo.yaml")],
  ["lint"],
  ["sources"],
  serving,
  ["--help"],
  ["serve", "--help"],
];

function start(parameters: string[], options: object = {}): ChildProcess {
  const child = spawn(process.execPath, parameters, { cwd: root, env, ...options });
  running.push(child);
  return child;
}

describe("standard output", () => {
  test.each(commands)("%s %s: that nobody reads is no finding, and nothing is said", async (...parameters) => {
    const child = start([join(root, "cli.ts"), ...parameters.filter((each) => each !== undefined)]);
    child.stdout?.destroy();
    const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, "close")]);
    expect([code, said]).toEqual([141, ""]);
  });

  test.skipIf(!existsSync("/dev/full")).each(commands)("%s %s: that is full is told", (...parameters) => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [join(root, "cli.ts"), ...parameters], {
      ...{ cwd: root, env, encoding: "utf8" },
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect([status, stderr]).toEqual([
      70,
      "understudy: standard output cannot be written: ENOSPC: no space left on device, write\n",
    ]);
  });

  test("standard error that nobody reads ends nothing", async () => {
    const child = start([join(root, "cli.ts"), ...serving.slice(0, -2)]);
    child.stderr?.destroy();
    const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
    const { vendor } = JSON.parse(String(line));
    expect((await fetch(`${vendor}/nowhere`)).status).toBe(404);
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

test("an error that nobody caught is a fault of ours: 70, in one line", async () => {
  const late = join(scratch, "late.mjs");
  const throwing = "setTimeout(() => { throw new Error('out of nowhere') }, 300)";
  const rejecting = "setTimeout(() => Promise.reject(new Error('out of nowhere')), 300)";
  for (const program of [throwing, rejecting]) {
    writeFileSync(late, program);
    const child = start(["--import", late, join(root, "cli.ts"), ...serving]);
    const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, "close")]);
    expect([code, said]).toEqual([
      70,
      "understudy: this is a fault of understudy itself, please report it: out of nowhere\n",
    ]);
  }
});

test("what cannot be printed in its words is written so that it can be seen, on one line", async () => {
  const late = join(scratch, "unprintable.mjs");
  writeFileSync(late, "setTimeout(() => { throw new Error('a\\u202eb\\u001b[31m\\nc') }, 300)");
  const child = start(["--import", late, join(root, "cli.ts"), ...serving]);
  const [said, [code]] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), once(child, "close")]);
  const words = "a\\u202eb\\u001b[31m\\u000ac";
  expect([code, said]).toEqual([70, `understudy: this is a fault of understudy itself, please report it: ${words}\n`]);
});

describe.skipIf(process.platform === "win32")("a script of npm", () => {
  const isThere = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    );

  test.each(["SIGTERM", "SIGKILL"] as const)("killed by %s leaves no server behind", async (signal) => {
    // npm prints its own lines first: a port of our own choice is found in no output.
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    taken.close();
    await once(taken, "close");
    const npm = spawn("npm", ["start", "--", "--port", String(port), "--control-port", "0"], {
      cwd: root,
      env,
      stdio: "ignore",
    });
    running.push(npm);
    const url = `http://127.0.0.1:${port}/healthz`;
    await expect.poll(() => isThere(url), { timeout: 30_000 }).toBe(true);
    npm.kill(signal);
    await once(npm, "close");
    await expect.poll(() => isThere(url), { timeout: 3_000 }).toBe(false);
  });
});

describe("an old Node", () => {
  const needed = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node.slice(2);
  // Loaded first, it makes this Node give itself out for another one.
  const disguise = join(scratch, "disguise.cjs");
  const as = (version: string) => {
    const versions = `{ ...process.versions, node: ${JSON.stringify(version)} }`;
    writeFileSync(disguise, `Object.defineProperty(process, "versions", { value: ${versions} });`);
    return ["--require", disguise];
  };

  test.each([
    ["20.20.2", "20.20"],
    ["24.17.9", "24.17"],
    ["8.0.0", "8.0"],
  ])("%s is told what is needed, at each door", (version, told) => {
    const sentence = `needs Node ${needed} or newer; this is ${told}`;
    for (const door of ["cli.ts", "understudy.cjs"]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...as(version), join(root, door), ...serving], {
        ...{ cwd: root, env, encoding: "utf8" },
      });
      expect([status, stdout, stderr]).toEqual([2, "", `understudy: ${sentence}\n`]);
    }
    const { stderr } = spawnSync(
      process.execPath,
      [
        ...as(version),
        "--input-type=module",
        "--eval",
        `import ${JSON.stringify(join(root, "mock-server/start-sandbox.ts"))}`,
      ],
      { cwd: root, env, encoding: "utf8" },
    );
    expect(stderr).toContain(`Error: @understudy/sandbox ${sentence}\n`);
  });

  test.each(["24.18.0", "24.19.1", "25.0.0", "100.0.0"])("%s is new enough", (version) => {
    const { stdout } = spawnSync(process.execPath, [...as(version), join(root, "understudy.cjs"), "--version"], {
      ...{ cwd: root, env, encoding: "utf8" },
    });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  /** One on the path that is too old to read TypeScript. */
  const old = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .find(
      (node) =>
        existsSync(node) && /^v(1\d|2[0-2])\./.test(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout),
    );

  test("that cannot read TypeScript is told at the door of npm's scripts", (context) => {
    if (old === undefined) return context.skip("no Node older than 23 on PATH");
    const { status, stderr } = spawnSync(old, [join(root, "understudy.cjs"), "serve"], { encoding: "utf8" });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^understudy: needs Node [\d.]+ or newer; this is [\d.]+\n$/),
    ]);
  });

  test("every script that starts the command goes through that door, and is what npm's shell becomes", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const starting = Object.values<string>(scripts).filter((script) => /cli\.ts|understudy\.cjs/.test(script));
    expect(starting.length).toBeGreaterThan(4);
    expect(starting.filter((script) => !/^exec node understudy\.cjs [a-z]+( --[a-z]+)?$/.test(script))).toEqual([]);
  });
});

test("SIGTERM ends it within 8 s, whatever a client does: half a request, or an answer that takes longer", async () => {
  const child = start([join(root, "cli.ts"), ...serving]);
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  const { vendor } = JSON.parse(String(line));
  const agent = { bcagentid: "UNDERSTUDY-DELAY-60000-x" };
  const slow = fetch(`${vendor}/apiAgentOnboarding/externalonboard`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(agent),
  }).catch(() => "cut");
  await pause(300);
  const began = performance.now();
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(await slow).toBe("cut");
});
