import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedSecurity } from "../../spec/documented.ts";
import type { Ledger } from "../../spec/ledger.ts";
import type { Masker } from "../../spec/mask.ts";
import { type Place, placeOf } from "../../spec/place.ts";
import { contractUnder, type Profile, type Reading, withReading } from "../../spec/profile.ts";
import { bodyCheck } from "../checks/body.ts";
import { echoCheck } from "../checks/echo.ts";
import { headerCheck } from "../checks/header.ts";
import { jsonCheck } from "../checks/json.ts";
import { type ScrubbingSubject, subjectOf } from "../checks/look-up.ts";
import { mediaTypeCheck } from "../checks/media-type.ts";
import { requestCheck } from "../checks/request.ts";
import { securityCheck } from "../checks/security.ts";
import { statusCheck } from "../checks/status.ts";
import type { Breach, Check, RequestBreach, Subject } from "../checks/subject.ts";
import { timeCheck } from "../checks/time.ts";
import { undocumentedMemberCheck } from "../checks/undocumented-member.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { RecordedFinding } from "../exchange/recorded-step.ts";
import type { Finding, RuleReference } from "../finding.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";
import { FindingList } from "./finding-list.ts";
import { defaultJudgeConfig, type JudgeConfig } from "./judge-config.ts";
import { fittingReading, otherReadings, rulesBehind, type UnderReading } from "./reading.ts";
import { adviceFor, effectOf, ruleReference, rulesOf } from "./rule-reference.ts";
import { breachCode } from "./wfc-code.ts";

/** Holds exchanges against a contract. */
export interface Judge {
  judge(exchange: Exchange, call: JudgedCall): JudgedExchange;
  /** A finding of an earlier run, under this ledger and for what it counts here; `undefined` where that is nothing. */
  recall(recorded: RecordedFinding): Finding | undefined;
}

/** What a judge has to say of an exchange. */
export interface JudgedExchange {
  /** What the exchange breaks, in the order of the checks; empty when it keeps the contract. */
  findings: Finding[];
  /** What is wrong with the request, on purpose or not; `undefined` where nothing is. */
  requestBreach: RequestBreach | undefined;
  /** The members of the answer that the contract does not name, as JSON Pointers, whatever they count for. */
  undocumented?: readonly string[];
  /** Why not everything was judged: the answer is more than is looked into here. Absent where all of it was. */
  limit?: string;
}

/** Whose exchange is judged. */
export interface JudgedCall {
  operation: Operation;
  /** The step that called. */
  scenario: Place;
  /** Whether the step breaks the contract on purpose, so that its request is not told. */
  breaksRequest?: boolean;
}

/** What a judge is made with. */
export interface JudgeOptions {
  masker: Masker;
  /** The readings that the target is held to. */
  profile: Profile;
  /** What findings count for; all but the request's are errors unless told otherwise. */
  config?: JudgeConfig;
  /** Whether to find out which other reading an answer fits, which costs more than everything else; yes unless told. */
  asksReadings?: boolean;
}

/** What every exchange is judged on. The order is that of the findings: the cause before what may follow from it. */
const checks: readonly Check[] = [
  // An undocumented status leaves nothing to hold the answer against, so no check of the answer has anything to say then.
  statusCheck,
  // Whether the caller was to be answered at all, before what it was answered.
  securityCheck,
  headerCheck,
  // Whether there is a body and what it is, before what is in it.
  mediaTypeCheck,
  // Whether everybody reads the same, before what they read.
  jsonCheck,
  bodyCheck,
  echoCheck,
  // A member too many breaks no reader of the documented ones.
  undocumentedMemberCheck,
  timeCheck,
  // Last: what the scenario sent is not the target's doing.
  requestCheck,
];
/** Beyond so many breaches nobody asks which other reading an answer fits: it fits none, and to find out takes long. */
const maximumAsked = 1000;

const answerChecks = checks.filter((check) => check !== requestCheck);

