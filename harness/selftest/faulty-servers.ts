import type { Contract, Operation, ResponseSpec } from "../../spec/contract.ts";
import { documentedResponse } from "../../spec/documented.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { behaviourMutants, outcomeOf } from "../mutants/behaviour.ts";
import { bodyMutants } from "../mutants/body.ts";
import { forbiddingKeywords } from "../mutants/coverage.ts";
import { framingMutants, headerMutants, mediaTypeMutants, statusMutants } from "../mutants/envelope.ts";
import { type HarmlessKind, harmlessChanges } from "../mutants/harmless.ts";
import { leafMutants } from "../mutants/leaf-values.ts";
import { jsonOf, type Mutant, nameOf, type Operator, type Original, type ServedAnswer } from "../mutants/mutant.ts";
import { ownSchemasOf } from "../mutants/own-schemas.ts";
import { textMutants } from "../mutants/text.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { RecordedWorkflow } from "./recording.ts";
import { answerOf } from "./server.ts";

/** Where a changed answer can be given: in place of one call of one recorded workflow, both by their number. */
export interface Planting {
  workflow: number;
  call: number;
  answer: ServedAnswer;
}

/** A faulty server: it answers everything as recorded but one call, wherever it can be planted. Plain data. */
export interface FaultyServer {
  name: string;
  operator: Operator;
  /** Where the contract allows the answer: the place at which it says no more, `checkPanStatus 400 /message`. */
  leaf: string | undefined;
  /** Shortest workflow first; empty where no scenario gets there, which counts as missed. */
  plantings: (Planting & Pick<Mutant, "noticedBy">)[];
}

/** A harmless server, likewise. */
export interface HarmlessServer {
  name: string;
  kind: HarmlessKind;
  silent: "judge" | "anyone";
  planting: Planting;
}

/** Of how many answers of one outcome faulty servers are made: the second and third are tried where the first is not noticed. */
const answersPerOutcome = 3;

type Called = Original & { workflow: number; call: number; earlier: Called[] };

/**
 * Derives faulty and harmless servers from a recording and the contracts behind it. The same recording gives the same ones
 * in the same order.
 * @param options.sources names of the source descriptions whose operations are to be broken; all unless told otherwise
 */
export function deriveServers(
  scenarios: readonly Scenario[],
  recording: readonly RecordedWorkflow[],
  options: { sources?: readonly string[] } = {},
): { faulty: FaultyServer[]; harmless: HarmlessServer[]; operations: number } {
  const operations = operationsOf(scenarios, options.sources);
  const calls = callsOf(operations, recording);
  const faulty = new Map<string, FaultyServer>();
  const harmless = new Map<string, HarmlessServer>();
  for (const { contract, operation } of operations.values()) {
    const own = calls.filter((call) => call.operation === operation);
    const outcomes = new Map(own.map((call) => [outcomeOf(call), call]));
    for (const response of operation.responses) {
      const answered = chosen(own.filter((call) => call.response === response));
      const broken = new Set<string>();
      for (const call of answered) {
        for (const mutant of mutantsOf(call, outcomes)) {
          if (mutant.keyword !== undefined) broken.add(mutant.keyword);
          plant(faulty, mutant, call);
        }
        for (const { kind, where, silent, answer, ...at } of harmlessChanges(call)) {
          const name = `${at.operationId} ${at.response} ${kind} ${where}`;
          if (!harmless.has(name)) harmless.set(name, { name, kind, silent, planting: { ...siteOf(call), answer } });
        }
      }
      for (const server of unreached({ contract, operation, response }, answered.length > 0 ? broken : undefined)) {
        faulty.set(server.name, server);
      }
    }
  }
  return { faulty: [...faulty.values()], harmless: [...harmless.values()], operations: operations.size };
}

function mutantsOf(call: Called, outcomes: ReadonlyMap<string, Called>): Mutant[] {
  const schema = [...call.response.content.values()][0];
  return [
    ...(schema === undefined ? [] : bodyMutants(call, schema)),
    ...(schema === undefined ? [] : leafMutants(call, schema, call.earlier)),
    ...textMutants(call, schema),
    ...statusMutants(call),
    ...mediaTypeMutants(call),
    ...headerMutants(call),
    ...framingMutants(call),
    ...behaviourMutants(call, { earlier: call.earlier, outcomes }),
  ];
}

