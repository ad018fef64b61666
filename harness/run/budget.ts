/** What one workflow may still take, shared with the workflows it calls. */
export interface Budget {
  /** Steps that may still be taken, of how many. */
  steps: number;
  of: number;
  /** When its time is up, in milliseconds since 1970. */
  until: number;
  /** Whose time that is and how much it was, for the reason: `the workflow had 600 s`. */
  time: string;
}

/** How much a run and each of its workflows may take. Times in milliseconds. */
export interface BudgetLimits {
  /** Steps of one workflow, those of the workflows it calls included. */
  steps: number;
  workflowMs: number;
  runMs: number;
}

export const defaultBudget: BudgetLimits = { steps: 10_000, workflowMs: 600_000, runMs: 3_600_000 };

/**
 * The budget of a workflow that starts now: its own, or what is left of the run's.
 * @param at.started when the run started; both in milliseconds since 1970
 */
export function budgetOf(limits: BudgetLimits, at: { started: number; now: number }): Budget {
  const { steps } = limits;
  const own = at.now + limits.workflowMs;
  const whole = at.started + limits.runMs;
  const until = Math.min(own, whole);
  const time = own <= whole ? `the workflow had ${limits.workflowMs / 1000} s` : `the run had ${limits.runMs / 1000} s`;
  return { steps, of: steps, until, time };
}

/** Takes one step from a budget. @returns why that cannot be, in one sentence */
export function spendStep(budget: Budget, workflowId: string, now: number): string | undefined {
  if (budget.steps <= 0) {
    return `${budget.of} steps were taken: a goto of workflow ${workflowId} leads in a circle`;
  }
  if (now >= budget.until) return `no time is left: ${budget.time}`;
  budget.steps--;
  return undefined;
}

/** Why there is no time for a wait of some milliseconds; `undefined` where there is. */
export function timeFor(waitMs: number, budget: Budget, now: number): string | undefined {
  if (now + waitMs < budget.until) return undefined;
  return `no time is left for a wait of ${waitMs / 1000} s: ${budget.time}`;
}
