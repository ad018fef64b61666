import { expect, test } from "vitest";
import { busy, ok, read, reasons, retry, runs, told } from "../test-run.ts";
import { startTarget } from "../test-target.ts";

test("a retry waits and tries again; an attempt that is retried is not held against the target", async () => {
  await using target = await startTarget({ "/thing": [busy, busy, { json: {} }] });
  const step = read("a", retry("retryAfter: 1.5, retryLimit: 2, criteria: [{ condition: $statusCode == 503 }]"));
  const { first, waits } = await runs(`  - { workflowId: w, steps: [${step}, ${read("b")}] }\n`, target.url);
  expect(told(first)).toEqual(["a pass", "a pass", "a pass", "b pass"]);
  expect(first.steps.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 1]);
  expect(reasons(first).slice(0, 3)).toEqual([
    "retried after 1.5 s by again",
    "retried after 1.5 s by again",
    undefined,
  ]);
  expect(waits).toEqual([1500, 1500]);
});

test("what a retried answer broke of the contract stays", async () => {
  await using target = await startTarget({ "/thing": [{ status: 404, json: {} }, { json: {} }] });
  const { first } = await runs(`  - { workflowId: w, steps: [${read("a", retry("retryLimit: 1"))}] }\n`, target.url);
  expect(told(first)).toEqual(["a drift", "a pass"]);
  expect(first.steps[0]?.findings.map(({ check }) => check)).toEqual(["status"]);
  expect(first.verdict).toBe("drift");
});

test("retryLimit is 1 where it is not said, and used up before the next action is taken", async () => {
  await using target = await startTarget({ "/thing": [busy], "/other": [{ json: {} }] });
  const actions = "onFailure: [{ name: again, type: retry, retryAfter: 1 }, { name: on, type: goto, stepId: c }]";
  const { first, waits } = await runs(
    `  - workflowId: w
    steps:
      - ${read("a", `${ok}, ${actions}`)}
      - ${read("b")}
      - { stepId: c, operationId: readOther, ${ok} }
`,
    target.url,
  );
  expect(told(first)).toEqual(["a pass", "a drift", "c pass"]);
  expect(first.verdict).toBe("drift");
  expect(waits).toEqual([1000]);
});

test.each<[header: string, waited: number[]]>([
  ["7", [7000]],
  ["Thu, 01 Jan 1970 00:01:00 GMT", [expect.closeTo(60_000, -2)]],
  ["Thu, 01 Jan 1970 00:00:00 GMT", [0]],
  ["soon", [2000]],
  // More than five minutes is not waited for.
  ["301", []],
])("Retry-After: %s wins over retryAfter", async (header, waited) => {
  await using target = await startTarget({ "/thing": [{ ...busy, headers: { "retry-after": header } }, { json: {} }] });
  const { waits } = await runs(`  - { workflowId: w, steps: [${read("a", retry("retryAfter: 2"))}] }\n`, target.url);
  expect(waits).toEqual(waited);
});

test("a retry may run another step, or a workflow, first", async () => {
  await using target = await startTarget({ "/thing": [busy, busy, { json: {} }], "/other": [{ json: {} }] });
  const actions = `onFailure: [{ name: a1, type: retry, stepId: c }, { name: a2, type: retry, workflowId: v }]`;
  const { first } = await runs(
    `  - workflowId: w
    steps: [${read("a", `${ok}, ${actions}`)}, { stepId: c, operationId: readOther, ${ok} }]
  - { workflowId: v, steps: [{ stepId: d, operationId: readOther, ${ok} }] }
`,
    target.url,
  );
  expect(told(first)).toEqual(["a pass", "c pass", "a pass", "d pass", "a pass", "c pass"]);
});

