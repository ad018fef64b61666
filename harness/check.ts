import type { Contract, Operation } from "../spec/contract.ts";
import type { Ledger } from "../spec/ledger.ts";
import { type Masker, maskText } from "../spec/mask.ts";
import { shorten } from "../spec/schema-error.ts";
import { pointerSegments } from "../spec/source-file.ts";
import { bodyCheck } from "./checks/body.ts";
import { readJson } from "./checks/json-text.ts";
import { documentedContent, mediaTypeCheck } from "./checks/media-type.ts";
import { adviceFor, effectOf, rulesOf } from "./checks/rule-reference.ts";
import { schemasOf } from "./checks/schemas.ts";
import { documentedResponse, statusCheck } from "./checks/status.ts";
import type { Check, Subject } from "./checks/subject.ts";
import { undocumentedMemberCheck } from "./checks/undocumented-member.ts";
import { type Exchange, headerOf } from "./exchange.ts";
import type { Finding, Place } from "./finding.ts";
import { type Scrub, scrubberOf } from "./masked-exchange.ts";
import { placeOf } from "./place.ts";

/** Holds exchanges against a contract. */
export interface Judge {
  /**
   * @param at the operation that was called, and the step that called it
   * @returns what the answer breaks, in the order of the checks; empty when it keeps the contract
   */
  judge(exchange: Exchange, at: { operation: Operation; scenario: Place }): Finding[];
}

/** What every answer is judged on. The order is that of the findings: the cause before what may follow from it. */
const checks: readonly Check[] = [
  // An undocumented status leaves nothing to hold the rest against, so no later check has anything to say then.
  statusCheck,
  // Whether there is a body and what it is, before what is in it.
  mediaTypeCheck,
  bodyCheck,
  // Last: a member too many breaks no reader of the documented ones.
  undocumentedMemberCheck,
];

/**
 * Makes the judge of one contract. Its schemas are compiled once, whatever the number of judges.
 * @throws InvalidFile when the contract uses a schema keyword or a format that cannot be judged
 */
export function judgeOf(contract: Contract, ledger: Ledger, { masker }: { masker: Masker }): Judge {
  const schemas = schemasOf(contract);
  return {
    judge(exchange, { operation, scenario }) {
      // Most answers have nothing wrong with them: what a finding's text needs is made when there is one.
      let made: Scrub | undefined;
      const scrub: Scrub = (text) => {
        made ??= scrubberOf([exchange], masker);
        return made(text);
      };
      const show = (value: unknown, where: string) => shorten(scrub(maskedValue(value, where, masker)));
      const subject = { ...lookUp(exchange, operation), contract, schemas, show };
      return checks.flatMap((check) =>
        check.judge(subject).map(({ where, expected, actual, pointer }): Finding => {
          // A schema shared by several answers may name no rule; then the answer it came in does.
          const rules = rulesOf(contract, ledger, [pointer, subject.response?.pointer ?? "", operation.pointer]);
          return {
            check: check.id,
            rules,
            effect: effectOf(rules),
            operationId: operation.id,
            where: scrub(where),
            expected,
            actual: scrub(actual),
            advice: adviceFor(rules[0]?.grade),
            contract: { ...placeOf(contract.file, pointer), pointer },
            scenario,
          };
        }),
      );
    },
  };
}

function lookUp(exchange: Exchange, operation: Operation): Omit<Subject, "contract" | "schemas" | "show"> {
  const { status, headers, body } = exchange.response;
  const response = documentedResponse(operation, status);
  const content =
    response && body.length > 0 ? documentedContent(response, headerOf(headers, "content-type")) : undefined;
  return { exchange, operation, response, content, json: content?.json ? readJson(body) : undefined };
}

/** A value as text. Below a sensitive name nothing is shown but null and "", which tell nothing about a person. */
function maskedValue(value: unknown, where: string, masker: Masker): string {
  const hidden = pointerSegments(where).some((name) => masker.isSensitive(name)) && value !== null && value !== "";
  return hidden ? maskText : JSON.stringify(masker.json(value));
}
