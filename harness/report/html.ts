import { applyEdits, format } from "jsonc-parser";
import type { MaskedExchange, MaskedMessage } from "../exchange/masked-exchange.ts";
import type { Finding } from "../finding.ts";
import type { Tool } from "./ctrf.ts";
import { curlOf } from "./curl.ts";
import { findingLines, outcomeText, placeText, subjectText, unjudgedText } from "./finding-text.ts";
import { style } from "./html-style.ts";
import {
  countFindings,
  countVerdicts,
  findingKind,
  findingMarks,
  headlineOf,
  verdictMarks,
  verdictOrder,
  worstFirst,
} from "./mark.ts";
import { html, type Markup, trusted } from "./markup.ts";
import {
  isTelling,
  type ShownFile,
  type ShownRun,
  type ShownStep,
  type ShownWorkflow,
  skipReasons,
} from "./shown-run.ts";
import { counted, durationText } from "./words.ts";

/** The most of a body that the page shows, in characters. */
const bodyExcerpt = 4_000;

/** A run as one HTML page that needs nothing else: no other file, no network, no script. */
export function htmlOf(run: ShownRun, tool: Tool): string {
  const workflows = run.files.flatMap((file) => file.workflows);
  const headline = headlineOf(run.summary.verdict, countFindings(workflows));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${headline} – understudy</title>
<style>${trusted(style)}</style>
</head>
<body>
${headOf(run, headline, workflows)}
<main>
${tellingOf(run)}
${scenariosOf(run)}
${skippedOf(workflows)}
</main>
<footer>Written by ${tool.name} ${tool.version}. Secrets and personal data are masked.</footer>
</body>
</html>
`;
  return page.html;
}

function headOf(run: ShownRun, headline: string, workflows: readonly ShownWorkflow[]): Markup {
  const { verdict, durationMs, notes = [] } = run.summary;
  const counts = countVerdicts(workflows);
  const findings = countFindings(workflows);
  const tiles = verdictOrder.map(
    (name) =>
      html`<li class="${name}${counts[name] === 0 ? " none" : ""}"><b>${counts[name]}</b> ${verdictMarks[name].mark} ${verdictMarks[name].word}</li>`,
  );
  const bar = worstFirst
    .filter((name) => counts[name] > 0)
    .map((name) => html`<span class="${name}" style="flex-grow: ${counts[name]}"></span>`);
  const seed = run.seed === undefined ? undefined : html`<div><dt>Seed</dt><dd>${run.seed}</dd></div>`;
  const unjudged = unjudgedText(run.unjudged).replace(/^not judged: /, "");
  const untold = unjudged === "" ? undefined : html`<div><dt>Not judged</dt><dd>${unjudged}</dd></div>`;
  const told = `${findings.breaks} broken, ${findings.settles} settled, ${counted(findings.warning, "warning")}`;
  return html`<header class="${verdict}">
<h1><span class="mark" aria-hidden="true">${verdictMarks[verdict].mark}</span> ${headline}</h1>
<dl class="facts">
<div><dt>Target</dt><dd>${run.target}</dd></div>
<div><dt>When</dt><dd>${new Date(run.startedAt).toISOString().replace("T", " ").slice(0, 19)} UTC, ${durationText(durationMs)}</dd></div>
<div><dt>Findings</dt><dd>${told}</dd></div>
${notes.map((note) => html`<div><dt>Note</dt><dd>${note}</dd></div>`)}
${seed}
${untold}
</dl>
<div class="bar" aria-hidden="true">${bar}</div>
<ul class="tiles" aria-label="Workflows by verdict">${tiles}</ul>
</header>`;
}

function tellingOf({ files }: ShownRun): Markup | undefined {
  const cards = files.flatMap((file) =>
    file.workflows.filter(isTelling).flatMap((workflow) => {
      const steps = workflow.steps.filter(isTelling);
      return steps.length > 0 ? steps.map((step) => stepCard(file, workflow, step)) : [reasonCard(file, workflow)];
    }),
  );
  return cards.length === 0 ? undefined : html`<h2>What to look at</h2>${cards}`;
}

function stepCard(file: ShownFile, workflow: ShownWorkflow, step: ShownStep): Markup {
  const attempt = step.attempt > 1 ? `, attempt ${step.attempt}` : "";
  return html`<article class="${toneOf(step)}">
<h3>${file.title}</h3>
<p class="path">${verdictMarks[step.verdict].mark} ${verdictMarks[step.verdict].word}: <code>${workflow.workflowId}</code> › <code>${step.stepId}</code> (${step.calls}${attempt})</p>
${step.reason === undefined ? undefined : html`<p class="reason">${step.reason}</p>`}
${step.findings.map(findingBlock)}
${step.findings.length > 0 ? undefined : html`<p class="place">${placeText(step.place)}</p>`}
${step.exchange && exchangeBlock(step.exchange)}
</article>`;
}

/** The colour of a card is that of the worst in it. */
function toneOf({ verdict, findings }: ShownStep): string {
  const kinds = findings.map(findingKind);
  return (["breaks", "settles", "warning"] as const).find((kind) => kinds.includes(kind)) ?? verdict;
}

function reasonCard(file: ShownFile, workflow: ShownWorkflow): Markup {
  return html`<article class="${workflow.verdict}">
<h3>${file.title}</h3>
<p class="path">${verdictMarks[workflow.verdict].mark} ${verdictMarks[workflow.verdict].word}: <code>${workflow.workflowId}</code></p>
<p class="reason">${outcomeText(workflow)}</p>
<p class="place">${placeText(workflow.place)}</p>
</article>`;
}

function findingBlock(finding: Finding): Markup {
  const { check, effect, expected, actual, rules, alternative } = finding;
  const kind = findingKind(finding);
  const label = kind === "warning" ? `warning, ${effect}` : effect;
  const names = rules.map(({ id, grade }) => {
    const reading = alternative?.rule === id ? html`: ${alternative.name}` : undefined;
    return html`<span class="rule"><b>${id}${reading}</b> <i>${grade ?? "not in the ledger"}</i></span>`;
  });
  const nothing = html`<span class="rule"><b>${check === "criterion" ? "the scenario" : "the contract"}</b></span>`;
  const rest = findingLines(finding).filter(([name]) => name !== "expected" && name !== "actual");
  return html`<section class="finding ${kind}">
<p class="what"><span class="effect">${findingMarks[kind].mark} ${label}</span> ${names.length > 0 ? names : nothing}</p>
<p class="where"><code>${subjectText(finding)}</code></p>
<dl class="pair"><div><dt>Expected</dt><dd><code>${expected}</code></dd></div><div><dt>Actual</dt><dd><code>${actual}</code></dd></div></dl>
<dl class="rest">${rest.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
</section>`;
}

function exchangeBlock({ request, response, durationMs }: MaskedExchange): Markup {
  return html`<details class="exchange"><summary>${request.method} ${pathOf(request.url)} → HTTP ${response.status} after ${durationText(durationMs)}</summary>
<h4>Request</h4><pre>${request.method} ${request.url}
${messageText(request)}</pre>
<h4>Response</h4><pre>HTTP ${response.status}
${messageText(response)}</pre>
<h4>Repeat it</h4><pre>${curlOf(request)}</pre>
</details>`;
}

function messageText({ headers, body, bodyIsText }: MaskedMessage): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  if (body === "") return lines.join("\n");
  const characters = [...body];
  const cut = characters.length > bodyExcerpt;
  const excerpt = cut ? characters.slice(0, bodyExcerpt).join("") : body;
  const shown = bodyIsText ? pretty(excerpt) : excerpt;
  const text = cut ? `${shown} … (${characters.length} characters)` : shown;
  return [...lines, "", text].join("\n");
}

/** A JSON text, or its beginning, with a line for every part; nothing but the space between them is changed. */
function pretty(body: string): string {
  return applyEdits(body, format(body, undefined, { insertSpaces: true, tabSize: 2, eol: "\n" }));
}

function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}

function scenariosOf({ files }: ShownRun): Markup {
  return html`<h2>Scenarios</h2><div class="files">${files.map(fileBlock)}</div>`;
}

function fileBlock({ scenario, title, workflows }: ShownFile): Markup {
  const counts = countVerdicts(workflows);
  const told = worstFirst.filter((verdict) => counts[verdict] > 0);
  const words = told.map((verdict) => `${counts[verdict]} ${verdictMarks[verdict].word}`).join(", ");
  const duration = durationText(workflows.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const worst = told[0] ?? "pass";
  const open = workflows.some(isTelling) ? trusted(" open") : undefined;
  return html`<details class="file ${worst}"${open}>
<summary><span class="mark">${verdictMarks[worst].mark}</span> <span class="title">${title}</span> <span class="counts">${words}, ${duration}</span></summary>
<p class="place">${scenario}</p>
<ul>${workflows.map(workflowRow)}</ul>
</details>`;
}

function workflowRow(workflow: ShownWorkflow): Markup {
  const { workflowId, verdict, steps, durationMs } = workflow;
  const { warning } = countFindings([workflow]);
  const warnings =
    warning > 0
      ? html` <span class="warning">${findingMarks.warning.mark} ${counted(warning, "warning")}</span>`
      : undefined;
  const names = steps.map(
    (step) =>
      html`<span class="step ${step.verdict}" title="${step.calls}">${verdictMarks[step.verdict].mark} ${step.stepId}</span> `,
  );
  return html`<li class="${verdict}"><span class="mark">${verdictMarks[verdict].mark}</span> <code>${workflowId}</code>${warnings} <span class="counts">${durationText(durationMs)}</span><div class="steps">${names}</div></li>`;
}

function skippedOf(workflows: readonly ShownWorkflow[]): Markup | undefined {
  const reasons = new Map<string, number>();
  for (const workflow of workflows) {
    for (const reason of skipReasons(workflow)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (reasons.size === 0) return undefined;
  const rows = [...reasons].map(([reason, count]) => html`<li>${count} × ${reason}</li>`);
  return html`<h2>Skipped, and why</h2><ul class="skips">${rows}</ul>`;
}
