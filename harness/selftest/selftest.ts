import { availableParallelism } from "node:os";
import type { Ledger } from "../../spec/ledger.ts";
import type { BenignKind } from "../mutants/harmless.ts";
import type { Operator } from "../mutants/mutant.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { Bench } from "./bench.ts";
import { deriveFaults } from "./faults.ts";
import type { Lane, ReadingMock, SoundTarget } from "./lane.ts";
import { readingsOf } from "./reading.ts";
import { record } from "./recording.ts";
import { WorkerLane } from "./worker-lane.ts";

export interface SelftestOptions {
  scenarios: readonly Scenario[];
  /** The files the scenarios were loaded from, in the same order, for workers to load again. */
  files: readonly string[];
  ledger: Ledger;
  /** The file of the ledger, where it is not the one that ships. */
  ledgerFile?: string | undefined;
  target: SoundTarget;
  /** Mocks that play other readings, one for each lane that has to; without any, no readings are played. */
  readingMocks?: readonly ReadingMock[];
  /** Starts a mock with some readings. A scenario that makes a sandbox of its own gets those a mock was started with. */
  startMock?: (rules: Record<string, string>) => Promise<ReadingMock & AsyncDisposable>;
  /** Names of the source descriptions whose operations are broken; all unless told otherwise. */
  sources?: readonly string[];
  seed?: number;
  /** How many runs at once; one for each core unless told otherwise. One stays in this thread. */
  jobs?: number;
  /** Only the faults of this operator, and nothing harmless. */
  operator?: Operator | undefined;
  /** Told after every run. */
  progress?: (done: number, of: number) => void;
}

/** What came of one faulty server. */
export interface FaultResult {
  name: string;
  operator: Operator;
  caught: boolean;
}

/** What came of one harmless server. `alarm` says what it raised. */
export interface BenignResult {
  name: string;
  kind: BenignKind;
  alarm: string | undefined;
}

export interface SelftestResult {
  operations: number;
  faults: FaultResult[];
  benign: BenignResult[];
  jobs: number;
  durationMs: number;
}

type Job = (lane: Lane, mock: ReadingMock | undefined) => Promise<void>;

/**
 * Measures what a set of scenarios and the judge notice: records one run against a sound target, derives faulty servers
 * from it and the contract, and runs the scenarios against each; then against servers that differ harmlessly.
 * @throws UnsoundScenarios when the scenarios do not pass against the target as it is
 */
export async function selftest(options: SelftestOptions): Promise<SelftestResult> {
  const started = performance.now();
  const { scenarios, files, ledger, target, seed = 1, jobs = availableParallelism(), operator } = options;
  const shared = { seed, inputs: target.inputs, servers: target.servers };
  // Started first: workers load their scenarios while the run is recorded.
  const workers = jobs > 1 ? Array.from({ length: jobs }, () => new WorkerLane(files, options.ledgerFile)) : [];
  await using lanes = new AsyncDisposableStack();
  for (const worker of workers) lanes.use(worker);
  const recording = await record({
    scenarios,
    target: { name: "a sound target", servers: { ...target.servers } },
    seed,
    inputs: target.inputs,
    ledger,
    ...(target.hasSessions ? { sessionOf: (group: number) => `selftest-${group}` } : {}),
  });
  const derived = deriveFaults(scenarios, recording, options);
  const isChosen = (other: Operator) => operator === undefined || operator === other;
  const mocks = options.readingMocks ?? [];

  const faults: FaultResult[] = [];
  const benign: BenignResult[] = [];
  const first: Job[] = [];
  for (const at of mocks.length > 0 && isChosen("reading") ? readingsOf(ledger) : []) {
    const result: FaultResult = { name: `${at.rule}=${at.name} reading`, operator: "reading", caught: false };
    faults.push(result);
    first.push(async (lane, mock) => {
      result.caught = mock !== undefined && (await catchesReading(lane, at, { ...options, mock }));
    });
  }
  const others: Job[] = [];
  for (const fault of derived.faults.filter((other) => isChosen(other.operator))) {
    const result: FaultResult = { name: fault.name, operator: fault.operator, caught: false };
    faults.push(result);
    others.push(async (lane) => {
      result.caught = await lane.catches(fault);
    });
  }
  for (const harmless of operator === undefined ? derived.benign : []) {
    const result: BenignResult = { name: harmless.name, kind: harmless.kind, alarm: undefined };
    benign.push(result);
    others.push(async (lane) => {
      result.alarm = await lane.alarm(harmless);
    });
  }
  for (const worker of workers) worker.open({ ...shared, recording });
  const all: Lane[] =
    workers.length > 0 ? workers : [lanes.use(await Bench.start({ ...shared, scenarios, ledger, recording }))];
  await spread([first, others], { lanes: all, mocks, progress: options.progress });
  return { operations: derived.operations, faults, benign, jobs, durationMs: performance.now() - started };
}

/** Plays a reading on a mock that runs already, and where that is not noticed on one that was started with it. */
async function catchesReading(
  lane: Lane,
  { rule, name }: { rule: string; name: string },
  { mock, startMock }: Pick<SelftestOptions, "startMock"> & { mock: ReadingMock },
): Promise<boolean> {
  const session = `${rule}-${name}`;
  if (await lane.catchesReading({ rule, name, session, mock })) return true;
  if (!startMock) return false;
  await using own = await startMock({ [rule]: name });
  // Without what cannot go to another thread; and waited for here, because the mock ends with this function.
  const { servers, inputs, control, controlToken } = own;
  return await lane.catchesReading({ rule, name, session, mock: { servers, inputs, control, controlToken } });
}

/** Hands out jobs to whoever is free. Those of the first kind need a mock, so that only lanes with one take them. */
async function spread(
  [first, others]: [Job[], Job[]],
  { lanes, mocks, progress }: { lanes: Lane[]; mocks: readonly ReadingMock[]; progress: SelftestOptions["progress"] },
): Promise<void> {
  const of = first.length + others.length;
  let done = 0;
  await Promise.all(
    lanes.map(async (lane, index) => {
      const mock = mocks[index];
      for (;;) {
        const job = (mock ? first.shift() : undefined) ?? others.shift();
        if (!job) return;
        await job(lane, mock);
        progress?.(++done, of);
      }
    }),
  );
}
