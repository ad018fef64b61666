import { loadLedger } from "../spec/ledger.ts";
import { UsageError } from "../spec/usage-error.ts";
import { didYouMean } from "../spec/words/did-you-mean.ts";
import { exitCode } from "./exit-code.ts";
import { type Operator, operators } from "./mutants/mutant.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { loadMisses } from "./selftest/misses.ts";
import type { ReadingMock } from "./selftest/reading.ts";
import { UnsoundScenarios } from "./selftest/recording.ts";
import { selftestText } from "./selftest/report.ts";
import { selftest } from "./selftest/selftest.ts";
import { verdictOf } from "./selftest/verdict.ts";
import type { OwnMock, StartMock } from "./target/choose-target.ts";
import { beginSession } from "./target/mock-sessions.ts";

/** The options of `understudy selftest`, as they are given. */
export interface SelftestCommandOptions {
  operator?: string;
}

/** What the command takes from the process it runs in; it knows nothing of the mock but how to start one. */
export interface SelftestSetting {
  startMock: StartMock;
  /** The scenario files that ship. */
  shipped: () => string[];
  stream: NodeJS.WritableStream;
  /** Where progress is shown, if that is a terminal. */
  progress: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * `understudy selftest`: how many faulty servers the shipped scenarios notice.
 * @returns the exit code: 0 when all are noticed or listed and nothing harmless is complained about, else 1
 * @throws UsageError for what the user has to mend
 */
export async function selftestCommand(options: SelftestCommandOptions, setting: SelftestSetting): Promise<0 | 1> {
  const operator = options.operator === undefined ? undefined : operatorOf(options.operator);
  const misses = loadMisses();
  const scenarios = loadScenarios(setting.shipped());
  await using mock = await setting.startMock({ rules: {} });
  const target = readingMockOf(mock);
  const result = await selftest({
    scenarios,
    ledger: loadLedger(),
    target,
    readingMock: target,
    startMock: async (rules) => {
      const own = await setting.startMock({ rules });
      return { ...readingMockOf(own), [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
    },
    sources: ["vendors"],
    operator,
    progress: progressOn(setting.progress),
  }).catch((error: unknown) => {
    if (error instanceof UnsoundScenarios) return error;
    throw error;
  });
  if (result instanceof UnsoundScenarios) {
    setting.stream.write(`✗ ${result.message}\n`);
    return exitCode.findings;
  }
  const verdict = verdictOf(result, misses, { isPart: operator !== undefined });
  setting.stream.write(selftestText(result, verdict));
  return verdict.passed ? exitCode.nothingFound : exitCode.findings;
}

function operatorOf(name: string): Operator {
  const found = operators.find((operator) => operator === name);
  if (!found) throw new UsageError(`unknown operator ${name}: ${didYouMean(name, operators)}`);
  return found;
}

/** @param mock its inputs have the token of its control API */
function readingMockOf({ vendor, control, inputs }: OwnMock): ReadingMock {
  const servers = { vendors: vendor, control };
  const controlToken = String(inputs.controlToken);
  const begin = (session: string) => beginSession(session, { url: control, token: controlToken });
  return { servers, inputs, begin, control, controlToken };
}

/** A line that is written over, and taken away at the end. */
function progressOn(stream: SelftestSetting["progress"]): (done: number, of: number) => void {
  if (stream.isTTY !== true) return () => {};
  return (done, of) => void stream.write(done < of ? `\r${done} of ${of} runs` : "\r\u001b[K");
}
