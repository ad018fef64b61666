import { realTime, type Time } from "../exchange/time.ts";
import { contractsAt } from "../target/choose-target.ts";
import { isLocal, type Target } from "../target/target.ts";

export type { Target } from "../target/target.ts";

import type { Contract } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { openMaskerOf } from "../../spec/mask.ts";
import { defaultProfile, type Profile } from "../../spec/profile.ts";
import type { RunEvent, Verdict, WorkflowOutcome } from "../event.ts";
import { Pace } from "../exchange/pace.ts";
import { Sender, type SenderOptions, type SendLimits } from "../exchange/send.ts";
import type { Values } from "../expression/scope.ts";
import { checkAlternatives } from "../judge/alternative.ts";
import { type Judge, judgeOf } from "../judge/judge.ts";
import { defaultJudgeConfig, type JudgeConfig } from "../judge/judge-config.ts";
import type { OwnValues } from "../request/own-values.ts";
import { checkGiven, inputsOf } from "../request/workflow-inputs.ts";
import { contractsOf, type Scenario, type Workflow } from "../scenario/scenario.ts";
import { unjudgedIn } from "../schema/compiled-schemas.ts";
import { summarise } from "../verdict.ts";
import { type Budget, type BudgetLimits, budgetOf, defaultBudget } from "./budget.ts";
import type { Environment } from "./environment.ts";
import { FailingServers } from "./failing.ts";
import { groupByGroup, type Planned, plan } from "./plan.ts";
import { runWorkflow } from "./run-workflow.ts";
import { maximumSessions, Sessions, type SessionUse } from "./sessions.ts";
import { sideBySide } from "./side-by-side.ts";

/** What to run, against what. */
export interface RunOptions extends SessionUse {
  scenarios: readonly Scenario[];
  /** The workflows to run, with what they need; all of them unless told otherwise. */
  only?: ReadonlySet<Workflow> | undefined;
  /** Whether no workflow is begun any more when one has failed; those are told as skipped. */
  bail?: boolean | undefined;
  target: Target;
  /** Decides all generated inputs. The same seed sends the same ids again. */
  seed: number;
  /** Inputs by name, for every workflow that declares them: credentials, above all. */
  inputs?: Values;
  /** Is told of what the run makes up; what it has is shown where findings are made. */
  own?: OwnValues;
  ledger: Ledger;
  /** How exchanges of a contract are judged; by the checks of `check.ts` unless told otherwise. */
  judgeOf?: (contract: Contract) => Judge;
  /** What findings count for, from the judge's configuration file. */
  judgeConfig?: JudgeConfig;
  limits?: Partial<SendLimits>;
  /** How many workflows that do not need each other run at once; one unless told otherwise. */
  concurrency?: number;
  /** The readings the target is judged by; the ledger's defaults unless told otherwise. */
  profile?: Profile;
  /** What a workflow and the run may take, so that a goto in a circle ends; see {@link defaultBudget}. */
  budget?: Partial<BudgetLimits>;
  time?: Time;
  /** Stops the run: what is under way ends as inconclusive, the rest is not started. */
  signal?: AbortSignal;
}

/** What a target that is not all on this machine is spared, unless its own limits say otherwise. */
const politeLimits = { maximumRequests: 1_000, requestsPerSecond: 5 } as const;

/**
 * Runs every workflow of some scenarios and tells them in the order of the files; one that others depend on comes before
 * them. Nothing is sent before the first event is taken.
 * @throws UsageError when a contract holds what cannot be judged, or a scenario a reading that the ledger does not have
 * @throws UsageError when an input that was given is none a workflow allows
 * @throws RangeError when a base URL of the target is none
 */
