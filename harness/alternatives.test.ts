import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type RunningMock, startMock } from "../mock-server/server.ts";
import { loadLedger } from "../spec/ledger.ts";
import { type Profile, profileOf } from "../spec/profile.ts";
import type { RunEvent } from "./event.ts";
import { alternativesOf } from "./judge/alternative.ts";
import { run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { beginSession } from "./target/mock-sessions.ts";

// The scenarios that ship know every reading of every rule. Judged by the reading that the mock plays they find nothing;
// judged by the defaults they find that very reading, and say its name.

const ledger = loadLedger();
const scenarios = loadScenarios(globSync("scenarios/*.arazzo.yaml").sort());
const readings = [...ledger.values()].flatMap(({ id, alternatives = [] }) =>
  alternatives.map(({ name }) => ({ rule: id, name })),
);

/** The scenarios in which something else holds under a reading; in the others everything is as by default. */
const relevant = (rule: string, name: string) =>
  scenarios.filter((scenario) => alternativesOf(scenario).some((at) => at.rule === rule && at.name === name));

function check(mock: RunningMock, at: { rule: string; name: string }, profile?: Profile): AsyncGenerator<RunEvent> {
  return run({
    scenarios: relevant(at.rule, at.name),
    target: { name: "the mock", servers: { vendors: mock.vendor, control: mock.control } },
    seed: 1,
    inputs: { ...mock.credentials.bos, ...mock.credentials.iserveu, controlToken: mock.controlToken },
    ledger,
    concurrency: 8,
    sessionOf: (group) => `${profile ? "played" : "default"}-${group}`,
    begin: (session) => beginSession(session, { url: mock.control, token: mock.controlToken }),
    ...(profile ? { profile } : {}),
  });
}

describe.each(readings)("$rule=$name", (at) => {
  test("played and judged by it: nothing is found", async () => {
    await using mock = await startMock({ rules: { [at.rule]: at.name } });
    const found: unknown[] = [];
    let passed = 0;
    for await (const event of check(mock, at, profileOf(ledger, { [at.rule]: at.name }))) {
      if (event.type === "workflow-finished" && event.outcome.verdict === "pass") passed++;
      if (event.type !== "step-finished" || event.outcome.verdict === "pass") continue;
      const { stepId, verdict, reason, findings } = event.outcome;
      found.push({ scenario: event.scenario, stepId, verdict, reason, findings });
    }
    expect(found).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });

  test("played and judged by the defaults: it is found, and named", async () => {
    await using mock = await startMock({ rules: { [at.rule]: at.name } });
    const named = new Set<string>();
    for await (const event of check(mock, at)) {
      if (event.type !== "step-finished") continue;
      for (const { check: kind, alternative, rules } of event.outcome.findings) {
        if (kind !== "criterion" || !alternative) continue;
        named.add(`${alternative.rule}=${alternative.name}`);
        expect(rules[0]?.id).toBe(alternative.rule);
      }
      if (named.has(`${at.rule}=${at.name}`)) break;
    }
    expect([...named]).toContain(`${at.rule}=${at.name}`);
  });
});
