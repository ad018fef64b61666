import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { judgeOf } from "../judge/judge.ts";
import { formatNames } from "../vocabulary/formats.ts";
import { bodyMutants } from "./body.ts";
import { forbiddingKeywords } from "./coverage.ts";
import { breakFormat, openFormats } from "./format.ts";
import { keywordBreakers } from "./keyword.ts";
import type { Original } from "./mutant.ts";
import { ownSchemasOf } from "./own-schemas.ts";

/** An answer of one member `v`, whose schema is the given one. */
function originalOf(schema: string, value: unknown): Original {
  const text = `openapi: 3.1.0
info: { title: One, version: "1" }
paths:
  /one:
    get:
      operationId: readOne
      responses:
        "200": { description: One., content: { application/json: { schema: { type: object, properties: { v: ${schema} } } } } }
components: { schemas: { Node: { type: object, required: [n], properties: { n: { type: integer }, next: { $ref: "#/components/schemas/Node" } } } } }
`;
  const contract = contractOf(parseSource("one.yaml", text));
  const operation = contract.operations.get("readOne")!;
  const answer = {
    status: 200,
    headers: [["content-type", "application/json"]] as [string, string][],
    body: Buffer.from(JSON.stringify(value === undefined ? {} : { v: value })),
  };
  const request = { method: "GET", url: "http://127.0.0.1/one", headers: [], body: "" };
  const exchange: Exchange = { request, response: answer, durationMs: 1 };
  return { contract, schemas: ownSchemasOf(contract), operation, response: operation.responses[0]!, exchange, answer };
}

const root = "/paths/~1one/get/responses/200/content/application~1json/schema";

/** The faults made below `v`, as "operator value"; each must be found by the judge, and the good answer must not. */
function faultsIn(schema: string, value: unknown): string[] {
  const original = originalOf(schema, value);
  const { contract, operation, exchange } = original;
  const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
  const at = { operation, scenario: { file: "s.yaml", line: 1, column: 1 } };
  expect(judge.judge(exchange, at).findings).toEqual([]);
  const mutants = bodyMutants(original, root).filter(({ where }) => where.startsWith("/v"));
  for (const { operator, where, answer } of mutants) {
    const { findings } = judge.judge({ ...exchange, response: answer }, at);
    expect(findings, `${operator} ${where} ${answer.body}`).not.toEqual([]);
  }
  const broken = new Set(mutants.map(({ keyword }) => keyword));
  const missed = forbiddingKeywords(original.schemas, `${root}/properties/v`).filter((pointer) => !broken.has(pointer));
  return [
    ...mutants.map(({ operator, answer }) => `${operator} ${JSON.stringify(JSON.parse(answer.body.toString()).v)}`),
    ...missed.map((pointer) => `unreached ${pointer.slice(root.length + "/properties/v".length)}`),
  ];
}

