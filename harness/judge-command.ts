import { loadContract, type Paths } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { openMaskerOf } from "../spec/mask.ts";
import { withPaths } from "../spec/paths.ts";
import { shortPath } from "../spec/place.ts";
import { profileOf } from "../spec/profile.ts";
import { unjudgedText } from "./codec/unjudged.ts";
import type { RunEvent, WorkflowOutcome } from "./event.ts";
import { loadHar, madeUpIn } from "./exchange/recording.ts";
import { exitCode, exitCodeOf } from "./exit-code.ts";
import { filesNamed, harFiles } from "./file-arguments.ts";
import { judgeOf } from "./judge/judge.ts";
import { judgedNames, loadJudgeConfig } from "./judge/judge-config.ts";
import type { Tool } from "./report/ctrf.ts";
import { reportersOf, reportRequestsOf } from "./report/reporter.ts";
import { counted } from "./report/words.ts";
import { judgeHar } from "./run/judge-recording.ts";
import { demandStrict } from "./schema/compiled-schemas.ts";
import { summarise } from "./verdict.ts";

/** The options of `understudy judge`, as they are given. */
export interface JudgeOptions {
  contract?: string;
  ledger?: string;
  /** Paths by operationId, in place of the contract's. */
  path: Paths;
  /** Readings by rule id, to judge by in place of the ledger's defaults. */
  rule: Record<string, string>;
  /** Configuration file of the judge. */
  judge?: string;
  /** Whether to refuse a contract of which something would not be judged. */
  strict?: boolean;
  /** Whether to tell only what did not pass. */
  quiet?: true;
  report: string[];
  junit?: string;
}

/** What the command takes from the process it runs in. */
export interface JudgeSetting {
  variables: Readonly<Record<string, string | undefined>>;
  stream: NodeJS.WriteStream;
  tool: Tool;
  err: (line: string) => void;
}

/**
 * `understudy judge`: judges recorded traffic and reports what it finds.
 * @param recordings names, folders and patterns; each recording is judged by itself
 * @returns the exit code
 * @throws UsageError for what the user has to mend
 */
export function judgeCommand(recordings: readonly string[], options: JudgeOptions, setting: JudgeSetting): number {
  const contract = withPaths(loadContract(options.contract), options.path);
  if (options.strict) demandStrict(contract);
  const ledger = loadLedger(options.ledger);
  // All of them are read before anything is told.
  const files = filesNamed(recordings, harFiles);
  const loaded = files.map((file) => ({ name: shortPath(file), entries: loadHar(file) }));
  const masker = openMaskerOf(new Set(files.flatMap(madeUpIn)), contract);
  const unjudged = unjudgedText([contract]);
  if (unjudged !== undefined) setting.err(unjudged);
  const reporters = reportersOf({ ...setting, reports: reportRequestsOf(options), quiet: options.quiet, masker });
  const config =
    options.judge === undefined ? undefined : loadJudgeConfig(options.judge, judgedNames(ledger, [contract]));
  const profile = profileOf(ledger, options.rule);
  const judge = judgeOf(contract, ledger, { masker, profile, ...(config ? { config } : {}) });
  const runs = loaded.map(({ name, entries }) => judgeHar(entries, { name, contract, judge, masker }));
  let code: number = exitCode.nothingFound;
  for (const event of asOneRun(runs)) {
    for (const report of reporters) report(event);
    if (event.type === "run-finished") code = exitCodeOf(event.summary);
  }
  return code;
}

/** Tells several runs as one. What is noted of one of them is noted with its name. */
function* asOneRun(runs: readonly Generator<RunEvent>[]): Generator<RunEvent> {
  const [only] = runs;
  if (only && runs.length === 1) return yield* only;
  const starts = runs.map((events) => events.next().value).filter((event) => event?.type === "run-started");
  const [first] = starts;
  if (!first) return;
  const scenarios = starts.flatMap((start) => start.scenarios);
  const workflows = starts.reduce((sum, start) => sum + start.workflows, 0);
  yield { ...first, target: counted(runs.length, "recording"), scenarios, workflows };
  const outcomes: WorkflowOutcome[] = [];
  const notes: string[] = [];
  let index = 0;
  for (const [at, events] of runs.entries()) {
    for (const event of events) {
      if (event.type === "workflow-finished") outcomes.push(event.outcome);
      if (event.type === "run-finished")
        notes.push(...(event.summary.notes ?? []).map((note) => `${scenarios[at]}: ${note}`));
      else yield event.type === "workflow-started" ? { ...event, index: index++ } : event;
    }
  }
  const durationMs = outcomes.reduce((sum, outcome) => sum + outcome.durationMs, 0);
  const summary = { ...summarise(outcomes, durationMs), ...(notes.length > 0 ? { notes } : {}) };
  yield { type: "run-finished", summary };
}
