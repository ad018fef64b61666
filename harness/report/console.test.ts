import { Writable } from "node:stream";
import { expect, test } from "vitest";
import type { WorkflowOutcome } from "../event.ts";
import { withoutPlaces } from "../test-golden.ts";
import { consoleReport, type ReportStream, type Shown } from "./console.ts";
import {
  agentExchange,
  eventsOf,
  findingOf,
  masker,
  panExchange,
  sampleFiles,
  secrets,
  settling,
  stepOf,
  underProcess,
  workflowOf,
} from "./test-run.ts";

const passing = (id: string) =>
  workflowOf(id, stepOf("check", "checkPanStatus", { exchange: panExchange(underProcess) }));
const titles = new Map([["scenarios/a.arazzo.yaml", "The first check is answered"]]);

/** The text of a report, on a stream that is a terminal or not. */
function reported(
  files: Record<string, WorkflowOutcome[]>,
  { shows = "all", ...terminal }: Partial<ReportStream> & { shows?: Shown } = {},
): string {
  let text = "";
  const stream: ReportStream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  Object.assign(stream, { isTTY: false, ...terminal });
  const report = consoleReport({ stream, masker, titles, shows });
  eventsOf(files).forEach(report);
  return text;
}

test("all pass: one line a file", () => {
  expect(
    reported({
      "scenarios/a.arazzo.yaml": [passing("one"), passing("two")],
      "scenarios/b.arazzo.yaml": [passing("three")],
    }),
  ).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✓ The first check is answered                                      2 passed, 24 ms
    ✓ scenarios/b.arazzo.yaml                                          1 passed, 12 ms

    ✓ 3 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 3 workflows, 3 steps, 1.2 s
    seed 42; to repeat: understudy check --seed 42
    "
  `);
});

test("one file whose workflows all pass: a line each, so that whoever runs one file sees them", () => {
  const only = { "scenarios/a.arazzo.yaml": [passing("one"), passing("two")] };
  expect(reported(only)).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✓ The first check is answered                                      2 passed, 24 ms
      scenarios/a.arazzo.yaml
      ✓ one                                                            12 ms
      ✓ two                                                            12 ms

    ✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 2 workflows, 2 steps, 1.2 s
    seed 42; to repeat: understudy check --seed 42
    "
  `);
  for (const shows of ["telling", "failures"] as const) expect(reported(only, { shows })).not.toContain("✓ one");
});

test("a hundred passing workflows are a page", () => {
  const many = Array.from({ length: 100 }, (_, index) => passing(`w${index}`));
  expect(reported({ "scenarios/a.arazzo.yaml": many }).split("\n").length).toBeLessThan(10);
});

