// Runs in a thread of its own: a lane of the self-test, see worker-lane.ts.
import { parentPort, workerData } from "node:worker_threads";
import { loadLedger } from "../../spec/ledger.ts";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { Bench } from "./bench.ts";
import type { Question, Reply, WorkerStart } from "./worker-lane.ts";

const { files, ledgerFile } = workerData as WorkerStart;
const scenarios = loadScenarios(files);
const ledger = loadLedger(ledgerFile);
let bench: Bench | undefined;

// One after the other, in the order they were asked.
let before: Promise<unknown> = Promise.resolve();
parentPort?.on("message", (question: Question) => {
  before = before.then(async () => {
    if (question.ask === "open") bench = await Bench.start({ ...question.options, scenarios, ledger });
    else parentPort?.postMessage(await reply(question));
  });
});

async function reply(question: Exclude<Question, { ask: "open" }>): Promise<Reply> {
  if (!bench) return { error: "a question came before the recording" };
  try {
    switch (question.ask) {
      case "fault":
        return { value: await bench.catches(question.fault) };
      case "benign":
        return { value: await bench.alarm(question.benign) };
      case "reading":
        return { value: await bench.catchesReading(question.reading) };
      default:
        return question satisfies never;
    }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
