import { expect, test } from "vitest";
import { call, head, refusal, step } from "../test-load.ts";

// Everything that is wrong with a scenario is said before anything is sent: where it stands, what was found, what to put.

/** The same with a schema that takes no other inputs; otherwise any may be given. */
const closed = (...lines: string[]) => step(...lines).replace("{ type: object,", "{ additionalProperties: false,");

const operations = "generateToken, generateUrl, checkPanStatus, registerAgent";
const refused: [what: string, text: string, at: string, message: string][] = [
  [
    "another version",
    step(call).replace("1.0.1", "1.2.0"),
    "1:9",
    'found "1.2.0" at /arazzo, expected text matching ^1\\.[01]\\.\\d+(-.+)?$',
  ],
  [
    "an unknown member",
    step(call, "sucessCriteria: []"),
    "11:25",
    "found [] at /workflows/0/steps/0/sucessCriteria, expected no such member; did you mean successCriteria?",
  ],
  [
    "a missing contract",
    step(call).replace("openapi.yaml", "nothing.yaml"),
    "4:27",
    "found url ../spec/nothing.yaml, where no file is (spec/nothing.yaml), expected an openapi file, relative to this one, or --contract vendors=FILE",
  ],
  [
    "a contract elsewhere",
    step(call).replace("../spec", "https://x.example"),
    "4:27",
    "found url https://x.example/openapi.yaml, expected a path relative to this file, since nothing is fetched, or --contract vendors=FILE",
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
    closed(call, "requestBody: { payload: { refid: $inputs.ID } }"),
    "11:42",
    "found $inputs.ID, expected an input of the workflow: id",
  ],
  [
    "an unknown input inside a text",
    closed(call, "requestBody: { payload: '{$inputs.x}' }"),
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
    'found "$response.bdy", at character 10 ".bdy", expected .header or .query or .path or .body',
  ],
  [
    "a malformed condition",
    step(call, "successCriteria: [{ condition: $statusCode = 200 }]"),
    "11:40",
    'found "$statusCode = 200", at character 13 "= 200", expected an operator such as == or the end',
  ],
  [
    "an unknown input in a condition",
    closed(call, "successCriteria: [{ condition: $inputs.x == 1 }]"),
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
    "another kind of criterion",
    step(call, "successCriteria: [{ context: $response.body, type: jq, condition: .a }]"),
    "11:60",
    "found criterion type jq, expected simple, regex, jsonpath or xpath",
  ],
  [
    "a regex with a version",
    step(call, "successCriteria: [{ context: $response.body, type: { type: regex, version: '1' }, condition: a }]"),
    "11:60",
    "found criterion type regex, expected simple, regex, jsonpath or xpath",
  ],
  [
    "another JSONPath",
    step(
      call,
      "successCriteria: [{ context: $response.body, type: { type: jsonpath, version: rfc9536 }, condition: $ }]",
    ),
    "11:60",
    "found jsonpath of version rfc9536, expected draft-goessner-dispatch-jsonpath-00",
  ],
  [
    "another XPath",
    step(
      call,
      "successCriteria: [{ context: $response.body, type: { type: xpath, version: xpath-40 }, condition: /a }]",
    ),
    "11:60",
    "found xpath of version xpath-40, expected xpath-30, xpath-20, xpath-10",
  ],
  [
    "a malformed XPath",
    step(call, "successCriteria: [{ context: $response.body, type: xpath, condition: '/a[' }]"),
    "11:78",
    'found "/a[" (XPST0003: Failed to parse script), expected a valid XPath',
  ],
  [
    "a component that has no value",
    step(call, "outputs: { a: $components.inputs.a }"),
    "11:23",
    "found $components.inputs.a, expected $components.parameters: other components have no value",
  ],
  [
    "replacements of nothing",
    step(call, "requestBody: { replacements: [{ target: /a, value: 1 }] }"),
    "11:38",
    "found replacements without a payload, expected a payload",
  ],
  [
    "a regex without context",
    step(call, "successCriteria: [{ type: regex, condition: x }]"),
    "11:27",
    "found a regex criterion without a context, expected a context",
  ],
  [
    "a simple criterion with a type and without context",
    step(call, "successCriteria: [{ type: simple, condition: $statusCode == 200 }]"),
    "11:27",
    "found a simple criterion without a context, expected a context",
  ],
  [
    "a version beside a type that has none",
    step(call, "successCriteria: [{ type: regex, version: '1', context: $statusCode, condition: '2' }]"),
    "11:51",
    "found version 1 beside the type, expected type: { type, version }",
  ],
  [
    "a condition that is no text",
    step(call, "successCriteria: [{ condition: { $statusCode == 401 } }]"),
    "11:40",
    'found object {"$statusCode == 401":null} at /workflows/0/steps/0/successCriteria/0/condition, expected type string',
  ],
  [
    "the same criterion twice",
    step(call, "successCriteria: [{ condition: $statusCode == 401 }, { condition: $statusCode == 401 }]"),
    "11:26",
    "found items 0 and 1 are equal at /workflows/0/steps/0/successCriteria, expected items that all differ",
  ],
  [
    "an id without its source beside other sources",
    step(call).replace("workflows:", "  - { name: control, url: ../spec/control.yaml }\nworkflows:"),
    "11:22",
    "found operationId checkPanStatus, with 2 sources to look in, expected $sourceDescriptions.vendors.checkPanStatus",
  ],
  [
    "an input of a schema that takes none",
    step(call, "requestBody: { payload: $inputs.id }").replace(/inputs: .*/, "inputs: false"),
    "11:33",
    "found $inputs.id, expected an input of the workflow: (there is none)",
  ],
  [
    "a reference that leads back to itself",
    step(call)
      .replace("workflows:", "components: { inputs: { a: { $ref: '#/components/inputs/a' } } }\nworkflows:")
      .replace("{ type: string }", "{ $ref: '#/components/inputs/a' }"),
    "5:28",
    "found $ref #/components/inputs/a, expected a reference into an Arazzo file, such as #/components/inputs/NAME, that ends somewhere",
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
    'found "a/b" (a JSON Pointer, which begins with /), expected a JSON Pointer',
  ],
  [
    "replacements in a text",
    step(call, "requestBody: { contentType: text/plain, payload: 'x', replacements: [{ target: /a, value: 1 }] }"),
    "11:88",
    "found jsonpointer /a for this payload of text/plain, expected an XPath into XML, or a payload of members",
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
    "found $ref #/components/inputs/x, expected a reference into an Arazzo file, such as #/components/inputs/NAME, that ends somewhere",
  ],
  [
    "an input reference into a file that is not there",
    step(call).replace("{ type: string }", '{ $ref: "nothing.yaml#/components/inputs/x" }'),
    "7:47",
    "found $ref nothing.yaml#/components/inputs/x, expected a reference into an Arazzo file, such as #/components/inputs/NAME, that ends somewhere",
  ],
  [
    "an input that is no schema",
    step(call).replace("{ type: string }", "{ type: text }"),
    "7:47",
    "found input id: schema is invalid: data/type must be equal to one of the allowed values, expected a JSON Schema (draft 2020-12)",
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
];

test.each(refused)("refused: %s", (_what, text, at, message) => {
  expect(refusal(text)).toEqual({ at, message });
});
