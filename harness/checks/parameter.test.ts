// Parameters of a request in every style: what breaks the contract is told at the name that stands on the wire.

import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { unjudgedText } from "../codec/unjudged.ts";
import { judgeOf } from "../judge/judge.ts";
import { callingStep } from "../test-payments.ts";

const integers = "schema: { type: array, maxItems: 2, items: { type: integer } }";
const point =
  "schema: { type: object, required: [x], properties: { x: { type: integer }, pan: { type: string, minLength: 9 } } }";
const parameters: Record<string, string> = {
  csv: `{ in: query, explode: false, schema: { type: array, maxItems: 2, items: { type: string, pattern: "^[a-z,]+$" } } }`,
  repeated: `{ in: query, ${integers} }`,
  pipes: `{ in: query, style: pipeDelimited, ${integers} }`,
  spaces: `{ in: query, style: spaceDelimited, ${integers} }`,
  byTurns: `{ in: query, explode: false, ${point} }`,
  deep: `{ in: query, style: deepObject, ${point} }`,
  mustDeep: `{ in: query, style: deepObject, explode: true, required: true, schema: { type: object } }`,
  deeper: `{ in: query, style: deepObject, schema: { type: object, properties: { a: { type: object }, n: { type: integer } } } }`,
  beside: `{ in: query, ${point} }`,
  mustBeside: `{ in: query, required: true, schema: { type: object, required: [x], properties: { x: { type: integer } } } }`,
  mayBeside: `{ in: query, required: true, schema: { type: object, properties: { x: { type: integer } } } }`,
  map: `{ in: query, schema: { type: object, additionalProperties: { type: integer } } }`,
  "filter[id]": `{ in: query, required: true, schema: { type: integer } }`,
  "tags[]": `{ in: query, ${integers} }`,
  empty: `{ in: query, required: true, allowEmptyValue: true, schema: { type: boolean } }`,
  notEmpty: `{ in: query, schema: { type: boolean } }`,
  reserved: `{ in: query, allowReserved: true, schema: { type: string, pattern: "^a/b c$" } }`,
  json: `{ in: query, content: { application/json: { ${point} } } }`,
  text: `{ in: query, content: { text/plain: { schema: { type: integer } } } }`,
  pair: `{ in: query, explode: false, schema: { type: array, prefixItems: [{ type: integer }, { type: boolean }] } }`,
  one: `{ in: cookie, schema: { type: integer } }`,
  low: `{ in: query, schema: { type: number, maximum: 1 } }`,
  several: `{ in: cookie, explode: false, ${integers} }`,
  exploded: `{ in: cookie, schema: { type: array, items: { type: integer } } }`,
  barred: `{ in: query, style: pipeDelimited, explode: true, ${integers} }`,
  tabbed: `{ in: query, style: tabs, schema: { type: integer } }`,
  "X-List": `{ in: header, ${integers} }`,
  "X-Point": `{ in: header, explode: true, ${point} }`,
  "X-Json": `{ in: header, content: { application/json: { ${point} } } }`,
  matrix: `{ in: path, style: matrix, ${integers} }`,
  matrixes: `{ in: path, style: matrix, explode: true, ${integers} }`,
  matrixPoint: `{ in: path, style: matrix, explode: true, ${point} }`,
  label: `{ in: path, style: label, ${integers} }`,
  labels: `{ in: path, style: label, explode: true, ${integers} }`,
  simple: `{ in: path, ${integers} }`,
  simplePoint: `{ in: path, explode: true, ${point} }`,
};

const operations = Object.entries(parameters).map(([name, spec], index) => {
  const isPath = spec.includes("in: path");
  const named = spec.replace("{", `{ name: "${name}",${isPath ? " required: true," : ""}`);
  const path = `/${index}${isPath ? `/{${name}}` : ""}`;
  return `  ${path}: { get: { operationId: "${name}", parameters: [${named}, { name: other, in: query, schema: {} }], responses: { "200": { description: Ok. } } } }`;
});
const contract = contractOf(
  parseSource(
    "styles.yaml",
    `openapi: 3.1.0\ninfo: { title: Styles, version: "1" }\npaths:\n${operations.join("\n")}\n`,
  ),
);

