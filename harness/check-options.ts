import type { Values } from "./expression/scope.ts";
import type { Tool } from "./report/ctrf.ts";

/** The options of `understudy check`, as they are given. */
export interface CheckOptions {
  target?: string;
  control?: string;
  controlToken?: string;
  allowHost?: string[];
  allowWrites?: true;
  input: Record<string, string>;
  seed?: number;
  contract: string[];
  ledger?: string;
  rule: Record<string, string>;
  concurrency?: number;
  /** Requests per second. */
  rate?: number;
  /** Requests in all. */
  budget?: number;
  /** Seconds for one whole answer. */
  timeout?: number;
  /** Seconds for the whole run, and for one workflow. */
  runTime?: number;
  workflowTime?: number;
  /** Steps of one workflow. */
  maxSteps?: number;
  /** Configuration file of the judge. */
  judge?: string;
  report: string[];
  junit?: string;
}

/** What the command takes from the process it runs in; it knows nothing of the mock but how to start one. */
export interface CheckSetting {
  /** Starts a mock that plays some readings. */
  startMock: (rules: Record<string, string>) => Promise<OwnMock>;
  /** Credentials that are no secret: those every mock has unless told otherwise. Offered to this machine only. */
  publishedInputs: () => Promise<Values>;
  /** The scenario files to run where none is given. */
  shipped: () => string[];
  environment: Readonly<Record<string, string | undefined>>;
  stream: NodeJS.WriteStream;
  signal: AbortSignal;
  tool: Tool;
}

/** A mock that answers, with the inputs that are its to give. */
export interface OwnMock extends AsyncDisposable {
  vendor: string;
  control: string;
  inputs: Values;
}
