// Two sandboxes and twenty sessions: the whole scenario set in each of them, all at once, with no interference.
import { readdirSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type RunningMock, startMock } from "../mock-server/server.ts";
import { loadLedger } from "../spec/ledger.ts";
import type { RunSummary, StepOutcome } from "./event.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";

const folder = fileURLToPath(new URL("../scenarios", import.meta.url));
// One file makes a sandbox of its own, under a name that only one run at a time can have.
const files = readdirSync(folder).filter(
  (name) => /\.arazzo\.yaml$/.test(name) && name !== "registration-duplicate-scope.arazzo.yaml",
);

/** A control port that speaks of one sandbox: it adds the query parameter that a base URL cannot carry. */
async function controlOf(mock: RunningMock, sandbox: string) {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", mock.control);
    url.searchParams.set("sandbox", sandbox);
    const onward = request(url, { method: incoming.method, headers: incoming.headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}

test("22 whole runs side by side, every one with the same ids, all green", { timeout: 120_000 }, async () => {
  await using mock = await startMock({ sandboxes: [{ name: "alpha" }, { name: "beta" }] });
  await using alpha = await controlOf(mock, "alpha");
  await using beta = await controlOf(mock, "beta");
  const worlds = [alpha, beta].flatMap(({ url: control }, index) => {
    const sandbox = mock.sandboxes.all[index];
    const sessions = Array.from({ length: 10 }, (_, number) => `suite-${number}`);
    return [undefined, ...sessions].map((session) => ({ sandbox, session, control }));
  });
  const scenarios = loadScenarios(files.map((name) => `${folder}/${name}`));
  const ledger = loadLedger();

  const runs = worlds.map(async ({ sandbox, session, control }) => {
    const headers: Record<string, string> = session === undefined ? {} : { "x-understudy-session": session };
    const events = run({
      scenarios,
      ledger,
      seed: 1,
      target: { name: "mock", servers: { vendors: mock.vendor, control }, headers },
      inputs: {
        ...sandbox?.credentials.bos?.[0],
        ...sandbox?.credentials.iserveu?.[0],
        controlToken: mock.controlToken,
      },
    });
    const wrong: StepOutcome[] = [];
    let summary: RunSummary | undefined;
    for await (const event of events) {
      if (event.type === "step-finished" && event.outcome.verdict !== "pass") wrong.push(event.outcome);
      if (event.type === "run-finished") summary = event.summary;
    }
    expect(wrong.map(({ stepId, verdict, reason, findings }) => ({ stepId, verdict, reason, findings }))).toEqual([]);
    return summary?.workflows.pass;
  });
  const passed = await Promise.all(runs);
  expect(passed).toHaveLength(22);
  const all = [...scenarios].reduce((count, { workflows }) => count + workflows.size, 0);
  expect(new Set(passed)).toEqual(new Set([all]));
});
