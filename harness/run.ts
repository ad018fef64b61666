import type { Contract } from "../spec/contract.ts";
import type { Ledger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { contractsOf, type Scenario, type Workflow, workflowAt } from "./arazzo.ts";
import { type Judge, judgeOf } from "./check.ts";
import { type Environment, realTime, type Target, type Time } from "./environment.ts";
import type { RunEvent, WorkflowOutcome } from "./event.ts";
import { generateInputs } from "./generate.ts";
import { runWorkflow } from "./run-workflow.ts";
import type { Values } from "./scope.ts";
import { Sender, type SendLimits } from "./send.ts";
import { summarise } from "./verdict.ts";

export type { Target } from "./environment.ts";

/** What to run, against what. */
export interface RunOptions {
  scenarios: readonly Scenario[];
  target: Target;
  /** Decides all generated inputs. The same seed sends the same ids again. */
  seed: number;
  /** Inputs by name, for every workflow that declares them: credentials, above all. */
  inputs?: Values;
  ledger: Ledger;
  /** How exchanges of a contract are judged; by the checks of `check.ts` unless told otherwise. */
  judgeOf?: (contract: Contract) => Judge;
  limits?: SendLimits;
  /** Steps one workflow may take, so that a goto in a circle ends; 10,000 unless told otherwise. */
  maximumSteps?: number;
  time?: Time;
  /** Stops the run: what is under way ends as inconclusive, the rest is not started. */
  signal?: AbortSignal;
}

/**
 * Runs every workflow of some scenarios, one after the other, in the order of the files; one that others depend on comes
 * before them. Nothing is sent before the first event is taken.
 * @throws InvalidFile when a contract holds what cannot be judged
 * @throws RangeError when a base URL of the target is none
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent> {
  const { scenarios, target, seed, signal, time = realTime, maximumSteps = 10_000 } = options;
  using sender = new Sender(options.limits);
  const environment = environmentOf(options, sender, time);
  const planned = plan(scenarios);
  const started = time.now();
  const names = scenarios.map(({ name }) => name);
  yield { type: "run-started", target: target.name, seed, scenarios: names, workflows: planned.length };
  const outcomes: WorkflowOutcome[] = [];
  for (const [index, { scenario, workflow }] of planned.entries()) {
    if (signal?.aborted) break;
    yield { type: "workflow-started", scenario: scenario.name, workflowId: workflow.id, index };
    // The file's place does not count, so that a run can be repeated from another folder.
    const name = `${scenario.name.replace(/^.*[\\/]/, "")}/${workflow.id}`;
    const inputs = generateInputs(workflow, { seed, name, given: environment.given });
    const budget = { steps: maximumSteps, of: maximumSteps };
    const outcome = yield* runWorkflow({ scenario, workflow, inputs, name, depth: 1, budget }, environment);
    const { verdict, reason, outputs } = outcome;
    environment.ended.set(workflow, { verdict, reason, inputs, outputs });
    outcomes.push(outcome);
    yield { type: "workflow-finished", scenario: scenario.name, outcome };
  }
  yield { type: "run-finished", summary: summarise(outcomes, time.now() - started) };
}

function environmentOf(options: RunOptions, sender: Sender, time: Time): Environment {
  const { scenarios, target, seed, ledger, signal } = options;
  for (const [source, server] of Object.entries(target.servers)) {
    if (server === undefined || /^https?:$/.test(URL.parse(server)?.protocol ?? "")) continue;
    throw new RangeError(`found ${server} as the base URL of ${source}, expected an http or https URL`);
  }
  const contracts = contractsOf(scenarios);
  const masker = maskerOf(...contracts);
  const make = options.judgeOf ?? ((contract: Contract) => judgeOf(contract, ledger, { masker }));
  // Made before anything is sent, so that a contract that cannot be judged is found first.
  const judges = new Map(contracts.map((contract) => [contract, make(contract)]));
  return {
    target,
    seed,
    given: options.inputs ?? {},
    ledger,
    masker,
    judgeOf: (contract) => judges.get(contract) ?? make(contract),
    sender,
    time,
    signal,
    ended: new Map(),
  };
}

type Planned = { scenario: Scenario; workflow: Workflow };

/** All workflows in the order they run, each once, behind those that it or a workflow it calls depends on. */
function plan(scenarios: readonly Scenario[]): Planned[] {
  const planned: Planned[] = [];
  const visited = new Set<Workflow>();
  const visit = (at: Planned): void => {
    if (visited.has(at.workflow)) return;
    visited.add(at.workflow);
    for (const needed of dependenciesOf(at, new Set())) visit(needed);
    planned.push(at);
  };
  for (const scenario of scenarios) for (const workflow of scenario.workflows.values()) visit({ scenario, workflow });
  return planned;
}

function dependenciesOf({ scenario, workflow }: Planned, seen: Set<Workflow>): Planned[] {
  if (seen.has(workflow)) return [];
  seen.add(workflow);
  const called = workflow.steps.flatMap(({ call, onSuccess, onFailure }) => {
    const targets = [...onSuccess, ...onFailure].map((action) => ("target" in action ? action.target : undefined));
    return [call, ...targets].filter((target) => target?.kind === "workflow");
  });
  const own = workflow.dependsOn.map((at) => workflowAt(scenario, at));
  return [...own, ...called.flatMap((at) => dependenciesOf(workflowAt(scenario, at), seen))];
}
