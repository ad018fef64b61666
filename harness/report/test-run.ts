import { loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import type { RunEvent, StepOutcome, Verdict, WorkflowOutcome } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Finding } from "../finding.ts";
import { ruleReference } from "../judge/rule-reference.ts";
import { summarise } from "../verdict.ts";
import type { Tool } from "./ctrf.ts";
import { collectRun, type ShownRun } from "./shown-run.ts";

/** The masker of the vendors' contract. */
export const masker = maskerOf(loadContract());

/** What must never be seen in a report. */
export const secrets = ["tok-3f9a0c71d2", "s3cret-of-mine", "ABCZE1234F", "5209295531", "Dhwani Rao", "752107"];
const [token = "", secret = "", pan = "", mobile = "", name = "", pincode = ""] = secrets;

/** An exchange of `checkPanStatus` with a drifted answer, unless told otherwise. */
export function panExchange(answer: object, status = 200): Exchange {
  return {
    request: {
      method: "POST",
      url: "http://127.0.0.1:4010/api/BOS/Status",
      headers: [
        ["host", "127.0.0.1:4010"],
        ["content-type", "application/json"],
        ["Authorization", `Bearer ${token}`],
      ],
      body: '{"refid":"it\'s-1"}',
    },
    response: {
      status,
      headers: [["content-type", "application/json"]],
      body: Buffer.from(JSON.stringify(answer)),
    },
    durationMs: 3.4,
  };
}

/** An exchange of `registerAgent` that is full of personal data, in places where nobody looks for it too. */
export function agentExchange(): Exchange {
  const answer = {
    status: "SUCCESS",
    statusCode: "0",
    statusDesc: `created ${name}, ${pan} \u001b[31m\u0085`,
    Data: { bcagentregistrationres: { status: "1", bcagentid: "A-1", description: "DONE", pancard: pan } },
    [mobile]: "number as a name",
  };
  return {
    request: {
      method: "POST",
      url: `http://user:${secret}@127.0.0.1:4010/apiAgentOnboarding/externalonboard?pancard=${pan}&q=${encodeURIComponent(name)}`,
      headers: [
        ["client_id", "understudy"],
        ["client_secret", secret],
      ],
      body: JSON.stringify({
        bcagentid: "A-1",
        bcagentname: name,
        pancard: pan,
        mobilenumber: mobile,
        pincode: Number(pincode),
      }),
    },
    response: {
      status: 200,
      headers: [
        ["content-type", "application/json"],
        ["set-cookie", `session=${token}`],
        ["x-echo", `${secret} ${pincode}`],
      ],
      body: Buffer.from(JSON.stringify(answer)),
    },
    durationMs: 12,
  };
}

const ledger = loadLedger();
const file = "scenarios/a.arazzo.yaml";

/** A finding of a member that is not what the page shows, unless told otherwise. */
export function findingOf(more: Partial<Finding> = {}): Finding {
  return {
    check: "body",
    rules: [ruleReference("BOS-UNDER-PROCESS", ledger)],
    effect: "breaks",
    severity: "error",
    alternative: undefined,
    wfc: undefined,
    operationId: "checkPanStatus",
    where: "/status",
    expected: "type boolean",
    actual: 'string "true"',
    advice: "The page says otherwise: report it to the vendor, or mend the mock.",
    contract: {
      file: "spec/openapi.yaml",
      line: 7,
      column: 9,
      pointer: "/components/schemas/Answer/properties/status",
    },
    scenario: { file, line: 12, column: 9 },
    ...more,
  };
}

/** The outcome of one step. */
export function stepOf(stepId: string, calls: string, more: Partial<StepOutcome> = {}): StepOutcome {
  const place = { file, line: 12, column: 9 };
  const verdict: Verdict = more.findings?.some(({ severity }) => severity === "error") ? "drift" : "pass";
  return { stepId, calls, place, verdict, reason: undefined, findings: [], exchange: undefined, attempt: 1, ...more };
}

/** The outcome of one workflow, with the verdict and the reason of its first step that did not pass. */
export function workflowOf(workflowId: string, ...steps: StepOutcome[]): WorkflowOutcome {
  const telling = steps.find(({ verdict }) => verdict !== "pass");
  const { verdict = "pass", reason } = telling ?? {};
  return { workflowId, place: { file, line: 8, column: 5 }, verdict, reason, steps, outputs: {}, durationMs: 12 };
}

