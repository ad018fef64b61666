import type { StepOutcome } from "../event.ts";
import { headerOf } from "../exchange/exchange.ts";
import { allHold } from "../expression/criterion.ts";
import { type Scope, Unresolved } from "../expression/scope.ts";
import type { Action, Step } from "../scenario/scenario.ts";

/** The longest wait before a retry, in milliseconds; who asks for more is not retried. */
const maximumDelayMs = 300_000;

/** An action to take, with the wait before it in milliseconds where it is a retry. */
export type Choice = { action: Action; delayMs: number };

/** The action that follows an attempt at a step; none after one from which nothing was learnt. */
export function chooseAfter(
  step: Step,
  { outcome, scope }: { outcome: StepOutcome; scope: Scope },
  options: Parameters<typeof chooseAction>[2],
): Choice | undefined {
  switch (outcome.verdict) {
    case "pass":
      return chooseAction(step.onSuccess, scope, options);
    case "drift":
    case "unavailable":
      return chooseAction(step.onFailure, scope, options);
    case "inconclusive":
    case "skipped":
      return undefined;
    default:
      return outcome.verdict satisfies never;
  }
}

/**
 * An attempt that is retried, as the scenario foresaw, is not held against the target by its criteria. What its answer broke
 * of the contract stays.
 */
export function retried(outcome: StepOutcome, { action, delayMs }: Choice): StepOutcome {
  const findings = outcome.findings.filter(({ check }) => check !== "criterion");
  const verdict = findings.length > 0 ? "drift" : "pass";
  return { ...outcome, verdict, findings, reason: `retried after ${delayMs / 1000} s by ${action.name}` };
}

/**
 * The first action whose criteria hold (Arazzo 1.0.1, Failure Action Object). A retry that is used up leaves the choice to
 * the actions after it.
 * @param retries how often each action was taken for this step already
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
function chooseAction(
  actions: readonly Action[],
  scope: Scope,
  { retries, now }: { retries: ReadonlyMap<Action, number>; now: number },
): Choice | undefined {
  for (const action of actions) {
    if (!applies(action, scope)) continue;
    if (action.type !== "retry") return { action, delayMs: 0 };
    const delayMs = retryAfterMs(scope, now) ?? action.retryAfter * 1000;
    if ((retries.get(action) ?? 0) < action.retryLimit && delayMs <= maximumDelayMs) return { action, delayMs };
  }
  return undefined;
}

function applies(action: Action, scope: Scope): boolean {
  try {
    return allHold(action.criteria, scope);
  } catch (error) {
    // A criterion that cannot be evaluated does not hold (Arazzo 1.1.0, Evaluation Errors).
    if (error instanceof Unresolved) return false;
    throw error;
  }
}

/** The wait a Retry-After header asks for (RFC 9110, section 10.2.3): seconds or a date. */
function retryAfterMs(scope: Scope, now: number): number | undefined {
  const value = scope.answered && headerOf(scope.answered.exchange.response.headers, "retry-after");
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
