import { availableParallelism } from "node:os";
import { loadLedger } from "../spec/ledger.ts";
import { nearest } from "../spec/profile.ts";
import type { OwnMock } from "./check-options.ts";
import { type Operator, operators } from "./mutants/mutant.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import type { ReadingMock } from "./selftest/lane.ts";
import { loadMisses } from "./selftest/misses.ts";
import { UnsoundScenarios } from "./selftest/recording.ts";
import { selftestText, verdictOf } from "./selftest/report.ts";
import { selftest } from "./selftest/selftest.ts";

/** The options of `understudy selftest`, as they are given. */
export interface SelftestCommandOptions {
  jobs?: number;
  operator?: string;
}

/** What the command takes from the process it runs in; it knows nothing of the mock but how to start one. */
export interface SelftestSetting {
  startMock: (rules: Record<string, string>) => Promise<OwnMock>;
  /** The scenario files that ship. */
  shipped: () => string[];
  stream: NodeJS.WritableStream;
  /** Where progress is shown, if that is a terminal. */
  progress: NodeJS.WritableStream & { isTTY?: boolean };
}

/** An operator that there is none of. */
export class UnknownOperator extends Error {
  override name = "UnknownOperator";
}

/** Each of them is a thread with the scenarios loaded. */
const maximumJobs = 64;
/** Mocks that play readings; more of them would take longer to start than they save. */
const maximumMocks = 4;

/**
 * `understudy selftest`: how many faulty servers the shipped scenarios notice.
 * @returns the exit code: 0 when all are noticed or listed and nothing harmless is complained about, else 1
 * @throws UnknownOperator, InvalidFile for what the user has to mend
 */
export async function selftestCommand(options: SelftestCommandOptions, setting: SelftestSetting): Promise<0 | 1> {
  const jobs = Math.min(options.jobs ?? availableParallelism(), maximumJobs);
  const operator = options.operator === undefined ? undefined : operatorOf(options.operator);
  const misses = loadMisses();
  const files = setting.shipped();
  const scenarios = loadScenarios(files);
  await using mocks = new AsyncDisposableStack();
  const started: ReadingMock[] = [];
  for (let index = 0; index < Math.min(jobs, maximumMocks); index++) {
    started.push(readingMockOf(mocks.use(await setting.startMock({}))));
  }
  const [target] = started;
  if (!target) throw new RangeError("at least one job is needed");
  const result = await selftest({
    scenarios,
    files,
    ledger: loadLedger(),
    target,
    readingMocks: started,
    startMock: async (rules) => {
      const mock = await setting.startMock(rules);
      return { ...readingMockOf(mock), [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose]() };
    },
    sources: ["vendors"],
    jobs,
    operator,
    progress: progressOn(setting.progress),
  }).catch((error: unknown) => {
    if (error instanceof UnsoundScenarios) return error;
    throw error;
  });
  if (result instanceof UnsoundScenarios) {
    setting.stream.write(`✗ ${result.message}\n`);
    return 1;
  }
  const verdict = verdictOf(result, misses, { isPart: operator !== undefined });
  setting.stream.write(selftestText(result, verdict));
  return verdict.passed ? 0 : 1;
}

function operatorOf(name: string): Operator {
  const found = operators.find((operator) => operator === name);
  if (!found) throw new UnknownOperator(`unknown operator ${name}: did you mean ${nearest(name, operators)}?`);
  return found;
}

/** @param mock its inputs have the token of its control API */
export function readingMockOf({ vendor, control, inputs }: OwnMock): ReadingMock {
  const servers = { vendors: vendor, control };
  return { servers, inputs, hasSessions: true, control, controlToken: String(inputs.controlToken) };
}

/** A line that is written over, and taken away at the end. */
function progressOn(stream: SelftestSetting["progress"]): (done: number, of: number) => void {
  if (stream.isTTY !== true) return () => {};
  return (done, of) => void stream.write(done < of ? `\r${done} of ${of} runs` : "\r\u001b[K");
}
