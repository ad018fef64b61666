import type { GivenOption } from "./given-options.ts";
import type { Tool } from "./report/ctrf.ts";
import type { TargetOptions, TargetSetting } from "./target/choose-target.ts";

/** The options of `understudy check`, as they are given. */
export interface CheckOptions extends TargetOptions {
  input: Record<string, string>;
  /** Ids of the workflows to run; all of them where none is given. */
  workflow: string[];
  /** Whether to tell what could be run, and to run nothing. */
  list?: true;
  /** Whether to begin no workflow any more when one has failed. */
  bail?: true;
  seed?: number;
  /** Seconds for the whole run, and for one workflow. */
  runTime?: number;
  workflowTime?: number;
  /** Steps of one workflow. */
  maxSteps?: number;
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
export interface CheckSetting extends TargetSetting {
  /** The options as they stand on the command line, to be written again. */
  given: readonly GivenOption[];
  /** The scenario files to run where none is given. */
  shipped: () => string[];
  stream: NodeJS.WriteStream;
  /** Says, on one line, why there was no run. */
  err: (line: string) => void;
  signal: AbortSignal;
  tool: Tool;
}
