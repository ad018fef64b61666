import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningMock, startMock } from "../mock-server/server.ts";
import { contractPath } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import type { StepOutcome } from "./event.ts";
import { headerOf } from "./exchange/exchange.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import type { Step } from "./scenario/scenario.ts";

// The second opinion on the mock: Prism's validation proxy stands between our runner and the mock, judges every exchange
// by the same contract with code that is not ours, and says what it found in a header of the answer.

const prism = "node_modules/@stoplight/prism-cli/dist/index.js";

// What Prism cannot carry. It never answers a request whose body is not JSON; the last test shows that it still is so.
const unableToPass = /malformed-json/;

const scenarios = loadScenarios(globSync("scenarios/*.arazzo.yaml").sort()).filter(
  ({ name }) => !unableToPass.test(name),
);
// The steps that go through Prism; the clock is moved past it.
const steps = new Map<string, Step>(
  scenarios.flatMap(({ name, workflows }) =>
    [...workflows.values()].flatMap(({ id, steps }) =>
      steps
        .filter(({ call }) => call.kind === "operation" && call.source === "vendors")
        .map((step) => [`${name} ${id} ${step.id}`, step] as const),
    ),
  ),
);

const started = new AsyncDisposableStack();
let mock: RunningMock;
let proxy: Proxy;

beforeAll(async () => {
  mock = started.use(await startMock());
  proxy = started.use(await startPrism(mock.vendor));
});

afterAll(() => started.disposeAsync());

test("Prism faults the requests that say so, no others, and no answer", { timeout: 60_000 }, async () => {
  const problems: string[] = [];
  const judged: string[] = [];
  for await (const { at, outcome } of stepsRun()) {
    if (outcome.verdict !== "pass") problems.push(`${at}: ${outcome.verdict} ${outcome.reason ?? ""}`);
    const step = steps.get(at);
    if (!step) continue;
    judged.push(at);
    const found = violationsIn(outcome);
    for (const { location, message } of found.filter(isOfAnswer)) problems.push(`${at}: ${location}: ${message}`);
    const isFaulted = found.some((violation) => !isOfAnswer(violation));
    if (isFaulted && !step.breaksRequest) problems.push(`${at}: request faulted: ${JSON.stringify(found)}`);
    if (!isFaulted && step.breaksRequest) problems.push(`${at}: request not faulted`);
  }
  expect(problems).toEqual([]);
  expect(judged).toEqual([...steps.keys()]);
});

test("Prism still never answers a request whose body is not JSON", async () => {
  const call = fetch(`${proxy.url}/api/BOS/Status`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"refid": "abc",}',
    signal: AbortSignal.timeout(300),
  });
  await expect(call).rejects.toThrow("timeout");
});

/** Runs the scenarios through Prism. */
async function* stepsRun(): AsyncGenerator<{ at: string; outcome: StepOutcome }> {
  const { bos, iserveu } = mock.credentials;
  const events = run({
    scenarios,
    target: { name: "mock behind Prism", servers: { vendors: proxy.url, control: mock.control } },
    seed: 1,
    inputs: { ...bos, ...iserveu, controlToken: mock.controlToken },
    ledger: loadLedger(),
  });
  for await (const event of events) {
    if (event.type !== "step-finished") continue;
    const { scenario, workflowId, outcome } = event;
    yield { at: `${scenario} ${workflowId} ${outcome.stepId}`, outcome };
  }
}

/** One entry of Prism's `sl-violations` header. */
interface Violation {
  location: string[];
  message: string;
}

function violationsIn({ exchange }: StepOutcome): Violation[] {
  return JSON.parse(headerOf(exchange?.response.headers ?? [], "sl-violations") ?? "[]") as Violation[];
}

function isOfAnswer({ location }: Violation): boolean {
  return location[0] === "response";
}

interface Proxy extends AsyncDisposable {
  url: string;
}

/** Starts Prism's proxy on a free port and waits until it says where it listens. */
async function startPrism(upstream: string): Promise<Proxy> {
  const child = spawn(process.execPath, [prism, "proxy", contractPath, upstream, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    // Read to its end, lest Prism wait for a reader.
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      const listening = /listening on (http:\S+)/.exec(said)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    child.once("exit", () => reject(new Error(`Prism did not start: ${said}`)));
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
