import { onOneLine } from "../../spec/json/json-value.ts";
import { sourceText } from "../../spec/ledger.ts";
import type { Place } from "../../spec/place.ts";
import { printable } from "../../spec/words/printable.ts";
import type { MaskedExchange, MaskedMessage } from "../exchange/masked-exchange.ts";
import type { Finding, RuleReference } from "../finding.ts";
import { curlOf } from "./curl.ts";
import { findingKind } from "./mark.ts";
import { type ShownStep, type ShownWorkflow, skipReasons } from "./shown-run.ts";
import { durationText } from "./words.ts";

/** One line of a block: what it is, and the text. A line that goes on with the one above has no label. */
export type Line = [label: string, text: string];

/** The most of a body that is shown, in characters. */
const bodyExcerpt = 500;

/**
 * A finding on one line, for example `body /status breaks BOS-UNDER-PROCESS (documented)` or
 * `status settles BOS-DUPLICATE-TRIGGER: never (assumed)`.
 */
export function findingTitle(finding: Finding): string {
  const { check, effect, rules, alternative } = finding;
  const nothing = check === "criterion" ? "the scenario" : "the contract";
  const words = rules.map(({ id, grade }) => {
    const reading = alternative?.rule === id ? `: ${alternative.name}` : "";
    return `${id}${reading} (${grade ?? "not in the ledger"})`;
  });
  const warning = findingKind(finding) === "warning" ? "warning: " : "";
  return printable(`${warning}${subjectText(finding)} ${effect} ${words.length > 0 ? words.join(", ") : nothing}`);
}

/** What was judged and where, for example `body /status`. */
export function subjectText({ check, where }: Finding): string {
  if (where === check || where.startsWith(`${check} `)) return where;
  return `${check} ${where === "" ? "(the whole body)" : where}`;
}

/** What was expected, what came, where to look and what to do. */
export function findingLines(finding: Finding): Line[] {
  const { expected, actual, advice, rules, alternative, wfc, contract, scenario } = finding;
  const lines: Line[] = [
    ["expected", expected],
    ["actual", actual],
  ];
  // The title tells it where the rule is one of the finding's own.
  const isTold = rules.some(({ id }) => id === alternative?.rule);
  if (alternative && !isTold) lines.push(["fits", `${alternative.rule}: ${alternative.name}`]);
  if (wfc !== undefined) lines.push(["fault", `WFC ${wfc}`]);
  if (contract) lines.push(["contract", placeText(contract)]);
  lines.push(["scenario", placeText(scenario)], ["to do", advice], ...supportLines(rules[0]));
  return lines.map(([label, text]) => [label, printable(text)]);
}

/** How much speaks for each reading of the rule that decides, a source a line. */
function supportLines(rule: RuleReference | undefined): Line[] {
  const texts = (rule?.support ?? []).flatMap(({ reading, sources }) =>
    (sources.length === 0 ? ["no source"] : sources.map(sourceText)).map((text) => `${reading}: ${text}`),
  );
  return texts.map((text, index) => [index === 0 ? "sources" : "", text]);
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
export function stepTitle({ stepId, calls, attempt }: ShownStep): string {
  return printable(`step ${stepId} (${calls})${attempt > 1 ? `, attempt ${attempt}` : ""}`);
}

/** A place as editors and terminals open it. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** What there is to say of some steps, as plain text: findings, reasons, exchanges. */
export function detailText(steps: readonly ShownStep[]): string {
  const indented = (lines: Line[]) => lines.map(([label, text]) => `    ${label.padEnd(10)}${text}`);
  return steps
    .flatMap((step) => [
      `${stepTitle(step)} ${placeText(step.place)}`,
      ...(step.reason === undefined ? [] : [`  ${printable(step.reason)}`]),
      ...step.findings.flatMap((finding) => [`  ${findingTitle(finding)}`, ...indented(findingLines(finding))]),
      ...(step.exchange ? indented(exchangeLines(step.exchange)) : []),
    ])
    .join("\n");
}

/** Why a workflow ended as it did, on one line: what was found, or the reason; empty where it passed without a word. */
export function outcomeText(workflow: ShownWorkflow): string {
  const findings = workflow.steps.flatMap((step) => step.findings);
  if (findings.length > 0) return findings.map(findingTitle).join("; ");
  const reason = workflow.reason ?? workflow.steps.find((step) => step.reason !== undefined)?.reason;
  return printable(reason ?? [...skipReasons(workflow)][0] ?? "");
}

function messageLines({ headers, body: written }: MaskedMessage): Line[] {
  const lines = headers.map(([name, value]): Line => ["", printable(`${name}: ${value}`)]);
  const body = onOneLine(written);
  if (body === "") return lines;
  const count = body.length - (body.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  const cut = count > bodyExcerpt;
  // A character has two units at most.
  const excerpt = [...body.slice(0, 2 * bodyExcerpt)].slice(0, bodyExcerpt).join("");
  const text = cut ? `${excerpt} … (${count} characters)` : body;
  return [...lines, ["", printable(text)]];
}

/**
 * What of the contracts is not judged, in one line; empty where all of them is.
 * @param most how many are named, those in most places first
 */
export function unjudgedText(unjudged: readonly string[], most = 100): string {
  if (unjudged.length === 0) return "";
  const rest = unjudged.length - most;
  const named = [...unjudged.slice(0, most), ...(rest > 0 ? [`${rest} more`] : [])];
  return `not judged: ${printable(named.join(", "))}`;
}
