import type { RunEvent, Verdict, WorkflowOutcome } from "../event.ts";
import { readsExchange, type Scope, type Values } from "../expression/scope.ts";
import { inputsOf } from "../request/workflow-inputs.ts";
import { type Action, type ActionTarget, type Step, type WorkflowReference, workflowAt } from "../scenario/scenario.ts";
import { expressionsJudged } from "../scenario/step-expressions.ts";
import { isDrift, worst } from "../verdict.ts";
import { spendStep, timeFor } from "./budget.ts";
import { chooseAfter, retried } from "./choose-action.ts";
import type { Environment } from "./environment.ts";
import {
  type Ending,
  inputsFrom,
  type Progress,
  scopeOf,
  startOf,
  unmetDependency,
  unmetStep,
  type WorkflowRun,
} from "./progress.ts";
import { type ProvidedEnd, providedEnd } from "./provided.ts";
import {
  eitherOf,
  judgeCriteria,
  outcomeOf,
  outputsOf,
  runStep,
  type StepContext,
  type StepResult,
} from "./run-step.ts";

const maximumDepth = 50;
/** Of how many exchanges the sensitive values are remembered. */
const rememberedExchanges = 20;

type Told<T> = AsyncGenerator<RunEvent, T>;

/** Runs a workflow step by step, actions and called workflows included, and tells each step as it ends. */
export async function* runWorkflow(run: WorkflowRun, environment: Environment): Told<WorkflowOutcome> {
  const started = environment.time.now();
  const progress = startOf(run, environment);
  const ending = unmetDependency(run, environment) ?? (yield* runSteps(progress));
  const outputs: Values = {};
  const scope = { ...scopeOf(progress), outputs };
  Object.assign(outputs, outputsOf(run.workflow.outputs, scope));
  const taken = progress.outcomes.filter(({ isProvided }) => !isProvided);
  // Of a workflow without a call nothing was learnt; to one that calls it, it gives its outputs all the same.
  const untold = taken.length < progress.outcomes.length && taken.length === 0 && run.depth === 1 ? "skipped" : "pass";
  const verdict = worst([...taken.map((outcome) => outcome.verdict), ending?.verdict ?? untold]);
  const cause = [ending, ...taken, ...progress.outcomes].find(
    (end) => end?.verdict === verdict && end.reason !== undefined,
  );
  return {
    workflowId: run.workflow.id,
    place: run.workflow.place,
    verdict,
    reason: verdict === "pass" || verdict === "drift" ? undefined : cause?.reason,
    steps: progress.outcomes,
    outputs,
    durationMs: environment.time.now() - started,
  };
}

/**
 * The only loop over steps. One turn is one attempt: a retry comes back to the same step, a goto sets the next one.
 * @returns why the workflow ended early, where its steps do not say so themselves
 */
async function* runSteps(progress: Progress): Told<Ending | undefined> {
  const { steps } = progress.workflow;
  let retries = new Map<Action, number>();
  let attempt = 1;
  for (let index = 0; index < steps.length; ) {
    const step = steps[index];
    if (!step) break;
    if (progress.environment.signal?.aborted) return { verdict: "inconclusive", reason: "the run was stopped" };
    const result = yield* takeStep(step, attempt, progress);
    const choice = chooseAfter(step, result, { retries, now: progress.environment.time.now() });
    const target = choice && "target" in choice.action ? choice.action.target : undefined;
    // Told before the wait, so that who watches sees why nothing happens.
    if (choice?.action.type === "retry") {
      yield* tell(retried(result.outcome, choice), progress);
      retries.set(choice.action, (retries.get(choice.action) ?? 0) + 1);
      attempt++;
      const { time, signal } = progress.environment;
      const reason = timeFor(choice.delayMs, progress.budget, time.now());
      if (reason !== undefined) return { verdict: "inconclusive", reason };
      await time.sleep(choice.delayMs, signal);
      if (target?.kind === "workflow") yield* goToWorkflow(target, result.scope, progress);
      const other = target?.kind === "step" && steps.find(({ id }) => id === target.stepId);
      if (other) yield* tell((yield* takeStep(other, 1, progress)).outcome, progress);
      continue;
    }
    yield* tell(result.outcome, progress);
    if (result.outcome.verdict === "skipped" && !result.outcome.isProvided)
      return yield* skipFrom(index + 1, result.outcome.reason, progress);
    if (target?.kind === "workflow") return yield* goToWorkflow(target, result.scope, progress);
    if (choice?.action.type === "end" || (!choice && !mayGoOn(result.outcome))) return undefined;
    // A step that is come back to later starts with all its retries again.
    index = target ? steps.findIndex(({ id }) => id === target.stepId) : index + 1;
    retries = new Map();
    attempt = 1;
  }
  return undefined;
}

function mayGoOn({ verdict, isProvided }: StepResult["outcome"]): boolean {
  return verdict === "pass" || isProvided === true;
}

/** A step whose outputs the target gives, so that it is not sent. */
function takeProvided(step: Step, { reason, outputs }: ProvidedEnd, context: StepContext): StepResult {
  const outcome = outcomeOf(step, context, { verdict: "skipped", reason });
  return {
    outcome: outputs ? { ...outcome, isProvided: true } : outcome,
    scope: context.scope,
    outputs: outputs ?? {},
  };
}