export async function* run(options: RunOptions): AsyncGenerator<RunEvent> {
  const { scenarios, target, seed, signal, time = realTime } = options;
  const concurrency = Math.min(options.concurrency ?? 1, options.sessionOf ? maximumSessions : Infinity);
  using sender = new Sender(senderOptions(options, time));
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const environment = environmentOf({ ...options, signal: stopped }, sender, time);
  // Side by side a lane takes whole groups anyway, and tells them in the order of the files.
  const inFiles = plan(scenarios, options.only);
  const planned = options.sessionOf && concurrency === 1 ? groupByGroup(inFiles) : inFiles;
  checkGiven(planned, environment.given);
  const started = time.now();
  const names = scenarios.map(({ name }) => name);
  const unjudged = unjudgedIn(contractsOf(scenarios));
  yield {
    type: "run-started",
    target: target.name,
    seed,
    scenarios: names,
    workflows: planned.length,
    ...(unjudged.length > 0 ? { unjudged } : {}),
  };
  const limits = { ...defaultBudget, ...options.budget };
  await using sessions = new Sessions(options, planned);
  let failed: string | undefined;
  const jobs = planned.map(
    (at, index) =>
      async function* (): AsyncGenerator<RunEvent> {
        if (stopped.aborted) return;
        yield { type: "workflow-started", scenario: at.scenario.name, workflowId: at.workflow.id, index };
        if (failed !== undefined) return yield notRun(at, failed);
        const budget = budgetOf(limits, { started, now: time.now() });
        const headers = { ...target.headers, ...(await sessions.begin(at)) };
        try {
          const verdict = yield* runPlanned(at, budget, { ...environment, target: { ...target, headers } });
          if (options.bail && verdict !== "pass" && verdict !== "skipped") failed ??= at.workflow.id;
        } finally {
          await sessions.end(at);
        }
      },
  );
  // One after the other, nothing is done before its event is taken.
  const told =
    concurrency > 1
      ? sideBySide(groupsOf(planned, jobs), { order: jobs, lanes: concurrency, stop: () => stop.abort() })
      : inTurn(jobs);
  const outcomes: WorkflowOutcome[] = [];
  for await (const event of told) {
    if (event.type === "workflow-finished") outcomes.push(event.outcome);
    yield event;
  }
  yield { type: "run-finished", summary: summarise(outcomes, time.now() - started) };
}

async function* runPlanned(
  { scenario, workflow }: Planned,
  budget: Budget,
  environment: Environment,
): AsyncGenerator<RunEvent, Verdict> {
  // The file's place does not count, so that a run can be repeated from another folder.
  const name = `${scenario.name.replace(/^.*[\\/]/, "")}/${workflow.id}`;
  const inputs = inputsOf({ scenario, workflow }, { name }, environment);
  const outcome = yield* runWorkflow({ scenario, workflow, inputs, name, depth: 1, budget }, environment);
  const { verdict, reason, outputs } = outcome;
  environment.ended.set(workflow, { verdict, reason, inputs, outputs });
  yield { type: "workflow-finished", scenario: scenario.name, outcome };
  return verdict;
}

function notRun({ scenario, workflow }: Planned, failed: string): RunEvent {
  const reason = `not run: the run ends with the first workflow that fails, which was ${failed}`;
  const { id: workflowId, place } = workflow;
  const rest = { steps: [], outputs: {}, durationMs: 0 };
  const outcome: WorkflowOutcome = { workflowId, place, verdict: "skipped", reason, ...rest };
  return { type: "workflow-finished", scenario: scenario.name, outcome };
}

async function* inTurn(jobs: readonly (() => AsyncGenerator<RunEvent>)[]): AsyncGenerator<RunEvent> {
  for (const job of jobs) yield* job();
}

function groupsOf<T>(planned: readonly Planned[], jobs: readonly T[]): T[][] {
  const groups = Map.groupBy(planned.keys(), (index) => planned[index]?.group);
  return [...groups.values()].map((indices) => indices.flatMap((index) => jobs[index] ?? []));
}

function senderOptions({ target, limits }: RunOptions, time: Time): SenderOptions {
  const { maximumRequests, requestsPerSecond, identities } = target;
  const polite = isLocal(target) ? { maximumRequests: Infinity, requestsPerSecond: Infinity } : politeLimits;
  const pace = new Pace(requestsPerSecond ?? polite.requestsPerSecond, time);
  return { ...limits, maximumRequests: maximumRequests ?? polite.maximumRequests, pace, identities };
}

function environmentOf(options: RunOptions, sender: Sender, time: Time): Environment {
  const { scenarios, target, seed, ledger, signal, profile = defaultProfile(ledger) } = options;
  checkAlternatives(scenarios, ledger);
  for (const [source, server] of Object.entries(target.servers)) {
    if (server === undefined || /^https?:$/.test(URL.parse(server)?.protocol ?? "")) continue;
    throw new RangeError(`found ${server} as the base URL of ${source}, expected an http or https URL`);
  }
  const contracts = contractsOf(scenarios);
  const masker = openMaskerOf(options.own ?? new Set(), ...contractsAt(target, scenarios));
  const { judgeOf: given, judgeConfig: config = defaultJudgeConfig } = options;
  const make = given ?? ((contract: Contract) => judgeOf(contract, ledger, { masker, config, profile }));
  // Made before anything is sent, so that a contract that cannot be judged is found first.
  const judges = new Map(contracts.map((contract) => [contract, make(contract)]));
  return {
    target,
    seed,
    given: options.inputs ?? {},
    own: options.own,
    ledger,
    profile,
    masker,
    judgeConfig: config,
    judgeOf: (contract) => judges.get(contract) ?? make(contract),
    sender,
    time,
    signal,
    failing: new FailingServers(),
    ended: new Map(),
  };
}
