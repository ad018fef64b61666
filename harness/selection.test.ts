import { expect, test } from "vitest";
import { parseSource } from "../spec/source-file.ts";
import { plan } from "./run/plan.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import { selected } from "./selection.ts";
import { head } from "./test-load.ts";
import { workflowList } from "./workflow-list.ts";

const step = "stepId: s, operationId: generateToken, successCriteria: [{ condition: $statusCode == 200 }]";

/** Scenarios of files with workflows, written as YAML after their ids. */
function scenariosOf(...files: Record<string, string>[]) {
  const sources = files.map((workflows, index) => {
    const text = Object.entries(workflows).map(([id, more]) => `  - { workflowId: ${id}, ${more} }\n`);
    return parseSource(`scenarios/${index}.arazzo.yaml`, `${head}workflows:\n${text.join("")}`);
  });
  return loadScenarios(sources);
}

const plain = `steps: [{ ${step} }]`;
const outputs = `steps: [{ ${step}, outputs: { t: $response.body#/data/token } }], outputs: { t: $steps.s.outputs.t }`;
const reading = plain.replace(
  " }] }",
  ` }], parameters: [{ name: x, in: header, value: $workflows.made.outputs.t }] }`,
);
const calling = (id: string) => `steps: [{ stepId: s, workflowId: ${id} }]`;

test.each<[what: string, files: Record<string, string>[], ids: string[], runs: string[], kept: string[]]>([
  ["none: all of them", [{ a: plain, b: plain }], [], ["a", "b"], ["a", "b"]],
  ["one", [{ a: plain, b: plain }], ["b"], ["b"], ["b"]],
  ["several, in the order of the files", [{ a: plain, b: plain, c: plain }], ["c", "a"], ["a", "c"], ["a", "c"]],
  ["one that two files have", [{ a: plain, b: plain }, { b: plain }], ["b"], ["b", "b"], ["b", "b"]],
  [
    "with what it depends on, before it",
    [{ a: plain, b: `dependsOn: [c], ${plain}`, c: `dependsOn: [d], ${plain}`, d: plain }],
    ["b"],
    ["d", "c", "b"],
    ["b", "c", "d"],
  ],
  [
    "what it calls is there and not run for itself",
    [{ a: calling("b"), b: calling("c"), c: plain, d: plain }],
    ["a"],
    ["a"],
    ["a", "b", "c"],
  ],
  [
    "with what the called one depends on",
    [{ a: calling("b"), b: `dependsOn: [c], ${plain}`, c: plain }],
    ["a"],
    ["c", "a"],
    ["a", "b", "c"],
  ],
  [
    "with the one before it whose outputs it reads",
    [{ made: outputs, b: plain, a: reading }],
    ["a"],
    ["made", "a"],
    ["made", "a"],
  ],
  [
    "one that is read before it runs stays away, as in a whole run",
    [{ a: reading, made: outputs }],
    ["a"],
    ["a"],
    ["a"],
  ],
])("%s", (_what, files, ids, runs, kept) => {
  const { scenarios, only } = selected(scenariosOf(...files), ids);
  expect(plan(scenarios, only).map(({ workflow }) => workflow.id)).toEqual(runs);
  expect(scenarios.flatMap(({ workflows }) => [...workflows.keys()])).toEqual(kept);
});

test("an id that no workflow has is refused, and the nearest is named", () => {
  expect(() => selected(scenariosOf({ "check-first": plain, other: plain }), ["other", "chek-first"])).toThrow(
    /^no workflow chek-first in these scenarios: did you mean check-first\?$/,
  );
});

const listed = `summary: Asks twice.
    dependsOn: [first]
    inputs:
      type: object
      properties:
        client_secret: { type: string }
        amount: { type: number, default: 1.5 }
        never: { type: string, pattern: "^a", const: b }
        bcagentname: { type: string }
    steps:
      - stepId: s
        operationId: registerAgent
        parameters: [{ name: client_secret, in: header, value: $inputs.client_secret }, { name: x, in: header, value: $inputs.undeclared.part }]
        requestBody: { payload: { bcagentname: $inputs.bcagentname, address: "{$inputs.never}{$inputs.amount}" } }
        successCriteria: [{ condition: $statusCode == 200 }]
`;

test("a list tells files, workflows, what they are about and what becomes of each input", () => {
  const text = `${head}workflows:\n  - { workflowId: first, ${plain} }\n  - workflowId: twice\n    ${listed}`;
  const scenarios = loadScenarios([parseSource("scenarios/list.arazzo.yaml", text)]);
  expect(workflowList(selected(scenarios, []))).toMatchInlineSnapshot(`
    "scenarios/list.arazzo.yaml
      T
      first
      twice
        Asks twice.
        runs after  first
        to be given never, undeclared
        credentials client_secret
        default     amount=1.5
        made up     bcagentname
    "
  `);
  expect(workflowList(selected(scenarios, ["first"]))).not.toContain("twice");
});

test("a list of many names goes on in the next line", () => {
  const names = Array.from({ length: 12 }, (_, index) => `bcagentname${index}`);
  const inputs = `inputs: { type: object, properties: { ${names.map((name) => `${name}: { type: string }`).join(", ")} } }`;
  const lines = workflowList(selected(scenariosOf({ a: `${inputs}, ${plain}` }), [])).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.slice(3).join("").match(/\w+\d/g)).toEqual(names);
});
