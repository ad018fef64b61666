import type { Contract } from "../../spec/contract.ts";
import type { Masker } from "../../spec/mask.ts";
import type { StepOutcome, WorkflowOutcome } from "../event.ts";
import { harOf as entriesOf } from "../exchange/recording.ts";
import { Scrubber } from "../exchange/scrubber.ts";
import type { Judge } from "../judge/judge.ts";
import { findingLines, findingTitle } from "../report/finding-text.ts";
import { harOf } from "../report/har.ts";
import { type ShownStep, shownWorkflow } from "../report/shown-run.ts";
import { judgeHar } from "../run/judge-recording.ts";
import { summarise } from "../verdict.ts";

/** What a recording of a run is judged with, as the run was. */
export interface EvidenceOptions {
  contracts: readonly Contract[];
  masker: Masker;
  judgeOf(contract: Contract): Judge;
}

/**
 * Whether the recording of a run is evidence of what it found: it is written, read and judged, and must come to the same
 * findings, word for word, of every exchange.
 * @param steps all steps of the run
 * @returns the first exchange of which the recording tells otherwise, in words; `undefined` where there is none
 */
export function lossOf(
  steps: readonly StepOutcome[],
  { contracts, masker, judgeOf }: EvidenceOptions,
): string | undefined {
  const ran = steps.filter(({ exchange }) => exchange !== undefined);
  if (ran.length === 0) return undefined;
  const shown = shownSteps(ran, masker);
  const entries = entriesOf("run.har", Buffer.from(recordingOf(shown)));
  for (const contract of contracts) {
    const judged = [...judgeHar(entries, { name: "run.har", contract, judge: judgeOf(contract), masker })];
    const told = shownSteps(
      judged.flatMap((event) => (event.type === "step-finished" ? [event.outcome] : [])),
      masker,
    );
    for (const [index, step] of shown.entries()) {
      if (!contract.operations.has(step.calls)) continue;
      const was = textOf(step);
      const is = told[index] ? textOf(told[index]) : "nothing";
      if (was !== is) return `${step.stepId} (${step.calls}) had\n${was}\nand its recording has\n${is}`;
    }
  }
  return undefined;
}

function shownSteps(steps: readonly StepOutcome[], masker: Masker): ShownStep[] {
  const scrubber = new Scrubber(masker);
  for (const { exchange } of steps) if (exchange) scrubber.learn(exchange);
  return shownWorkflow(workflowOf(steps), { masker, scrubber }).steps;
}

function recordingOf(steps: ShownStep[]): string {
  const { outputs: _, ...workflow } = workflowOf([]);
  const files = [{ scenario: "run", title: "run", workflows: [{ ...workflow, steps }] }];
  const run = {
    target: "a faulty server",
    seed: undefined,
    startedAt: 0,
    summary: summarise([], 0),
    unjudged: [],
    madeUp: [],
    files,
  };
  return harOf(run, { name: "understudy", version: "selftest" });
}

function workflowOf(steps: readonly StepOutcome[]): WorkflowOutcome {
  const place = { file: "run", line: 1, column: 1 };
  return {
    workflowId: "run",
    place,
    verdict: "pass",
    reason: undefined,
    steps: [...steps],
    outputs: {},
    durationMs: 0,
  };
}

/** All that is said of a step, but for where its scenario stands: of a recording that is the entry. */
function textOf({ verdict, findings }: ShownStep): string {
  const lines = findings.flatMap((finding) => [
    findingTitle(finding),
    ...findingLines(finding).flatMap(([label, text]) => (label === "scenario" ? [] : [`  ${label} ${text}`])),
  ]);
  return [verdict === "inconclusive" ? "pass" : verdict, ...lines].join("\n");
}