/** What is told of a call: its query, its cookie, its header or the value in its path. */
function told(name: string, sent: string): string[] {
  const operation = contract.operations.get(name) ?? expect.fail(name);
  const place = /in: (\w+)/.exec(parameters[name] ?? "")?.[1];
  const path = operation.path.replace(/\{.*\}/, place === "path" ? sent : "");
  const headers: [string, string][] =
    place === "header" ? [[name, sent]] : place === "cookie" ? [["Cookie", sent]] : [];
  const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
  const { findings } = judge.judge(
    {
      request: { method: "GET", url: `http://h${path}${place === "query" ? `?${sent}` : ""}`, headers, body: "" },
      response: { status: 200, headers: [], body: Buffer.alloc(0) },
      durationMs: 1,
    },
    { operation, scenario: callingStep },
  );
  return findings.map((one) => `${one.severity} ${one.where}: ${one.expected} | ${one.actual}`);
}

test.each<[name: string, sent: string]>([
  ["csv", "ids=1"],
  ["csv", "csv=a%2Cb,c"],
  ["repeated", "repeated=1&repeated=2"],
  ["repeated", "other=1,2"],
  ["pipes", "pipes=1%7C2"],
  ["pipes", "pipes=1|2"],
  ["pipes", "pipes="],
  ["spaces", "spaces=1%202"],
  ["spaces", "spaces=1+2"],
  ["byTurns", "byTurns=x,1,pan,ABCDEFGHI"],
  ["deep", "deep%5Bx%5D=1&deep[pan]=ABCDEFGHI"],
  ["mustDeep", "mustDeep[any]=thing"],
  ["deeper", "deeper[a][b]=1&deeper[a][c]=2&deeper[n]=3"],
  ["beside", "x=1&other=y"],
  ["beside", "pan=ABCDEFGHI&x=1"],
  ["beside", "other=y"],
  ["mayBeside", "other=y"],
  ["map", "a=1&b=2&other=y"],
  ["filter[id]", "filter%5Bid%5D=1"],
  ["tags[]", "filter[id]=1&tags[]=1&tags%5B%5D=2"],
  ["empty", "empty="],
  ["empty", "empty"],
  ["reserved", "reserved=a/b%20c"],
  ["json", "json=%7B%22x%22%3A1%7D"],
  ["text", "text=%31"],
  ["pair", "pair=1,true"],
  ["one", "a=b; one=1"],
  ["several", "several=1,2"],
  ["X-List", "1, 2"],
  ["X-List", ""],
  ["X-Point", "x=1,pan=ABCDEFGHI"],
  ["X-Json", '{"x": 1}'],
  ["matrix", ";matrix=1,2"],
  ["matrix", ";matrix"],
  ["matrixes", ";matrixes=1;matrixes=2"],
  ["matrixPoint", ";x=1"],
  ["label", ".1,2"],
  ["label", ".1.2"],
  ["labels", ".1.2"],
  ["simple", "1,2"],
  ["simplePoint", "x=1"],
  // What the specification leaves undefined is not judged.
  ["exploded", "exploded=a"],
  ["barred", "barred=a"],
  ["tabbed", "tabbed=a"],
])("%s: %s keeps the contract", (name, sent) => {
  expect(told(name, sent)).toEqual([]);
});

test.each(["1.10", "1E400", "9007199254740993"])("a number is shown as it was sent: %s", (sent) => {
  expect(told("low", `low=${sent}`)[0]).toMatch(/^warning request query low: /);
  expect(told("low", `low=${sent}`)[0]).toMatch(new RegExp(`${sent.replace(".", "\\.")}$`));
});

