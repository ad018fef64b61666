import type { Operation } from "../../spec/contract.ts";
import type { RequestBreach } from "../checks/subject.ts";
import { Unwritable } from "../codec/write.ts";
import type { StepOutcome, Verdict } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { quotedAnswer, scrubberOf, type Undocumented } from "../exchange/masked-exchange.ts";
import { isOwnFailure } from "../exchange/send.ts";
import type { Expression } from "../expression/expression.ts";
import { evaluate, type Scope, Unresolved, type Values } from "../expression/scope.ts";
import type { Finding } from "../finding.ts";
import { criteriaUnder, readingMet, settled } from "../judge/alternative.ts";
import { findingOf } from "../judge/criterion-finding.ts";
import { limitText } from "../judge/judge.ts";
import { Unfinished, withinTime } from "../judge/within-time.ts";
import { Unbuildable } from "../request/payload.ts";
import { type BuiltRequest, buildRequest } from "../request/request.ts";
import type { Call, Step } from "../scenario/scenario.ts";
import { refusalOf } from "../target/permission.ts";
import { absenceOf, addressOf } from "../target/target.ts";
import { isDrift } from "../verdict.ts";
import type { Budget } from "./budget.ts";
import type { Environment } from "./environment.ts";

/** What a step is run with. */
export interface StepContext {
  environment: Environment;
  /** Without an exchange of its own yet. */
  scope: Scope;
  /** Exchanges of earlier steps, whose sensitive values may turn up again. */
  earlier: readonly Exchange[];
  /** Counts from 1. */
  attempt: number;
  budget: Pick<Budget, "until" | "time">;
}

/** What came of a step, and what its actions and the steps after it can see of it. */
export interface StepResult {
  outcome: StepOutcome;
  scope: Scope;
  outputs: Values;
}

/** Runs one attempt at a step that calls an operation. Never loops, never waits for anything but the answer. */
export async function runStep(
  step: Step,
  call: Call & { kind: "operation" },
  context: StepContext,
): Promise<StepResult> {
  const { environment, scope } = context;
  const ending = (verdict: Verdict, reason: string, exchange?: Exchange): StepResult => ({
    outcome: outcomeOf(step, context, { verdict, reason, exchange }),
    scope,
    outputs: {},
  });
  const address = addressOf(environment.target, call);
  if (!address) return ending("skipped", absenceOf(environment.target, call));
  const refusal = refusalOf(environment.target, call);
  if (refusal !== undefined) return ending("inconclusive", refusal);
  const { operation, server } = address;
  let built: BuiltRequest;
  try {
    built = buildRequest(step, { contract: call.contract, operation }, { scope, server });
  } catch (error) {
    if (!(error instanceof Unresolved || error instanceof Unbuildable || error instanceof Unwritable)) throw error;
    return ending("inconclusive", `the request could not be made: ${error.message}`);
  }
  const { request } = built;
  const headers = [...request.headers, ...Object.entries(environment.target.headers ?? {})];
  const { timeoutMs } = step;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stop = eitherOf(environment.signal, timeout);
  const sent = await environment.sender.send({ ...request, headers }, stop);
  if ("failure" in sent) {
    if (timeout?.aborted && sent.failure === "aborted") {
      return ending("unavailable", `${new URL(request.url).host} did not answer within the step's ${timeoutMs} ms`);
    }
    // What never reached the target says nothing about it.
    return ending(isOwnFailure(sent.failure) ? "inconclusive" : "unavailable", sent.reason);
  }
  const { exchange } = sent;
  try {
    const left = Math.max(leastJudgingMs, context.budget.until - environment.time.now());
    return withinTime(() => judgedStep(step, call, { ...context, built, operation, exchange }), left);
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    const cause = error.interrupted ? "the run was stopped" : context.budget.time;
    return ending("inconclusive", `the answer could not be judged to its end: ${cause}`, exchange);
  }
}

/** An answer that came in time may still be judged for so long, in milliseconds. */
const leastJudgingMs = 1000;

