import { shorten } from "../spec/schema-error.ts";
import { printable } from "../spec/words/printable.ts";
import { type InputNeed, inputNeeds } from "./request/input-needs.ts";
import type { Scenario, Workflow, WorkflowReference } from "./scenario/scenario.ts";
import type { Selection } from "./selection.ts";

/** Where lines end, where they can. */
const width = 80;

/** What could be run, for people: each file with its workflows, what these are about and what they need. */
export function workflowList({ scenarios, only }: Selection): string {
  const blocks = scenarios.flatMap((scenario) => {
    const chosen = [...scenario.workflows.values()].filter((workflow) => !only || only.has(workflow));
    if (chosen.length === 0) return [];
    const title = scenario.title === scenario.name ? [] : [`  ${scenario.title}`];
    return [[scenario.name, ...title, ...chosen.flatMap((workflow) => linesOf(scenario, workflow))].map(printable)];
  });
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function linesOf(scenario: Scenario, workflow: Workflow): string[] {
  const { id, summary, dependsOn } = workflow;
  const needs = inputNeeds({ scenario, workflow });
  const groups: [label: string, words: string[]][] = [
    ["runs after", dependsOn.map(nameOf)],
    ["to be given", namesOf(needs, "given")],
    ["credentials", namesOf(needs, "credential")],
    ["default", needs.flatMap((need) => (need.is === "preset" ? presetText(need.name, need.value) : []))],
    ["made up", namesOf(needs, "made")],
  ];
  const told = groups.filter(([, words]) => words.length > 0).flatMap(([label, words]) => wrapped(label, words));
  return [`  ${id}`, ...(summary === undefined ? [] : [`    ${summary}`]), ...told];
}

function namesOf(needs: readonly InputNeed[], is: InputNeed["is"]): string[] {
  return needs.filter((need) => need.is === is).map(({ name }) => name);
}

function nameOf({ source, workflowId }: WorkflowReference): string {
  return source === undefined ? workflowId : `${source}.${workflowId}`;
}

function presetText(name: string, value: unknown): string {
  return `${name}=${shorten(JSON.stringify(value))}`;
}

/** Words behind a label, on as many lines as they need. */
function wrapped(label: string, words: readonly string[]): string[] {
  const head = `    ${label.padEnd(12)}`;
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const text = index < words.length - 1 ? `${word},` : word;
    const line = lines.at(-1);
    if (line === undefined) lines.push(head + text);
    else if (line.length + text.length < width) lines[lines.length - 1] = `${line} ${text}`;
    else lines.push(" ".repeat(head.length) + text);
  }
  return lines;
}