test("the first action whose criteria hold is taken: goto, end, or the next step", async () => {
  await using target = await startTarget({ "/thing": [{ json: { state: "B" } }] });
  const when = (state: string) => `criteria: [{ condition: $response.body#/state == '${state}' }]`;
  const actions = (last: string) =>
    `onSuccess: [{ name: x, type: end, ${when("a")} }, { name: y, ${last}, ${when("b")} }, { name: z, type: end }]`;
  const { outcomes } = await runs(
    `  - { workflowId: w, steps: [${read("a", actions("type: goto, stepId: c"))}, ${read("b")}, ${read("c")}] }
  - { workflowId: v, steps: [${read("a", actions("type: end"))}, ${read("b")}] }
  - { workflowId: u, steps: [${read("a", `onSuccess: [{ name: x, type: end, ${when("a")} }]`)}, ${read("b")}] }
  - { workflowId: t, successActions: [{ name: x, type: end }], steps: [${read("a")}, ${read("b")}] }
`,
    target.url,
  );
  expect(outcomes.map(told)).toEqual([["a pass", "c pass"], ["a pass"], ["a pass", "b pass"], ["a pass"]]);
});

test("a goto in a circle ends with a reason", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const step = read("a", "onSuccess: [{ name: round, type: goto, stepId: a }]");
  const { first } = await runs(`  - { workflowId: w, steps: [${step}] }\n`, target.url, { budget: { steps: 25 } });
  expect(target.received).toHaveLength(25);
  expect(first).toMatchObject({
    verdict: "inconclusive",
    reason: "25 steps were taken: a goto of workflow w leads in a circle",
  });
});

const inner = `  - workflowId: inner
    inputs: { type: object, properties: { id: { type: string }, run: { type: string } } }
    steps:
      - stepId: i
        operationId: readThing
        parameters: [{ name: id, in: query, value: $inputs.id }, { name: run, in: query, value: $inputs.run }]
        ${ok}
        outputs: { state: $response.body#/state }
    outputs: { state: $steps.i.outputs.state }
`;
const caller = `  - workflowId: outer
    steps:
      - stepId: call
        workflowId: inner
        parameters: [{ name: id, value: given }]
        successCriteria: [{ condition: $outputs.state == 'new' }]
        outputs: { seen: $outputs.state }
      - stepId: after
        operationId: readThing
        parameters:
          - { name: a, in: query, value: $steps.call.outputs.seen }
          - { name: b, in: query, value: $workflows.inner.outputs.state }
          - { name: c, in: query, value: $workflows.inner.inputs.id }
        ${ok}
`;

test("a step may call a workflow: parameters become inputs, outputs come back, its steps are told", async () => {
  await using target = await startTarget({ "/thing": [{ json: { state: "new" } }] });
  const { events, outcomes } = await runs(caller + inner, target.url);
  expect(outcomes.map(told)).toEqual([["i pass", "call pass", "after pass"], ["i pass"]]);
  expect(target.received.map(({ url }) => url.replace(/run=\w+/, "run"))).toEqual([
    "/thing?id=given&run",
    "/thing?a=new&b=new&c=given",
    expect.stringMatching(/^\/thing\?id=\w+&run$/),
  ]);
  const steps = events.flatMap((event) =>
    event.type === "step-finished" ? [`${event.workflowId} ${event.outcome.stepId}`] : [],
  );
  expect(steps).toEqual(["inner i", "outer call", "outer after", "inner i"]);
  expect(outcomes[0]?.steps[1]).toMatchObject({ calls: "inner", exchange: undefined });
});

test("the status of a step that calls a workflow is that of the last answer the workflow got", async () => {
  await using target = await startTarget({ "/thing": [{ json: { state: "new" } }, busy, { json: {} }, { json: {} }] });
  const status = (code: number) => `successCriteria: [{ condition: $statusCode == ${code} }]`;
  const calls = (id: string, more: string) => `{ stepId: ${id}, workflowId: two, ${more} }`;
  const { outcomes } = await runs(
    `  - { workflowId: w, steps: [${calls("call", `${status(503)}, outputs: { at: $url }`)}, ${calls("again", status(503))}] }
  - { workflowId: two, steps: [${read("a")}, ${read("b", "successCriteria: [{ condition: $statusCode > 0 }]")}] }
`,
    target.url,
  );
  expect(outcomes.map(told)[0]).toEqual(["a pass", "b pass", "call pass", "a pass", "b pass", "again drift"]);
  expect(outcomes[0]?.steps.at(-1)?.findings).toMatchObject([
    { check: "criterion", actual: expect.stringContaining("200") },
  ]);
});

