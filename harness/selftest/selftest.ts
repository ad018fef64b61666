import type { Ledger } from "../../spec/ledger.ts";
import type { Reading } from "../../spec/profile.ts";
import type { HarmlessKind } from "../mutants/harmless.ts";
import type { Operator } from "../mutants/mutant.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { Bench } from "./bench.ts";
import { deriveServers } from "./faulty-servers.ts";
import type { Caught } from "./noticed.ts";
import { type ReadingMock, readingsOf, type SoundTarget } from "./reading.ts";
import { record } from "./recording.ts";
import type { Difference } from "./second-opinion.ts";

export interface SelftestOptions {
  scenarios: readonly Scenario[];
  ledger: Ledger;
  target: SoundTarget;
  /** A mock that plays other readings; without one, no readings are played. */
  readingMock?: ReadingMock | undefined;
  /** Starts a mock with some readings. A scenario that makes a sandbox of its own gets those a mock was started with. */
  startMock?: (rules: Record<string, string>) => Promise<ReadingMock & AsyncDisposable>;
  /** Names of the source descriptions whose operations are broken; all unless told otherwise. */
  sources?: readonly string[];
  seed?: number;
  /** Only the faults of this operator, and nothing harmless. */
  operator?: Operator | undefined;
  /** Told after every run. */
  progress?: (done: number, of: number) => void;
}

/** What came of one faulty server. */
export interface FaultyResult extends Caught {
  name: string;
  operator: Operator;
  /** Where the contract allows the answer; `undefined` for a fault. */
  leaf: string | undefined;
}

/** What came of one harmless server. `alarm` says what it raised. */
export interface HarmlessResult {
  name: string;
  kind: HarmlessKind;
  alarm: string | undefined;
}

export interface SelftestResult {
  operations: number;
  faults: FaultyResult[];
  harmless: HarmlessResult[];
  /** Of how many answers another engine was asked as well, and where it says otherwise than the judge. */
  secondOpinion: { answers: number; differences: readonly Difference[] };
  durationMs: number;
}

/**
 * Measures what a set of scenarios and the judge notice: records one run against a sound target, derives faulty servers
 * from it and the contract, and runs the scenarios against each; then against servers that differ harmlessly.
 * @throws UnsoundScenarios when the scenarios do not pass against the target as it is
 */
export async function selftest(options: SelftestOptions): Promise<SelftestResult> {
  const started = performance.now();
  const { scenarios, ledger, target, seed = 1, operator, readingMock } = options;
  const recording = await record({
    scenarios,
    target: { name: "a sound target", servers: { ...target.servers } },
    seed,
    inputs: target.inputs,
    ledger,
    ...(target.begin ? { sessionOf: (group: number) => `selftest-${group}`, begin: target.begin } : {}),
  });
  const derived = deriveServers(scenarios, recording, options);
  const isChosen = (other: Operator) => operator === undefined || operator === other;
  const readings = readingMock && isChosen("reading") ? readingsOf(ledger) : [];
  const chosen = derived.faulty.filter((server) => isChosen(server.operator));
  const changes = operator === undefined ? derived.harmless : [];

  const of = readings.length + chosen.length + changes.length;
  let done = 0;
  const over = () => options.progress?.(++done, of);
  await using bench = await Bench.start({ ...target, seed, scenarios, ledger, recording });
  bench.compareRecording();
  const faults: FaultyResult[] = [];
  for (const reading of readings) {
    if (!readingMock) break;
    const came = await catchesReading(bench, reading, { ...options, readingMock });
    faults.push({ name: `${reading.rule}=${reading.name} reading`, operator: "reading", leaf: undefined, ...came });
    over();
  }
  for (const server of chosen) {
    const { name, operator, leaf } = server;
    faults.push({ name, operator, leaf, ...(await bench.catches(server)) });
    over();
  }
  const harmless: HarmlessResult[] = [];
  for (const change of changes) {
    harmless.push({ name: change.name, kind: change.kind, alarm: await bench.alarm(change) });
    over();
  }
  const { answers, differences } = bench.secondOpinion;
  const secondOpinion = { answers, differences };
  return { operations: derived.operations, faults, harmless, secondOpinion, durationMs: performance.now() - started };
}

/** Plays a reading on a mock that runs already, and where that is not noticed on one that was started with it. */
async function catchesReading(
  bench: Bench,
  reading: Reading,
  { readingMock: mock, startMock }: Pick<SelftestOptions, "startMock"> & { readingMock: ReadingMock },
): Promise<Caught> {
  const came = await bench.catchesReading({ ...reading, mock });
  if (came.caught || !startMock) return came;
  await using own = await startMock({ [reading.rule]: reading.name });
  return await bench.catchesReading({ ...reading, mock: own });
}
