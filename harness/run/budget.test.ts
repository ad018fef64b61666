import { expect, test } from "vitest";
import { busy, ok, read, reasons, retry, runs, told } from "../test-run.ts";
import { startTarget } from "../test-target.ts";
import { budgetOf, defaultBudget, spendStep, timeFor } from "./budget.ts";

const round = read("a", `${ok}, onSuccess: [{ name: round, type: goto, stepId: a }]`);
const circle = `  - { workflowId: w, steps: [${round}] }\n`;

test("a goto in a circle ends when the steps of its workflow are used up, and says so", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const { first } = await runs(circle, target.url, { budget: { steps: 7 } });
  expect(target.received).toHaveLength(7);
  expect(first.verdict).toBe("inconclusive");
  expect(reasons(first).at(-1)).toBe("7 steps were taken: a goto of workflow w leads in a circle");
});

test("workflows that call each other share their steps", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const { outcomes } = await runs(
    `  - { workflowId: v, steps: [${read("a")}, { stepId: s, workflowId: w }] }
  - { workflowId: w, steps: [${read("b")}, { stepId: t, workflowId: v }] }
`,
    target.url,
    { budget: { steps: 5 } },
  );
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive"]);
  expect(outcomes[0]?.steps.filter(({ exchange }) => exchange)).toHaveLength(3);
});

// In these tests every look at the clock costs a millisecond.
test("a workflow ends when its time is up, and so does the run", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const one = await runs(circle, target.url, { budget: { workflowMs: 30 } });
  expect(reasons(one.first).at(-1)).toBe("no time is left: the workflow had 0.03 s");
  expect(one.first.verdict).toBe("inconclusive");
  expect(one.first.steps.length).toBeGreaterThan(2);

  const all = await runs(circle + circle.replace("workflowId: w", "workflowId: v"), target.url, {
    budget: { runMs: 30 },
  });
  expect(all.outcomes.map(({ steps }) => steps.at(-1)?.reason)).toEqual([
    "no time is left: the run had 0.03 s",
    "no time is left: the run had 0.03 s",
  ]);
  expect(all.outcomes[1]?.steps).toHaveLength(1);
});

test("nothing is waited for that the time does not last for", async () => {
  await using target = await startTarget({ "/thing": [busy] });
  const { first, waits } = await runs(
    `  - { workflowId: w, steps: [${read("a", retry("retryAfter: 2, retryLimit: 9"))}] }\n`,
    target.url,
    { budget: { workflowMs: 5000 } },
  );
  expect(waits).toEqual([2000, 2000]);
  expect(told(first)).toEqual(["a pass", "a pass", "a pass"]);
  expect(first).toMatchObject({
    verdict: "inconclusive",
    reason: "no time is left for a wait of 2 s: the workflow had 5 s",
  });
});

test("a budget is that of the workflow, or what is left of the run's", () => {
  const limits = { ...defaultBudget, steps: 1, workflowMs: 100, runMs: 1000 };
  const early = budgetOf(limits, { started: 0, now: 500 });
  const late = budgetOf(limits, { started: 0, now: 950 });
  expect([early.until, late.until]).toEqual([600, 1000]);
  expect([spendStep(early, "w", 599), spendStep(early, "w", 599)]).toEqual([
    undefined,
    "1 steps were taken: a goto of workflow w leads in a circle",
  ]);
  expect([spendStep(late, "w", 1000), timeFor(49, late, 950), timeFor(50, late, 950)]).toEqual([
    "no time is left: the run had 1 s",
    undefined,
    "no time is left for a wait of 0.05 s: the run had 1 s",
  ]);
});
