import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { exitCodeOf } from "../exit-code.ts";
import { ruleReference } from "../judge/rule-reference.ts";
import { busy, ok, read, reasons, retry, runs, told } from "../test-run.ts";
import { type Answer, startTarget } from "../test-target.ts";

test("a run is told from its start to its summary; values go from step to step", async () => {
  await using target = await startTarget({ "/thing": [{ json: { id: "t-1", state: "new" } }] });
  const { events, first, summary, file } = await runs(
    `  - workflowId: w
    inputs: { type: object, properties: { owner: { type: string } } }
    steps:
      - stepId: add
        operationId: addThing
        parameters: [{ name: X-Key, in: header, value: "k {$inputs.owner}" }]
        requestBody: { payload: { owner: $inputs.owner } }
        successCriteria: [{ condition: $statusCode == 200 }, { condition: $request.body#/owner == $inputs.owner }]
        outputs: { id: $response.body#/id, none: $response.body#/none }
      - stepId: read
        operationId: readThing
        parameters: [{ name: id, in: query, value: $steps.add.outputs.id }]
        successCriteria: [{ condition: $response.body#/id == $request.query.id }]
    outputs: { id: $steps.add.outputs.id, state: $steps.read.outputs.state }
`.replace(
      "$response.body#/id == $request.query.id }]",
      "$response.body#/id == $request.query.id }]\n        outputs: { state: $response.body#/state }",
    ),
    target.url,
    { inputs: { owner: "ann" } },
  );
  expect(events.map(({ type }) => type)).toEqual([
    "run-started",
    "workflow-started",
    "step-finished",
    "step-finished",
    "workflow-finished",
    "run-finished",
  ]);
  expect(events[0]).toMatchObject({
    target: "target",
    seed: 1,
    scenarios: [file],
    workflows: 1,
  });
  expect(first).toMatchObject({
    verdict: "pass",
    reason: undefined,
    outputs: { id: "t-1", state: "new" },
    place: { file },
  });
  expect(target.received).toMatchObject([
    {
      method: "POST",
      url: "/thing",
      body: '{"owner":"ann"}',
      headers: { "x-key": "k ann", "content-type": "application/json" },
    },
    { method: "GET", url: "/thing?id=t-1" },
  ]);
  expect(first.steps[0]).toMatchObject({ calls: "addThing", attempt: 1, exchange: { response: { status: 200 } } });
  expect(summary).toMatchObject({ verdict: "pass", workflows: { pass: 1, drift: 0 }, steps: { pass: 2 }, findings: 0 });
});

test("an answer that is nested deeper than is read leaves its step inconclusive; its criteria are judged", async () => {
  const deep = `{"id":"a","more":${"[".repeat(300)}${"]".repeat(300)}}`;
  await using target = await startTarget({ "/thing": [{ json: JSON.parse(deep) }, { json: JSON.parse(deep) }] });
  const failing = "successCriteria: [{ condition: $response.body#/id == 'b' }]";
  const { outcomes } = await runs(
    `  - { workflowId: one, steps: [${read("a")}] }\n  - { workflowId: two, steps: [${read("b", failing)}] }\n`,
    target.url,
  );
  expect(outcomes.map(told)).toEqual([["a inconclusive"], ["b drift"]]);
  const limit = "the answer has arrays or objects nested more than 200 deep, which is a limit of this tool";
  expect(reasons(outcomes[0]!)).toEqual([`not all of it was judged: ${limit}`]);
});

const ledger = loadLedger();

test("a criterion that fails is a finding with its rules; the workflow ends there, the next one runs", async () => {
  await using target = await startTarget({ "/thing": [{ json: { id: 5, message: "no" } }, { json: { id: "5" } }] });
  const step = `{ stepId: a, operationId: readThing, x-rule: [BOS-TOKEN-ISSUE, BOS-AUTH], successCriteria: [{ condition: $statusCode == 503 }, { condition: $response.body#/message == 'yes', x-rule: BOS-AUTH }] }`;
  const { first, outcomes, summary, file } = await runs(
    `  - workflowId: one
    steps: [${step}, ${read("b")}]
  - workflowId: two
    steps: [${read("c")}]
`,
    target.url,
  );
  expect(outcomes.map(told)).toEqual([["a drift"], ["c pass"]]);
  expect(first.reason).toBeUndefined();
  const [found, ...criteria] = first.steps[0]?.findings ?? [];
  // What broke the contract and what broke the scenario are both told.
  expect(found).toMatchObject({ check: "body", where: "/id" });
  expect(criteria).toEqual([
    {
      check: "criterion",
      rules: [ruleReference("BOS-TOKEN-ISSUE", ledger), ruleReference("BOS-AUTH", ledger)],
      effect: "settles",
      severity: "error",
      alternative: undefined,
      wfc: undefined,
      operationId: "readThing",
      where: "status",
      expected: "HTTP 503",
      actual: 'HTTP 200 with {"id":5,"message":"no"}',
      advice: "The page is silent here: if this is the vendor, record it in the ledger; if it is the mock, mend it.",
      contract: undefined,
      scenario: { file, line: first.place.line + 1, column: expect.any(Number) },
    },
    expect.objectContaining({
      rules: [ruleReference("BOS-AUTH", ledger)],
      effect: "breaks",
      expected: '"yes"',
      actual: '"no"',
    }),
  ]);
  expect(summary).toMatchObject({ verdict: "drift", workflows: { drift: 1, pass: 1 }, findings: 3 });
});