/** Takes one attempt at a step, be it a call of an operation or of a workflow. */
async function* takeStep(step: Step, attempt: number, progress: Progress): Told<StepResult> {
  const scope = scopeOf(progress);
  const { environment, exchanges } = progress;
  const reason = spendStep(progress.budget, progress.workflow.id, environment.time.now()) ?? unmetStep(step, progress);
  if (reason !== undefined) {
    return { outcome: outcomeOf(step, { attempt }, { verdict: "inconclusive", reason }), scope, outputs: {} };
  }
  const { call } = step;
  const context = { environment, scope, earlier: exchanges, attempt, budget: progress.budget };
  if (call.kind === "unread") throw new Error(`step ${step.id} calls what was not read`);
  const provided = providedEnd(step, progress.workflow, environment.target);
  const result = provided
    ? takeProvided(step, provided, context)
    : call.kind === "operation"
      ? await runStep(step, call, context)
      : yield* takeWorkflowStep(step, call, { progress, ...context });
  progress.steps.set(step.id, result.outputs);
  if (mayGoOn(result.outcome)) progress.passed.add(step.id);
  if (result.outcome.exchange) progress.exchanges = [...exchanges, result.outcome.exchange].slice(-rememberedExchanges);
  return result;
}

/** Takes a step that calls a workflow: its parameters become inputs, the workflow's verdict the step's. */
async function* takeWorkflowStep(
  step: Step,
  call: WorkflowReference,
  { progress, ...context }: { progress: Progress } & Parameters<typeof judgeCriteria>[1],
): Told<StepResult> {
  const { scope, attempt } = context;
  const ending = (verdict: Verdict, reason: string | undefined): StepResult => ({
    outcome: outcomeOf(step, { attempt }, { verdict, reason }),
    scope,
    outputs: {},
  });
  const given = inputsFrom(step.parameters, call, scope);
  if ("reason" in given) return ending("inconclusive", given.reason);
  const { timeoutMs } = step;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const called = yield* callWorkflow(call, { inputs: given.inputs, timeout }, progress);
  if (timeout?.aborted && called.verdict !== "pass") {
    return ending("unavailable", `workflow ${call.workflowId} did not end within the step's ${timeoutMs} ms`);
  }
  // In such a step $outputs are those of the workflow it called, and its answer is the last that one got.
  const exchange = called.steps.findLast((outcome) => outcome.exchange)?.exchange;
  const answered = exchange && { exchange, path: {}, query: {} };
  const seen: Scope = { ...scopeOf(progress), outputs: called.outputs, answered };
  if (called.verdict !== "pass") {
    const reason = called.verdict === "drift" ? undefined : called.reason;
    const told = reason ?? `workflow ${call.workflowId} ended with ${called.verdict}`;
    return { ...ending(called.verdict, told), scope: seen };
  }
  if (!answered && expressionsJudged(step).some(readsExchange)) {
    const reason = `workflow ${call.workflowId} ended without an answer for the step's criteria to look at`;
    return ending("inconclusive", reason);
  }
  const judged = judgeCriteria(step, { ...context, scope: seen });
  const { findings } = judged;
  const verdict = isDrift(findings) ? "drift" : judged.reason === undefined ? "pass" : "inconclusive";
  const reason = verdict === "inconclusive" ? judged.reason : undefined;
  const outcome = outcomeOf(step, { attempt }, { verdict, reason, findings });
  return { outcome, scope: seen, outputs: { ...called.outputs, ...outputsOf(step.outputs, seen) } };
}

/** Goes to the workflow an action names, with the inputs that the action gives. */
async function* goToWorkflow(
  target: ActionTarget & { kind: "workflow" },
  scope: Scope,
  progress: Progress,
): Told<Ending> {
  const given = inputsFrom(target.parameters, target, scope);
  if ("reason" in given) return { verdict: "inconclusive", reason: given.reason };
  return yield* callWorkflow(target, given, progress);
}

/** Runs another workflow inside this one; its steps count as this one's. */
async function* callWorkflow(
  at: WorkflowReference,
  { inputs: given, timeout }: { inputs: Values; timeout?: AbortSignal | undefined },
  progress: Progress,
): Told<Ending & Pick<WorkflowOutcome, "outputs" | "steps">> {
  const { depth, budget } = progress;
  const environment = { ...progress.environment, signal: eitherOf(progress.environment.signal, timeout) };
  if (depth >= maximumDepth) {
    const reason = `workflow ${at.workflowId} was not called: ${maximumDepth} workflows called each other to get here`;
    return { verdict: "inconclusive", reason, outputs: {}, steps: [] };
  }
  const { scenario, workflow } = workflowAt(progress.scenario, at);
  const name = `${progress.name}/${++progress.calls}/${workflow.id}`;
  const inputs = { ...inputsOf({ scenario, workflow }, { name, given }, environment), ...given };
  const outcome = yield* runWorkflow({ scenario, workflow, inputs, name, depth: depth + 1, budget }, environment);
  progress.outcomes.push(...outcome.steps);
  for (const { exchange } of outcome.steps) if (exchange) progress.exchanges.push(exchange);
  progress.exchanges = progress.exchanges.slice(-rememberedExchanges);
  if (at.source === undefined) progress.workflows.set(workflow.id, { inputs, outputs: outcome.outputs });
  return outcome;
}

/** What follows a step the target cannot take would start from a state that is not there. */
async function* skipFrom(index: number, reason: string | undefined, progress: Progress): Told<undefined> {
  for (const step of progress.workflow.steps.slice(index)) {
    yield* tell(outcomeOf(step, { attempt: 1 }, { verdict: "skipped", reason }), progress);
  }
}

/** Keeps an outcome and tells it. */
async function* tell(outcome: StepResult["outcome"], { outcomes, scenario, workflow }: Progress): Told<void> {
  outcomes.push(outcome);
  yield { type: "step-finished", scenario: scenario.name, workflowId: workflow.id, outcome };
}
