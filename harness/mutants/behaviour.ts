import { documentedSecurity, securitySchemes } from "../../spec/documented.ts";
import { isObject } from "../../spec/json/json-value.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { jsonOf, type Mutant, mutantOf, type Original, type ServedAnswer, withJson } from "./mutant.ts";
import { spotsOf } from "./spot.ts";
import { leavesOf, otherText, withValue } from "./value.ts";

/** How late a slow server answers, in milliseconds; above the limit that exchanges with one are given. */
export const slowMs = 60;

/** What else was recorded of the operation. */
export interface OtherAnswers {
  /** Earlier calls of the same workflow. */
  earlier: readonly Original[];
  /** One answer for each outcome that the operation was seen to have, by {@link outcomeOf}. */
  outcomes: ReadonlyMap<string, Original>;
}

/**
 * Answers that keep the contract and are wrong all the same: late, of another call, of another outcome. Only the scenario
 * knows, except where the contract says what has to come back.
 */
export function behaviourMutants(original: Original, { earlier, outcomes }: OtherAnswers): Mutant[] {
  const { answer } = original;
  const make = (operator: Mutant["operator"], where: string, change: { answer: ServedAnswer; detail?: string }) =>
    mutantOf(original, { operator, where, noticedBy: "anyone", ...change });
  const mutants = [mutantOf(original, { operator: "slow", where: "time", answer: { ...answer, delayMs: slowMs } })];
  for (const { where, value } of echoed(original)) {
    const changed = withJson(answer, withValue(jsonOf(answer), where, otherText(value)));
    mutants.push(make("not-echoed", where, { answer: changed }));
  }
  const own = outcomeOf(original);
  for (const [outcome, other] of outcomes) {
    if (outcome === own) continue;
    const isOpened = [401, 403].includes(answer.status) && other.answer.status < 300 && isProtected(original);
    const detail = `as ${outcome}`;
    const mutant = make(isOpened ? "unprotected" : "other-answer", "status", { answer: other.answer, detail });
    // That credentials do not hold only the scenario knows; that they are missing shows in the request.
    const isPlain = isOpened && isAnonymous(original) && !isRefusal(other);
    mutants.push(isPlain ? { ...mutant, noticedBy: "judge" } : mutant);
  }
  const before = earlier.find((call) => isRepeated(call.exchange, original.exchange) && outcomeOf(call) !== own);
  if (before)
    mutants.push(make("stale", "status", { answer: before.answer, detail: `as before, ${outcomeOf(before)}` }));
  return mutants;
}

/** What an answer says, its data aside: the status, and the values that the schema leaves no or little choice about. */
export function outcomeOf({ schemas, response, answer }: Original): string {
  const schema = [...response.content.values()][0];
  const body = jsonOf(answer);
  if (schema === undefined || body === undefined) return `HTTP ${answer.status}`;
  const tags = spotsOf(schemas, schema, body).filter(
    ({ parts, grafts }) => grafts.length === 0 && parts.some(({ schema }) => "const" in schema || "enum" in schema),
  );
  return [`HTTP ${answer.status}`, ...tags.map(({ where, value }) => `${where} ${JSON.stringify(value)}`)].join(" ");
}

/** The texts of an answer that are texts of the request, too long to be the same by chance. */
function echoed({ exchange, answer }: Original): { where: string; value: string }[] {
  const url = new URL(exchange.request.url);
  const sent = new Set<unknown>([...url.pathname.split("/").map(decodeURIComponent), ...url.searchParams.values()]);
  for (const { value } of leavesOf(jsonText(exchange.request.body))) sent.add(value);
  const body = jsonOf(answer);
  const leaves = isObject(body) || Array.isArray(body) ? leavesOf(body) : [];
  return leaves.flatMap(({ where, value }) =>
    typeof value === "string" && value.length >= 4 && sent.has(value) ? [{ where, value }] : [],
  );
}

function jsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRepeated(before: Exchange, after: Exchange): boolean {
  return before.request.method === after.request.method && before.request.url === after.request.url;
}

/** Whether a request carries nothing that could tell who sends it. */
function isAnonymous({ contract, exchange: { request } }: Original): boolean {
  const names = new Set([...securitySchemes(contract).values()].map(({ name }) => String(name).toLowerCase()));
  const tells = (name: string) => names.has(name.toLowerCase()) || /^(authorization|cookie)$/i.test(name);
  return [...request.headers.map(([name]) => name), ...new URL(request.url).searchParams.keys()].every(
    (name) => !tells(name),
  );
}

/** Whether an answer says by its schema that it refuses, whatever its status. */
function isRefusal({ schemas, response, answer }: Original): boolean {
  const schema = [...response.content.values()][0];
  const body = jsonOf(answer);
  if (schema === undefined || body === undefined) return false;
  return spotsOf(schemas, schema, body).some(
    ({ parts, grafts }) => grafts.length === 0 && parts.some(({ schema: part }) => part["x-refusal"] === true),
  );
}

function isProtected({ contract, operation }: Original): boolean {
  return documentedSecurity(contract, operation).requirements.length > 0;
}
