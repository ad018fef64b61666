import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { parseSource } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { generateInputs } from "../request/workflow-inputs.ts";
import { inputSchemas } from "../scenario/input-schema.ts";
import { scenarioOf } from "../test-load.ts";
import { generate } from "./generate.ts";
import { fakerNames } from "./synthetic-text.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const allows = (schemas: JsonObject[], value: unknown) => ajv.validate({ allOf: schemas }, value);

const limits = fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const textSchema = fc
  .record({ limits, faker: fc.option(fc.constantFrom(...fakerNames), { nil: undefined }), twoTypes: fc.boolean() })
  .map(({ limits: [minLength, maxLength], faker, twoTypes }): JsonObject => {
    const type = twoTypes ? ["string", "null"] : "string";
    return { type, minLength, maxLength, ...(faker && { "x-faker": faker }) };
  });
const patternSchema = fc
  .constantFrom("^[0-9]{10}$", "^[A-Z]{3}Z[A-Z][0-9]{4}[A-Z]$", "^a{2,5}$", "[a-f]{4}")
  .map((pattern): JsonObject => ({ type: "string", pattern }));
const numberSchema = fc
  .record({
    a: fc.integer({ min: -1e6, max: 1e6 }),
    b: fc.nat(1e6),
    type: fc.constantFrom("integer", "number"),
    open: fc.boolean(),
  })
  .map(({ a, b, type, open }): JsonObject => {
    return open ? { type, exclusiveMinimum: a, maximum: a + b + 1 } : { type, minimum: a, exclusiveMaximum: a + b + 1 };
  });
const openNumber = fc
  .integer({ min: -1e6, max: 1e6 })
  .chain((limit) =>
    fc.constantFrom<JsonObject>(
      { type: "integer", minimum: limit },
      { type: "number", maximum: limit },
      { type: "integer", minimum: limit, multipleOf: 7 },
      { minimum: limit },
    ),
  );
const otherSchema = fc.constantFrom<JsonObject>(
  { enum: ["a", 1, null] },
  { const: { a: 1 } },
  { type: "boolean" },
  { type: "null" },
  {},
  ...["uuid", "date-time", "date", "email", "uri", "hostname", "ipv4"].map((format) => ({ type: "string", format })),
);
const { schema } = fc.letrec<{ schema: JsonObject; leaf: JsonObject }>((tie) => ({
  leaf: fc.oneof(textSchema, patternSchema, numberSchema, openNumber, otherSchema),
  schema: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.record({ items: tie("schema"), minItems: fc.nat(3) }).map((array): JsonObject => ({ type: "array", ...array })),
    fc.dictionary(fc.constantFrom("a", "b", "__x"), tie("schema")).map(
      (properties): JsonObject => ({
        type: "object",
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      }),
    ),
  ),
}));

test("whatever is generated is allowed by its schema", () => {
  fc.assert(
    fc.property(schema, fc.nat(), (schema, seed) => {
      const value = generate([schema], seed);
      expect(allows([schema], value), `${JSON.stringify(schema)} gave ${JSON.stringify(value)}`).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("whatever is generated for one field of the contract is allowed there, and inside narrower limits too", () => {
  const contract = loadContract();
  const { value } = contract.resolve("/components/schemas/AgentRegistrationRequest/properties");
  const fields = Object.entries(value as Record<string, JsonObject>);
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.nat(), ([name, field], seed) => {
      const own = field.type === "string" ? { type: "string", maxLength: 20 } : {};
      const made = generate([own, field], seed);
      expect(allows([own, field], made), `${name} ${JSON.stringify(made)}`).toBe(true);
      // No kind of PAN holder has the fourth letter Z, and Indian mobile numbers start with 6 to 9.
      if (name === "pancard") expect(made).toMatch(/^...Z/);
      if (name === "mobilenumber") expect(made).toMatch(/^5/);
    }),
    { numRuns: 300 },
  );
});

test("the same seed gives the same value, another seed another", () => {
  const schema = { type: "string", "x-faker": "string.alphanumeric" };
  expect(generate([schema], 1)).toBe(generate([schema], 1));
  const many = new Set(Array.from({ length: 2000 }, (_, seed) => generate([schema], seed)));
  expect(many.size).toBe(2000);
});

test("every integer is a number", () => {
  expect(generate([{ type: "number" }, { type: "integer" }, { minimum: 5 }], 1)).toSatisfy(Number.isInteger);
});

test("schemas that contradict each other are found out, not looped on", () => {
  expect(() => generate([{ type: "string" }, { type: "integer" }], 1)).toThrow(UsageError);
  expect(() => generate([{ enum: [1] }, { enum: [2] }], 1)).toThrow(UsageError);
  expect(() => generate([{ minimum: 5 }, { maximum: 4 }], 1)).toThrow(UsageError);
  expect(() => generate([{ not: {} }], 1)).toThrow(UsageError);
});

const scenario = scenarioOf(
  parseSource(
    "scenarios/inline.arazzo.yaml",
    `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: vendors, url: ../spec/openapi.yaml }]
workflows:
  - workflowId: w
    inputs:
      type: object
      properties:
        run: { type: string, minLength: 8, maxLength: 16 }
        pancard: { type: string }
        name: { type: string, maxLength: 10 }
        area: { type: string }
        fixed: { type: string, default: always }
        key: { type: string }
        inText: { type: string, minLength: 30 }
    steps:
      - stepId: s
        operationId: registerAgent
        requestBody:
          payload: { bcagentid: "{$inputs.inText}", pancard: $inputs.pancard, lastname: $inputs.name, area: x }
          replacements: [{ target: /area, value: $inputs.area }]
`,
  ),
);
const workflow = [...scenario.workflows.values()][0] ?? expect.fail("no workflow");

test("an input takes the limits of the contract's member it is sent as, and no others", () => {
  const schemas = inputSchemas(workflow);
  expect(schemas.get("pancard")).toMatchObject([{ type: "string" }, { minLength: 10, maxLength: 10 }]);
  expect(schemas.get("name")).toMatchObject([{ maxLength: 10 }, { minLength: 1, "x-faker": "person.lastName" }]);
  expect(schemas.get("area")).toMatchObject([{ type: "string" }, { minLength: 5, maxLength: 30 }]);
  expect(schemas.get("inText")).toHaveLength(1);
});

test("what is given wins over a default, and a default over what is generated", () => {
  const inputs = generateInputs(workflow, { seed: 1, name: "x", given: { key: "mine", other: 1, name: null } });
  expect(generateInputs(workflow, { seed: 1, name: "x", given: { fixed: "mine" } }).fixed).toBe("mine");
  expect(inputs).toMatchObject({ key: "mine", fixed: "always", name: null, run: expect.stringMatching(/^\w{12}$/) });
  expect(inputs).not.toHaveProperty("other");
  for (const [name, schemas] of inputSchemas(workflow)) {
    if (name !== "name")
      expect(
        schemas.filter(isObject).every((schema) => allows([schema], inputs[name])),
        name,
      ).toBe(true);
  }
});

test("inputs follow from the seed and the name of the run, and from nothing else", () => {
  const of = (seed: number, name: string, given = {}) => generateInputs(workflow, { seed, name, given });
  expect(of(1, "a")).toEqual(of(1, "a"));
  expect(of(1, "a", { run: "given" })).toEqual({ ...of(1, "a"), run: "given" });
  expect(of(1, "a").run).not.toBe(of(1, "b").run);
  expect(of(1, "a").run).not.toBe(of(2, "a").run);
});