/** Makes the judge of one contract. Each of its schemas is compiled once, when a value first comes to it. */
export function judgeOf(contract: Contract, ledger: Ledger, options: JudgeOptions): Judge {
  const { masker, profile, config = defaultJudgeConfig, asksReadings = true } = options;
  const held = contractUnder(contract, profile);
  // One profile for each, so that the contract is read under it once.
  const profiles = new Map(
    (asksReadings ? otherReadings(contract, ledger, profile) : []).map((one) => [one, withReading(profile, one)]),
  );

  const judged = (reading: Contract, exchange: Exchange, { call, by }: { call: JudgedCall; by: readonly Check[] }) => {
    // As it reads there, on the path that was called.
    const { id, path } = call.operation;
    const operation = { ...(reading.operations.get(id) ?? call.operation), path };
    const schemas = schemasOf(reading);
    const subject = subjectOf(exchange, { contract: reading, operation, schemas, config, masker });
    const broken = by.flatMap((check) => check.judge(subject).map((breach) => ({ check, breach })));
    return { subject, broken };
  };

  return within({
    judge: judgeExchange,
    recall({ rules, ...finding }) {
      return config.weigh({ ...finding, rules: rules.map((id) => ruleReference(id, ledger)) });
    },
  });

  function judgeExchange(exchange: Exchange, call: JudgedCall): JudgedExchange {
    const { subject, broken } = judged(held, exchange, { call, by: checks });
    const told = broken.filter(({ check }) => check !== requestCheck || call.breaksRequest !== true);
    const readingOf = readingsFor(told, exchange, call);
    const own = rulesNear(subject, ledger);
    const findings = [...Map.groupBy(told, ({ check }) => check)].flatMap(([check, all]) => {
      const list = new FindingList();
      for (const { breach } of all) {
        const near = check.id === "time" ? [] : own(breach.pointer);
        const reading = readingOf({ check, breach }, near);
        const rules = reading ? rulesBehind(reading, near, ledger) : near;
        const severity = config.weightOf({
          check: check.id,
          rules,
          severity: breach.severity ?? "error",
          // Asked for where fields have a weight of their own only.
          get where() {
            return subject.scrub(breach.where);
          },
        });
        if (severity === "off") continue;
        const make = () => findingOf({ check, breach }, { subject, rules, scenario: call.scenario });
        list.add(severity, () => ({ ...make(), severity, alternative: reading }));
      }
      return list.all();
    });
    const requestBreach = broken.find(({ breach }) => breach.requestBreach)?.breach.requestBreach;
    const undocumented = broken.flatMap(({ check, breach }) => (check === undocumentedMemberCheck ? breach.where : []));
    const { json } = subject;
    const isLimited = json !== undefined && "problem" in json && json.isLimit;
    const strange = undocumented.length > 0 ? { undocumented } : {};
    return { findings, requestBreach, ...strange, ...(isLimited ? { limit: `the answer has ${json.problem}` } : {}) };
  }

  /** Finds the reading that a breach of an exchange fits. Each reading is asked once, however many breaches there are. */
  function readingsFor(told: readonly Broken[], exchange: Exchange, call: JudgedCall) {
    const others = told.length > maximumAsked ? [] : [...profiles.keys()];
    const keys = new Set(others.length === 0 ? [] : told.map(keyOf));
    const answers = new Map<Reading, UnderReading>();
    const under = (reading: Reading): UnderReading => {
      const read = contractUnder(contract, profiles.get(reading) ?? profile);
      // What the scenario sent tells nothing of how the target reads.
      const known =
        answers.get(reading) ?? underReading(judged(read, exchange, { call, by: answerChecks }).broken, keys);
      answers.set(reading, known);
      return known;
    };
    return ({ check, breach }: Broken, rules: readonly RuleReference[]) =>
      check.isFact ? fittingReading({ key: keyOf({ check, breach }), rules, others }, under) : undefined;
  }
}

/** Why an exchange was not judged as a whole, in a sentence; `undefined` where it was. */
export function limitText({ limit }: JudgedExchange): string | undefined {
  return limit === undefined ? undefined : `not all of it was judged: ${limit}, which is a limit of this tool`;
}

/** A judge that says so where a schema or an answer asks for more than the stack has, and does not end with it. */
function within(judge: Judge): Judge {
  return {
    ...judge,
    judge(exchange, call) {
      try {
        return judge.judge(exchange, call);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        const limit = "schemas that refer to each other over more steps than can be followed here";
        return { findings: [], requestBreach: undefined, limit };
      }
    },
  };
}

function underReading(broken: readonly Broken[], here: ReadonlySet<string>): UnderReading {
  const keys = new Set(broken.map(keyOf));
  return { keys, addsNothing: [...keys].every((key) => here.has(key)) };
}

/** A breach, and the check that found it. */
interface Broken {
  check: Check;
  breach: Breach;
}

function keyOf({ check, breach }: Broken): string {
  return `${check.id} ${breach.where}`;
}

/**
 * Makes the look-up of the rules behind a breach. A schema shared by several answers may name no rule; then the answer it
 * came in does.
 */
function rulesNear({ contract, response, operation }: Subject, ledger: Ledger): (pointer: string) => RuleReference[] {
  const known = new Map<string, RuleReference[]>();
  return (pointer) => {
    const rules =
      known.get(pointer) ?? rulesOf(contract, ledger, [pointer, response?.pointer ?? "", operation.pointer]);
    known.set(pointer, rules);
    return rules;
  };
}

function findingOf(
  { check, breach }: Broken,
  { subject, rules, scenario }: { subject: ScrubbingSubject; rules: RuleReference[]; scenario: Place },
): Finding {
  const { where, expected, actual, pointer, severity = "error" } = breach;
  const { contract, operation, exchange, scrub } = subject;
  return {
    check: check.id,
    rules,
    effect: check.isFact ? effectOf(rules) : "breaks",
    severity,
    alternative: undefined,
    wfc: breachCode({
      check: check.id,
      where,
      isAbsent: breach.isAbsent === true,
      isClosed: breach.isClosed === true,
      status: exchange.response.status,
      isPublic: documentedSecurity(contract, operation).requirements.length === 0,
      documents401: operation.responses.some(({ status }) => status === "401"),
    }),
    operationId: operation.id,
    where: scrub(where),
    expected,
    actual: scrub(actual),
    advice: check.isFact ? adviceFor(rules[0]?.grade) : check.advice,
    contract: { ...placeOf(contract.file, pointer), pointer },
    scenario,
  };
}
