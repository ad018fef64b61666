// A check that would go on for hours ends with the run: at its time, and at Ctrl-C.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { startTarget } from "./harness/test-target.ts";

const root = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(scratch, { recursive: true });
});

const contract = join(scratch, "things.yaml");
writeFileSync(
  contract,
  `openapi: 3.1.0
info: { title: Things, version: "1" }
paths:
  /thing:
    get:
      operationId: readThing
      responses:
        "200":
          description: A thing.
          content: { application/json: { schema: { type: object, properties: { id: { pattern: "^(a+)+$" } } } } }
`,
);
const scenario = join(scratch, "slow.arazzo.yaml");
writeFileSync(
  scenario,
  `arazzo: 1.0.1
info: { title: Slow, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml, type: openapi }]
workflows:
  - { workflowId: w, steps: [{ stepId: a, operationId: readThing, successCriteria: [{ condition: $statusCode == 200 }] }] }
`,
);

/** A check of an answer that its contract's pattern cannot be tried on in a lifetime. */
async function check(args: string[], target: string) {
  const child = spawn(process.execPath, [join(root, "cli.ts"), "check", scenario, "--target", target, ...args], {
    cwd: root,
    env: { ...process.env, CI: "", NO_COLOR: "1" },
  });
  running.push(child);
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { code, out };
}

const slow = { json: { id: `${"a".repeat(60)}b` } };

test("--run-time ends a check inside of it: inconclusive, with whose time it was", async () => {
  await using target = await startTarget({ "/thing": [slow] });
  const { code, out } = await check(["--run-time", "1"], target.url);
  expect(code).toBe(3);
  expect(out).toContain("the answer could not be judged to its end: the run had 1 s");
});

test("Ctrl-C ends a check inside of it", async () => {
  const asked = Promise.withResolvers<void>();
  await using target = await startTarget({
    "/thing": [
      (response) => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(slow.json));
        asked.resolve();
      },
    ],
  });
  const ended = check([], target.url);
  await asked.promise;
  // However often it is pressed: the first one may come before the judging begins, and then stops the run as ever.
  const pressing = setInterval(() => running.at(-1)?.kill("SIGINT"), 200);
  const { code } = await ended.finally(() => clearInterval(pressing));
  // Nobody waits for a second one, which ends the process as the system does.
  expect([3, null]).toContain(code);
});
