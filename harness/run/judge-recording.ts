import type { Contract, Operation } from "../../spec/contract.ts";
import type { Masker } from "../../spec/mask.ts";
import { securityBreaches } from "../checks/security.ts";
import { sentParts } from "../checks/sent-parts.ts";
import type { RunEvent, StepOutcome, Verdict, WorkflowOutcome } from "../event.ts";
import { type Exchange, headerOf } from "../exchange/exchange.ts";
import { quotedAnswer } from "../exchange/masked-exchange.ts";
import type { Recorded } from "../exchange/recorded-entry.ts";
import type { RecordedEntry } from "../exchange/recording.ts";
import type { Finding } from "../finding.ts";
import { type Judge, limitText } from "../judge/judge.ts";
import { callablesOf, matchCall } from "../judge/match-call.ts";
import { type FindNearMiss, nearMissFinder } from "../judge/near-miss.ts";
import { unjudgedIn } from "../schema/compiled-schemas.ts";
import { summarise } from "../verdict.ts";
import { type AbsentCredential, CredentialCount, isAboutCredentials } from "./absent-credentials.ts";
import { FailingServers } from "./failing.ts";
import { shownFindings } from "./shown-finding.ts";

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
 * Judges recorded traffic as `run` judges its own: the events of a run, with a workflow of one step for each entry. An
 * entry that is no call of the contract, or does not say what it is, is skipped with its reason, so that reports count and
 * list it. A recording with no call of the contract at all is inconclusive: nothing was learnt from it.
 */
export function* judgeHar(recording: readonly RecordedEntry[], options: JudgeHarOptions): Generator<RunEvent> {
  const { name } = options;
  const { calls, credentials, whyNone } = matched(recording, options.contract);
  const failing = new FailingServers();
  const unjudgedParts = unjudgedIn([options.contract]);
  const told = unjudgedParts.length > 0 ? { unjudged: unjudgedParts } : {};
  const workflows = recording.length;
  yield { type: "run-started", target: name, seed: undefined, scenarios: [name], workflows, ...told };
  const outcomes: WorkflowOutcome[] = [];
  for (const [index, entry] of recording.entries()) {
    const operation = calls.get(entry);
    const workflowId = `entry ${entry.number}${operation ? ` ${operation.id}` : ""}`;
    yield { type: "workflow-started", scenario: name, workflowId, index };
    const step: StepOutcome = {
      stepId: `entry-${entry.number}`,
      calls: operation?.id ?? "no operation",
      place: entry.place,
      attempt: 1,
      ...(operation
        ? judged(entry, { operation, credentials, failing }, options)
        : unjudged(calls.size > 0 ? "skipped" : "inconclusive", whyNone(entry))),
    };
    yield { type: "step-finished", scenario: name, workflowId, outcome: step };
    const { verdict, reason, place, exchange } = step;
    const durationMs = exchange?.durationMs ?? 0;
    const outcome = { workflowId, place, verdict, reason, steps: [step], outputs: {}, durationMs };
    outcomes.push(outcome);
    yield { type: "workflow-finished", scenario: name, outcome };
  }
  const durationMs = outcomes.reduce((sum, outcome) => sum + outcome.durationMs, 0);
  const notes = credentials.map(credentialNote);
  yield {
    type: "run-finished",
    summary: { ...summarise(outcomes, durationMs), ...(notes.length > 0 ? { notes } : {}) },
  };
}

/** What the entries of a recording are calls of, and what they have in common. */
interface Matched {
  calls: ReadonlyMap<RecordedEntry, Operation>;
  /** Credentials that are absent from all of them. */
  credentials: readonly AbsentCredential[];
  /** Why an entry is a call of no operation, in one sentence. */
  whyNone(entry: RecordedEntry): string;
}

function matched(recording: readonly RecordedEntry[], contract: Contract): Matched {
  const callables = callablesOf(contract);
  const calls = new Map<RecordedEntry, Operation>();
  const credentials = new CredentialCount(contract);
  for (const entry of recording) {
    const url = URL.parse(entry.url);
    const operation = url ? matchCall(callables, entry.method, url) : undefined;
    if (!operation) continue;
    calls.set(entry, operation);
    const { recorded } = entry;
    // A recording of ours leaves out no credential that was sent.
    if ("exchange" in recorded && !recorded.step) credentials.add(operation, recorded.exchange.request);
  }
  const nearMiss = nearMissFinder(callables);
  const reasons = new Map<string, string>();
  const whyNone = (entry: RecordedEntry) => {
    const { method, url, recorded } = entry;
    if ("problem" in recorded && recorded.problem === "unreadable") return unreadableText(entry, recorded.reason);
    const call = `${addressOf(entry)} is no call of the contract`;
    if (isPreflight(method, recorded)) return call;
    // The same address is often called many times, and asking what it is near to costs something.
    const key = `${method} ${url}`;
    const reason = reasons.get(key) ?? call + nearMissText(nearMiss, method, url);
    reasons.set(key, reason);
    return reason;
  };
  return { calls, credentials: credentials.absent(), whyNone };
}

