import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { StepOutcome } from "../event.ts";
import { harOf } from "../exchange/recording.ts";
import { exitCodeOf } from "../exit-code.ts";
import { judgeOf } from "../judge/judge.ts";
import { judgeHar } from "./judge-recording.ts";

const contract = contractOf(
  parseSource(
    "c.yaml",
    `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /things/{id}:
    post:
      operationId: changeThing
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { owner: { type: string, minLength: 6, x-sensitive: personal } } }
      responses:
        "200":
          description: Changed.
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties: { id: { type: string }, owner: { type: string, minLength: 6, x-sensitive: personal } }
`,
  ),
);
const masker = maskerOf(contract);
const judge = judgeOf(contract, loadLedger(), { masker, profile: defaultProfile(loadLedger()) });

interface Traffic {
  method?: string;
  url?: string;
  sent?: string | undefined;
  status?: number;
  answer?: string | undefined;
}

function entryOf({ method = "POST", url = "http://h/things/7", sent = "{}", status = 200, answer }: Traffic) {
  const headers = [{ name: "content-type", value: "application/json" }];
  const content = answer === undefined ? { size: 0 } : { size: answer.length, text: answer };
  return {
    time: 5,
    request: { method, url, headers, postData: { text: sent } },
    response: { status, headers, content },
  };
}

function judged(...traffic: Traffic[]) {
  const text = JSON.stringify({ log: { version: "1.2", entries: traffic.map(entryOf) } });
  const events = [...judgeHar(harOf("a.har", Buffer.from(text)), { name: "a.har", contract, judge, masker })];
  const last = events.at(-1);
  const summary = last?.type === "run-finished" ? last.summary : expect.fail("no end");
  const steps = events.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : []));
  return { events, steps, summary, first: steps[0] ?? expect.fail("no step") };
}

/** An answer that keeps the contract, with objects in each other. */
const deep = (levels: number) =>
  `{"id":"7","owner":"somebody","more":${'{"m":'.repeat(levels - 1)}1${"}".repeat(levels)}`;
const told = ({ verdict, findings }: StepOutcome) => [verdict, ...findings.map((finding) => finding.where)];
const good = { answer: '{"id":"7"}' };

test("the events of a run, with a workflow for each entry", () => {
  const { events, summary } = judged(good, { answer: "{}" });
  expect(events.map(({ type }) => type)).toEqual([
    "run-started",
    ...["workflow-started", "step-finished", "workflow-finished"],
    ...["workflow-started", "step-finished", "workflow-finished"],
    "run-finished",
  ]);
  expect(events[0]).toMatchObject({ target: "a.har", seed: undefined, scenarios: ["a.har"], workflows: 2 });
  expect(events[6]).toMatchObject({ outcome: { workflowId: "entry 2 changeThing", durationMs: 5 } });
  expect(summary).toMatchObject({ verdict: "drift", findings: 1, durationMs: 10, workflows: { pass: 1, drift: 1 } });
  expect(exitCodeOf(summary)).toBe(1);
});

test.each([
  ["an answer that keeps the contract", good, ["pass"]],
  ["a member that is missing", { answer: "{}" }, ["drift", "/id"]],
  ["an undocumented status", { ...good, status: 404 }, ["drift", "status"]],
  ["an undocumented 5xx", { answer: "{}", status: 502 }, ["unavailable"]],
  ["no answer", { status: 0 }, ["unavailable"]],
  ["nested deeper than is read, which is a limit of ours", { answer: deep(201) }, ["inconclusive"]],
  ["nested as deeply as is read", { answer: deep(200) }, ["drift", "/more"]],
  ["no JSON, however deep", { answer: deep(201).slice(1) }, ["drift", ""]],
  [
    "a caller that breaks the contract: told, no drift",
    { ...good, sent: '{"owner":"abc"}' },
    ["pass", "request /owner"],
  ],
  ["what was masked when it was recorded", { sent: '{"owner":"***"}', answer: '{"id":"7","owner":"***"}' }, ["pass"]],
] as [string, Traffic, string[]][])("%s", (_name, traffic, verdict) => {
  expect(told(judged(traffic).first)).toEqual(verdict);
});

test("what is a limit of ours is told as one, and what was found before it counts", () => {
  const { first } = judged({ answer: deep(300) });
  const limit = "the answer has arrays or objects nested more than 200 deep, which is a limit of this tool";
  expect(first.reason).toBe(`not all of it was judged: ${limit}`);
  expect(told(judged({ answer: deep(300), status: 404 }).first)).toEqual(["drift", "status"]);
});

test("a finding has its place in the recording, and the advice of a caller's fault is for the caller", () => {
  const [finding = expect.fail("no finding")] = judged({ ...good, sent: '{"owner":"abc"}' }).first.findings;
  expect(finding).toMatchObject({
    severity: "warning",
    scenario: { file: "a.har", line: 1, column: 36 },
    advice: "The recorded caller sends what the contract does not allow: mend the caller, or the contract.",
  });
});

test("calls that are none of the contract's are skipped and named, without their query", () => {
  const other = { method: "GET", url: "http://h/logo.png?token=secret" };
  const { steps, summary } = judged(good, other, { ...other, url: "data:text/plain,secret" });
  expect(steps.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["pass", undefined],
    ["skipped", "GET http://h/logo.png is no call of the contract"],
    ["skipped", "GET data: is no call of the contract"],
  ]);
  expect([summary.verdict, exitCodeOf(summary)]).toEqual(["pass", 0]);
});

test("a recording with no call of the contract taught nothing", () => {
  const { summary } = judged({ url: "http://h/other" });
  expect([summary.verdict, exitCodeOf(summary)]).toEqual(["inconclusive", 3]);
});

test("a request whose body was left out is not judged, its answer is", () => {
  const text = JSON.stringify({ log: { version: "1.2", entries: [{ ...entryOf({ answer: "{}" }) }] } });
  const without = text.replace('"postData":{"text":"{}"}', '"bodySize":9');
  const events = [...judgeHar(harOf("a.har", Buffer.from(without)), { name: "a.har", contract, judge, masker })];
  const step = events.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : []))[0];
  expect(step && told(step)).toEqual(["drift", "/id"]);
});