test("drift: what broke, how sure the rule is, where to look, what to do, and the exchange", () => {
  const answer = { ...underProcess, status: "true" };
  const drifted = workflowOf(
    "two",
    stepOf("check-again", "checkPanStatus", { exchange: panExchange(answer), findings: [findingOf()], attempt: 2 }),
  );
  expect(reported({ "scenarios/a.arazzo.yaml": [passing("one"), drifted] })).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✗ The first check is answered                                      1 drifted, 1 passed, 24 ms
      scenarios/a.arazzo.yaml
      ✓ one                                                            12 ms
      ✗ two                                                            12 ms

        step check-again (checkPanStatus), attempt 2
        ✗ body /status breaks BOS-UNDER-PROCESS (documented)
          expected  type boolean
          actual    string "true"
          contract  spec/openapi.yaml:7:9
          scenario  scenarios/a.arazzo.yaml:12:9
          to do     The page says otherwise: report it to the vendor, or mend the mock.
          sources   as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
          request   POST http://127.0.0.1:4010/api/BOS/Status
                    host: 127.0.0.1:4010
                    content-type: application/json
                    Authorization: Bearer ***
                    {"refid":"it's-1"}
          response  HTTP 200 after 3 ms
                    content-type: application/json
                    {"status":"true","response_code":1,"message":"Application is under process at NSDL eGOV"}
          repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'

    ✓ 1 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 2 workflows, 2 steps, 1.2 s
    1 finding: 1 broken, 0 settled that the contract only assumed
    seed 42; to repeat: understudy check --seed 42 scenarios/a.arazzo.yaml
    "
  `);
});

test("drift of an assumed rule: settled, not broken", () => {
  const exchange = { ...agentExchange(), response: { status: 409, headers: [], body: Buffer.from("") } };
  const drifted = workflowOf("two", stepOf("again", "registerAgent", { exchange, findings: [settling] }));
  expect(withoutPlaces(reported({ "scenarios/a.arazzo.yaml": [drifted] }))).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✗ The first check is answered                                      1 drifted, 12 ms
      scenarios/a.arazzo.yaml
      ✗ two                                                            12 ms

        step again (registerAgent)
        ● criterion status settles BOS-DUPLICATE-TRIGGER: never (assumed), BOS-DUPLICATE (documented)
          expected  HTTP 401
          actual    HTTP 200 with {"status":true}
          scenario  scenarios/a.arazzo.yaml:LINE:COLUMN
          to do     The page is silent here: record it in the ledger.
          sources   on-repeat: Pan Status Check (BOS Center), Responses 401: “"message": "Duplicate RefID"”
                    never: Pan Status Check (BOS Center), Body Parameters: “refrence number passed in the request of the generate url api”
                    never: Pan Status Check (AOPay, a sister brand of BOS Center), Request Parameters: “Used for logging, status checks, or reconciliation”
                    seeded: no source
          request   POST http://127.0.0.1:4010/apiAgentOnboarding/externalonboard?pancard=***&q=***
                    client_id: ***
                    client_secret: ***
                    {"bcagentid":"A-1","bcagentname":"***","pancard":"***","mobilenumber":"***","pincode":"***"}
          response  HTTP 409 after 12 ms
          repeat    curl -sS -X POST 'http://127.0.0.1:4010/apiAgentOnboarding/externalonboard?pancard=***&q=***' -H 'client_id: ***' -H 'client_secret: ***' --data-raw '{"bcagentid":"A-1","bcagentname":"***","pancard":"***","mobilenumber":"***","pincode":"***"}'

    ✓ 0 passed   ✗ 1 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, 1.2 s
    1 finding: 0 broken, 1 settled that the contract only assumed
    seed 42; to repeat: understudy check --seed 42 scenarios/a.arazzo.yaml
    "
  `);
});

test("a finding in a workflow that passed in the end is told", () => {
  const exchange = panExchange({ ...underProcess, status: "true" });
  const first = stepOf("check", "checkPanStatus", { exchange, findings: [findingOf()] });
  const outcome: WorkflowOutcome = {
    ...workflowOf("one", first, stepOf("check", "checkPanStatus", { attempt: 2 })),
    verdict: "pass",
  };
  expect(reported({ "scenarios/a.arazzo.yaml": [outcome] })).toContain(
    "✗ body /status breaks BOS-UNDER-PROCESS (documented)",
  );
});

test("unavailable", () => {
  const reason = "no answer from http://127.0.0.1:4010: connection refused";
  const step = stepOf("check", "checkPanStatus", { verdict: "unavailable", reason });
  expect(withoutPlaces(reported({ "scenarios/b.arazzo.yaml": [workflowOf("one", step)] }))).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ! scenarios/b.arazzo.yaml                                          1 unavailable, 12 ms
      ! one                                                            12 ms

        step check (checkPanStatus)
          reason    no answer from http://127.0.0.1:4010: connection refused
          scenario  scenarios/a.arazzo.yaml:LINE:COLUMN

    ✓ 0 passed   ✗ 0 drifted   ! 1 unavailable   ? 0 inconclusive   - 0 skipped   of 1 workflow, 1 step, 1.2 s
    seed 42; to repeat: understudy check --seed 42 scenarios/b.arazzo.yaml
    "
  `);
});

test("inconclusive, with a reason of the workflow's own", () => {
  const outcome: WorkflowOutcome = {
    ...workflowOf("two"),
    verdict: "inconclusive",
    reason: "it depends on one, which did not pass",
  };
  expect(reported({ "scenarios/a.arazzo.yaml": [passing("one"), outcome] })).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ? The first check is answered                                      1 inconclusive, 1 passed, 24 ms
      scenarios/a.arazzo.yaml
      ✓ one                                                            12 ms
      ? two                                                            12 ms
          reason    it depends on one, which did not pass

    ✓ 1 passed   ✗ 0 drifted   ! 0 unavailable   ? 1 inconclusive   - 0 skipped   of 2 workflows, 1 step, 1.2 s
    seed 42; to repeat: understudy check --seed 42 scenarios/a.arazzo.yaml
    "
  `);
});