/** The events of a run over scenario files, each with the outcomes of its workflows. */
export function eventsOf(files: Record<string, WorkflowOutcome[]>): RunEvent[] {
  const outcomes = Object.values(files).flat();
  const told = Object.entries(files).flatMap(([scenario, workflows]) =>
    workflows.flatMap((outcome): RunEvent[] => [
      { type: "workflow-started", scenario, workflowId: outcome.workflowId, index: outcomes.indexOf(outcome) },
      ...outcome.steps.map(
        (step): RunEvent => ({ type: "step-finished", scenario, workflowId: outcome.workflowId, outcome: step }),
      ),
      { type: "workflow-finished", scenario, outcome },
    ]),
  );
  return [
    {
      type: "run-started",
      target: "http://127.0.0.1:4010",
      seed: 42,
      scenarios: Object.keys(files),
      workflows: outcomes.length,
    },
    ...told,
    { type: "run-finished", summary: summarise(outcomes, 1234) },
  ];
}

export const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
const titles = new Map([[file, 'A "first" check <answered> & more']]);

/** What the vendor says to something its contract only assumes. */
export const settling = findingOf({
  check: "criterion",
  rules: [ruleReference("BOS-DUPLICATE-TRIGGER", ledger), ruleReference("BOS-DUPLICATE", ledger)],
  effect: "settles",
  alternative: { rule: "BOS-DUPLICATE-TRIGGER", name: "never" },
  where: "status",
  expected: "HTTP 401",
  actual: 'HTTP 200 with {"status":true}',
  advice: "The page is silent here: record it in the ledger.",
  contract: undefined,
  scenario: { file, line: 33, column: 13 },
});

/** A run with one workflow for each thing that a report can have to tell, and every secret in every place. */
export function sampleFiles(): Record<string, WorkflowOutcome[]> {
  const check = (stepId: string, answer: object, findings: Finding[] = []) =>
    stepOf(stepId, "checkPanStatus", { exchange: { ...panExchange(answer), startedAt: 1_700_000_000_500 }, findings });
  const warning = findingOf({
    check: "undocumented-member",
    severity: "warning",
    wfc: 200,
    where: "/extra",
    expected: "no such member",
    actual: '"x|y"',
  });
  const leaking = findingOf({ where: `/${mobile}`, expected: `not ${pan}`, actual: `${name}, ${secret}, ${pincode}` });
  const unavailable = "no answer from http://127.0.0.1:4010: connection refused";
  const skipped = "readClock is a call of control; this target has none: only the mock can take it";
  return {
    [file]: [
      workflowOf("passes", check("only", underProcess)),
      workflowOf(
        "broken",
        check("first", underProcess),
        check("again", { ...underProcess, status: "true" }, [findingOf()]),
      ),
      workflowOf("settled", check("second", underProcess, [settling])),
      workflowOf("warned", check("only", { ...underProcess, extra: "x|y" }, [warning])),
    ],
    "scenarios/b.arazzo.yaml": [
      workflowOf("refused", stepOf("check", "checkPanStatus", { verdict: "unavailable", reason: unavailable })),
      workflowOf(
        "unclear",
        stepOf("check", "checkPanStatus", { verdict: "inconclusive", reason: "an output is missing" }),
      ),
      workflowOf("clock", stepOf("read", "readClock", { verdict: "skipped", reason: skipped })),
    ],
    "scenarios/c.arazzo.yaml": [
      workflowOf(
        "register",
        stepOf("register", "registerAgent", { exchange: agentExchange(), findings: [leaking] }),
        // A later answer repeats what only an earlier one carried, and so does a reason.
        check("repeat", { status: secrets.join(" ") }, [findingOf({ actual: `string "${secrets.join(" ")}"` })]),
        stepOf("gone", "checkPanStatus", { verdict: "unavailable", reason: `HTTP 502 with ${secrets.join(" ")}` }),
      ),
    ],
  };
}

/** A run as reports that are written at its end get it; at 2023-11-14T22:13:20Z. */
export function shownOf(files: Record<string, WorkflowOutcome[]> = sampleFiles()): ShownRun {
  let shown: ShownRun | undefined;
  const take = (run: ShownRun) => {
    shown = run;
  };
  const report = collectRun(take, { masker, titles, now: () => 1_700_000_000_000 });
  eventsOf(files).forEach(report);
  if (!shown) throw new Error("the events of a run end with its end");
  return shown;
}

export const tool: Tool = { name: "understudy", version: "0.0.0" };