test("what a step does when its workflow failed can depend on that status", async () => {
  await using target = await startTarget({ "/thing": [busy, { json: {} }] });
  const again = "onFailure: [{ name: again, type: retry, criteria: [{ condition: $statusCode == 503 }] }]";
  const { outcomes } = await runs(
    `  - { workflowId: w, steps: [{ stepId: call, workflowId: one, ${again} }] }
  - { workflowId: one, steps: [${read("a")}] }
`,
    target.url,
  );
  expect(outcomes.map(told)[0]).toEqual(["a drift", "call pass", "a pass", "call pass"]);
});

test("a called workflow passes its verdict on", async () => {
  await using target = await startTarget({ "/thing": [{ json: { state: 5 } }] });
  const { first, summary } = await runs(caller + inner, target.url);
  expect(told(first)).toEqual(["i drift", "call drift"]);
  expect(first.steps[1]).toMatchObject({ findings: [], reason: "workflow inner ended with drift" });
  expect(summary).toMatchObject({ workflows: { drift: 2 }, findings: 2 });
});

test("workflows that call each other for ever are stopped", async () => {
  const { first } = await runs("  - { workflowId: w, steps: [{ stepId: s, workflowId: w }] }\n", "http://127.0.0.1:9");
  expect(first).toMatchObject({
    verdict: "inconclusive",
    reason: "workflow w was not called: 50 workflows called each other to get here",
  });
});

test("a goto may lead to another workflow, and does not come back", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const step = read("a", "onSuccess: [{ name: on, type: goto, workflowId: v }]");
  const { first } = await runs(
    `  - { workflowId: w, steps: [${step}, ${read("b")}] }\n  - { workflowId: v, steps: [${read("c")}] }\n`,
    target.url,
  );
  expect(told(first)).toEqual(["a pass", "c pass"]);
});

test("workflows run after those they depend on, and not at all when these failed", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }], "/other": [{ json: { id: 1 } }] });
  const status = `${ok}, outputs: { status: $statusCode }`;
  const sendsIt = "parameters: [{ name: s, in: query, value: $workflows.v.outputs.status }]";
  const { outcomes } = await runs(
    `  - { workflowId: w, dependsOn: [v], steps: [${read("a")}] }
  - { workflowId: v, steps: [${read("b", status)}], outputs: { status: $steps.b.outputs.status } }
  - { workflowId: u, steps: [{ stepId: c, operationId: readOther, ${ok} }] }
  - { workflowId: t, dependsOn: [u], steps: [${read("d")}] }
  - { workflowId: s, dependsOn: [v], steps: [${read("e", sendsIt)}] }
`,
    target.url,
  );
  expect(outcomes.map(({ workflowId, verdict, reason }) => [workflowId, verdict, reason])).toEqual([
    ["v", "pass", undefined],
    ["w", "pass", undefined],
    ["u", "drift", undefined],
    ["t", "inconclusive", "it depends on workflow u, which ended with drift"],
    ["s", "pass", undefined],
  ]);
  expect(target.received.at(-1)?.url).toBe("/thing?s=200");
});

test("a workflow may depend on one of another file, and call it", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }], "/other": [{ json: {} }] });
  const { outcomes } = await runs(
    `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml }, { name: other, url: other.arazzo.yaml, type: arazzo }]
workflows:
  - workflowId: w
    dependsOn: [$sourceDescriptions.other.far]
    steps: [${read("a")}, { stepId: b, workflowId: $sourceDescriptions.other.far }]
`,
    target.url,
  );
  expect(outcomes.map(told)).toEqual([["far-step pass"], ["a pass", "far-step pass", "b pass"]]);
});
