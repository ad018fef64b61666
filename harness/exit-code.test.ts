import { expect, test } from "vitest";
import type { RunSummary, Verdict } from "./event.ts";
import { exitCodeOf } from "./exit-code.ts";

test.each<[number, string, number, Partial<Record<Verdict, number>>]>([
  [0, "all passed", 0, { pass: 3 }],
  [0, "everything skipped", 0, { skipped: 3 }],
  [0, "nothing run", 0, {}],
  [1, "findings", 2, { pass: 1, drift: 1 }],
  [1, "a finding in a workflow that passed in the end", 1, { pass: 2 }],
  [1, "findings win over an unavailable target", 1, { drift: 1, unavailable: 1, inconclusive: 1 }],
  [3, "unavailable", 0, { pass: 1, unavailable: 1 }],
  [3, "inconclusive", 0, { pass: 1, skipped: 1, inconclusive: 1 }],
])("exit code %i: %s", (code, _name, findings, counts) => {
  const zero = { pass: 0, drift: 0, unavailable: 0, inconclusive: 0, skipped: 0 };
  const summary: RunSummary = {
    verdict: "pass",
    workflows: { ...zero, ...counts },
    steps: zero,
    findings,
    warnings: 1,
    durationMs: 1,
  };
  expect(exitCodeOf(summary)).toBe(code);
});
