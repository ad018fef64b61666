import type { Contract } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { type Masker, maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import type { StepOutcome } from "../event.ts";
import type { Values } from "../expression/scope.ts";
import { type Judge, judgeOf } from "../judge/judge.ts";
import { defaultJudgeConfig } from "../judge/judge-config.ts";
import { slowMs } from "../mutants/behaviour.ts";
import { plan } from "../run/plan.ts";
import { type RunOptions, run } from "../run/run.ts";
import { contractsOf, type Scenario, type Workflow } from "../scenario/scenario.ts";
import { lossOf } from "./evidence.ts";
import type { FaultyServer, HarmlessServer, Planting } from "./faulty-servers.ts";
import { alarmIn, type Caught, isNoticed, textOf } from "./noticed.ts";
import { choose, type PlayedReading } from "./reading.ts";
import type { RecordedWorkflow } from "./recording.ts";
import { SecondOpinion } from "./second-opinion.ts";
import { answerOf, ReplayServer } from "./server.ts";

/** What the bench needs to know of the run that was recorded, so that every run of its own sends the same. */
export interface BenchOptions {
  scenarios: readonly Scenario[];
  ledger: Ledger;
  recording: readonly RecordedWorkflow[];
  seed: number;
  inputs: Values;
  /** Base URLs of the recorded target, by source description. */
  servers: Readonly<Record<string, string | undefined>>;
}

/** How long an answer may take where that is what is tested, in milliseconds; half of what a slow server takes. */
const slowLimitMs = slowMs / 2;

/** Runs scenarios against faulty servers, one after the other. */
export class Bench {
  readonly #options: BenchOptions;
  readonly #replay: ReplayServer & { readonly url: string };
  readonly #judges = new Map<string, Judge>();
  readonly secondOpinion = new SecondOpinion();
  readonly #contracts: readonly Contract[];
  readonly #masker: Masker;
  #readings = 0;
  /** Each workflow with those it needs. */
  readonly #groups: ReadonlyMap<Workflow, Scenario[]>;

  constructor(options: BenchOptions, replay: ReplayServer & { readonly url: string }) {
    this.#options = options;
    this.#replay = replay;
    this.#groups = groupsOf(options.scenarios);
    this.#contracts = contractsOf(options.scenarios);
    this.#masker = maskerOf(...this.#contracts);
  }

  static async start(options: BenchOptions): Promise<Bench> {
    return new Bench(options, await ReplayServer.start());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#replay[Symbol.asyncDispose]();
  }

  /** Whether runs against a faulty server notice, each with the fault in another answer. */
  async catches({ name, plantings, operator }: FaultyServer): Promise<Caught> {
    const timeLimit = operator === "slow" ? slowLimitMs : undefined;
    let loss: string | undefined;
    let alarm: string | undefined;
    let noticed = 0;
    for (const planting of plantings) {
      const { noticedBy, answer } = planting;
      // Where the judge has noticed in a run, it is shown the other answers without the way there: that takes a tenth.
      const isShown = noticed > 0 && noticedBy === "judge" && answer.framing === undefined;
      const outcomes = isShown
        ? [this.#judged(name, planting, timeLimit)]
        : await this.#outcomes(name, planting, timeLimit);
      const isFirst = planting === plantings[0];
      if (noticedBy === "scenario" ? isFirst : noticed === 0) loss ??= this.#lossOf(outcomes, timeLimit);
      if (noticedBy === "scenario") alarm ??= alarmIn(outcomes, (finding) => finding.check !== "echo");
      if (isNoticed(outcomes, noticedBy === "judge" ? "judge" : "anyone")) noticed++;
    }
    return { caught: noticed > 0, answers: plantings.length, noticed, alarm, loss };
  }

  /** @returns what a run against a harmless server raises; `undefined` where it raises nothing */
  async alarm({ name, planting, silent }: HarmlessServer): Promise<string | undefined> {
    // What only the judge must be silent about it is shown without the way there. Whether a value is the one that was sent
    // no schema says.
    if (silent === "judge") return alarmIn([this.#judged(name, planting)], ({ check }) => check !== "echo");
    const raised = (await this.#outcomes(name, planting)).find((outcome) => isNoticed([outcome], silent));
    return raised && (raised.findings.map(textOf)[0] ?? raised.reason ?? raised.verdict);
  }

  /** Whether a run judged by the defaults notices another reading; workflows that name the rule are run first. */
  async catchesReading(reading: PlayedReading): Promise<Caught> {
    await choose(reading);
    const { rule, mock } = reading;
    const target = { name: "another reading", servers: { ...mock.servers } };
    const names = ({ workflows }: Scenario) =>
      [...workflows.values()].some(({ steps }) => steps.some(({ rules }) => rules.includes(rule)));
    const groups = [...new Set(this.#groups.values())];
    const naming = groups.filter((group) => group.some(names));
    const ordered = [...naming, ...groups.filter((group) => !naming.includes(group))];
    // Other data for each reading: what an earlier one left unfinished must not stand in the way.
    const seed = this.#options.seed + ++this.#readings;
    for (const [index, scenarios] of ordered.entries()) {
      // What happens under this reading is kept apart from what happened under the one before.
      const sessionOf = () => `reading-${this.#readings}-${index}`;
      const sessions = { sessionOf, ...(mock.begin ? { begin: mock.begin } : {}) };
      const outcomes: StepOutcome[] = [];
      for await (const event of run({ ...this.#shared(scenarios), seed, target, inputs: mock.inputs, ...sessions })) {
        if (event.type !== "step-finished") continue;
        outcomes.push(event.outcome);
        this.#compare(`${rule}=${reading.name}`, event.outcome);
        if (isNoticed([event.outcome], "anyone"))
          return { caught: true, answers: 0, noticed: 0, loss: this.#lossOf(outcomes) };
      }
    }
    return { caught: false, answers: 0, noticed: 0, loss: undefined };
  }

  #lossOf(outcomes: StepOutcome[], timeLimit?: number): string | undefined {
    const judgeOf = (contract: Contract) => this.#judgeOf(contract, timeLimit);
    return lossOf(outcomes, { contracts: this.#contracts, masker: this.#masker, judgeOf });
  }

  /** Asks the second engine about every answer of the sound target. */
  compareRecording(): void {
    for (const [workflow, { calls }] of this.#options.recording.entries()) {
      for (const [call, { exchange }] of calls.entries()) {
        this.#judged("the sound target", { workflow, call, answer: answerOf(exchange) });
      }
    }
  }

  /** What the judge says of a changed answer to a recorded call, without the run that led to it. */
  #judged(server: string, { workflow, call, answer }: Planting, timeLimit?: number): StepOutcome {
    const recorded = this.#options.recording[workflow]?.calls[call];
    if (!recorded) throw new Error(`call ${call} of workflow ${workflow} is not in the recording`);
    const { operationId, breaksRequest } = recorded;
    const { delayMs: durationMs = recorded.exchange.durationMs, ...response } = answer;
    const exchange = { ...recorded.exchange, durationMs, response: { ...recorded.exchange.response, ...response } };
    const contract = this.#contractWith(operationId);
    const operation = contract?.operations.get(operationId);
    if (!contract || !operation) throw new Error(`operation ${operationId} of the recording is in no contract`);
    const place = { file: "recording", line: 1, column: 1 };
    const { findings } = this.#judgeOf(contract, timeLimit).judge(exchange, {
      operation,
      scenario: place,
      breaksRequest,
    });
    const verdict = findings.some(({ severity }) => severity === "error") ? "drift" : "pass";
    const told = { stepId: operationId, calls: operationId, place, reason: undefined, attempt: 1 };
    const outcome: StepOutcome = { ...told, verdict, findings, exchange };
    this.#compare(server, outcome);
    return outcome;
  }

  /** Holds what was said of an answer against what the second engine says. */
  #compare(server: string, { calls, exchange, findings }: StepOutcome): void {
    const contract = this.#contractWith(calls);
    if (!exchange || !contract) return;
    this.secondOpinion.hear({ server, contract, operationId: calls, exchange, findings });
  }

  #contractWith(operationId: string): Contract | undefined {
    return this.#contracts.find(({ operations }) => operations.has(operationId));
  }

  async #outcomes(server: string, { workflow, call, answer }: Planting, timeLimit?: number): Promise<StepOutcome[]> {
    const { recording, scenarios, servers, inputs } = this.#options;
    const planted = recording[workflow];
    const home = scenarios[planted?.scenario ?? 0];
    const planned = home?.workflows.get(planted?.workflowId ?? "");
    if (!planted || !home || !planned) throw new Error(`workflow ${workflow} of the recording is not in the scenarios`);
    const chosen = this.#groups.get(planned) ?? [home];
    const target = { name: "a faulty server", servers: mapValues(servers, (url) => this.#replay.url + pathOf(url)) };
    const outcomes: StepOutcome[] = [];
    for await (const event of run({ ...this.#shared(chosen, timeLimit), target, inputs })) {
      if (event.type === "workflow-started") {
        const index = scenarios.findIndex(({ name }) => name === event.scenario);
        const played = recording.find((at) => at.scenario === index && at.workflowId === event.workflowId);
        const changed = played === planted ? { call: planted.calls[call], answer } : undefined;
        if (played) this.#replay.play(played, changed);
      }
      if (event.type !== "step-finished") continue;
      outcomes.push(event.outcome);
      this.#compare(server, event.outcome);
    }
    return outcomes;
  }

  #shared(scenarios: Scenario[], timeLimit?: number): Pick<RunOptions, "scenarios" | "seed" | "ledger" | "judgeOf"> {
    const { seed, ledger } = this.#options;
    return { scenarios, seed, ledger, judgeOf: (contract) => this.#judgeOf(contract, timeLimit) };
  }

  #judgeOf(contract: Contract, timeLimit: number | undefined): Judge {
    const key = `${contract.file.path} ${timeLimit}`;
    const known = this.#judges.get(key);
    if (known) return known;
    const { ledger } = this.#options;
    const judge = judgeOf(contract, ledger, {
      masker: this.#masker,
      profile: defaultProfile(ledger),
      config: { ...defaultJudgeConfig, timeLimit: () => timeLimit },
      // Dear to find out, and nothing here looks at it.
      asksReadings: false,
    });
    this.#judges.set(key, judge);
    return judge;
  }
}

/** The scenarios cut down to each workflow and those that it needs. */
function groupsOf(scenarios: readonly Scenario[]): Map<Workflow, Scenario[]> {
  const groups = Map.groupBy(plan(scenarios), ({ group }) => group);
  const found = new Map<Workflow, Scenario[]>();
  for (const members of groups.values()) {
    const kept = new Set(members.map(({ workflow }) => workflow));
    const homes = [...new Set(members.map(({ scenario }) => scenario))];
    const cut = homes.flatMap((scenario) => withWorkflows(scenario, (workflow) => kept.has(workflow)));
    for (const workflow of kept) found.set(workflow, cut);
  }
  return found;
}

function withWorkflows(scenario: Scenario, keeps: (workflow: Workflow) => boolean): Scenario[] {
  const workflows = new Map([...scenario.workflows].filter(([, workflow]) => keeps(workflow)));
  return workflows.size > 0 ? [{ ...scenario, workflows }] : [];
}

function mapValues(
  servers: Readonly<Record<string, string | undefined>>,
  map: (url: string) => string,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(servers).map(([name, url]) => [name, url === undefined ? undefined : map(url)]),
  );
}

/** The path of a base URL, without a slash at its end. */
function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/$/, "");
}
