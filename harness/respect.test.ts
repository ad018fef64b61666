import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type RunningMock, startMock } from "../mock-server/server.ts";
import { loadLedger } from "../spec/ledger.ts";
import type { Values } from "./expression/scope.ts";
import { generateInputs } from "./request/workflow-inputs.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import type { Scenario, Workflow } from "./scenario/scenario.ts";

// The second opinion on the scenarios: another runner of Arazzo, written by other people, runs them all against the mock.
// One process for all files, because each process costs a second; so all files share one set of inputs, and what they
// derive from `run` has to differ between them.

const redocly = "node_modules/@redocly/cli/bin/cli.js";
const files = globSync("scenarios/*.arazzo.yaml").sort();
const scenarios = loadScenarios(files);

test("redocly respect runs every step of every scenario, and all of them pass", { timeout: 90_000 }, async () => {
  await using mock = await startMock();
  using folder = temporaryFolder();
  const report = join(folder.path, "respect.json");

  const { code, output } = await respect(files, {
    "--server": JSON.stringify({ vendors: mock.vendor, control: mock.control }),
    "--input": JSON.stringify(inputsFor(scenarios, mock)),
    "--json-output": report,
    "--max-steps": "100000",
  });

  expect(failures(output)).toEqual([]);
  expect(code, output.slice(-4000)).toBe(0);
  expect(stepsRun(report)).toEqual(stepsWritten(scenarios));
});

test("every file says in its first line which behaviour it shows", () => {
  const firstLines = files.map((file) => readFileSync(file, "utf8").split("\n", 1)[0]);
  expect(firstLines).toEqual(scenarios.map(({ summary }) => `# ${summary}`));
});

// What no call of the contract's three operations can tell.
const notObservable = [
  "BOS-METHOD", // Other methods and paths are no operations, so no step can name them.
  "ISU-METHOD",
];

test("every rule of the ledger that a call can observe is proved by a step", () => {
  const named = new Set(scenarios.flatMap(({ workflows }) => [...workflows.values()].flatMap(rulesOf)));
  const expected = [...loadLedger().keys()].filter((id) => !notObservable.includes(id));
  expect([...named].sort()).toEqual(expected.sort());
});

function rulesOf({ steps }: Workflow): readonly string[] {
  return steps.flatMap(({ rules }) => rules);
}

/** One value for each input that any workflow declares. Workflows that send all of theirs come first: those fit the contract. */
function inputsFor(scenarios: Scenario[], mock: RunningMock): Values {
  const { bos, iserveu } = mock.credentials;
  let inputs: Values = { ...bos, ...iserveu, controlToken: mock.controlToken };
  const sendsAll = ({ name }: Scenario) => name.includes("registration-lengths-company");
  for (const scenario of [...scenarios.filter(sendsAll), ...scenarios]) {
    for (const workflow of scenario.workflows.values()) {
      inputs = { ...generateInputs(workflow, { seed: 1, name: "respect", given: inputs }), ...inputs };
    }
  }
  return inputs;
}

async function respect(files: string[], options: Record<string, string>): Promise<{ code: number; output: string }> {
  // Nothing is reported home and nothing is looked for there.
  const quiet = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const environment = { ...process.env, ...quiet };
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [redocly, "respect", ...files, ...Object.entries(options).flat()],
      { env: environment, maxBuffer: 64 * 1024 * 1024, timeout: 80_000 },
    );
    return { code: 0, output: stdout };
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string };
    return { code: failed.code, output: `${failed.stdout}${failed.stderr}` };
  }
}

/** The lines that respect marks as failed, the first ones only. */
function failures(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => line.includes("✗"))
    .slice(0, 20);
}

function stepsRun(report: string): string[] {
  const { files } = JSON.parse(readFileSync(report, "utf8")) as RespectReport;
  return Object.entries(files).flatMap(([file, { executedWorkflows }]) =>
    executedWorkflows.flatMap(({ workflowId, executedSteps }) =>
      executedSteps.map(({ stepId }) => `${file} ${workflowId} ${stepId}`),
    ),
  );
}

function stepsWritten(scenarios: Scenario[]): string[] {
  return scenarios.flatMap(({ name, workflows }) =>
    [...workflows.values()].flatMap(({ id, steps }) => steps.map((step) => `${name} ${id} ${step.id}`)),
  );
}

/** The part of respect's JSON report that is read here. */
interface RespectReport {
  files: Record<string, { executedWorkflows: { workflowId: string; executedSteps: { stepId: string }[] }[] }>;
}

function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "understudy-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