/** Judges the answer to a step. Never gives up the thread, and may take long: a pattern can backtrack. */
function judgedStep(
  step: Step,
  call: Call & { kind: "operation" },
  context: StepContext & { built: BuiltRequest; operation: Operation; exchange: Exchange },
): StepResult {
  const { environment, scope, built, operation, exchange } = context;
  const answered = { exchange, path: built.path, query: built.query };
  const seen: Scope = { ...scope, answered };
  const outputs = outputsOf(step.outputs, seen);
  if (environment.failing.isFailing(exchange, operation)) {
    const { status } = exchange.response;
    const reason = `HTTP ${status}, which the contract does not have, with ${quotedAnswer(exchange, environment.masker)}`;
    const outcome = outcomeOf(step, context, { verdict: "unavailable", reason, exchange });
    return { outcome, scope: seen, outputs };
  }
  const byContract = environment.judgeOf(call.contract).judge(exchange, {
    operation,
    scenario: step.place,
    breaksRequest: step.breaksRequest,
  });
  const { requestBreach, undocumented } = byContract;
  const judged = judgeCriteria(step, {
    ...context,
    scope: seen,
    earlier: [...context.earlier, exchange],
    requestBreach,
    undocumented,
  });
  const findings = [...byContract.findings, ...judged.findings];
  // What was found counts even where another criterion could not be judged.
  const unjudged = judged.reason ?? limitText(byContract);
  const verdict = isDrift(findings) ? "drift" : unjudged === undefined ? "pass" : "inconclusive";
  const reason = verdict === "inconclusive" ? unjudged : undefined;
  return {
    outcome: outcomeOf(step, context, { verdict, reason, exchange, findings, undocumented }),
    scope: seen,
    outputs,
  };
}

/** Judges the success criteria of a step; `reason` is set when one of them cannot be judged. */
export function judgeCriteria(
  step: Step,
  context: StepContext & { requestBreach?: RequestBreach | undefined; undocumented?: Undocumented | undefined },
): { findings: Finding[]; reason: string | undefined } {
  const { environment, scope } = context;
  const { masker, ledger, profile } = environment;
  // Most steps pass, and then nothing is written that would have to be searched.
  const scrub = (text: string) => scrubberOf([...context.earlier], masker).scrub(text);
  const operationId = step.call.kind === "operation" ? step.call.operation.id : undefined;
  const { requestBreach, undocumented } = context;
  const shared = { scope, masker, ledger, rules: step.rules, operationId, scrub, requestBreach, undocumented };
  const weighed = (found: Finding[]) => found.flatMap((one) => environment.judgeConfig.weigh(one) ?? []);
  const findings: Finding[] = [];
  try {
    for (const criterion of criteriaUnder(step, profile)) {
      const finding = findingOf(criterion, shared);
      if (finding) findings.push(finding);
    }
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    return { findings: weighed(findings), reason: `a criterion could not be judged: ${error.message}` };
  }
  const met = findings.length > 0 ? readingMet(step, { scope, profile, ledger }) : undefined;
  const facts = met ? findings.map((finding) => settled(finding, met, ledger)) : findings;
  return { findings: weighed(facts), reason: undefined };
}

/** A signal that is raised with the first of two. */
export function eitherOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}

/** The values of some outputs; those without a value are left out. */
export function outputsOf(outputs: ReadonlyMap<string, Expression>, scope: Scope): Values {
  const values = [...outputs].map(([name, expression]) => [name, evaluate(expression, scope)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The outcome of one attempt at a step. */
export function outcomeOf(
  step: Step,
  { attempt }: { attempt: number },
  end: {
    verdict: Verdict;
    reason: string | undefined;
    exchange?: Exchange | undefined;
    findings?: Finding[];
    undocumented?: Undocumented | undefined;
  },
): StepOutcome {
  const { call } = step;
  return {
    stepId: step.id,
    calls: call.kind === "operation" ? call.operation.id : call.kind === "workflow" ? call.workflowId : "",
    place: step.place,
    verdict: end.verdict,
    reason: end.reason,
    findings: end.findings ?? [],
    exchange: end.exchange,
    attempt,
    ...(end.undocumented ? { undocumented: end.undocumented } : {}),
    ...(step.breaksRequest ? { breaksRequest: true } : {}),
  };
}
