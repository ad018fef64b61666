import { printable } from "../../spec/words/printable.ts";
import type { Verdict } from "../event.ts";
import type { Finding } from "../finding.ts";
import { detailText, findingTitle, outcomeText } from "./finding-text.ts";
import { countVerdicts } from "./mark.ts";
import {
  findingsOf,
  isTelling,
  type ShownFile,
  type ShownRun,
  type ShownStep,
  type ShownWorkflow,
} from "./shown-run.ts";

/** What writes a report, as the report names it. */
export interface Tool {
  name: string;
  version: string;
}

/** Ours against CTRF's. It has no word for what could not be judged; `rawStatus` tells the two apart. */
const statuses: Record<Verdict, "passed" | "failed" | "skipped" | "other"> = {
  pass: "passed",
  drift: "failed",
  skipped: "skipped",
  unavailable: "other",
  inconclusive: "other",
};

/** A run as Common Test Report Format JSON 0.0.0 (https://ctrf.io): a test for each workflow. */
export function ctrfOf(run: ShownRun, tool: Tool): string {
  const { target, seed, startedAt, summary, files, unjudged } = run;
  const { pass, drift, skipped, unavailable, inconclusive } = countVerdicts(files.flatMap((file) => file.workflows));
  const stop = Math.round(startedAt + summary.durationMs);
  const report = {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    timestamp: new Date(stop).toISOString(),
    generatedBy: `${tool.name} ${tool.version}`,
    results: {
      tool,
      summary: {
        tests: pass + drift + skipped + unavailable + inconclusive,
        passed: pass,
        failed: drift,
        skipped,
        pending: 0,
        other: unavailable + inconclusive,
        suites: files.length,
        start: Math.round(startedAt),
        stop,
        duration: Math.round(summary.durationMs),
        extra: {
          ...{ verdict: summary.verdict, unavailable, inconclusive, warnings: summary.warnings },
          ...(summary.notes ? { notes: summary.notes.map(printable) } : {}),
        },
      },
      tests: files.flatMap((file) => file.workflows.map((workflow) => testOf(workflow, file))),
      environment: {
        testEnvironment: printable(target),
        extra: {
          ...(seed === undefined ? {} : { seed }),
          ...(unjudged.length === 0 ? {} : { notJudged: unjudged.map(printable) }),
        },
      },
    },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function testOf(workflow: ShownWorkflow, { scenario, title }: ShownFile) {
  const { workflowId, verdict, place, durationMs, steps } = workflow;
  const message = outcomeText(workflow);
  const findings = findingsOf(workflow);
  const rules = new Set(findings.flatMap(({ finding }) => finding.rules.map(({ id }) => id)));
  return {
    name: printable(workflowId),
    status: statuses[verdict],
    rawStatus: verdict,
    duration: Math.round(durationMs),
    suite: [title === scenario ? scenario : `${scenario}: ${title}`],
    filePath: place.file,
    line: place.line,
    ...(message === "" ? {} : { message }),
    ...(isTelling(workflow) ? { trace: detailText(steps.filter(isTelling)) } : {}),
    ...(rules.size > 0 ? { tags: [...rules] } : {}),
    steps: steps.map(stepOf),
    ...(findings.length > 0 ? { extra: { findings: findings.map(findingOf) } } : {}),
  };
}

function stepOf({ stepId, calls, verdict, attempt }: ShownStep) {
  return { name: printable(stepId), status: statuses[verdict], extra: { verdict, calls: printable(calls), attempt } };
}

function findingOf({ step, finding }: { step: ShownStep; finding: Finding }) {
  return { title: findingTitle(finding), stepId: step.stepId, ...finding };
}