test("skipped: the same reason once, with its count", () => {
  const reason = "readClock is a call of control; this target has none: only the mock can take it";
  const skipped = (id: string) => workflowOf(id, stepOf("read", "readClock", { verdict: "skipped", reason }));
  const files = {
    "scenarios/a.arazzo.yaml": [skipped("one"), skipped("two"), passing("three")],
    "scenarios/b.arazzo.yaml": [skipped("four")],
  };
  expect(reported(files)).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✓ The first check is answered                                      1 passed, 2 skipped, 36 ms
    - scenarios/b.arazzo.yaml                                          1 skipped, 12 ms

    ✓ 1 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 3 skipped   of 4 workflows, 4 steps, 1.2 s
    - skipped 3 × readClock is a call of control; this target has none: only the mock can take it
    seed 42; to repeat: understudy check --seed 42
    "
  `);
});

test("no secret and no personal data, no control character, in any place of an exchange", () => {
  const text = reported(sampleFiles());
  for (const secret of secrets) expect(text).not.toContain(secret);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(text).toContain("bcagentid");
});

test("a body is shown on one line, as it came", () => {
  const exchange = panExchange({});
  const body = Buffer.from('{\r\n\t"id": 9007199254740993,\n\n  "d":1.10, "k":"\\u00e9", "k":2\n}');
  const step = stepOf("s", "o", {
    exchange: { ...exchange, response: { ...exchange.response, body } },
    findings: [findingOf()],
  });
  expect(reported({ f: [workflowOf("w", step)] })).toContain(
    '\n                { "id": 9007199254740993, "d":1.10, "k":"\\u00e9", "k":2 }\n',
  );
});

const warned = () => sampleFiles()["scenarios/a.arazzo.yaml"]?.[3] ?? expect.fail("no such workflow");

test("a warning looks like one, and is no drift", () => {
  expect(withoutPlaces(reported({ "scenarios/a.arazzo.yaml": [passing("one"), warned()] }))).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ✓ The first check is answered                                      2 passed, 1 warning, 24 ms
      scenarios/a.arazzo.yaml
      ✓ one                                                            12 ms
      ✓ warned                                                         12 ms

        step only (checkPanStatus)
        ▲ warning: undocumented-member /extra breaks BOS-UNDER-PROCESS (documented)
          expected  no such member
          actual    "x|y"
          fault     WFC 200
          contract  spec/openapi.yaml:LINE:COLUMN
          scenario  scenarios/a.arazzo.yaml:LINE:COLUMN
          to do     The page says otherwise: report it to the vendor, or mend the mock.
          sources   as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
          request   POST http://127.0.0.1:4010/api/BOS/Status
                    host: 127.0.0.1:4010
                    content-type: application/json
                    Authorization: Bearer ***
                    {"refid":"it's-1"}
          response  HTTP 200 after 3 ms
                    content-type: application/json
                    {"status":true,"response_code":1,"message":"Application is under process at NSDL eGOV","extra":"x|y"}
          repeat    curl -sS -X POST http://127.0.0.1:4010/api/BOS/Status -H 'content-type: application/json' -H 'Authorization: Bearer ***' --data-raw '{"refid":"it'\\''s-1"}'

    ✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 2 workflows, 2 steps, 1.2 s
    ▲ 1 warning, not counted as drift
    seed 42; to repeat: understudy check --seed 42 scenarios/a.arazzo.yaml
    "
  `);
});

