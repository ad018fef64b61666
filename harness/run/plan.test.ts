import { expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { scenarioOf } from "../test-load.ts";
import { plan } from "./plan.ts";

const step = "{ stepId: s, operationId: generateToken, successCriteria: [{ condition: $statusCode == 200 }] }";
const outputs = "outputs: { token: $steps.s.outputs.t }";
const making = step.replace(" }] }", " }], outputs: { t: $response.body#/data/token } }");

/** Plans the workflows of one file, written as YAML after their ids. */
function planned(workflows: Record<string, string>): string[] {
  const text = Object.entries(workflows).map(([id, more]) => `  - { workflowId: ${id}, ${more} }\n`);
  const scenario = scenarioOf(
    parseSource(
      "scenarios/inline.arazzo.yaml",
      `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: vendors, url: ../spec/openapi.yaml }]
workflows:
${text.join("")}`,
    ),
  );
  return plan([scenario]).map(({ workflow, group }) => `${workflow.id} ${group}`);
}

test.each<[what: string, workflows: Record<string, string>, order: string[]]>([
  ["workflows that know nothing of each other", { a: `steps: [${step}]`, b: `steps: [${step}]` }, ["a 0", "b 1"]],
  [
    "one that depends on a later one runs behind it, in its group",
    { a: `dependsOn: [c], steps: [${step}]`, b: `steps: [${step}]`, c: `steps: [${step}]` },
    ["c 1", "a 1", "b 2"],
  ],
  [
    "what depends on the same workflow is of one group",
    { a: `steps: [${step}]`, b: `dependsOn: [a], steps: [${step}]`, c: `dependsOn: [a], steps: [${step}]` },
    ["a 2", "b 2", "c 2"],
  ],
  [
    "one that reads another's outputs is of its group",
    {
      a: `steps: [${making}], ${outputs}`,
      b: `steps: [${step}]`,
      c: `steps: [${step.replace("successCriteria", "parameters: [{ name: x, in: query, value: $workflows.a.outputs.token }], successCriteria")}]`,
    },
    ["a 2", "b 1", "c 2"],
  ],
  [
    "one that calls a workflow is not of its group, but of that of what it depends on",
    { a: `steps: [${step}]`, b: `dependsOn: [a], steps: [${step}]`, c: "steps: [{ stepId: call, workflowId: b }]" },
    ["a 2", "b 2", "c 2"],
  ],
  [
    "a called workflow runs again on its own",
    { a: `steps: [${step}]`, b: "steps: [{ stepId: call, workflowId: a }]" },
    ["a 0", "b 1"],
  ],
])("%s", (_what, workflows, order) => {
  expect(planned(workflows)).toEqual(order);
});
