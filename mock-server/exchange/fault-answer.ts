import { STATUS_CODES } from "node:http";
import type { Contract, Operation } from "../../spec/contract.ts";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { isObject } from "../../spec/json/json-value.ts";
import type { Profile } from "../../spec/profile.ts";
import { didYouMean, likelyName } from "../../spec/words/did-you-mean.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import type { Answer } from "../vendors/answer.ts";
import type { Cast } from "../vendors/vendors.ts";
import type { Arming, Fault } from "../world/fault.ts";

/** An answer that no rule of the ledger made: a fault stands in the vendor's place, or the call is no vendor's. */
export interface UnruledAnswer {
  status: number;
  /** An object is sent as JSON, a string as it is. */
  body: object | string | undefined;
  headers?: Record<string, string>;
  reason?: undefined;
  /** What was refused, where something was. */
  refusal?: Refusal;
}

/** What a fault answers: the vendor's own duplicate follows a rule, everything else none. */
export type FaultAnswer = Answer | UnruledAnswer;

/** The answers that faults give in the vendors' place, in the shapes of the contract. */
export interface FaultAnswers {
  /** The operations there are, by operationId. */
  operations: readonly string[];
  /** What a fault answers in the place of an operation; `undefined` for a fault that is no answer, or none there. */
  of(fault: Fault, operationId: string, profile: Profile): FaultAnswer | undefined;
  /** Whether a fault means anything to an operation; {@link Faults.take} passes over those that do not. */
  canPlay(fault: Fault, operationId: string): boolean;
  /** What is wrong with an arming that fits its limits but not the contract; `undefined` when nothing is. */
  problemOf(arming: Arming): string | undefined;
  /** The vendor's failure envelope with the sentence of a refusal. */
  failure(operationId: string, profile: Profile, failed: { status: number; refusal: Refusal }): UnruledAnswer;
}

interface Example {
  name: string;
  status: number;
  mediaType: string;
  value: unknown;
}

/** The fault answers of a contract; its examples are looked up once. */
export function faultAnswersOf(contract: Contract, { played }: Cast): FaultAnswers {
  const examples = new Map([...contract.operations.values()].map((one) => [one.id, examplesOf(contract, one)]));

  const find = (fault: { name: string; status?: number }, operationId: string) =>
    examples.get(operationId)?.find(({ name, status }) => name === fault.name && (fault.status ?? status) === status);

  const canPlay = (fault: Fault, operationId: string): boolean => {
    if (fault.kind === "example") return find(fault, operationId) !== undefined;
    return fault.kind !== "duplicate" || hasDuplicate(operationId);
  };

  const hasDuplicate = (operationId: string): boolean => played.get(operationId)?.duplicate !== undefined;

  const finished = <Given extends { body: object }>(answer: Given, operationId: string, profile: Profile): Given =>
    played.get(operationId)?.vendor.finished?.(answer, profile) ?? answer;

  const envelope = (
    operationId: string,
    profile: Profile,
    { status, message }: { status: number; message: string },
  ): UnruledAnswer => {
    const play = played.get(operationId);
    const body = (play?.envelope ?? play?.vendor)?.failure(message, status) ?? { message };
    return finished({ status, body }, operationId, profile);
  };

  const duplicateOf = (operationId: string, profile: Profile): Answer | undefined => {
    const answer = played.get(operationId)?.duplicate?.(profile);
    return answer && finished(answer, operationId, profile);
  };

  const operations = [...contract.operations.keys()];
  return {
    operations,
    canPlay,
    failure: (operationId, profile, { status, refusal }) => ({
      ...envelope(operationId, profile, { status, message: sentenceOf(refusal) }),
      refusal,
    }),
    of(fault, operationId, profile) {
      switch (fault.kind) {
        case "answer":
          return { status: fault.status, body: fault.body, headers: fault.headers ?? {} };
        case "example": {
          const found = find(fault, operationId);
          if (!found) return undefined;
          const { status, value, mediaType } = found;
          const body = isObject(value) ? value : String(value);
          return { status, body, headers: { "content-type": mediaType } };
        }
        case "rate-limit": {
          const answer = envelope(operationId, profile, { status: 429, message: titleOf(429) });
          return { ...answer, headers: { "retry-after": String(fault.retryAfterSeconds) } };
        }
        case "unavailable":
          return envelope(operationId, profile, { status: fault.status, message: titleOf(fault.status) });
        case "duplicate":
          return duplicateOf(operationId, profile);
        case "delay":
        case "reset":
        case "reset-midway":
        case "drip":
        case "truncate":
        case "broken-json":
        case "media-type":
        case "lose-answer":
          return undefined;
        default:
          return fault satisfies never;
      }
    },
    problemOf({ operation, fault }) {
      if (operation !== undefined && !operations.includes(operation)) {
        return `operation ${operation} is not in the contract: ${didYouMean(operation, operations)}`;
      }
      const targets = operation === undefined ? operations : [operation];
      if (targets.some((id) => canPlay(fault, id))) return undefined;
      const where = operation ?? "any operation";
      if (fault.kind !== "example") {
        return `${where} has no duplicate answer: arm it for ${operations.filter(hasDuplicate).join(" or ")}`;
      }
      const found = targets.flatMap((id) => examples.get(id) ?? []);
      const names = found.map(({ name, status }) => `${name} (${status})`);
      const meant = likelyName(
        fault.name,
        found.map(({ name }) => name),
      );
      const isNew = meant !== undefined && meant !== fault.name;
      const question = isNew ? `; did you mean ${meant}?` : "";
      const choice = names.length === 0 ? "it has none" : `there are ${names.join(", ")}${question}`;
      const wanted = fault.status === undefined ? fault.name : `${fault.name} (${fault.status})`;
      return `${where} has no example ${wanted}: ${choice}`;
    },
  };
}

/** The named examples of an operation's responses that stand under one status code, in the contract's order. */
function examplesOf(contract: Contract, operation: Operation): Example[] {
  return operation.responses.flatMap(({ status, pointer, content }) =>
    [...content.keys()].flatMap((mediaType) => {
      // A range such as 4XX, or `default`, has no code to answer with.
      if (!/^\d{3}$/.test(status)) return [];
      const media = pointerTo(`${pointer}/content`, mediaType);
      const { value: described } = contract.resolve(media);
      const named = isObject(described) ? described.examples : undefined;
      return Object.keys(isObject(named) ? named : {}).flatMap((name) => {
        const { value: example } = contract.resolve(pointerTo(`${media}/examples`, name));
        return isObject(example) ? { name, status: Number(status), mediaType, value: example.value } : [];
      });
    }),
  );
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? `HTTP ${status}`;
}
