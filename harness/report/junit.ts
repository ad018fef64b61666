import type { Masker } from "../../spec/mask.ts";
import type { RunEvent, WorkflowOutcome } from "../event.ts";
import { maskedExchange, type Scrub, scrubberOf } from "../masked-exchange.ts";
import { exchangeLines, findingLines, findingTitle, type Line, placeText, stepTitle } from "./finding-text.ts";
import { printable } from "./printable.ts";

export interface JunitOptions {
  /** Takes the whole document, once, when the run has finished. */
  write: (xml: string) => void;
  masker: Masker;
  /** What a scenario file is about, by its name in the events; the name itself stands in. */
  titles?: ReadonlyMap<string, string>;
}

/**
 * Makes a reporter that writes JUnit XML, as Jenkins and GitLab read it: a suite for each scenario file, a case for each
 * workflow. A drift is a failure; what was unavailable or inconclusive is an error.
 * @returns takes the events of one run, in their order
 */
export function junitReport({ write, masker, titles }: JunitOptions) {
  const suites = new Map<string, WorkflowOutcome[]>();
  let run = { target: "", seed: 0 };
  return (event: RunEvent): void => {
    switch (event.type) {
      case "run-started":
        run = event;
        return;
      case "workflow-finished":
        suites.set(event.scenario, [...(suites.get(event.scenario) ?? []), event.outcome]);
        return;
      case "run-finished": {
        const all = [...suites.values()].flat();
        const body = [...suites].map(([scenario, outcomes]) => suite(scenario, outcomes)).join("");
        const attributes = { name: "understudy", ...totals(all, event.summary.durationMs) };
        write(`<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, `\n${body}`)}\n`);
        return;
      }
      case "workflow-started":
      case "step-finished":
        return;
      default:
        event satisfies never;
    }
  };

  function suite(scenario: string, outcomes: WorkflowOutcome[]): string {
    const duration = outcomes.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const attributes = { name: titles?.get(scenario) ?? scenario, file: scenario, ...totals(outcomes, duration) };
    const property = (name: string, value: string) => element("property", { name, value });
    const properties = element("properties", {}, property("target", run.target) + property("seed", String(run.seed)));
    const cases = outcomes.map((outcome) => testCase(scenario, outcome)).join("\n");
    return `${element("testsuite", attributes, `\n${properties}\n${cases}\n`)}\n`;
  }

  function testCase(scenario: string, outcome: WorkflowOutcome): string {
    const { workflowId, place, durationMs } = outcome;
    const attributes = { name: workflowId, classname: scenario, file: place.file, line: place.line };
    return element("testcase", { ...attributes, time: seconds(durationMs) }, problem(outcome));
  }

  function problem(outcome: WorkflowOutcome): string {
    const reason = outcome.reason ?? outcome.steps.find((step) => step.reason !== undefined)?.reason ?? "";
    const findings = outcome.steps.flatMap((step) => step.findings);
    const exchanges = outcome.steps.flatMap(({ exchange }) => exchange ?? []);
    // A finding's own text is masked, but not what it repeats from another exchange.
    const scrub = scrubberOf(exchanges, masker);
    switch (outcome.verdict) {
      case "pass":
        return "";
      case "skipped":
        return element("skipped", { message: reason });
      case "drift": {
        const message = scrub(findings.map(findingTitle).join("; ")) || reason;
        return element("failure", { type: "drift", message }, escaped(details(outcome, scrub)));
      }
      case "unavailable":
      case "inconclusive":
        return element("error", { type: outcome.verdict, message: reason }, escaped(details(outcome, scrub)));
      default:
        return outcome.verdict satisfies never;
    }
  }

  function details(outcome: WorkflowOutcome, scrub: Scrub): string {
    const telling = outcome.steps.filter(({ verdict }) => verdict !== "pass" && verdict !== "skipped");
    return telling
      .flatMap((step) => [
        `${stepTitle(step)} ${placeText(step.place)}`,
        ...(step.reason === undefined ? [] : [`  ${printable(step.reason)}`]),
        ...step.findings.flatMap((finding) => [
          `  ${scrub(findingTitle(finding))}`,
          ...indented(findingLines(finding, scrub)),
        ]),
        ...(step.exchange ? indented(exchangeLines(maskedExchange(step.exchange, masker, scrub))) : []),
      ])
      .join("\n");
  }
}

function indented(lines: Line[]): string[] {
  return lines.map(([label, text]) => `    ${label.padEnd(10)}${text}`);
}

function totals(outcomes: WorkflowOutcome[], durationMs: number) {
  const count = (...verdicts: string[]) => outcomes.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const failures = count("drift");
  const errors = count("unavailable", "inconclusive");
  return { tests: outcomes.length, failures, errors, skipped: count("skipped"), time: seconds(durationMs) };
}

/** Attributes are escaped here, the content is not: it may be elements. */
function element(name: string, attributes: Record<string, string | number>, content = ""): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`);
  return content === "" ? `<${name}${pairs.join("")}/>` : `<${name}${pairs.join("")}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