function plant(faulty: Map<string, FaultyServer>, mutant: Mutant, call: Called): void {
  const { operator, noticedBy, operationId, response, where } = mutant;
  const leaf = noticedBy === "scenario" ? `${operationId} ${response} ${where}` : undefined;
  // An exchange of two values may be allowed in one answer and a fault in another.
  const name = leaf === undefined ? nameOf(mutant) : `${nameOf(mutant)}, which is allowed`;
  const server = faulty.get(name) ?? { name, operator, leaf, plantings: [] };
  faulty.set(name, server);
  // How a body is framed has nothing to do with what is in it, and each such answer costs a connection.
  if (operator === "framing" && server.plantings.length > 0) return;
  server.plantings.push({ ...siteOf(call), noticedBy, answer: mutant.answer });
}

function siteOf({ workflow, call }: Called): Pick<Planting, "workflow" | "call"> {
  return { workflow, call };
}

type Known = { contract: Contract; operation: Operation };

/** Every operation of every contract that is called through one of the sources, called or not. */
function operationsOf(scenarios: readonly Scenario[], names: readonly string[] | undefined): Map<string, Known> {
  const found = new Map<string, Known>();
  for (const { sources } of scenarios) {
    for (const source of sources.values()) {
      if (source.type !== "openapi" || !(names?.includes(source.name) ?? true)) continue;
      for (const operation of source.contract.operations.values()) {
        found.set(operation.id, { contract: source.contract, operation });
      }
    }
  }
  return found;
}

function callsOf(operations: ReadonlyMap<string, Known>, recording: readonly RecordedWorkflow[]): Called[] {
  return recording.flatMap(({ calls }, workflow) => {
    const before: Called[] = [];
    for (const [call, { operationId, exchange }] of calls.entries()) {
      const known = operations.get(operationId);
      const response = known && documentedResponse(known.operation, exchange.response.status);
      if (!known || !response) continue;
      const earlier = before.filter(({ operation }) => operation === known.operation);
      const schemas = ownSchemasOf(known.contract);
      before.push({ ...known, schemas, response, exchange, answer: answerOf(exchange), workflow, call, earlier });
    }
    return before;
  });
}

/** A few calls of every outcome and every shape of body, those that cost the least first. */
function chosen(calls: Called[]): Called[] {
  const sorted = calls.toSorted((a, b) => costOf(a) - costOf(b));
  const groups = Map.groupBy(sorted, (call) => {
    const shape = JSON.stringify(shapeOf(jsonOf(call.answer)));
    return `${outcomeOf(call)} ${shape} ${call.earlier.length > 0}`;
  });
  const some = [...groups.values()].flatMap((group) => group.slice(0, answersPerOutcome));
  return some.sort((a, b) => costOf(a) - costOf(b));
}

/** How much goes before a call; a kilobyte sent counts as another call. */
function costOf({ call, exchange }: Called): number {
  return call + exchange.request.body.length / 1024;
}

/** A JSON value without its data. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (!isObject(value)) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shapeOf(child)]));
}

/** What no server was made for: a response that no scenario gets, or a keyword that nothing in the answers leads to. */
function unreached(at: Known & { response: ResponseSpec }, broken: ReadonlySet<string> | undefined): FaultyServer[] {
  const { contract, operation, response } = at;
  const make = (where: string): FaultyServer => {
    const of = { operator: "unreached", operationId: operation.id, response: response.status, where } as const;
    return { name: nameOf(of), operator: "unreached", leaf: undefined, plantings: [] };
  };
  if (!broken) return [make("response")];
  const schemas = [...response.content.values()].filter((pointer) => pointer !== undefined);
  const keywords = schemas.flatMap((pointer) => forbiddingKeywords(ownSchemasOf(contract), pointer));
  return [...new Set(keywords)].filter((pointer) => !broken.has(pointer)).map((pointer) => make(`#${pointer}`));
}
