import { expect, test } from "vitest";
import { InvalidFile, parseSource } from "../spec/source-file.ts";
import { scenarioOf } from "./load-scenario.ts";

// Everything that is wrong with a scenario is said before anything is sent: where it stands, what was found, what to put.

const head = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions:
  - { name: vendors, url: ../spec/openapi.yaml, type: openapi }
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

const operations = "generateToken, checkPanStatus, registerAgent";
const refused: [what: string, text: string, at: string, message: string][] = [
  [
    "another version",
    step(call).replace("1.0.1", "1.1.0"),
    "1:9",
    'found "1.1.0" at /arazzo, expected text matching ^1\\.0\\.\\d+$',
  ],
  [
    "an unknown member",
    step(call, "sucessCriteria: []"),
    "11:25",
    "found [] at /workflows/0/steps/0/sucessCriteria, expected no such member",
  ],
  [
    "a missing contract",
    step(call).replace("openapi.yaml", "nothing.yaml"),
    "4:27",
    "found url ../spec/nothing.yaml, where no file is (spec/nothing.yaml), expected an openapi file, relative to this one",
  ],
  [
    "a contract elsewhere",
    step(call).replace("../spec", "https://x.example"),
    "4:27",
    "found url https://x.example/openapi.yaml, expected a path relative to this file: nothing is fetched",
  ],
  [
    "an unknown operation",
    step("operationId: checkPan"),
    "10:22",
    `found operationId checkPan, expected one of ${operations} (vendors)`,
  ],
  [
    "an unknown qualified operation",
    step("operationId: $sourceDescriptions.vendors.x"),
    "10:22",
    `found operationId x, expected one of ${operations} (vendors)`,
  ],
  [
    "an unknown source",
    step("operationId: $sourceDescriptions.vendor.checkPanStatus"),
    "10:22",
    "found source description vendor, expected one of vendors",
  ],
  [
    "an unknown path",
    step("operationPath: '{$sourceDescriptions.vendors.url}#/paths/~1x/get'"),
    "10:24",
    "found {$sourceDescriptions.vendors.url}#/paths/~1x/get, expected an operation of vendors",
  ],
  [
    "a malformed path",
    step("operationPath: /x"),
    "10:24",
    "found /x, expected {$sourceDescriptions.<name>.url}#/paths/<escaped path>/<method>",
  ],
  [
    "no call",
    step("description: none"),
    "9:9",
    "found none in step s, expected one of operationId, operationPath and workflowId",
  ],
  [
    "two calls",
    step(call, "workflowId: w"),
    "9:9",
    "found operationId and workflowId in step s, expected one of operationId, operationPath and workflowId",
  ],
  [
    "an unknown workflow",
    step("workflowId: other"),
    "10:21",
    "found workflowId other, expected a workflow of this file: w",
  ],
  [
    "a body for a workflow",
    step("workflowId: w", "requestBody: { payload: 1 }"),
    "11:22",
    "found a requestBody for a workflow, expected parameters",
  ],
  [
    "an unknown input",
    step(call, "requestBody: { payload: { refid: $inputs.ID } }"),
    "11:42",
    "found $inputs.ID, expected an input of the workflow: id",
  ],
  [
    "an unknown input inside a text",
    step(call, "requestBody: { payload: '{$inputs.x}' }"),
    "11:33",
    "found $inputs.x, expected an input of the workflow: id",
  ],
  [
    "an unknown step",
    step(call, "outputs: { a: $steps.t.outputs.x }"),
    "11:23",
    "found $steps.t.outputs.x, expected a step of the workflow: s",
  ],
  [
    "an unknown output",
    step(call, "outputs: { a: $response.body, b: $steps.s.outputs.c }"),
    "11:42",
    "found $steps.s.outputs.c, expected an output of step s: a, b",
  ],
  [
    "an unknown component",
    step(call, "outputs: { a: $components.parameters.p }"),
    "11:23",
    "found $components.parameters.p, expected one of the components' parameters: (there is none)",
  ],
  [
    "a malformed expression",
    step(call, "outputs: { a: $response.bdy }"),
    "11:23",
    'found "$response.bdy", at character 10 ".bdy", expected .header or .body',
  ],
  [
    "a malformed condition",
    step(call, "successCriteria: [{ condition: $statusCode = 200 }]"),
    "11:40",
    'found "$statusCode = 200", at character 13 "= 200", expected an operator such as == or the end',
  ],
  [
    "an unknown input in a condition",
    step(call, "successCriteria: [{ condition: $inputs.x == 1 }]"),
    "11:40",
    "found $inputs.x, expected an input of the workflow: id",
  ],
  [
    "a malformed regex",
    step(call, "successCriteria: [{ context: $response.body, type: regex, condition: '(' }]"),
    "11:78",
    'found "(" (Invalid regular expression: /(/: Unterminated group), expected a valid regex',
  ],
  [
    "xpath",
    step(call, "successCriteria: [{ context: $response.body, type: xpath, condition: /a }]"),
    "11:60",
    "found criterion type xpath, expected simple, regex or jsonpath; others are not supported",
  ],
  [
    "another JSONPath",
    step(
      call,
      "successCriteria: [{ context: $response.body, type: { type: jsonpath, version: draft-goessner-dispatch-jsonpath-00 }, condition: $ }]",
    ),
    "11:60",
    "found criterion type jsonpath draft-goessner-dispatch-jsonpath-00, expected simple, regex or jsonpath; others are not supported",
  ],
  [
    "a regex without context",
    step(call, "successCriteria: [{ type: regex, condition: x }]"),
    "11:27",
    "found a regex criterion without a context, expected a context",
  ],
  [
    "a goto to nowhere",
    step(call, "onSuccess: [{ name: n, type: goto, stepId: t }]"),
    "11:52",
    "found stepId t, expected a step of the workflow: s",
  ],
  [
    "a goto without a target",
    step(call, "onSuccess: [{ name: n, type: goto }]"),
    "11:21",
    "found goto n without a target, expected a stepId or a workflowId",
  ],
  [
    "a goto to two targets",
    step(call, "onSuccess: [{ name: n, type: goto, stepId: s, workflowId: w }]"),
    "11:21",
    "found both stepId and workflowId in action n, expected one of them",
  ],
  [
    "an action twice",
    step(call, "onSuccess: [{ name: n, type: end }, { name: n, type: end }]"),
    "11:45",
    "found a second action n, expected each name once in a list",
  ],
  [
    "an unknown reusable action",
    step(call, "onFailure: [{ reference: $components.failureActions.x }]"),
    "11:34",
    "found $components.failureActions.x, expected a reference to one of $components.failureActions",
  ],
  [
    "a parameter without in",
    step(call, "parameters: [{ name: a, value: 1 }]"),
    "9:9",
    "found parameter a without in, expected path, query, header or cookie",
  ],
  [
    "a parameter twice",
    step(call, "parameters: [{ name: a, in: query, value: 1 }, { name: a, in: query, value: 2 }]"),
    "11:56",
    "found a second query parameter a, expected each once",
  ],
  [
    "an unknown reusable parameter",
    step(call, "parameters: [{ reference: $components.parameters.x }]"),
    "11:35",
    "found $components.parameters.x, expected a reference to one of $components.parameters",
  ],
  [
    "an XPath target",
    step(call, "requestBody: { payload: {}, replacements: [{ target: //a, value: 1 }, { target: a/b, value: 1 }] }"),
    "11:89",
    "found target a/b, expected a JSON Pointer, which begins with /; XPath is not supported",
  ],
  [
    "replacements in a text",
    step(call, "requestBody: { payload: 'x', replacements: [{ target: /a, value: 1 }] }"),
    "11:52",
    "found replacements in a text, expected a payload of members",
  ],
  [
    "members as XML",
    step(call, "requestBody: { contentType: text/xml, payload: { a: 1 } }"),
    "11:56",
    "found a payload of members for text/xml, expected a text, or a JSON or form content type",
  ],
  [
    "an unknown dependency",
    step(call).replace("workflowId: w", "workflowId: w\n    dependsOn: [v]"),
    "7:17",
    "found workflowId v, expected a workflow of this file: w",
  ],
  [
    "a circle",
    step(call).replace("workflowId: w", "workflowId: w\n    dependsOn: [w]"),
    "7:16",
    "found a circle: w -> w, expected workflows that do not depend on themselves",
  ],
  [
    "two steps of one name",
    `${step(call)}      - { stepId: s, ${call} }\n`,
    "11:19",
    "found a second s, expected each name once",
  ],
  [
    "two workflows of one name",
    `${step(call)}  - { workflowId: w, steps: [{ stepId: s, ${call} }] }\n`,
    "11:19",
    "found a second w, expected each name once",
  ],
  [
    "two sources of one name",
    `${head}  - { name: vendors, url: ../spec/control.yaml }\nworkflows: [{ workflowId: w, steps: [{ stepId: s }] }]`,
    "5:13",
    "found a second vendors, expected each name once",
  ],
  [
    "an input reference to nowhere",
    step(call).replace("{ type: string }", '{ $ref: "#/components/inputs/x" }'),
    "7:47",
    "found $ref #/components/inputs/x, expected a reference into this file, such as #/components/inputs/NAME, that ends somewhere",
  ],
  [
    "an input that is no schema",
    step(call).replace("{ type: string }", "{ type: text }"),
    "7:47",
    "found input id: schema is invalid: data/allOf/0/type must be equal to one of the allowed values, data/allOf/0/type must be array, data/allOf/0/type must match a schema in anyOf, expected a JSON Schema (draft 2020-12)",
  ],
  [
    "an unknown faker",
    step(call).replace("{ type: string }", "{ type: string, x-faker: constructor.constructor }"),
    "7:47",
    expect.stringContaining(
      "found input id: x-faker constructor.constructor, expected one of company.name, ",
    ) as unknown as string,
  ],
  [
    "a default that is not allowed",
    step(call).replace("{ type: string }", "{ type: string, default: 5 }"),
    "7:47",
    "found input id: default 5, expected one that its schema allows",
  ],
  [
    "limits against the contract's",
    step("operationId: registerAgent", "requestBody: { payload: { lastname: $inputs.id } }").replace(
      "{ type: string }",
      "{ type: string, minLength: 60 }",
    ),
    "7:47",
    expect.stringContaining(
      "found input id: schemas that nothing could be made for in 60 tries: ",
    ) as unknown as string,
  ],
];

test.each(refused)("refused: %s", (_what, text, at, message) => {
  const error = errorOf(() => load(text));
  expect(error).toBeInstanceOf(InvalidFile);
  const [, place, words] =
    /^scenarios\/inline\.arazzo\.yaml:(\d+:\d+): (.*)$/s.exec(String((error as Error).message)) ?? [];
  expect(words).toEqual(message);
  expect(place).toBe(at);
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return expect.fail("it was accepted");
}
