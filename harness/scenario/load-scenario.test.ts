import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { scenarioOf } from "../test-load.ts";
import { loadScenarios } from "./load-scenario.ts";
import { contractsOf, withReferred } from "./scenario.ts";

const head = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions:
  - { name: vendors, url: ../spec/openapi.yaml, type: openapi }
`;
const two = `${head}  - { name: control, url: ../spec/control.yaml, type: openapi }
`;
const load = (text: string) => scenarioOf(parseSource("scenarios/inline.arazzo.yaml", text));

/** One workflow with one step of these lines; the step begins in line 9. */
const step = (...lines: string[]) => `${head}workflows:
  - workflowId: w
    inputs: { type: object, properties: { id: { type: string } } }
    steps:
      - stepId: s
${lines.map((line) => `        ${line}`).join("\n")}
`;
const call = "operationId: checkPanStatus";

test("a scenario keeps what a run needs, parsed", () => {
  const scenario = load(
    step(
      call,
      "x-rule: BOS-REFID",
      "x-breaks-request: true",
      "requestBody: { payload: { refid: $inputs.id } }",
      "successCriteria: [{ condition: $statusCode == 200 }]",
      "outputs: { message: $response.body#/message }",
    ),
  );
  const [first] = scenario.workflows.get("w")?.steps ?? [];
  expect(scenario).toMatchObject({ name: "scenarios/inline.arazzo.yaml", title: "T", summary: undefined });
  expect(first).toMatchObject({
    id: "s",
    place: { file: "scenarios/inline.arazzo.yaml", line: 9, column: 9 },
    call: { kind: "operation", source: "vendors", operation: { id: "checkPanStatus" } },
    rules: ["BOS-REFID"],
    breaksRequest: true,
    // The contract's only media type, as the scenario names none.
    body: { contentType: "application/json" },
    criteria: [{ kind: "simple", text: "$statusCode == 200", place: { line: 14 } }],
  });
  expect(contractsOf([scenario])).toHaveLength(1);
});

test("operations are found by id, by qualified id and by path", () => {
  const source = (line: string) => load(step(line)).workflows.get("w")?.steps[0]?.call;
  const found = { kind: "operation", source: "vendors", operation: { id: "checkPanStatus" } };
  expect(source("operationId: checkPanStatus")).toMatchObject(found);
  expect(source("operationId: $sourceDescriptions.vendors.checkPanStatus")).toMatchObject(found);
  const path = "operationPath: '{$sourceDescriptions.vendors.url}#/paths/~1api~1BOS~1Status/post'";
  expect(source(path)).toMatchObject(found);
});

test("what the workflow and the components give is merged into each step", () => {
  const scenario = load(`${head}components:
  parameters:
    key: { name: client_id, in: header, value: shared }
  inputs:
    id: { type: string, minLength: 4 }
  successActions:
    stop: { name: stop, type: end }
  failureActions:
    again: { name: again, type: retry, retryAfter: 2, retryLimit: 3, criteria: [{ condition: $statusCode == 503 }] }
workflows:
  - workflowId: w
    inputs: { type: object, properties: { id: { $ref: "#/components/inputs/id" } } }
    parameters: [{ reference: $components.parameters.key }, { name: client_secret, in: header, value: a }]
    successActions: [{ reference: $components.successActions.stop }]
    failureActions: [{ reference: $components.failureActions.again }, { name: last, type: end }]
    steps:
      - stepId: s
        operationId: registerAgent
        parameters: [{ name: Client_Secret, in: header, value: b }]
        onFailure: [{ name: last, type: goto, stepId: s }]
      - stepId: t
        operationId: registerAgent
        parameters: [{ reference: $components.parameters.key, value: own }]
`);
  const workflow = scenario.workflows.get("w");
  const [s, t] = workflow?.steps ?? [];
  expect(workflow?.inputs).toEqual({ type: "object", properties: { id: { type: "string", minLength: 4 } } });
  expect(s?.parameters.map(({ name, value }) => [name, value])).toEqual([
    ["client_id", { kind: "literal", value: "shared" }],
    ["Client_Secret", { kind: "literal", value: "b" }],
  ]);
  expect(t?.parameters.map(({ value }) => value)).toMatchObject([{ value: "own" }, { value: "a" }]);
  expect(s?.onSuccess).toMatchObject([{ name: "stop", type: "end" }]);
  // Its own actions first; the one of the workflow with the same name is replaced.
  expect(s?.onFailure).toMatchObject([
    { name: "last", type: "goto" },
    { name: "again", type: "retry", retryAfter: 2, retryLimit: 3 },
  ]);
  expect(scenario.parameters.get("key")).toBe("shared");
});

test("an id beside several contracts must say whose it is", () => {
  const text = two.replace("../spec/control.yaml", "../spec/openapi.yaml");
  const workflows = `workflows: [{ workflowId: w, steps: [{ stepId: s, ${call} }] }]`;
  const expected = "$sourceDescriptions.vendors.checkPanStatus or $sourceDescriptions.control.checkPanStatus";
  expect(() => load(text + workflows)).toThrow(
    `found operationId checkPanStatus, with 2 sources to look in, expected ${expected}`,
  );
  const qualified = workflows.replace(call, "operationId: $sourceDescriptions.control.checkPanStatus");
  expect(load(text + qualified).workflows.get("w")?.steps[0]?.call).toMatchObject({ source: "control" });
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scenario-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, source: string, steps: string) => {
  const path = join(folder, name);
  const text = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: other, url: ${source}, type: arazzo }, { name: vendors, url: ${process.cwd()}/spec/openapi.yaml }]
workflows: [{ workflowId: ${name}, steps: [${steps}] }]
`;
  writeFileSync(path, text);
  return path;
};

test("a scenario may call the workflows of another file, be it in a circle", () => {
  write("inner", "./outer", `{ stepId: s, ${call} }`);
  const outer = write("outer", "./inner", "{ stepId: s, workflowId: $sourceDescriptions.other.inner }");
  const [scenario] = loadScenarios([outer]);
  expect(scenario?.workflows.get("outer")?.steps[0]?.call).toEqual({
    kind: "workflow",
    source: "other",
    workflowId: "inner",
  });
  expect(scenario && withReferred([scenario]).map(({ name }) => name.split("/").at(-1))).toEqual(["outer", "inner"]);

  const unknown = write("unknown", "./inner", "{ stepId: s, workflowId: $sourceDescriptions.other.x }");
  expect(() => loadScenarios([unknown])).toThrow(/found workflowId x, expected a workflow of .*inner: inner$/);
});

test("workflows of two files that wait for each other are refused", () => {
  const waiting = (name: string, other: string) => {
    const path = write(name, `./${other}`, `{ stepId: s, ${call} }`);
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("steps:", `dependsOn: [$sourceDescriptions.other.${other}], steps:`),
    );
    return path;
  };
  waiting("later", "sooner");
  expect(() => loadScenarios([waiting("sooner", "later")])).toThrow(
    /sooner:4:\d+: found a circle: sooner -> later -> sooner, expected workflows that do not depend on themselves$/,
  );
});

test("a file that is missing or no YAML is said to be so", () => {
  expect(() => loadScenarios([join(folder, "none.yaml")])).toThrow(
    /none.yaml:1:1: found no such file, expected a readable/,
  );
  writeFileSync(join(folder, "bad.yaml"), "a: [1\nb: 2\n");
  expect(() => loadScenarios([join(folder, "bad.yaml")])).toThrow(/bad.yaml:2:1: found .*, expected valid YAML$/);
});