test("quiet: no progress, and only what there is something to tell of", () => {
  const terminal = { shows: "telling" as const, isTTY: true, columns: 80, getColorDepth: () => 1 };
  const reason = "an output is missing";
  const unclear = workflowOf("three", stepOf("check", "checkPanStatus", { verdict: "inconclusive", reason }));
  const files = {
    "scenarios/a.arazzo.yaml": [passing("one")],
    "scenarios/b.arazzo.yaml": [passing("two"), unclear],
  };
  expect(withoutPlaces(reported(files, terminal))).toMatchInlineSnapshot(`
    "Checking http://127.0.0.1:4010

    ? scenarios/b.arazzo.yaml                                          1 inconclusive, 1 passed, 24 ms
      ? three                                                          12 ms

        step check (checkPanStatus)
          reason    an output is missing
          scenario  scenarios/a.arazzo.yaml:LINE:COLUMN

    ✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 1 inconclusive   - 0 skipped   of 3 workflows, 3 steps, 1.2 s
    seed 42; to repeat: understudy check --seed 42 scenarios/b.arazzo.yaml
    "
  `);
});

const counts = (passed: number, drifted: number) =>
  `✓ ${passed} passed   ✗ ${drifted} drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped`;

test("only failures: nothing but the counts where all passed, warnings or not", () => {
  const files = { "scenarios/a.arazzo.yaml": [passing("one"), warned()], "scenarios/b.arazzo.yaml": [passing("two")] };
  expect(reported(files, { shows: "failures" })).toBe(`${counts(3, 0)}   of 3 workflows, 3 steps, 1.2 s\n`);
});

test("only failures: what did not pass, the counts, and how to repeat it", () => {
  const drifted = workflowOf("odd", stepOf("check", "checkPanStatus", { findings: [findingOf()] }));
  const files = {
    "scenarios/a.arazzo.yaml": [warned()],
    "scenarios/b.arazzo.yaml": [passing("two"), warned(), drifted],
  };
  const lines = reported(files, { shows: "failures" }).split("\n");
  expect(lines[0]).toMatch(/^✗ scenarios\/b\.arazzo\.yaml +1 drifted, 2 passed, 1 warning, 36 ms$/);
  expect(lines[1]).toMatch(/^ {2}✗ odd /);
  expect(lines.slice(-3)).toEqual([
    `${counts(3, 1)}   of 4 workflows, 4 steps, 1.2 s`,
    "seed 42; to repeat: understudy check --seed 42 scenarios/b.arazzo.yaml",
    "",
  ]);
});

test("beside many workflows that pass only the telling one is named", () => {
  const many = Array.from({ length: 100 }, (_, index) => passing(`w${index}`));
  const drifted = workflowOf("odd", stepOf("check", "checkPanStatus", { findings: [findingOf()] }));
  const text = reported({ "scenarios/a.arazzo.yaml": [...many, drifted] });
  expect(text).toContain("1 drifted, 100 passed");
  expect(text).toContain("✗ odd");
  expect(text).not.toContain("w7");
});

test("of reasons for skipping the first twenty are told, the rest is counted", () => {
  const skipped = Array.from({ length: 23 }, (_, index) =>
    workflowOf(`w${index}`, stepOf("read", "readClock", { verdict: "skipped", reason: `reason ${index}` })),
  );
  const text = reported({ "scenarios/a.arazzo.yaml": skipped });
  expect(text).toContain("- skipped 1 × reason 19\n- skipped 3 more, for 3 other reasons\n");
});

test("on a terminal a progress line is rewritten in place, fits, and is gone at the end", () => {
  const terminal = { isTTY: true, columns: 30, getColorDepth: () => 1 };
  const text = reported({ "scenarios/a.arazzo.yaml": [passing("a-name-that-is-much-too-long-for-it")] }, terminal);
  const parts = text.split("\r\x1b[2K").slice(1);
  expect(parts[0]).toBe("  1/1 a.arazzo.yaml › a-name-");
  expect(parts[1]).toMatch(/^✓ The first check is answered/);
});

test.each([
  ["a terminal that can", {}, true],
  ["NO_COLOR", { NO_COLOR: "1" }, false],
  ["FORCE_COLOR", { FORCE_COLOR: "1" }, true],
])("colours: %s", (_name, variables, colours) => {
  const before = { ...process.env };
  for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS"]) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    const getColorDepth = () => (process.env.NO_COLOR ? 1 : 8);
    const terminal = "FORCE_COLOR" in variables ? {} : { isTTY: true, getColorDepth };
    expect(reported({ "scenarios/a.arazzo.yaml": [passing("one")] }, terminal).includes("\x1b[32m")).toBe(colours);
  } finally {
    process.env = before;
  }
});