const absent = "the parameter to be present | absent";
const noMember = "the member to be present | absent";
test.each<[name: string, sent: string, ...told: string[]]>([
  ["csv", "csv=a,b,c", "query csv: at most 2 items | 3 items"],
  ["csv", "csv=a,1", 'query csv: text matching ^[a-z,]+$ | "1"'],
  ["csv", "csv=a&csv=b", "query csv: style form | a text that is not of this style"],
  ["repeated", "repeated=1,2", 'query repeated: type integer | string "1,2"'],
  ["pipes", "pipes=1%7Cb", 'query pipes: type integer | string "b"'],
  ["pipes", "pipes=1,2", 'query pipes: type integer | string "1,2"'],
  ["spaces", "spaces=1%20b", 'query spaces: type integer | string "b"'],
  ["byTurns", "byTurns=x,b", 'query byTurns: type integer | string "b"'],
  ["byTurns", "byTurns=pan,ABCDEFGHI", `query byTurns: ${noMember}`],
  ["byTurns", "byTurns=x", 'query byTurns: type object | string "x"'],
  ["deep", "deep[x]=zz", 'query deep[x]: type integer | string "zz"'],
  ["deep", "deep[pan]=ABC", `query deep[x]: ${noMember}`, "query deep[pan]: at least 9 characters | 3 characters"],
  ["deep", "deep[x]=1&deep[x]=2", 'query deep[x]: type integer | array ["1","2"]'],
  ["deep", "deep[x][y]=1", "query deep[x]: type integer | object {}"],
  ["deep", "deep=1", 'query deep: type object | string "1"'],
  ["mustDeep", "other=1", `query mustDeep: ${absent}`],
  ["deeper", "deeper[a][b]=1&deeper[n]=x", 'query deeper[n]: type integer | string "x"'],
  ["beside", "x=zz", 'query x: type integer | string "zz"'],
  ["beside", "pan=ABC&x=1", "query pan: at least 9 characters | 3 characters"],
  ["mustBeside", "other=1", `query x: ${noMember}`],
  ["map", "a=1&b=zz&other=y", 'query b: type integer | string "zz"'],
  ["filter[id]", "filter%5Bid%5D=zz", 'query filter[id]: type integer | string "zz"'],
  ["filter[id]", "other=1", `query filter[id]: ${absent}`],
  ["tags[]", "tags[]=1&tags[]=b", 'query tags[]: type integer | string "b"'],
  ["empty", "empty=maybe", 'query empty: type boolean | string "maybe"'],
  ["notEmpty", "notEmpty=", 'query notEmpty: type boolean | string ""'],
  ["reserved", "reserved=a/b%2Fc", 'query reserved: text matching ^a/b c$ | "a/b/c"'],
  ["json", "json=%7B%22x%22%3A%22a%22%7D", 'query json: type integer | string "a"'],
  ["text", "text=a", 'query text: type integer | string "a"'],
  ["pair", "pair=1,2", 'query pair: type boolean | string "2"'],
  ["one", "one=b", 'cookie one: type integer | string "b"'],
  ["several", "several=1,2,3", "cookie several: at most 2 items | 3 items"],
  ["several", "several=1%2C2", 'cookie several: type integer | string "1,2"'],
  ["X-List", "1, b", 'x-list: type integer | string "b"'],
  ["X-Point", "x=b", 'x-point: type integer | string "b"'],
  ["X-Point", "x,1", 'x-point: type object | string "x,1"'],
  ["X-Json", '{"x": "b"}', 'x-json: type integer | string "b"'],
  ["matrix", ";matrix=1,b", 'path matrix: type integer | string "b"'],
  ["matrix", "1,2", "path matrix: style matrix | a text that is not of this style"],
  ["matrixes", ";matrixes=1;matrixes=b", 'path matrixes: type integer | string "b"'],
  ["matrixes", ";matrixes=1,2", 'path matrixes: type integer | string "1,2"'],
  ["matrixPoint", ";x=b", 'path matrixPoint: type integer | string "b"'],
  ["label", ".1,b", 'path label: type integer | string "b"'],
  ["label", "1,2", "path label: style label | a text that is not of this style"],
  ["labels", ".1.2.3", "path labels: at most 2 items | 3 items"],
  ["simple", "1%2C2", 'path simple: type integer | string "1,2"'],
  ["simplePoint", "x=b", 'path simplePoint: type integer | string "b"'],
])("%s: %s is told", (name, sent, ...wanted) => {
  expect(told(name, sent)).toEqual(wanted.map((text) => `warning request ${text}`));
});

test("a member of an object is masked by its own name", () => {
  expect(told("byTurns", "byTurns=x,1,pan,5209295531")).toEqual([]);
  expect(told("beside", "x=1&pan=a&pan=b")).toEqual(["warning request query pan: type string | array ***"]);
});

test("what is not judged is told once, with the number of places", () => {
  expect(unjudgedText([contract])).toBe(
    "not judged: style form with explode: true is not for a list in a cookie (1 place), " +
      "style pipeDelimited with explode: true is not defined (1 place), style tabs is none of OpenAPI's (1 place)",
  );
  expect(unjudgedText([])).toBe(undefined);
});