test("a call the target cannot take is skipped with its reason, and so is the rest of its workflow", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const { outcomes, summary } = await runs(
    `  - { workflowId: w, steps: [${read("a")}, { stepId: b, operationId: $sourceDescriptions.clock.readClock, ${ok} }, ${read("c")}] }
  - { workflowId: v, steps: [${read("d")}] }
  - { workflowId: u, dependsOn: [w], steps: [${read("e")}] }
`.replaceAll("operationId: readThing", "operationId: $sourceDescriptions.things.readThing"),
    target.url,
  );
  const reason = "readClock is a call of clock; this target has none: only the mock can take it";
  expect(outcomes.map(told)).toEqual([["a pass", "b skipped", "c skipped"], ["d pass"], []]);
  expect(reasons(outcomes[0]!)).toEqual([undefined, reason, reason]);
  expect(outcomes.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["skipped", reason],
    ["pass", undefined],
    ["skipped", reason],
  ]);
  expect(summary).toMatchObject({
    verdict: "pass",
    workflows: { skipped: 2, pass: 1 },
    steps: { skipped: 2, pass: 2 },
  });
});

test("a value that does not exist makes a step inconclusive, and nothing is sent", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const gone = "outputs: { gone: $response.body#/gone }";
  const uses = "parameters: [{ name: q, in: query, value: $steps.a.outputs.gone }]";
  const asks = "successCriteria: [{ condition: $steps.a.outputs.gone == 1 }]";
  const { outcomes } = await runs(
    `  - { workflowId: w, steps: [${read("a", gone)}, ${read("b", `${uses}, onFailure: [{ name: n, type: retry }]`)}] }
  - { workflowId: v, steps: [${read("a", gone)}, ${read("b", asks)}] }
`,
    target.url,
  );
  expect(target.received).toHaveLength(3);
  expect(outcomes.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["inconclusive", "the request could not be made: $steps.a.outputs.gone has no value"],
    ["inconclusive", "a criterion could not be judged: $steps.a.outputs.gone has no value"],
  ]);
});

test("no answer, half an answer and a 5xx that is not documented are unavailable; a documented 5xx is an answer", async () => {
  await using target = await startTarget({
    "/thing": [
      (response) => response.destroy(),
      (response) => response.writeHead(200, { "content-length": "9" }).write("half", () => response.destroy()),
      { status: 500, json: { token: "secret-in-answer", message: "boom" } },
      busy,
    ],
  });
  const workflows = ["w", "v", "u", "t"].map((id) => `  - { workflowId: ${id}, steps: [${read("a")}] }\n`).join("");
  const { outcomes, summary } = await runs(workflows, target.url);
  const host = new URL(target.url).host;
  expect(outcomes.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["unavailable", `${host} closed the connection without an answer`],
    ["unavailable", `${host} closed the connection after 4 of the 9 bytes that its Content-Length announces`],
    ["unavailable", 'HTTP 500, which the contract does not have, with {"token":"***","message":"boom"}'],
    ["drift", undefined],
  ]);
  expect(summary).toMatchObject({ verdict: "drift", workflows: { unavailable: 3, drift: 1 } });
});

test("an undocumented 5xx is a finding once the server has answered something else", async () => {
  await using target = await startTarget({
    "/thing": [{ status: 502, json: {} }, { json: {} }, { status: 502, json: {} }, { status: 500, json: {} }],
  });
  const workflows = ["w", "v", "u", "t"].map((id) => `  - { workflowId: ${id}, steps: [${read("a")}] }\n`).join("");
  const { outcomes } = await runs(workflows, target.url);
  const found = outcomes.map(({ verdict, steps }) => [
    verdict,
    ...(steps[0]?.findings ?? []).map(({ check, where, actual }) => `${check} ${where} ${actual.slice(0, 8)}`),
  ]);
  expect(found).toEqual([
    ["unavailable"],
    ["pass"],
    ["drift", "status status HTTP 502", "criterion status HTTP 502"],
    ["drift", "status status HTTP 500", "criterion status HTTP 500"],
  ]);
});

test("an answer that takes too long is unavailable, and may be retried", async () => {
  await using target = await startTarget({ "/thing": [() => undefined, { json: {} }] });
  const limits = { timeoutMs: 100, responseBytes: 1000 };
  const { first } = await runs(`  - { workflowId: w, steps: [${read("a", retry("retryLimit: 1"))}] }\n`, target.url, {
    limits,
  });
  expect(told(first)).toEqual(["a pass", "a pass"]);
});