function nearMissText(nearMiss: FindNearMiss, method: string, url: string): string {
  const parsed = URL.parse(url);
  const near = parsed ? nearMiss(method, parsed) : undefined;
  if (!near) return "";
  const { operation, reasons } = near;
  return `: ${reasons.join(", ")}; did you mean ${operation.method.toUpperCase()} ${operation.path}?`;
}

/** A browser's own question whether a page may make a call (Fetch, section 3.3.2: CORS-preflight request). */
function isPreflight(method: string, recorded: Recorded): boolean {
  if (method.toUpperCase() !== "OPTIONS" || !("exchange" in recorded)) return false;
  return headerOf(recorded.exchange.request.headers, "access-control-request-method") !== undefined;
}

function unreadableText({ number }: RecordedEntry, reason: string): string {
  return `entry ${number} cannot be read: ${reason}`;
}

function credentialNote({ where, expected, calls }: AbsentCredential): string {
  const all = calls === 1 ? "the one call that should have it" : `all ${calls} calls that should have it`;
  return `${where} (${expected}) is absent from ${all}: browsers leave credentials out of recordings, so nothing is said of it`;
}

type Judged = Pick<StepOutcome, "verdict" | "reason" | "findings" | "exchange" | "undocumented">;

function unjudged(verdict: Verdict, reason: string): Judged {
  return { verdict, reason, findings: [], exchange: undefined };
}

/** The same verdicts as those of a step that was sent. */
function judged(
  entry: RecordedEntry,
  {
    operation,
    credentials,
    failing,
  }: { operation: Operation; credentials: readonly AbsentCredential[]; failing: FailingServers },
  { contract, judge, masker }: JudgeHarOptions,
): Judged {
  const { recorded, place } = entry;
  if ("problem" in recorded) {
    const { problem, reason } = recorded;
    if (problem === "unreadable") return unjudged("inconclusive", unreadableText(entry, reason));
    return unjudged(problem === "unanswered" ? "unavailable" : "inconclusive", reason);
  }
  const { exchange, isRequestWhole, unknownBody, step } = recorded;
  const isFailing = failing.isFailing(exchange, operation);
  const { status } = exchange.response;
  // A recording of ours may have its calls in another order than the run had.
  if (step ? step.verdict === "unavailable" && status >= 500 : isFailing) {
    const shown = unknownBody === undefined ? quotedAnswer(exchange, masker) : "a body that was not recorded";
    return {
      verdict: "unavailable",
      reason: `HTTP ${status}, which the contract does not have, with ${shown}`,
      findings: [],
      exchange,
    };
  }
  const isAbsent = (finding: Finding) =>
    !step &&
    (finding.check === "security"
      ? lacksOnly(credentials, exchange, { contract, operation })
      : credentials.some(({ where }) => where === finding.where) && isAboutCredentials(finding, contract, operation));
  // Of a request whose body was left out there is nothing to say, unless it was a step's.
  const breaksRequest = step ? step.breaksRequest === true : !isRequestWhole;
  const byContract = judge.judge(exchange, { operation, scenario: place, breaksRequest });
  const { undocumented } = byContract;
  const findings = shownFindings(byContract.findings, recorded, judge.recall)
    .filter((finding) => !isAbsent(finding))
    .map((finding) => (finding.check === "request" && !step ? { ...finding, advice: callerAdvice } : finding));
  if (findings.some(({ severity }) => severity === "error"))
    return { verdict: "drift", reason: undefined, findings, exchange, undocumented };
  // Of a body that it leaves out a recording of ours tells what was found, where the run could tell.
  const isTold = step !== undefined && step.verdict !== "inconclusive";
  const reason = (isTold ? undefined : unknownBody) ?? limitText(byContract);
  return { verdict: reason === undefined ? "pass" : "inconclusive", reason, findings, exchange, undocumented };
}

/** Whether all that a call lacks of credentials is absent from the whole recording: of who was let in it tells nothing. */
function lacksOnly(
  credentials: readonly AbsentCredential[],
  { request }: Exchange,
  { contract, operation }: { contract: Contract; operation: Operation },
): boolean {
  const missing = securityBreaches(contract, operation, sentParts(request, operation));
  return missing.every(({ where }) => credentials.some((absent) => absent.where === where));
}

/** Method, host and path. What is none of the contract's has no members that it could say are sensitive: no query. */
function addressOf({ method, url }: RecordedEntry): string {
  const parsed = URL.parse(url);
  // The path of a data URL is its content.
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  const address = isHttp ? `${parsed.origin}${parsed.pathname}` : (parsed?.protocol ?? "an address that is no URL");
  return `${method} ${address}`.slice(0, addressExcerpt);
}
