// The gate: what the shipped scenarios and the judge do not notice stands in misses.yaml, with its reason.
import { cpSync, mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startMock } from "../../mock-server/server.ts";
import { loadLedger } from "../../spec/ledger.ts";
import type { Operator } from "../mutants/mutant.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { selftestCommand } from "../selftest-command.ts";
import type { MockPlay, OwnMock } from "../target/choose-target.ts";
import { selftest } from "./selftest.ts";
import { startLibrary } from "./test-library.ts";
import { verdictOf } from "./verdict.ts";

const folder = fileURLToPath(new URL("../../scenarios", import.meta.url));
const shipped = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".arazzo.yaml"))
    .sort()
    .map((name) => join(folder, name));

async function ownMock({ rules }: MockPlay): Promise<OwnMock> {
  const mock = await startMock({ rules });
  const { vendor, control, controlToken, credentials } = mock;
  const inputs = { ...credentials.bos, ...credentials.iserveu, controlToken };
  return { vendor, control, inputs, [Symbol.asyncDispose]: () => mock.stop() };
}

/** Runs the command. @returns its exit code, what it printed, and how it showed its progress */
async function command(options: Parameters<typeof selftestCommand>[0], files = shipped) {
  const stream = new PassThrough();
  const progress = Object.assign(new PassThrough(), { isTTY: true });
  const code = await selftestCommand(options, { startMock: ownMock, shipped: files, stream, progress });
  stream.end();
  progress.end();
  return { code, printed: await text(stream), shown: await text(progress) };
}

test("the two APIs: every fault and every other reading is caught or listed, nothing harmless raises an alarm", async () => {
  const { code, printed, shown } = await command({});
  expect(printed).toMatch(
    /\n✓ Every fault is caught or listed with its reason; nothing harmless raises an alarm; every run's recording tells the same; both engines agree\.\n$/,
  );
  expect(code).toBe(0);
  const [, faults, readings, allowed, harmless] =
    /^(\d+) faulty .* (\d+) other readings, (\d+) allowed changes, (\d+) harmless/.exec(printed) ?? [];
  const [, answers, differences] = /\nSecond opinion .*: (\d+) answers, (\d+) differences\.\n/.exec(printed) ?? [];
  expect(Number(faults)).toBeGreaterThan(600);
  expect(Number(readings)).toBeGreaterThan(30);
  expect(Number(allowed)).toBeGreaterThan(60);
  expect(Number(harmless)).toBeGreaterThan(300);
  expect(Number(answers)).toBeGreaterThan(2000);
  expect(Number(differences)).toBe(0);
  expect(shown).toMatch(/^\r1 of \d+ runs\r2 of /);
  expect(shown.endsWith("\r\u001b[K")).toBe(true);
}, 300_000);

test("only the faults of one operator", async () => {
  const { code, printed } = await command({ operator: "letter-case" });
  expect(
    printed
      .replace(/\d+\.\d s/, "1.0 s")
      .replace(/\b1\d\b/g, "12")
      .replace(/\b[1-9]\d\d\b(?!\.)/g, "300"),
  ).toMatchInlineSnapshot(`
    "12 faulty servers of 4 operations, 0 other readings, 0 allowed changes, 0 harmless changes (1.0 s)

      operator      faults   caught   missed     rate  answers    shown     rate
      letter-case       12       12        ·  100.0 %      300      300  100.0 %
      in all            12       12        ·  100.0 %      300      300  100.0 %

    Second opinion (another engine for JSON Schema): 300 answers, 0 differences.

    ✓ Every fault is caught; nothing harmless raises an alarm; every run's recording tells the same; both engines agree.
    "
  `);
  expect(code).toBe(0);
}, 120_000);

test("an operator that there is none of", async () => {
  await expect(command({ operator: "require" })).rejects.toThrow("unknown operator require: did you mean required?");
});

test("scenarios that do not pass as they are end it", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "selftest-"));
  cpSync(fileURLToPath(new URL("../../spec/openapi.yaml", import.meta.url)), join(folder.path, "openapi.yaml"));
  const file = join(folder.path, "wrong.arazzo.yaml");
  writeFileSync(
    file,
    `arazzo: 1.0.1
info: { title: Wrong, version: "1" }
sourceDescriptions: [{ name: vendors, url: openapi.yaml, type: openapi }]
workflows:
  - workflowId: token
    steps:
      - stepId: token
        operationId: generateToken
        requestBody: { contentType: application/json, payload: { nep_key: x, partnerId: x, domain: x } }
        successCriteria: [{ condition: $statusCode == 200 }]
`,
  );
  const { code, printed } = await command({}, () => [file]);
  expect(printed.replace(folder.path, "")).toMatchInlineSnapshot(`
    "✗ /wrong.arazzo.yaml token ends with drift before anything is broken: status: HTTP 200 expected, HTTP 401 with {"status":"Failed","message":"nep_key, partnerId and domain are not known together"} found
    "
  `);
  expect(code).toBe(1);
});

const library = fileURLToPath(new URL("./test-library.arazzo.yaml", import.meta.url));

/** What a self-test of the library misses when its scenarios are changed. */
async function missedWith(change: (yaml: string) => string, options: { operator: Operator }): Promise<string[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "selftest-"));
  cpSync(library.replace(".arazzo", ""), join(folder.path, "test-library.yaml"));
  const file = join(folder.path, "test-library.arazzo.yaml");
  writeFileSync(file, change(readFileSync(library, "utf8")));
  await using running = await startLibrary();
  const target = { servers: { library: running.url }, inputs: running.inputs };
  const result = await selftest({ scenarios: loadScenarios([file]), ledger: loadLedger(), target, ...options });
  return verdictOf(result, { misses: [], open: [] }).missed;
}

test("what a scenario no longer asks is missed, by name", async () => {
  const unasked = (yaml: string) => yaml.replace(/ +- condition: .*'returned'\n/, "");
  expect(await missedWith((yaml) => yaml, { operator: "stale" })).toEqual([]);
  expect(await missedWith(unasked, { operator: "stale" })).toEqual([
    'readLoan 200 stale status (as before, HTTP 200 /state "open")',
  ]);
});

test("what a scenario no longer reaches is missed, by name", async () => {
  const unreached = (yaml: string) => yaml.replace(/ +- stepId: give-back-again[\s\S]*?== 404\n/, "");
  expect(await missedWith(unreached, { operator: "unreached" })).toEqual(["giveBack 4XX unreached response"]);
});
