import type { StepOutcome } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type RunOptions, run } from "../run/run.ts";

/** One call of a recorded run. It is plain data, so that a worker can be given it. */
export interface RecordedCall {
  operationId: string;
  exchange: Exchange;
  /** Whether its request broke the contract on purpose. */
  breaksRequest: boolean;
}

/** What a workflow sent and was answered, in order. */
export interface RecordedWorkflow {
  /** Position of its scenario in the run. */
  scenario: number;
  workflowId: string;
  calls: RecordedCall[];
}

/** Scenarios that do not pass as they are: what is not right cannot be broken. */
export class UnsoundScenarios extends Error {
  override name = "UnsoundScenarios";
}

/**
 * Runs scenarios once and keeps every exchange.
 * @throws UnsoundScenarios when a workflow does anything but pass
 */
export async function record(options: RunOptions): Promise<RecordedWorkflow[]> {
  const recorded: RecordedWorkflow[] = [];
  const names = options.scenarios.map(({ name }) => name);
  for await (const event of run(options)) {
    if (event.type !== "workflow-finished") continue;
    const { workflowId, verdict, steps, reason } = event.outcome;
    if (verdict !== "pass") {
      const first = steps.flatMap(({ findings }) => findings)[0];
      const why =
        reason ?? (first ? `${first.where}: ${first.expected} expected, ${first.actual} found` : "no reason given");
      throw new UnsoundScenarios(
        `${event.scenario} ${workflowId} ends with ${verdict} before anything is broken: ${why}`,
      );
    }
    recorded.push({ scenario: names.indexOf(event.scenario), workflowId, calls: steps.flatMap(callOf) });
  }
  return recorded;
}

function callOf({ calls, exchange, breaksRequest }: StepOutcome): RecordedCall[] {
  return exchange ? [{ operationId: calls, exchange, breaksRequest: breaksRequest === true }] : [];
}
