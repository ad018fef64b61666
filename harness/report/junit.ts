import { printable } from "../../spec/words/printable.ts";
import { detailText, outcomeText, unjudgedText } from "./finding-text.ts";
import { countVerdicts } from "./mark.ts";
import { isTelling, type ShownFile, type ShownRun, type ShownWorkflow } from "./shown-run.ts";

/**
 * A run as JUnit XML, as Jenkins and GitLab read it: a suite for each scenario file, a case for each workflow. A drift is
 * a failure; what was unavailable or inconclusive is an error; warnings are output of a case that passes.
 */
export function junitOf(run: ShownRun): string {
  const suites = run.files.map((file) => suite(file, run)).join("");
  const workflows = run.files.flatMap((file) => file.workflows);
  const attributes = { name: "understudy", ...totals(workflows, run.summary.durationMs) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", attributes, `\n${suites}`)}\n`;
}

function suite({ scenario, title, workflows }: ShownFile, { target, seed, unjudged }: ShownRun): string {
  const duration = workflows.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const property = (name: string, value: string) => element("property", { name, value });
  const seeds = seed === undefined ? "" : property("seed", String(seed));
  const untold = unjudged.length === 0 ? "" : property("not judged", unjudgedText(unjudged));
  const properties = element("properties", {}, property("target", target) + seeds + untold);
  const cases = workflows.map((workflow) => testCase(scenario, workflow)).join("\n");
  const attributes = { name: title, file: scenario, ...totals(workflows, duration) };
  return `${element("testsuite", attributes, `\n${properties}\n${cases}\n`)}\n`;
}

function testCase(scenario: string, workflow: ShownWorkflow): string {
  const { workflowId, place, durationMs } = workflow;
  const attributes = { name: workflowId, classname: scenario, file: place.file, line: place.line };
  return element("testcase", { ...attributes, time: seconds(durationMs) }, problem(workflow));
}

function problem(workflow: ShownWorkflow): string {
  const { verdict } = workflow;
  const message = outcomeText(workflow);
  const details = () => escaped(detailText(workflow.steps.filter(isTelling)));
  switch (verdict) {
    case "pass":
      return isTelling(workflow) ? element("system-out", {}, details()) : "";
    case "skipped":
      return element("skipped", { message });
    case "drift":
      return element("failure", { type: verdict, message }, details());
    case "unavailable":
    case "inconclusive":
      return element("error", { type: verdict, message: printable(workflow.reason ?? message) }, details());
    default:
      return verdict satisfies never;
  }
}

function totals(workflows: readonly ShownWorkflow[], durationMs: number) {
  const { drift, unavailable, inconclusive, skipped } = countVerdicts(workflows);
  const errors = unavailable + inconclusive;
  return { tests: workflows.length, failures: drift, errors, skipped, time: seconds(durationMs) };
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