const sends = (id: string) => `  - workflowId: ${id}
    inputs: { type: object, properties: { run: { type: string }, owner: { type: string } } }
    steps: [{ stepId: s, operationId: addThing, requestBody: { payload: { owner: $inputs.owner, x: $inputs.run } }, ${ok} }]
`;

test("the seed decides what is sent; no two workflows send the same", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  await runs(sends("w") + sends("v"), target.url);
  await runs(sends("w") + sends("v"), target.url);
  await runs(sends("w") + sends("v"), target.url, { seed: 2 });
  const [a, b, ...again] = target.received.map(({ body }) => JSON.parse(body));
  expect(again.slice(0, 2)).toEqual([a, b]);
  expect(new Set([a.x, b.x, again[2].x, again[3].x]).size).toBe(4);
  // The contract allows nine characters.
  expect([...a.owner].length).toBeLessThanOrEqual(9);
});

test("no personal value or secret stands in the text of an event, wherever the target repeats it", async () => {
  const json = {
    message: "owner Annabella, key k-secret-1, token tok-secret-2",
    token: "tok-secret-2",
    id: "tok-secret-2",
  };
  await using target = await startTarget({ "/thing": [{ json }] });
  const { first } = await runs(
    `  - workflowId: w
    inputs: { type: object, properties: { owner: { type: string }, key: { type: string } } }
    steps:
      - stepId: s
        operationId: addThing
        parameters: [{ name: Authorization, in: header, value: "Bearer {$inputs.key}" }]
        requestBody: { payload: { owner: $inputs.owner } }
        successCriteria:
          - condition: $statusCode == 201
          - condition: $response.body#/message == $inputs.owner
          - condition: $response.body#/token == 'tok-secret-2x'
          - condition: $response.body#/id == 'x'
          - { context: $response.body, type: jsonpath, condition: $.none }
          - { context: $response.body#/message, type: regex, condition: ^x }
`,
    target.url,
    { inputs: { owner: "Annabella", key: "k-secret-1" } },
  );
  const [step] = first.steps;
  expect(step?.findings).toHaveLength(6);
  const text = JSON.stringify({ ...step, exchange: undefined });
  expect(text).toContain("***");
  for (const secret of ["Annabella", "k-secret-1", "tok-secret-2"]) expect(text).not.toContain(secret);
});

test("a run can be stopped: what is under way is inconclusive, the rest is not started", async () => {
  const stop = new AbortController();
  await using target = await startTarget({ "/thing": [() => stop.abort()] });
  const workflows = `  - { workflowId: w, steps: [${read("a")}] }\n  - { workflowId: v, steps: [${read("b")}] }\n`;
  const { outcomes, summary } = await runs(workflows, target.url, { signal: stop.signal });
  expect(outcomes).toMatchObject([{ workflowId: "w", verdict: "inconclusive", reason: "the run was stopped" }]);
  expect(summary.verdict).toBe("inconclusive");
});

test("a base URL that is none is refused before anything is sent", async () => {
  await expect(runs(`  - { workflowId: w, steps: [${read("a")}] }\n`, "localhost:80")).rejects.toThrow(
    "found localhost:80 as the base URL of things, expected an http or https URL",
  );
});

const reading = (id: string, operation = "readThing") =>
  `  - { workflowId: ${id}, steps: [{ stepId: s, operationId: ${operation}, ${ok} }] }\n`;

test.each<[verdict: string, answer: Answer]>([
  ["drift", { status: 503, json: {} }],
  ["unavailable", (response) => response.destroy()],
])("bail: after one that ends with %s the rest is told as not run, and does not count", async (verdict, answer) => {
  await using target = await startTarget({ "/thing": [{ json: {} }], "/other": [answer] });
  const workflows = reading("one") + reading("two", "readOther") + reading("three") + reading("four");
  const { outcomes, summary, events } = await runs(workflows, target.url, { bail: true });
  expect(outcomes.map((outcome) => [outcome.workflowId, outcome.verdict])).toEqual([
    ["one", "pass"],
    ["two", verdict],
    ["three", "skipped"],
    ["four", "skipped"],
  ]);
  expect(outcomes[3]?.reason).toBe("not run: the run ends with the first workflow that fails, which was two");
  expect(target.received.map(({ url }) => url)).toEqual(["/thing", "/other"]);
  expect(events.filter(({ type }) => type === "workflow-started").length).toBe(4);
  expect(exitCodeOf(summary)).toBe(verdict === "drift" ? 1 : 3);
  // Without it all of them are run.
  const all = await runs(workflows, target.url);
  expect(all.outcomes.map((outcome) => outcome.verdict)).toEqual(["pass", verdict, "pass", "pass"]);
});
