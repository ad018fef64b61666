import type { Contract } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import { type Masker, maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import type { StepOutcome, Verdict } from "../event.ts";
import type { Values } from "../expression/scope.ts";
import { type Judge, judgeOf } from "../judge/judge.ts";
import { defaultJudgeConfig } from "../judge/judge-config.ts";
import { slowMs } from "../mutants/behaviour.ts";
import { plan } from "../run/plan.ts";
import { type RunOptions, run } from "../run/run.ts";
import { contractsOf, type Scenario, type Workflow } from "../scenario/scenario.ts";
import { lossOf } from "./evidence.ts";
import type { FaultyServer, HarmlessServer, Planting } from "./faulty-servers.ts";
import { choose, type PlayedReading } from "./reading.ts";
import type { RecordedWorkflow } from "./recording.ts";
import { ReplayServer, strayStatus } from "./server.ts";

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

/** What came of a server that is to be noticed. */
export interface Caught {
  caught: boolean;
  /** What the recording of the run tells otherwise than the run, in words; `undefined` where that is nothing. */
  loss: string | undefined;
}

/** How long an answer may take where that is what is tested, in milliseconds; half of what a slow server takes. */
const slowLimitMs = slowMs / 2;

/** Runs scenarios against faulty servers, one after the other. */
export class Bench {
  readonly #options: BenchOptions;
  readonly #replay: ReplayServer & { readonly url: string };
  readonly #judges = new Map<string, Judge>();
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

  /** Whether a run against a faulty server notices. */
  async catches({ plantings, noticedBy, operator }: FaultyServer): Promise<Caught> {
    const timeLimit = operator === "slow" ? slowLimitMs : undefined;
    let loss: string | undefined;
    for (const planting of plantings) {
      const outcomes = await this.#outcomes(planting, timeLimit);
      loss ??= this.#lossOf(outcomes, timeLimit);
      if (noticed(outcomes, noticedBy)) return { caught: true, loss };
    }
    return { caught: false, loss };
  }

  /** @returns what a run against a harmless server raises; `undefined` where it raises nothing */
  async alarm({ planting, silent }: HarmlessServer): Promise<string | undefined> {
    const raised = (await this.#outcomes(planting)).find((outcome) => noticed([outcome], silent));
    const finding = raised?.findings[0];
    if (!raised) return undefined;
    return finding
      ? `${finding.check} ${finding.where}: ${finding.expected}, not ${finding.actual}`
      : (raised.reason ?? raised.verdict);
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
        if (noticed([event.outcome], "anyone")) return { caught: true, loss: this.#lossOf(outcomes) };
      }
    }
    return { caught: false, loss: undefined };
  }

  #lossOf(outcomes: StepOutcome[], timeLimit?: number): string | undefined {
    const judgeOf = (contract: Contract) => this.#judgeOf(contract, timeLimit);
    return lossOf(outcomes, { contracts: this.#contracts, masker: this.#masker, judgeOf });
  }

  async #outcomes({ workflow, call, answer }: Planting, timeLimit?: number): Promise<StepOutcome[]> {
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
      if (event.type === "step-finished") outcomes.push(event.outcome);
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

const telling: readonly Verdict[] = ["drift", "unavailable"];

function noticed(outcomes: readonly StepOutcome[], by: "judge" | "anyone"): boolean {
  return outcomes.some(({ verdict, findings, exchange }) =>
    by === "anyone"
      ? // A run that was led astray has noticed nothing: it was the recording that ended.
        telling.includes(verdict) && exchange?.response.status !== strayStatus
      : findings.some(({ check, severity }) => check !== "criterion" && severity === "error"),
  );
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
