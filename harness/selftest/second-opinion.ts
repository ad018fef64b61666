import type { Contract } from "../../spec/contract.ts";
import { documentedContent, documentedResponse } from "../../spec/documented.ts";
import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { type Exchange, headerOf } from "../exchange/exchange.ts";
import type { Finding } from "../finding.ts";
import { knowsFormat, type OwnBreach, type OwnSchemas, ownSchemasOf } from "../mutants/own-schemas.ts";

/** Where two engines read a schema otherwise. */
export interface Difference {
  /** Of which server the answer was. */
  server: string;
  /** The operation, and the status it answered. */
  answer: string;
  /** JSON Pointer into the body. */
  where: string;
  judge: string;
  second: string;
}

/** An answer that was judged. */
interface HeardAnswer {
  server: string;
  contract: Contract;
  operationId: string;
  exchange: Exchange;
  /** What the judge found. */
  findings: readonly Finding[];
}

/**
 * Holds what the judge says of JSON bodies against what another engine for JSON Schema 2020-12 says, which reads the contract
 * by itself. What only one of them has an opinion of is left out: undocumented members, discriminators, and formats that
 * the other engine does not know.
 */
export class SecondOpinion {
  readonly differences: Difference[] = [];
  readonly #heard = new Set<string>();

  /** How many answers both had an opinion of, each counted once. */
  get answers(): number {
    return this.#heard.size;
  }

  hear(heard: HeardAnswer): void {
    const { server, operationId, exchange, contract } = heard;
    const { status, body } = exchange.response;
    const schema = schemaOf(heard);
    const json = jsonIn(body);
    if (schema === undefined || json === undefined) return;
    const key = `${operationId} ${status} ${schema} ${body}`;
    if (this.#heard.has(key)) return;
    this.#heard.add(key);
    for (const difference of differencesOf(heard.findings, ownSchemasOf(contract), { schema, value: json.value })) {
      this.differences.push({ server, answer: `${operationId} ${status}`, ...difference });
    }
  }
}

/** The schema of a body that is to be JSON; `undefined` where there is none. */
function schemaOf({ contract, operationId, exchange }: HeardAnswer): string | undefined {
  const operation = contract.operations.get(operationId);
  const response = operation && documentedResponse(operation, exchange.response.status);
  const content = response && documentedContent(response, headerOf(exchange.response.headers, "content-type"));
  return content?.json ? content.schema : undefined;
}

function jsonIn(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
}

/** What leads to errors in several schemas of which only one is meant. */
const choosing = ["oneOf", "anyOf", "not", "if", "contains"];
/** What is said of the value that should have had something: the judge names the member. */
const ofHolder = ["required", "dependentRequired"];

function differencesOf(
  findings: readonly Finding[],
  schemas: OwnSchemas,
  { schema, value }: { schema: string; value: unknown },
): Pick<Difference, "where" | "judge" | "second">[] {
  const breaches = schemas.breaches(schema, value);
  const told = findings.filter(({ check }) => check === "body" || check === "undocumented-member");
  const shared = told.filter((finding) => isShared(finding, schemas));
  const onlyJudge = shared.filter(
    ({ where }) =>
      !breaches.some((breach) => breach.where === where) &&
      !breaches.some((breach) => ofHolder.includes(breach.keyword) && breach.where === holderOf(where)),
  );
  const isChosen = breaches.some(({ keyword }) => choosing.includes(keyword));
  const isCovered = (breach: OwnBreach) =>
    told.some(({ where }) => where === breach.where || where.startsWith(`${breach.where}/`));
  const onlySecond = isChosen && told.length > 0 ? [] : breaches.filter((breach) => !isCovered(breach));
  return [
    ...onlyJudge.map(({ where, expected, actual }) => ({ where, judge: `${expected}, not ${actual}`, second: "fits" })),
    ...onlySecond.map(({ where, keyword, says }) => ({ where, judge: "nothing", second: `${keyword}: ${says}` })),
  ];
}

/** Whether a finding is on a keyword that both engines judge. */
function isShared({ check, severity, contract: place }: Finding, schemas: OwnSchemas): boolean {
  if (check !== "body" || severity !== "error") return false;
  const pointer = place?.pointer ?? "";
  const keyword = pointerSegments(pointer).at(-1);
  return keyword !== "discriminator" && (keyword !== "format" || knowsFormat(String(schemas.at(pointer))));
}

function holderOf(where: string): string {
  return where.slice(0, where.lastIndexOf("/"));
}
