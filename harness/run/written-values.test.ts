// Numbers and what holds them go from an answer into what is sent next as they came, by every way that a scenario has.
import { expect, test } from "vitest";
import { ok, reasons, runs } from "../test-run.ts";
import { type Answer, startTarget } from "../test-target.ts";

const unjudged = {
  judgeOf: () => ({ judge: () => ({ findings: [], requestBreach: undefined }), recall: () => undefined }),
};
const answering =
  (text: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(text);

const numbers = ["9007199254740993", "-9223372036854775808", "1.10", "5.0", "1E2", "1E400", "-0"];
const holders = ['{"k":1,"k":2}', '[1.0, {"id":9007199254740993}]', '{ "a" : 1.10 }', '{"s":"\\u0041\\/"}'];

const body = (payload: string) => `requestBody: { contentType: application/json, payload: ${payload} }`;
const output = "$steps.first.outputs.value";

/** How a scenario passes a value on: members of the step that sends it, and what is sent in place of V. */
const ways: [name: string, sends: string, sent: string][] = [
  ["a member", body(`{ of: ${output} }`), '{"of":V}'],
  ["an item", body(`[${output}]`), "[V]"],
  ["the payload", body(output), "V"],
  ["a text", body(`'{"of": {${output}}}'`), '{"of": V}'],
  [
    "a replacement",
    `requestBody: { contentType: application/json, payload: { of: 0, b: 1 }, replacements: [{ target: /of, value: ${output} }] }`,
    '{"of":V,"b":1}',
  ],
  [
    "beside a replacement",
    `requestBody: { contentType: application/json, payload: { of: ${output}, b: 1 }, replacements: [{ target: /b, value: 2 }] }`,
    '{"of":V,"b":2}',
  ],
  [
    "a text that is replaced in",
    `requestBody: { contentType: application/json, payload: '{"of": {${output}}, "b": 1}', replacements: [{ target: /b, value: 2 }] }`,
    '{"of":V,"b":2}',
  ],
];

async function sentBy(value: string, workflows: string) {
  await using target = await startTarget({ "/thing": [answering(`{"value":${value}, "list":[${value}]}`)] });
  const { first } = await runs(workflows, target.url, unjudged);
  expect([first.verdict, reasons(first)]).toEqual(["pass", first.steps.map(() => undefined)]);
  return target.received.at(-1) ?? expect.fail("nothing was sent");
}

const first = `{ stepId: first, operationId: readThing, ${ok}, outputs: { value: $response.body#/value } }`;
const workflow = (sends: string) =>
  `  - { workflowId: w, steps: [${first}, { stepId: second, operationId: addThing, ${ok}, ${sends} }] }\n`;

const cases = ways.flatMap(([name, sends, sent]) =>
  [...numbers, ...holders].map((value) => ({ name, sends, value, sent: sent.replace("V", value) })),
);

test.each(cases)("$value goes on as $name", async ({ sends, value, sent }) => {
  expect((await sentBy(value, workflow(sends))).body).toBe(sent);
});

test.each(numbers)("%s goes on in a query, a header, a form and a text of another type", async (value) => {
  const parameters = `parameters: [{ in: query, name: q, value: ${output} }, { in: header, name: X-Of, value: ${output} }]`;
  const form = `requestBody: { contentType: application/x-www-form-urlencoded, payload: { of: ${output} } }`;
  const sent = await sentBy(value, workflow(`${parameters}, ${form}`));
  expect(new URL(sent.url, "http://h").searchParams.get("q")).toBe(value);
  expect(sent.headers["x-of"]).toBe(value);
  expect(sent.body).toBe(`of=${value}`);
  const parts = `requestBody: { contentType: multipart/form-data, payload: { of: ${output}, all: [${output}] } }`;
  const { body: multipart } = await sentBy(value, workflow(parts));
  expect(multipart.split("\r\n")).toEqual(expect.arrayContaining([value]));
  expect(multipart).not.toContain("application/json");
  const text = `requestBody: { contentType: text/plain, payload: ${output} }`;
  expect((await sentBy(value, workflow(text))).body).toBe(value);
});

test.each([...numbers, ...holders])("%s goes on through workflows, as an output and as an input", async (value) => {
  const called = `  - workflowId: called
    inputs: { type: object, properties: { given: {} } }
    steps: [{ stepId: send, operationId: addThing, ${ok}, ${body("{ of: $inputs.given }")} }]
`;
  const reading = `  - { workflowId: reading, steps: [${first}], outputs: { value: ${output} } }\n`;
  const calling = `  - workflowId: calling
    dependsOn: [reading]
    steps: [{ stepId: call, workflowId: called, parameters: [{ name: given, value: $workflows.reading.outputs.value }] }]
`;
  await using target = await startTarget({ "/thing": [answering(`{"value":${value}}`)] });
  const { outcomes } = await runs(reading + calling + called, target.url, unjudged);
  expect(outcomes.find(({ workflowId }) => workflowId === "calling")?.verdict).toBe("pass");
  expect(target.received.map(({ body }) => body)).toContain(`{"of":${value}}`);
});

test.each(numbers)("%s is found by JSONPath as the number it is, and goes on as it came", async (value) => {
  const document = `arazzo: 1.1.0
info: { title: T, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml }]
workflows:
  - workflowId: w
    steps:
      - stepId: first
        operationId: readThing
        ${ok}
        outputs: { value: { context: $response.body, selector: "$.list[?@ < 1 || @ >= 1]", type: jsonpath } }
      - { stepId: second, operationId: addThing, ${ok}, ${body(`{ of: ${output} }`)} }
`;
  expect((await sentBy(value, document)).body).toBe(`{"of":${value}}`);
});

test.each(numbers)("%s is sent as it is written in the scenario, and as it is given as an input", async (value) => {
  expect((await sentBy("1", workflow(body(`{ of: ${value}, in: [${value}] }`)))).body).toBe(
    `{"of":${value},"in":[${value}]}`,
  );
  // A number that is none of JavaScript's fits no schema, so that it could only be a text.
  if (value === "1E400") return;
  const asked = `  - workflowId: w
    inputs: { type: object, properties: { id: { type: number } } }
    steps: [{ stepId: send, operationId: addThing, ${ok}, ${body("{ of: $inputs.id }")} }]
`;
  await using target = await startTarget({ "/thing": [answering("{}")] });
  await runs(asked, target.url, { ...unjudged, inputs: { id: value } });
  expect(target.received[0]?.body).toBe(`{"of":${value}}`);
});

test("numbers that YAML writes in its own ways are sent as JSON has them", async () => {
  expect((await sentBy("1", workflow(body("{ hex: 0x1F, plus: +5, octal: 0o17, point: .5 }")))).body).toBe(
    '{"hex":31,"plus":5,"octal":15,"point":0.5}',
  );
});

test.each([
  ["1.10", "1.1", "1.2"],
  ["5.0", "5", "5.0000000000000000001"],
  ["1E2", "100", "101"],
  ["-0", "0", "1e-400"],
  ["9007199254740993", "9007199254740993.0", "9007199254740994"],
  ["9007199254740992", "9007199254740992", "9007199254740993"],
  ["1E400", "10e399", "1e401"],
])("%s is compared as the number it is", async (value, same, above) => {
  const asks = (operand: string) =>
    [
      `${operand} == ${same}`,
      `${operand} >= ${same}`,
      `${operand} < ${above}`,
      `${operand} != ${above}`,
      `!(${operand} >= ${above})`,
    ].map((condition) => ({ condition }));
  const steps = [
    `{ stepId: first, operationId: readThing, successCriteria: ${JSON.stringify(asks("$response.body#/value"))}, outputs: { value: $response.body#/value, all: $response.body } }`,
    `{ stepId: second, operationId: addThing, successCriteria: ${JSON.stringify([...asks(output), ...asks("$steps.first.outputs.all.value")])} }`,
  ];
  await sentBy(value, `  - { workflowId: w, steps: [${steps.join(", ")}] }\n`);
});

test("a criterion that fails shows the number that came", async () => {
  await using target = await startTarget({ "/thing": [answering('{"value":9007199254740993,"price":1.10}')] });
  const asks = (criterion: string) =>
    `  - { workflowId: w, steps: [{ stepId: s, operationId: readThing, successCriteria: [${criterion}] }] }\n`;
  const actual = async (criterion: string) =>
    (await runs(asks(criterion), target.url, unjudged)).first.steps[0]?.findings[0]?.actual;
  expect(await actual("{ condition: $response.body#/value == 5 }")).toBe("9007199254740993");
  expect(await actual("{ condition: $response.body#/price == 5 }")).toBe("1.10");
  // A regular expression is tried on the text that came.
  const regex = { context: "$response.body#/price", type: "regex" };
  expect(await actual(JSON.stringify({ ...regex, condition: "^1\\.10$" }))).toBeUndefined();
});
