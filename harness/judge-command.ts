import { loadContract, type Paths } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { maskerOf } from "../spec/mask.ts";
import { withPaths } from "../spec/paths.ts";
import { shortPath } from "../spec/place.ts";
import { profileOf } from "../spec/profile.ts";
import { unjudgedText } from "./codec/unjudged.ts";
import { loadHar } from "./exchange/recording.ts";
import { exitCode, exitCodeOf } from "./exit-code.ts";
import { judgeOf } from "./judge/judge.ts";
import { judgedNames, loadJudgeConfig } from "./judge/judge-config.ts";
import type { Tool } from "./report/ctrf.ts";
import { reportersOf, reportRequestsOf } from "./report/reporter.ts";
import { judgeHar } from "./run/judge-recording.ts";
import { demandStrict } from "./schema/compiled-schemas.ts";

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
 * @returns the exit code
 * @throws UsageError for what the user has to mend
 */
export function judgeCommand(recording: string, options: JudgeOptions, setting: JudgeSetting): number {
  const contract = withPaths(loadContract(options.contract), options.path);
  if (options.strict) demandStrict(contract);
  const ledger = loadLedger(options.ledger);
  const masker = maskerOf(contract);
  const entries = loadHar(recording);
  const unjudged = unjudgedText([contract]);
  if (unjudged !== undefined) setting.err(unjudged);
  const reporters = reportersOf({ ...setting, reports: reportRequestsOf(options), quiet: options.quiet, masker });
  const name = shortPath(recording);
  const config =
    options.judge === undefined ? undefined : loadJudgeConfig(options.judge, judgedNames(ledger, [contract]));
  const profile = profileOf(ledger, options.rule);
  const judge = judgeOf(contract, ledger, { masker, profile, ...(config ? { config } : {}) });
  let code: number = exitCode.nothingFound;
  for (const event of judgeHar(entries, { name, contract, judge, masker })) {
    for (const report of reporters) report(event);
    if (event.type === "run-finished") code = exitCodeOf(event.summary);
  }
  return code;
}
