// Bodies that are no JSON, held against their schemas by the judge: text, forms and XML, each as its specification has it.
import { expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { judgeOf } from "../judge/judge.ts";
import { callingStep } from "../test-payments.ts";

/** The contract of one answer: its media type, and its schema in YAML on one line. */
const contractFor = (type: string, schema: string) =>
  contractOf(
    parseSource(
      "bodies.yaml",
      `openapi: 3.1.0
info: { title: Bodies, version: "1" }
paths:
  /body:
    get:
      operationId: getBody
      responses:
        "200": { description: It., content: { "${type}": { schema: ${schema} } } }
components:
  schemas:
    Pet: { type: object, required: [name], xml: { name: pet }, properties: { name: { type: string }, age: { type: integer } } }
    Cat: { type: object, required: [purrs], xml: { name: cat }, properties: { purrs: { type: boolean } } }
`,
    ),
  );

interface Answer {
  type: string;
  schema: string;
  body: string | Buffer;
  /** The type that is sent, where it is not the documented one. */
  sent?: string;
  isRecoded?: true;
}

/** One line a finding: "check where: expected | actual". */
function said({ type, schema, body, sent = type, isRecoded }: Answer): string[] {
  const contract = contractFor(type, schema);
  const judge = judgeOf(contract, new Map(), { masker: maskerOf(contract), profile: defaultProfile(new Map()) });
  const exchange = {
    request: { method: "GET", url: "http://127.0.0.1/body", headers: [], body: "" },
    response: {
      status: 200,
      headers: [["Content-Type", sent]] as [string, string][],
      body: Buffer.from(body),
      ...(isRecoded ? { isRecoded } : {}),
    },
    durationMs: 1,
  };
  const operation = contract.operations.get("getBody")!;
  const { findings } = judge.judge(exchange, { operation, scenario: callingStep });
  return findings.map((f) => `${f.check} ${f.where}: ${f.expected} | ${f.actual}`);
}

const bytes = (...values: number[]) => Buffer.from(values);

test.each<[schema: string, body: string | Buffer, ...findings: string[]]>([
  ["{ type: string }", "hello"],
  ["{}", "12"],
  ["{ type: string, maxLength: 3 }", "hello", "body : at most 3 characters | 5 characters"],
  ["{ type: string, minLength: 1 }", "", "body : at least 1 characters | 0 characters"],
  ["{ enum: [up, down] }", "sideways", 'body : one of "up", "down" | ***'],
  ["{ type: string, enum: [up, down] }", "up"],
  ["{ type: string, pattern: '^[0-9]+$' }", "12"],
  ["{ type: string, pattern: '^[0-9]+$' }", "12\n", "body : text matching ^[0-9]+$ | ***"],
  ["{ type: integer }", "12\n"],
  ["{ type: integer }", "1.5", "body : type integer | number ***"],
  ["{ type: integer, maximum: 9 }", "12", "body : <= 9 | ***"],
  ["{ type: number }", "1.5e3"],
  ["{ type: number }", "many", "body : type number | string ***"],
  ["{ type: boolean }", "true"],
  ["{ type: boolean }", "yes", "body : type boolean | string ***"],
  ["{ type: [number, 'null'] }", ""],
  ["{ type: string, format: uuid }", "42", "body : format uuid | ***"],
  ["{ oneOf: [{ type: integer }, { const: none }] }", "none"],
  ["{ type: object }", "hello", "body : type object | string ***"],
  ["{ type: string }", bytes(0xff, 0xfe, 0xfd), "body : text | 3 bytes that are not utf-8"],
])("a text, by %s: %j", (schema, body, ...findings) => {
  expect(said({ type: "text/plain", schema, body })).toEqual(findings);
});

test.each<[sent: string, body: Buffer, ...findings: string[]]>([
  ["text/plain; charset=iso-8859-1", bytes(0x68, 0xe9)],
  ["text/plain; charset=UTF-8", Buffer.from("hé")],
  ["text/plain; charset=utf-16le", Buffer.from("hé", "utf16le")],
  ["text/plain", bytes(0x68, 0xe9), "body : text | 2 bytes that are not utf-8"],
  ["text/plain; charset=klingon", Buffer.from("hé"), "body : text | the charset klingon, which is not known here"],
])("a text in its own charset: %s", (sent, body, ...findings) => {
  expect(said({ type: "text/plain", sent, schema: "{ const: hé }", body })).toEqual(findings);
});

test("what a recorder has read as text is read as it stands, whatever charset it came in", () => {
  const type = "text/plain; charset=iso-8859-1";
  const answer = { type: "text/plain", sent: type, schema: "{ const: hé }", body: "hé" };
  expect(said(answer)).toEqual(['body : "hé" | ***']);
  expect(said({ ...answer, isRecoded: true })).toEqual([]);
  const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a><a>é</a></a>';
  const schema = "{ type: object, properties: { a: { const: é } } }";
  expect(said({ type: "application/xml", schema, body: xml, isRecoded: true })).toEqual([]);
});

test("what is neither text nor JSON nor XML is not looked into; nor is a table of text by a schema of rows", () => {
  expect(said({ type: "image/png", schema: "{ type: string, maxLength: 1 }", body: bytes(0x89, 0x50) })).toEqual([]);
  expect(said({ type: "text/csv", schema: "{ type: array, items: { type: object } }", body: "a,b\n1,2" })).toEqual([]);
  expect(said({ type: "text/csv", schema: "{ type: string, pattern: '^id,' }", body: "a,b\n1,2" })).toHaveLength(1);
});

const scope = "{ type: array, maxItems: 2, items: { enum: [read, write] } }";
const owner = "{ type: object, required: [id], properties: { id: { type: integer } } }";
const members = `token: { type: string }, ttl: { type: integer }, fresh: { type: boolean }, scope: ${scope}, owner: ${owner}`;
const form = `{ type: object, required: [token], properties: { ${members} } }`;
test.each<[body: string, ...findings: string[]]>([
  ["token=a%26b&ttl=60&fresh=true"],
  ["token=12&scope=read&scope=write"],
  ["token=a&scope=read"],
  ["ttl=60", "body /token: the member to be present | absent"],
  ["", "body /token: the member to be present | absent"],
  ["token=a&ttl=soon", 'body /ttl: type integer | string "soon"'],
  ["token=a&fresh=1", 'body /fresh: type boolean | string "1"'],
  ["token=a&scope=all", 'body /scope/0: one of "read", "write" | "all"'],
  ["token=a&scope=read&scope=read&scope=read", "body /scope: at most 2 items | 3 items"],
  ["token=a&token=b", "body /token: type string | array ***"],
  ["token=a&owner=%7B%22id%22%3A7%7D"],
  // What brackets mean only an encoding tells, and an answer can have none.
  ["token=a&owner[id]=7"],
  ["token=a&owner[id]=x&owner[more]=1"],
  ["token=a&scope[]=all"],
  ["token=a&ttl[id]=7", 'undocumented-member /ttl[id]: no such member | "*** (string of 1)"'],
  ["token=a&more[id]=7", 'undocumented-member /more[id]: no such member | "*** (string of 1)"'],
  ["token=a&owner=me", 'body /owner: type object | string "me"'],
  ["token=a&more=1", 'undocumented-member /more: no such member | "*** (string of 1)"'],
  ["token=a&__proto__=1", 'undocumented-member /__proto__: no such member | "*** (string of 1)"'],
])("a form: %s", (body, ...findings) => {
  expect(said({ type: "application/x-www-form-urlencoded", schema: form, body })).toEqual(findings);
});

test.each<[property: string, text: string, ...findings: string[]]>([
  ["{ type: [string, object] }", "7"],
  ["{ type: [string, object] }", "%7B%7D"],
  ["{ type: [object, integer], maximum: 9 }", "7"],
  ["{ type: [object, integer], maximum: 9 }", "12", "body /a: <= 9 | 12"],
  ["{ anyOf: [{ type: integer }, { type: boolean }] }", "true"],
  ["{ type: number, maximum: 1.1 }", "1.10"],
  ["{ type: number, maximum: 1 }", "1.10", "body /a: <= 1 | 1.10"],
])("one member of a form, by %s: %s", (property, text, ...findings) => {
  const schema = `{ type: object, properties: { a: ${property} } }`;
  expect(said({ type: "application/x-www-form-urlencoded", schema, body: `a=${text}` })).toEqual(findings);
});

test("a member that several branches declare is read by the one that it fits", () => {
  const branch = (type: string) => `{ type: object, properties: { a: { type: ${type} } } }`;
  const schema = `{ anyOf: [${branch("integer")}, ${branch("boolean")}] }`;
  const readAs = (text: string) => said({ type: "application/x-www-form-urlencoded", schema, body: `a=${text}` });
  expect([readAs("1"), readAs("true")]).toEqual([[], []]);
  expect(readAs("x")).not.toEqual([]);
});

const pet = '{ $ref: "#/components/schemas/Pet" }';
const inXml = (property: string) => `{ type: object, properties: { a: ${property} } }`;
const strings = "{ type: array, minItems: 1, items: { type: string, minLength: 2 } }";
test.each<[schema: string, body: string | Buffer, ...findings: string[]]>([
  // Elements, and their types.
  [pet, "<pet><name>Tom</name><age>3</age></pet>"],
  [pet, '<?xml version="1.0"?>\n<!-- a cat -->\n<pet>\n  <name>Tom</name>\n  <age> 3 </age>\n</pet>\n'],
  [pet, "<pet><age>3</age></pet>", "body /name: the member to be present | absent"],
  [pet, "<pet/>", "body /name: the member to be present | absent"],
  [pet, "<pet><name>Tom</name><age>old</age></pet>", 'body /age: type integer | string "old"'],
  [pet, "<pet><name>Tom</name><name>Tim</name></pet>", 'body /name: type string | array ["Tom","Tim"]'],
  [pet, "<pet><name>Tom</name><fur>grey</fur></pet>", 'undocumented-member /fur: no such member | "*** (string of 4)"'],
  [pet, '<pet id="7"><name>Tom</name></pet>', 'undocumented-member /@id: no such member | "*** (string of 1)"'],
  [pet, "<pet><name><first>Tom</first></name></pet>", 'body /name: type string | object {"first":"Tom"}'],
  [pet, "<pet>Tom</pet>", "body : type object | string ***"],
  [pet, "<pet><name>Tom</pet>", "body : XML | text that is not well-formed XML"],
  [pet, "Tom", "body : XML | text that is not well-formed XML"],
  [pet, "", "media-type : a body of application/xml | an empty body"],
  [
    inXml("{ type: [string, 'null'], minLength: 1 }"),
    `<a xmlns:x="http://www.w3.org/2001/XMLSchema-instance"><a x:nil="true"/></a>`,
  ],
  [inXml("{ type: boolean }"), "<r><a>true</a></r>"],
  [inXml("{ type: string }"), "<r><a>12</a></r>"],
  [inXml("{ type: string }"), "<r><a><![CDATA[<b>]]></a></r>"],
  [inXml("{ type: object }"), "<r><a/></r>"],
  [
    inXml("{ type: object, additionalProperties: { type: integer } }"),
    "<r><a><k>1</k><l>x</l></a></r>",
    'body /a/l: type integer | string "x"',
  ],
  // Names: a root has any, unless one is given.
  [pet, "<animal><name>Tom</name></animal>", "body : an element pet | an element animal"],
  ["{ type: object, properties: { name: { type: string } } }", "<animal><name>Tom</name></animal>"],
  [inXml("{ type: integer, xml: { name: b } }"), "<r><b>x</b></r>", 'body /a: type integer | string "x"'],
  [
    inXml("{ type: integer, xml: { name: b } }"),
    "<r><a>1</a></r>",
    'undocumented-member /<a>: no such member | "*** (string of 1)"',
  ],
  [`{ oneOf: [${pet}, { $ref: "#/components/schemas/Cat" }] }`, "<cat><purrs>true</purrs></cat>"],
  [
    `{ oneOf: [${pet}, { $ref: "#/components/schemas/Cat" }] }`,
    "<dog><purrs>true</purrs></dog>",
    "body : an element pet | an element dog",
  ],
  [
    `{ allOf: [${pet}, { type: object, required: [chip], properties: { chip: { type: integer } } }] }`,
    "<pet><name>Tom</name><chip>7</chip></pet>",
  ],
  // Attributes.
  [inXml("{ type: integer, xml: { attribute: true } }"), '<r a="7"/>'],
  [inXml("{ type: integer, xml: { attribute: true } }"), '<r a="x"/>', 'body /a: type integer | string "x"'],
  [
    inXml("{ type: integer, xml: { attribute: true } }"),
    "<r><a>7</a></r>",
    'undocumented-member /<a>: no such member | "*** (string of 1)"',
  ],
  [inXml("{ type: integer, xml: { attribute: true, name: b } }"), '<r b="7" xml:lang="en"/>'],
  // Namespaces count where one is given, prefixes never.
  [inXml("{ type: integer, xml: { namespace: 'urn:n', prefix: p } }"), '<r xmlns:q="urn:n"><q:a>7</q:a></r>'],
  [
    inXml("{ type: integer, xml: { namespace: 'urn:n' } }"),
    '<r xmlns="urn:n"><a>x</a></r>',
    'body /a: type integer | string "x"',
  ],
  [
    inXml("{ type: integer, xml: { namespace: 'urn:n' } }"),
    "<r><a>7</a></r>",
    'undocumented-member /<a>: no such member | "*** (string of 1)"',
  ],
  [inXml("{ type: integer }"), '<p:r xmlns:p="urn:n"><p:a>7</p:a></p:r>'],
  // Lists, with and without an element of their own (XML Object, wrapped).
  [inXml(strings), "<r><a>aa</a><a>bb</a></r>"],
  [inXml(strings), "<r><a>aa</a><a>b</a></r>", "body /a/1: at least 2 characters | 1 characters"],
  [inXml(strings.replace("2 }", "2, xml: { name: i } }")), "<r><i>aa</i><i>bb</i></r>"],
  [inXml(strings.replace("}", "}, xml: { name: ignored }")), "<r><a>aa</a></r>"],
  [inXml(strings.replace("}", "}, xml: { wrapped: true }")), "<r><a><a>aa</a><a>bb</a></a></r>"],
  [
    inXml(strings.replace("}", "}, xml: { wrapped: true }")),
    "<r><a><a>b</a></a></r>",
    "body /a/0: at least 2 characters | 1 characters",
  ],
  [inXml(strings.replace("}", "}, xml: { wrapped: true, name: all }")), "<r><all><all>aa</all></all></r>"],
  [
    inXml(strings.replace("2 }", "2, xml: { name: i } }, xml: { wrapped: true, name: all }")),
    "<r><all><i>aa</i></all></r>",
  ],
  [
    inXml(strings.replace("2 }", "2, xml: { name: i } }, xml: { wrapped: true }")),
    "<r><a><j>aa</j></a></r>",
    "body /a/0: an element i | an element j",
  ],
  [inXml(strings.replace("}", "}, xml: { wrapped: true }")), "<r><a/></r>", "body /a: at least 1 items | 0 items"],
  [`{ type: object, required: [a], properties: { a: { type: array, items: {} } } }`, "<r/>"],
  [
    `{ type: array, items: ${pet} }`,
    "<pets><pet><name>Tom</name></pet><pet/></pets>",
    "body /1/name: the member to be present | absent",
  ],
  // A charset: of the media type, or of the text itself.
  [
    "{ type: object, properties: { a: { const: é } } }",
    Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><r><a>é</a></r>', "latin1"),
  ],
  ["{ type: object, properties: { a: { const: é } } }", Buffer.from("\uFEFF<r><a>é</a></r>", "utf16le")],
  [
    "{ type: object, properties: { a: { const: é } } }",
    Buffer.from("<r><a>é</a></r>", "latin1"),
    "body : XML | 15 bytes that are not utf-8",
  ],
])("XML, by %s: %s", (schema, body, ...findings) => {
  expect(said({ type: "application/xml", schema, body })).toEqual(findings);
});

test.each(["text/xml", "application/problem+xml", "application/xml; charset=utf-8"])("%s is XML", (type) => {
  expect(said({ type, schema: pet, body: "<pet/>" })).toEqual(["body /name: the member to be present | absent"]);
});

test("what is sensitive is hidden in whatever way it is written", () => {
  const schema = "{ type: object, properties: { owner: { type: string, x-sensitive: personal, maxLength: 3 } } }";
  const shownIn = (type: string, body: string) => said({ type, schema, body }).join("; ");
  for (const found of [
    shownIn("application/x-www-form-urlencoded", "owner=Annabella"),
    shownIn("application/xml", "<r><owner>Annabella</owner></r>"),
    shownIn("application/xml", '<r owner="Annabella"/>'),
    shownIn("application/xml", '<r><owner><x owner="Annabella"/></owner></r>'),
    shownIn("application/xml", '<r><more><x owner="Annabella"/></more></r>'),
  ]) {
    expect(found).not.toBe("");
    expect(found).not.toContain("Annabella");
  }
});

test("XML that is nested beyond reason is not looked into, and does no harm", () => {
  const deep = (levels: number) => `<pet>${"<x>".repeat(levels)}${"</x>".repeat(levels)}</pet>`;
  expect(said({ type: "application/xml", schema: pet, body: deep(300) })).toEqual([]);
  expect(said({ type: "application/xml", schema: pet, body: deep(50) })).toHaveLength(2);
});
