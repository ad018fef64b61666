import type { StepOutcome, Verdict } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type Scope, Unresolved, type Values } from "../expression/scope.ts";
import { render } from "../expression/template.ts";
import { missingCredential, unmadeInput } from "../request/workflow-inputs.ts";
import {
  type Parameter,
  type Scenario,
  type Step,
  typeOf,
  type Workflow,
  type WorkflowReference,
  workflowAt,
} from "../scenario/scenario.ts";
import type { Budget } from "./budget.ts";
import type { Environment } from "./environment.ts";

/** One run of one workflow. */
export interface WorkflowRun {
  scenario: Scenario;
  workflow: Workflow;
  inputs: Values;
  /** Unlike that of any other run of a workflow; generated inputs follow from it. */
  name: string;
  /** How many workflows called each other to get here. */
  depth: number;
  budget: Budget;
}

/** Why and how a workflow ends before its last step. */
export interface Ending {
  verdict: Verdict;
  reason: string | undefined;
}

/** What one run of a workflow has come to so far. */
export interface Progress extends WorkflowRun {
  environment: Environment;
  outcomes: StepOutcome[];
  steps: Map<string, Values>;
  /** Ids of the steps that passed. */
  passed: Set<string>;
  workflows: Map<string, { inputs: Values; outputs: Values }>;
  exchanges: Exchange[];
  /** Workflows called or transferred to so far. */
  calls: number;
}

/** The start of a run of a workflow; it sees the workflows of its file that ended before. */
export function startOf(run: WorkflowRun, environment: Environment): Progress {
  const workflows = endedBefore(run.scenario, environment);
  return { ...run, environment, outcomes: [], steps: new Map(), passed: new Set(), workflows, exchanges: [], calls: 0 };
}

/** What expressions of a workflow can see between its steps. */
export function scopeOf(progress: Progress): Scope {
  const { scenario, inputs, steps, workflows } = progress;
  const sources = new Map(
    [...scenario.sources].map(([key, source]) => {
      const { name, url } = source;
      return [key, { name, url, type: typeOf(source) }];
    }),
  );
  const { parameters, self } = scenario;
  return { inputs, outputs: {}, steps, workflows, sources, parameters, self, answered: undefined };
}

function endedBefore({ workflows }: Scenario, { ended }: Environment): Progress["workflows"] {
  const found = [...workflows.values()].map((workflow) => [workflow.id, ended.get(workflow)] as const);
  return new Map(found.flatMap(([id, end]) => (end ? [[id, end]] : [])));
}

/** Why a workflow cannot start: one that it depends on did not pass, or did not run, or nobody gave its credentials. */
export function unmetDependency(run: WorkflowRun, { ended, target }: Environment): Ending | undefined {
  const { scenario, workflow } = run;
  for (const at of workflow.dependsOn) {
    const end = ended.get(workflowAt(scenario, at).workflow);
    const ending = end ? `ended with ${end.verdict}` : "has not run";
    if (end?.verdict === "skipped") return { verdict: "skipped", reason: end.reason };
    if (end?.verdict !== "pass") {
      return { verdict: "inconclusive", reason: `it depends on workflow ${at.workflowId}, which ${ending}` };
    }
  }
  const reason = missingCredential(run, target) ?? unmadeInput(run, target);
  return reason === undefined ? undefined : { verdict: "inconclusive", reason };
}

/** Why a step cannot be taken: one that it depends on has not passed. */
export function unmetStep(step: Step, { passed }: Progress): string | undefined {
  const missing = step.dependsOn.find((id) => !passed.has(id));
  return missing === undefined ? undefined : `it depends on step ${missing}, which has not passed`;
}

/** The inputs that parameters give to a workflow, or why it cannot be called. */
export function inputsFrom(
  parameters: readonly Parameter[],
  { workflowId }: WorkflowReference,
  scope: Scope,
): { inputs: Values } | { reason: string } {
  try {
    return { inputs: Object.fromEntries(parameters.map(({ name, value }) => [name, render(value, scope)])) };
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    return { reason: `workflow ${workflowId} could not be called: ${error.message}` };
  }
}
