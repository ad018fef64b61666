import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { scenarioOf } from "../test-load.ts";
import { checkGiven, inputsOf, unmadeInput } from "./workflow-inputs.ts";

// What a workflow gets, by the schema of its inputs and by what is given.

const target = { name: "t", servers: {} };

/** A workflow that reads the inputs a, b.c and f, by its inputs as YAML. */
function workflowWith(inputs: string, more = "") {
  const scenario = scenarioOf(
    parseSource(
      "scenarios/inline.arazzo.yaml",
      `arazzo: 1.1.0
info: { title: T, version: "1" }
sourceDescriptions: [{ name: vendors, url: ${resolve("spec/openapi.yaml")} }]
workflows:
  - workflowId: w
    ${inputs === "" ? "" : `inputs: ${inputs}`}
    steps: [{ stepId: s, operationId: generateToken, requestBody: { payload: { x: $inputs.a, y: "{$inputs.b.c}" } } }]
    outputs: { f: $inputs.f }
${more}`,
    ),
  );
  const workflow = scenario.workflows.get("w") ?? expect.fail("no workflow");
  return { scenario, workflow };
}

const text = expect.any(String);
const given = { a: "1", b: { c: "x" }, f: "false", stranger: "s" };

test.each<[inputs: string, values: Record<string, unknown>, more?: string]>([
  // Open schemas: what is read is taken as it was given, what nobody reads is not.
  ["", { a: "1", b: { c: "x" }, f: "false" }],
  ["true", { a: "1", b: { c: "x" }, f: "false" }],
  ["{}", { a: "1", b: { c: "x" }, f: "false" }],
  ["{ type: object }", { a: "1", b: { c: "x" }, f: "false" }],
  ["{ type: object, additionalProperties: true }", { a: "1", b: { c: "x" }, f: "false" }],
  ["{ properties: { a: { type: string } } }", { a: "1", b: { c: "x" }, f: "false" }],
  // What is given is read as what the schema asks for, and never made up.
  ["{ properties: { a: { type: integer, default: 5 } } }", { a: 1, b: { c: "x" }, f: "false" }],
  ["{ properties: { a: true } }", { a: "1", b: { c: "x" }, f: "false" }],
  ["{ allOf: [{ properties: { a: { type: integer } } }] }", { a: 1, b: { c: "x" }, f: "false" }],
  ["{ patternProperties: { ^f: { type: boolean } } }", { a: "1", b: { c: "x" }, f: false }],
  ["{ additionalProperties: { type: [boolean, object, integer] } }", { a: 1, b: { c: "x" }, f: false }],
  [
    "{ properties: { a: true, b: true, f: { type: boolean }, g: { type: string } }, additionalProperties: false }",
    { a: "1", b: { c: "x" }, f: false, g: text },
  ],
  [
    "{ $ref: '#/components/inputs/p' }",
    { a: 1, b: { c: "x" }, f: "false" },
    "components: { inputs: { p: { properties: { a: { type: integer } } } } }",
  ],
  [
    "{ $ref: '#anchored', properties: { f: { type: boolean } } }",
    { a: 1, b: { c: "x" }, f: false },
    "components: { inputs: { p: { $anchor: anchored, properties: { a: { type: integer } } } } }",
  ],
  // Nothing could be made for this one: it is given.
  [
    "{ properties: { a: { type: string, maxLength: 1, pattern: '^(?=1)[0-9]$', format: decimal } } }",
    { a: "1", b: { c: "x" }, f: "false" },
  ],
  // Annotations, and a schema inside itself.
  ["{ properties: { a: { type: integer, format: uint32, position: 3 } } }", { a: 1, b: { c: "x" }, f: "false" }],
  [
    "{ $ref: '#/components/inputs/p' }",
    { a: "1", b: { c: "x" }, f: "false" },
    "components: { inputs: { p: { properties: { b: { $ref: '#/components/inputs/p' } } } } }",
  ],
])("inputs: %s", (inputs, values, more) => {
  const at = workflowWith(inputs, more);
  expect(inputsOf(at, { name: "w" }, { target, seed: 1, given })).toEqual(values);
});

test("what is data in a schema is no reference", () => {
  const schema = "{ properties: { a: { default: { $ref: nowhere }, enum: [{ $ref: nowhere }] } } }";
  expect(inputsOf(workflowWith(schema), { name: "w" }, { target, seed: 1, given: {} })).toEqual({
    a: { $ref: "nowhere" },
  });
});

test("nothing is made for what is not declared, and what nothing can be made for is told", () => {
  const open = workflowWith("{ type: object, additionalProperties: { type: string } }");
  expect(inputsOf(open, { name: "w" }, { target, seed: 1, given: {} })).toEqual({});
  const hard = workflowWith("{ properties: { a: { type: string, pattern: '^(?!.)' , minLength: 3 } } }");
  const inputs = inputsOf(hard, { name: "w" }, { target, seed: 1, given: {} });
  expect(inputs).toEqual({});
  const reason = "no value could be made for input a inside its limits: give it with --input a=VALUE, or a default";
  expect(unmadeInput({ ...hard, inputs }, target)).toBe(reason);
  expect(unmadeInput({ ...hard, inputs: { a: "x" } }, target)).toBeUndefined();
});

test("what is given and not allowed is refused, whether it is declared or only read", () => {
  const declared = workflowWith("{ properties: { a: { type: boolean } } }");
  expect(() => checkGiven([declared], { a: "1" })).toThrow(
    'input a was given a string of 1 characters, which workflow w does not allow: expected {"type":"boolean"} (scenarios/inline.arazzo.yaml:6:32)',
  );
  const list = workflowWith("{ properties: { a: { type: object } } }");
  expect(() => checkGiven([list], { a: "{'b': None}" })).toThrow(
    /expected \{"type":"object"\} \(scenarios\/inline\.arazzo\.yaml:6:32\); JSON needs double quotes and JSON has null for None; this is a literal of Python$/,
  );
  const open = workflowWith("{ additionalProperties: { type: boolean } }");
  expect(() => checkGiven([open], { a: "1" })).toThrow("input a was given a string of 1 characters");
  // Nobody reads it: it is for another workflow.
  expect(() => checkGiven([open], { stranger: "1" })).not.toThrow();
});
