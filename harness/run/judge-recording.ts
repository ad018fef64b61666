import type { Contract } from "../../spec/contract.ts";
import { documentedResponse, operationMatcher } from "../../spec/documented.ts";
import { valueAt } from "../../spec/json-pointer.ts";
import { type Masker, maskText } from "../../spec/mask.ts";
import type { RunEvent, StepOutcome, WorkflowOutcome } from "../event.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { readJson } from "../exchange/json-text.ts";
import { maskedExchange } from "../exchange/masked-exchange.ts";
import type { RecordedEntry } from "../exchange/recording.ts";
import type { Finding } from "../finding.ts";
import { type Judge, limitText } from "../judge/judge.ts";
import { unjudgedIn } from "../schema/compiled-schemas.ts";
import { isDrift, summarise } from "../verdict.ts";

/** What a recording is judged with. */
export interface JudgeHarOptions {
  /** What to call the recording in reports. */
  name: string;
  contract: Contract;
  judge: Judge;
  masker: Masker;
}

/** The advice of the request's check is for those who wrote the scenario that sends it. */
const callerAdvice = "The recorded caller sends what the contract does not allow: mend the caller, or the contract.";

/** How much of an address is told of a call that is none of the contract's, in characters. */
const addressExcerpt = 160;

/**
 * Judges recorded traffic as `run` judges its own: the events of a run, with a workflow of one step for each entry.
 * An entry that is no call of the contract is skipped, with its method and address as the reason, so that reports count
 * and list them. A recording with no call of the contract at all is inconclusive: nothing was learnt from it.
 */
export function* judgeHar(recording: readonly RecordedEntry[], options: JudgeHarOptions): Generator<RunEvent> {
  const { name, contract } = options;
  const match = operationMatcher(contract);
  const entries = recording.map((entry) => ({
    entry,
    operation: match(entry.method, URL.parse(entry.url)?.pathname ?? ""),
  }));
  const isAny = entries.some(({ operation }) => operation !== undefined);
  const unjudged = unjudgedIn([contract]);
  const told = unjudged.length > 0 ? { unjudged } : {};
  yield { type: "run-started", target: name, seed: undefined, scenarios: [name], workflows: entries.length, ...told };
  const outcomes: WorkflowOutcome[] = [];
  for (const [index, { entry, operation }] of entries.entries()) {
    const workflowId = `entry ${entry.number}${operation ? ` ${operation.id}` : ""}`;
    yield { type: "workflow-started", scenario: name, workflowId, index };
    const step: StepOutcome = {
      stepId: `entry-${entry.number}`,
      calls: operation?.id ?? "no operation",
      place: entry.place,
      verdict: isAny ? "skipped" : "inconclusive",
      reason: `${addressOf(entry)} is no call of the contract`,
      findings: [],
      exchange: undefined,
      attempt: 1,
      ...(operation && judged(entry, operation, options)),
    };
    yield { type: "step-finished", scenario: name, workflowId, outcome: step };
    const { verdict, reason, place, exchange } = step;
    const durationMs = exchange?.durationMs ?? 0;
    const outcome = { workflowId, place, verdict, reason, steps: [step], outputs: {}, durationMs };
    outcomes.push(outcome);
    yield { type: "workflow-finished", scenario: name, outcome };
  }
  const durationMs = outcomes.reduce((sum, outcome) => sum + outcome.durationMs, 0);
  yield { type: "run-finished", summary: summarise(outcomes, durationMs) };
}

type Judged = Pick<StepOutcome, "verdict" | "reason" | "findings" | "exchange">;

/** The same verdicts as those of a step that was sent. */
function judged(
  { recorded, place }: RecordedEntry,
  operation: Parameters<Judge["judge"]>[1]["operation"],
  { judge, masker }: JudgeHarOptions,
): Judged {
  if ("problem" in recorded) {
    const verdict = recorded.problem === "unanswered" ? "unavailable" : "inconclusive";
    return { verdict, reason: recorded.reason, findings: [], exchange: undefined };
  }
  const { exchange, isRequestWhole } = recorded;
  const { status } = exchange.response;
  if (status >= 500 && !documentedResponse(operation, status)) {
    const { body } = maskedExchange(exchange, masker).response;
    const reason = `HTTP ${status}, which the contract does not have, with ${body.slice(0, 200) || "an empty body"}`;
    return { verdict: "unavailable", reason, findings: [], exchange };
  }
  // Of a request whose body was left out there is nothing to say.
  const byContract = judge.judge(exchange, { operation, scenario: place, breaksRequest: !isRequestWhole });
  const findings = byContract.findings
    .filter((finding) => !isMasked(finding, exchange))
    .map((finding) => (finding.check === "request" ? { ...finding, advice: callerAdvice } : finding));
  const reason = isDrift(findings) ? undefined : limitText(byContract);
  const verdict = isDrift(findings) ? "drift" : reason === undefined ? "pass" : "inconclusive";
  return { verdict, reason, findings, exchange };
}

/** A recording that was masked, as ours are, says nothing about the values that were. */
function isMasked({ check, where }: Finding, { request, response }: Exchange): boolean {
  const pointer = where.slice(where.indexOf("/"));
  // That a member is there at all is wrong whatever its value.
  if (check === "undocumented-member" || !pointer.startsWith("/")) return false;
  const json = readJson(check === "request" ? Buffer.from(request.body) : response.body);
  const value = "value" in json ? valueAt(json.value, pointer) : undefined;
  return typeof value === "string" && value.includes(maskText);
}

/** Method, host and path. What is none of the contract's has no members that it could say are sensitive: no query. */
function addressOf({ method, url }: RecordedEntry): string {
  const parsed = URL.parse(url);
  // The path of a data URL is its content.
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  const address = isHttp ? `${parsed.origin}${parsed.pathname}` : (parsed?.protocol ?? "an address that is no URL");
  return `${method} ${address}`.slice(0, addressExcerpt);
}
