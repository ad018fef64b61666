import { beforeEach, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { createSandboxes } from "../server.ts";
import type { Sandboxes } from "../world/sandboxes.ts";
import { type Metrics, metricsOf } from "./metrics.ts";

let sandboxes: Sandboxes;
let metrics: Metrics;

beforeEach(async () => {
  sandboxes = await createSandboxes(loadContract(), { journalCapacity: 2 });
  metrics = metricsOf(sandboxes);
});

/** The value of one series; `undefined` where there is none. */
async function value(series: string): Promise<number | undefined> {
  const line = (await metrics.text()).split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

test("calls are counted by operation, rule and status, and timed by operation", async () => {
  const check = { operation: "checkPanStatus", rule: "BOS-DUPLICATE", response: { status: 401 } } as const;
  metrics.observe({ ...check, durationMs: 3 });
  metrics.observe({ ...check, durationMs: 700 });
  metrics.observe({ ...check, rule: undefined, response: undefined, durationMs: 2000 });
  const series = 'understudy_requests_total{operation="checkPanStatus"';
  expect(await value(`${series},rule="BOS-DUPLICATE",status="401"}`)).toBe(2);
  expect(await value(`${series},rule="none",status="none"}`)).toBe(1);
  const bucket = (le: string) =>
    value(`understudy_request_duration_seconds_bucket{le="${le}",operation="checkPanStatus"}`);
  expect([await bucket("0.0025"), await bucket("0.005"), await bucket("1"), await bucket("+Inf")]).toEqual([
    0, 1, 2, 3,
  ]);
  expect(await value('understudy_request_duration_seconds_sum{operation="checkPanStatus"}')).toBeCloseTo(2.703);
});

test("no caller can make new series: what is not of the contract is none", async () => {
  for (let call = 0; call < 100; call++) {
    metrics.observe({ operation: undefined, rule: "BOS-METHOD", response: { status: 404 }, durationMs: 0 });
  }
  const text = await metrics.text();
  expect(text.match(/^understudy_requests_total\{.*$/gm)).toEqual([
    'understudy_requests_total{operation="none",rule="BOS-METHOD",status="404"} 100',
  ]);
});

test("gauges tell how things stand when somebody looks", async () => {
  const { main } = sandboxes.all[0]!;
  expect(await value("understudy_sandboxes")).toBe(1);
  expect(await value("understudy_sessions")).toBe(0);
  expect(await value("understudy_journal_entries")).toBe(0);
  expect(await value("understudy_faults_armed")).toBe(0);

  await sandboxes.create({ name: "beta" });
  const session = await sandboxes.all[1]!.worldFor("one");
  await sandboxes.unassigned.worldFor("two");
  main.journal.notice("a");
  session.journal.notice("b");
  sandboxes.unassigned.main.journal.notice("c");
  session.faults.arm({ fault: { kind: "reset" } });
  expect(await value("understudy_sandboxes")).toBe(2);
  expect(await value("understudy_sessions")).toBe(2);
  expect(await value("understudy_journal_entries")).toBe(3);
  expect(await value("understudy_faults_armed")).toBe(1);
});

test("the count of dropped entries never falls, though journals are cleared", async () => {
  const { journal } = sandboxes.all[0]!.main;
  const dropped = () => value("understudy_journal_dropped_total");
  for (const text of ["a", "b", "c", "d", "e"]) journal.notice(text);
  expect(await dropped()).toBe(3);
  expect(await dropped()).toBe(3);
  journal.clear();
  expect(await dropped()).toBe(3);
  for (const text of ["a", "b", "c"]) journal.notice(text);
  expect(await dropped()).toBe(4);
});

test("several mocks in one process count apart and share what is the process's", async () => {
  const other = metricsOf(sandboxes);
  metrics.observe({ operation: "registerAgent", rule: "ISU-SUCCESS", response: { status: 200 }, durationMs: 0 });
  expect(await other.text()).not.toContain("understudy_requests_total{");
  for (const { text } of [metrics, other]) {
    expect((await text()).match(/^process_resident_memory_bytes \d+/gm)).toHaveLength(1);
  }
});

test("the text is one that Prometheus reads: each metric told once, with help and type, and an end of line", async () => {
  metrics.observe({ operation: "registerAgent", rule: "ISU-SUCCESS", response: { status: 200 }, durationMs: 0 });
  const text = await metrics.text();
  const names = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram|summary)$/gm)].map(([, name]) => name);
  expect(names.length).toBe(new Set(names).size);
  expect(names.length).toBe(text.match(/^# TYPE/gm)?.length);
  expect(text.match(/^# HELP \S+ .+$/gm)?.length).toBe(names.length);
  for (const line of text.split("\n")) {
    expect(line).toMatch(
      /^$|^# (HELP|TYPE) |^[a-z_0-9]+(\{([a-z]+="[^"\\]*",?)+\})? (-?[\d.e+-]+|Nan)$|^nodejs_version_info/,
    );
  }
  expect(text.endsWith("\n")).toBe(true);
  expect(metrics.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
});
