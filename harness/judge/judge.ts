import type { Contract, Operation } from "../../spec/contract.ts";
import type { Ledger } from "../../spec/ledger.ts";
import type { Masker } from "../../spec/mask.ts";
import type { Profile } from "../../spec/profile.ts";
import { bodyCheck } from "../checks/body.ts";
import { echoCheck } from "../checks/echo.ts";
import { headerCheck } from "../checks/header.ts";
import { jsonCheck } from "../checks/json.ts";
import { subjectOf } from "../checks/look-up.ts";
import { mediaTypeCheck } from "../checks/media-type.ts";
import { requestCheck } from "../checks/request.ts";
import { statusCheck } from "../checks/status.ts";
import type { Breach, Check } from "../checks/subject.ts";
import { timeCheck } from "../checks/time.ts";
import { undocumentedMemberCheck } from "../checks/undocumented-member.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Finding, Place } from "../finding.ts";
import { placeOf } from "../place.ts";
import { schemasOf } from "../schema/compiled-schemas.ts";
import { defaultJudgeConfig, type JudgeConfig } from "./judge-config.ts";
import { contractRead, contractReading, fittingReading, otherReadings, type Reading, rulesBehind } from "./reading.ts";
import { adviceFor, effectOf, rulesOf } from "./rule-reference.ts";
import { faultCodeOf } from "./wfc-code.ts";

/** Holds exchanges against a contract. */
export interface Judge {
  /** @returns what the exchange breaks, in the order of the checks; empty when it keeps the contract */
  judge(exchange: Exchange, call: JudgedCall): Finding[];
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
  /** What findings count for; all but the request's are errors unless told otherwise. */
  config?: JudgeConfig;
  /** The readings that the target is held to; the contract as it is written unless told otherwise. */
  profile?: Profile | undefined;
}

/** What every exchange is judged on. The order is that of the findings: the cause before what may follow from it. */
const checks: readonly Check[] = [
  // An undocumented status leaves nothing to hold the answer against, so no check of the answer has anything to say then.
  statusCheck,
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
const answerChecks = checks.filter((check) => check !== requestCheck);

/**
 * Makes the judge of one contract. Its schemas are compiled once, whatever the number of judges.
 * @throws InvalidFile when the contract uses a schema keyword or a format that cannot be judged
 */
export function judgeOf(contract: Contract, ledger: Ledger, options: JudgeOptions): Judge {
  const { masker, profile, config = defaultJudgeConfig } = options;
  schemasOf(contract);
  const held = profile ? contractRead(contract, profile) : contract;
  const others = otherReadings(contract, { ledger, profile });

  const judged = (reading: Contract, exchange: Exchange, { call, by }: { call: JudgedCall; by: readonly Check[] }) => {
    const operation = reading.operations.get(call.operation.id) ?? call.operation;
    const schemas = schemasOf(reading, { isKnown: reading !== contract });
    const subject = subjectOf(exchange, { contract: reading, operation, schemas, config, masker });
    const broken = by.flatMap((check) => check.judge(subject).map((breach) => ({ check, breach })));
    return { subject, broken };
  };

  return {
    judge(exchange, call) {
      const by = call.breaksRequest === true ? answerChecks : checks;
      const { subject, broken } = judged(held, exchange, { call, by });
      const { response, operation } = subject;
      const keys = broken.map(keyOf);
      // Each finding of the exchange asks again, and what the scenario sent tells nothing of how the target reads.
      const answers = new Map<Reading, readonly string[]>();
      const keysUnder = (reading: Reading) => {
        const read = () => contractReading(contract, reading, { ledger, profile });
        const under = answers.get(reading) ?? judged(read(), exchange, { call, by: answerChecks }).broken.map(keyOf);
        answers.set(reading, under);
        return under;
      };
      const found = broken.map(({ check, breach }): Finding => {
        const { where, expected, actual, pointer, severity = "error" } = breach;
        // A schema shared by several answers may name no rule; then the answer it came in does.
        const nearest = rulesOf(held, ledger, [pointer, response?.pointer ?? "", operation.pointer]);
        const own = check.id === "time" ? [] : nearest;
        const reading = check.isFact
          ? fittingReading({ key: keyOf({ check, breach }), keys, rules: own, others }, keysUnder)
          : undefined;
        const rules = reading ? rulesBehind(reading, own, ledger) : own;
        return {
          check: check.id,
          rules,
          effect: check.isFact ? effectOf(rules) : "breaks",
          severity,
          alternative: reading,
          wfc: faultCodeOf(check.id, breach, subject),
          operationId: operation.id,
          where: subject.scrub(where),
          expected,
          actual: subject.scrub(actual),
          advice: check.isFact ? adviceFor(rules[0]?.grade) : check.advice,
          contract: { ...placeOf(contract.file, pointer), pointer },
          scenario: call.scenario,
        };
      });
      return found.flatMap((finding) => config.weigh(finding) ?? []);
    },
  };
}

function keyOf({ check, breach }: { check: Check; breach: Breach }): string {
  return `${check.id} ${breach.where}`;
}