// The schema, a value that fits, and every fault that is made of it.
const rows: [schema: string, value: unknown, ...faults: string[]][] = [
  ["{ type: string }", "a", "type 7", "null null"],
  ["{ type: boolean }", true, 'type "true"', "null null"],
  ["{ type: number }", 1.5, 'type "1.5"', "null null"],
  ["{ type: integer }", 5, 'type "5"', "null null", "fraction 5.5"],
  ['{ type: [integer, "null"] }', null, 'type "understudy"', "fraction 417.5"],
  ["{ const: Paid }", "Paid", 'const "Paid_NEW"', 'letter-case "PAID"', 'first-letter "paid"'],
  ["{ const: 7 }", 7, "const 8"],
  ["{ enum: [open, OPEN, paid] }", "open", 'enum "open_NEW"', 'first-letter "Open"'],
  ["{ enum: [open, paid] }", "open", 'enum "open_NEW"', 'letter-case "OPEN"', 'first-letter "Open"'],
  ["{ pattern: '^[a-z]+$' }", "ab", 'pattern "ab?"'],
  ["{ pattern: '7' }", "7", 'pattern "?"'],
  ["{ minLength: 2 }", "abc", 'minLength "a"'],
  ["{ minLength: 0 }", "abc"],
  ["{ maxLength: 3 }", "€", 'maxLength "€€€€"'],
  ["{ format: uuid }", "2f1c0b6e-8f0e-4f5b-9d1d-0d9f3a1b2c3d", 'format "2f1c0b6e-8f0e-4f5b-9d1d-0d9f3a1b2c3"'],
  ["{ format: password }", "a"],
  ["{ minimum: 3 }", 3, "minimum 2"],
  ["{ maximum: 3 }", 3, "maximum 4"],
  ["{ exclusiveMinimum: 3 }", 4, "exclusiveMinimum 3"],
  ["{ exclusiveMaximum: 3 }", 2, "exclusiveMaximum 3"],
  ["{ multipleOf: 4 }", 8, "multipleOf 10"],
  ["{ minItems: 2 }", [1, 2], "minItems [1]"],
  ["{ maxItems: 2 }", [1], "maxItems [1,1,1]"],
  ["{ uniqueItems: true }", [1, 2], "uniqueItems [1,2,1]"],
  ["{ uniqueItems: false }", [1, 2]],
  ["{ contains: { const: 1 } }", [2, 1], "contains [2]"],
  ["{ contains: { const: 1 }, minContains: 2 }", [1, 1], "contains []", "minContains []"],
  ["{ contains: { const: 1 }, maxContains: 2 }", [1], "contains []", "maxContains [1,1,1]"],
  ["{ prefixItems: [{ const: 1 }], items: false }", [1], 'items [1,"understudy"]', "const [2]"],
  ["{ minProperties: 2 }", { a: 1, b: 2 }, 'minProperties {"a":1}'],
  ["{ maxProperties: 1 }", { a: 1 }, 'maxProperties {"a":1,"understudy0":1}'],
  ["{ propertyNames: { maxLength: 3 } }", { a: 1 }, 'propertyNames {"a":1,"understudy":1}'],
  ["{ dependentRequired: { a: [b] } }", { a: 1, b: 2 }, 'dependentRequired {"a":1}'],
  ["{ not: { const: 1 } }", 2, "not 1"],
  ["{ required: [a] }", { a: 1 }, "required {}"],
  ["{ type: object }", { a: 1 }, "type 7", "null null", 'array-for-object [{"a":1}]'],
  [
    "{ properties: { a: { const: 1 } } }",
    {},
    'undocumented-member {"understudyExtra":"extra"}',
    // What may be there and is not is put there first.
    'const {"a":2}',
  ],
  ["{ patternProperties: { '^a': { const: 1 } } }", { ab: 1 }, 'const {"ab":2}'],
  ["{ additionalProperties: { const: 1 } }", {}, 'const {"understudy":2}'],
  ["{ additionalProperties: false }", {}, 'undocumented-member {"understudyExtra":"extra"}'],
  ["{ items: { const: 1 } }", [], "const [2]"],
  ["{ items: { const: 1 } }", [1, 1], "const [2,1]"],
  [
    "{ oneOf: [{ const: 1 }, { const: 5 }] }",
    1,
    "oneOf true",
    "const 2",
    // The other branch, of which nothing was recorded.
    "const 6",
  ],
  ["{ anyOf: [{ const: 1 }, { const: 2 }] }", 1, "anyOf true", "const 1000004", "const 3"],
  ["{ allOf: [{ minimum: 1 }, { maximum: 3 }] }", 2, "minimum 0", "maximum 4"],
  [
    "{ if: { minimum: 5 }, then: { multipleOf: 5 }, else: { maximum: 3 } }",
    5,
    "multipleOf 7.5",
    "unreached /else/maximum",
  ],
  [
    '{ $ref: "#/components/schemas/Node" }',
    { n: 1, next: { n: 2 } },
    "type 7",
    "null null",
    'array-for-object [{"n":1,"next":{"n":2}}]',
    'required {"next":{"n":2}}',
    'undocumented-member {"n":1,"next":{"n":2},"understudyExtra":"extra"}',
    'type {"n":"1","next":{"n":2}}',
    'null {"n":null,"next":{"n":2}}',
    'fraction {"n":1.5,"next":{"n":2}}',
    'type {"n":1,"next":7}',
  ],
];

test.each(rows)("%s broken", (schema, value, ...faults) => {
  const made = faultsIn(schema, value);
  // Of the recursive schema the beginning will do: it goes on into itself.
  expect(schema.includes("$ref") ? made.slice(0, faults.length) : made).toEqual(faults);
});

test("every keyword that can be broken stands in the table above", () => {
  const table = rows.map(([schema]) => schema).join(" ");
  expect(Object.keys(keywordBreakers).filter((keyword) => !table.includes(`${keyword}:`))).toEqual([]);
});

test("every format the judge knows can be broken, or forbids nothing", () => {
  const formats = [...formatNames].filter((name) => !openFormats.includes(name));
  const unbroken = formats.filter((name) => breakFormat(name, "a") === undefined && breakFormat(name, 1) === undefined);
  expect(unbroken).toEqual([]);
});
