import type { StepOutcome } from "../event.ts";
import type { Finding, Place, RuleReference } from "../finding.ts";
import type { MaskedExchange, MaskedMessage, Scrub } from "../masked-exchange.ts";
import { curlOf } from "./curl.ts";
import { durationText, printable } from "./printable.ts";

/** One line of a block: what it is, and the text. A line that goes on with the one above has no label. */
export type Line = [label: string, text: string];

/** The most of a body that is shown, in characters. */
const bodyExcerpt = 500;

/** A finding on one line, for example `body /status breaks BOS-UNDER-PROCESS (documented)`. */
export function findingTitle({ check, where, effect, rules }: Finding): string {
  const place = where === check ? "" : ` ${where === "" ? "(the whole body)" : where}`;
  const nothing = check === "criterion" ? "the scenario" : "the contract";
  return printable(`${check}${place} ${effect} ${rules.length > 0 ? rules.map(ruleText).join(", ") : nothing}`);
}

/**
 * What was expected, what came, where to look and what to do.
 * @param scrub masks what the finding repeats from other exchanges
 */
export function findingLines({ expected, actual, advice, contract, scenario }: Finding, scrub: Scrub): Line[] {
  const lines: Line[] = [
    ["expected", scrub(expected)],
    ["actual", scrub(actual)],
  ];
  if (contract) lines.push(["contract", placeText(contract)]);
  lines.push(["scenario", placeText(scenario)], ["to do", advice]);
  return lines.map(([label, text]) => [label, printable(text)]);
}

/** Request and response of a step, cut where they are long, and how to repeat the request. */
export function exchangeLines({ request, response, durationMs }: MaskedExchange): Line[] {
  return [
    ["request", printable(`${request.method} ${request.url}`)],
    ...messageLines(request),
    ["response", `HTTP ${response.status} after ${durationText(durationMs)}`],
    ...messageLines(response),
    ["repeat", curlOf(request)],
  ];
}

/** A step on one line, for example `step check-again (checkPanStatus), attempt 2`. */
export function stepTitle({ stepId, calls, attempt }: StepOutcome): string {
  return printable(`step ${stepId} (${calls})${attempt > 1 ? `, attempt ${attempt}` : ""}`);
}

/** A place as editors and terminals open it. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function ruleText({ id, grade }: RuleReference): string {
  return `${id} (${grade ?? "not in the ledger"})`;
}

function messageLines({ headers, body }: MaskedMessage): Line[] {
  const lines = headers.map(([name, value]): Line => ["", printable(`${name}: ${value}`)]);
  if (body === "") return lines;
  const characters = [...body];
  const cut = characters.length > bodyExcerpt;
  const text = cut ? `${characters.slice(0, bodyExcerpt).join("")} … (${characters.length} characters)` : body;
  return [...lines, ["", printable(text)]];
}
