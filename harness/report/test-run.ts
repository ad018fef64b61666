import { loadContract } from "../../spec/contract.ts";
import { loadLedger } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { judgeOf } from "../check.ts";
import type { RunEvent, StepOutcome, Verdict, WorkflowOutcome } from "../event.ts";
import type { Exchange } from "../exchange.ts";

const contract = loadContract();
/** The masker of the vendors' contract. */
export const masker = maskerOf(contract);
const judge = judgeOf(contract, loadLedger(), { masker });

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
      url: `http://user:${secret}@127.0.0.1:4010/agent/registration?pancard=${pan}&q=${encodeURIComponent(name)}`,
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

const file = "scenarios/a.arazzo.yaml";

/** The outcome of one step; the judge of the vendors' contract finds what there is to find in its exchange. */
export function stepOf(stepId: string, calls: string, more: Partial<StepOutcome> = {}): StepOutcome {
  const place = { file, line: 12, column: 9 };
  const operation = contract.operations.get(calls);
  const findings = more.exchange && operation ? judge.judge(more.exchange, { operation, scenario: place }) : [];
  const verdict: Verdict = findings.length > 0 ? "drift" : "pass";
  return { stepId, calls, place, verdict, reason: undefined, findings, exchange: undefined, attempt: 1, ...more };
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
  const count = (all: { verdict: Verdict }[]) => {
    const counts: Record<Verdict, number> = { pass: 0, drift: 0, unavailable: 0, inconclusive: 0, skipped: 0 };
    for (const { verdict } of all) counts[verdict]++;
    return counts;
  };
  const steps = outcomes.flatMap((outcome) => outcome.steps);
  const told = Object.entries(files).flatMap(([scenario, workflows]) =>
    workflows.flatMap((outcome): RunEvent[] => [
      { type: "workflow-started", scenario, workflowId: outcome.workflowId, index: outcomes.indexOf(outcome) },
      ...outcome.steps.map(
        (step): RunEvent => ({ type: "step-finished", scenario, workflowId: outcome.workflowId, outcome: step }),
      ),
      { type: "workflow-finished", scenario, outcome },
    ]),
  );
  const summary = {
    verdict: outcomes.find(({ verdict }) => verdict !== "pass")?.verdict ?? "pass",
    workflows: count(outcomes),
    steps: count(steps),
    findings: steps.flatMap(({ findings }) => findings).length,
    durationMs: 1234,
  };
  return [
    {
      type: "run-started",
      target: "http://127.0.0.1:4010",
      seed: 42,
      scenarios: Object.keys(files),
      workflows: outcomes.length,
    },
    ...told,
    { type: "run-finished", summary },
  ];
}
