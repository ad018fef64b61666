import { expect, test } from "vitest";
import { ok, read, reasons, runs, told } from "../test-run.ts";
import { type Answer, startTarget } from "../test-target.ts";

// Documents of Arazzo 1.1.0, run over real HTTP, and XML in documents of any version.

const head = (version: string) => `arazzo: ${version}
$self: https://example.com/flows/things
info: { title: T, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml }, { name: far, url: other.arazzo.yaml, type: arazzo }]
workflows:
`;
const later = head("1.1.0");
// What is documented is not the point here: the answers are XML, or whatever a test needs.
const unjudged = {
  judgeOf: () => ({ judge: () => ({ findings: [], requestBreach: undefined }), recall: () => undefined }),
};
const xml =
  (body: string): Answer =>
  (response) =>
    response.writeHead(200, { "content-type": "application/xml" }).end(body);
const hang: Answer = () => undefined;

test("selectors give outputs, parameters, members of a payload and replacements", async () => {
  const order = '<order xmlns:p="urn:p"><id>7</id><line n="1">a</line><line n="2">b</line></order>';
  const list = {
    user: { email: "a@example.com" },
    items: [
      { sku: "x", n: 1 },
      { sku: "y", n: 2 },
    ],
  };
  await using target = await startTarget({ "/thing": [{ json: list }, { json: {} }], "/other": [xml(order)] });
  const { first } = await runs(
    `${later}  - workflowId: w
    outputs:
      lines: { context: $steps.b.outputs.order, selector: //line, type: { type: xpath, version: xpath-20 } }
      self: $self
    steps:
      - stepId: a
        operationId: readThing
        ${ok}
        outputs:
          email: { context: $response.body, selector: $.user.email, type: jsonpath }
          skus: { context: $response.body, selector: "$.items[*].sku", type: jsonpath }
          second: { context: $response.body, selector: /items/1, type: { type: jsonpointer, version: rfc6901 } }
          none: { context: $response.body, selector: $.nobody, type: jsonpath }
      - stepId: b
        operationId: readOther
        successCriteria:
          - condition: $statusCode == 200
          - { context: $response.body, condition: "/order/line[@n = '2'] = 'b'", type: xpath }
        outputs: { order: $response.body }
      - stepId: c
        operationId: addThing
        parameters:
          - { name: x-mail, in: header, value: { context: $steps.a.outputs.second, selector: /n, type: jsonpointer } }
        requestBody:
          payload:
            id: { context: $steps.b.outputs.order, selector: /order/id, type: xpath }
            lines: [{ n: 1, text: x }, { n: 2, text: x }]
            # What has more members is no selector.
            other: { context: none, selector: $, type: jsonpath, more: 1 }
          replacements:
            - target: $.lines[?@.n == 2].text
              targetSelectorType: jsonpath
              value: { context: $steps.a.outputs.skus, selector: "$[1]", type: jsonpath }
            - { target: /lines/0/text, targetSelectorType: jsonpointer, value: first }
        ${ok}
`,
    target.url,
    unjudged,
  );
  expect(first).toMatchObject({
    verdict: "pass",
    outputs: { lines: ["a", "b"], self: "https://example.com/flows/things" },
  });
  expect(target.received[2]?.headers["x-mail"]).toBe("2");
  expect(JSON.parse(target.received[2]?.body ?? "")).toEqual({
    id: "7",
    lines: [
      { n: 1, text: "first" },
      { n: 2, text: "y" },
    ],
    other: { context: "none", selector: "$", type: "jsonpath", more: 1 },
  });
});

test("what looks like a selector is data in a document of 1.0.1", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const payload = "{ id: { context: $method, selector: $, type: jsonpath } }";
  await runs(
    `${head("1.0.1").replace(/\$self.*\n/, "")}  - workflowId: w
    steps: [{ stepId: a, operationId: addThing, requestBody: { payload: { list: [1], data: ${payload.replace("$method", "none")} } }, ${ok} }]
`,
    target.url,
  );
  expect(JSON.parse(target.received[0]?.body ?? "").data).toEqual({
    id: { context: "none", selector: "$", type: "jsonpath" },
  });
});

test("a step with a time limit fails when it is up, and its actions follow", async () => {
  await using target = await startTarget({ "/thing": [hang], "/other": [{ json: {} }] });
  const { first } = await runs(
    `${later}  - workflowId: w
    steps:
      - { stepId: a, operationId: readThing, timeout: 20, onFailure: [{ name: on, type: goto, stepId: c }], ${ok} }
      - ${read("b")}
      - { stepId: c, operationId: readOther, timeout: 5000, ${ok} }
`,
    target.url,
  );
  expect(told(first)).toEqual(["a unavailable", "c pass"]);
  expect(reasons(first)[0]).toBe(`${new URL(target.url).host} did not answer within the step's 20 ms`);
});

test("a step that calls a workflow gives it that long and no longer", async () => {
  await using target = await startTarget({ "/thing": [hang] });
  const { outcomes } = await runs(
    `${later}  - workflowId: slow
    steps: [{ stepId: i, operationId: readThing, timeout: 100, ${ok} }]
  - { workflowId: w, steps: [{ stepId: a, workflowId: slow, timeout: 20 }] }
`,
    target.url,
  );
  const w = outcomes.find(({ workflowId }) => workflowId === "w");
  expect(w && told(w)).toEqual(["i inconclusive", "a unavailable"]);
  expect(w && reasons(w)[1]).toBe("workflow slow did not end within the step's 20 ms");
});

test("steps run behind those they depend on, read from or not", async () => {
  await using target = await startTarget({ "/thing": [{ json: { id: "7" } }], "/other": [{ json: {} }] });
  const { first } = await runs(
    `${later}  - workflowId: w
    steps:
      - { stepId: c, operationId: readOther, dependsOn: [b], ${ok} }
      - stepId: b
        operationId: readThing
        parameters: [{ name: id, in: query, value: $steps.a.outputs.id }]
        ${ok}
      - { stepId: a, operationId: readThing, outputs: { id: $response.body#/id }, ${ok} }
`,
    target.url,
  );
  expect(told(first)).toEqual(["a pass", "b pass", "c pass"]);
  expect(target.received.map(({ url }) => url)).toEqual(["/thing", "/thing?id=7", "/other"]);
});

test("a step is not taken when one it depends on has not passed", async () => {
  await using target = await startTarget({ "/thing": [{ status: 503, json: {} }], "/other": [{ json: {} }] });
  const { first } = await runs(
    `${later}  - workflowId: w
    steps:
      - { stepId: a, operationId: readThing, onFailure: [{ name: on, type: goto, stepId: c }], ${ok} }
      - ${read("b")}
      - { stepId: c, operationId: readOther, dependsOn: [a], ${ok} }
`,
    target.url,
  );
  expect(told(first)).toEqual(["a drift", "c inconclusive"]);
  expect(reasons(first)[1]).toBe("it depends on step a, which has not passed");
  expect(target.received).toHaveLength(1);
});

test("a step may depend on one of another workflow, here or in another file: that one runs before", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }], "/other": [{ json: {} }] });
  const { outcomes } = await runs(
    `${later}  - workflowId: w
    steps: [{ stepId: a, operationId: readThing, dependsOn: [$workflows.v.steps.b, $sourceDescriptions.far.far.steps.far-step], ${ok} }]
  - { workflowId: v, steps: [${read("b")}] }
`,
    target.url,
  );
  expect(outcomes.map(({ workflowId, verdict }) => `${workflowId} ${verdict}`)).toEqual([
    "v pass",
    "far pass",
    "w pass",
  ]);
});

test("a goto, or a retry, gives inputs to its workflow", async () => {
  await using target = await startTarget({
    "/thing": [{ json: { id: "7" } }],
    "/other": [{ status: 503, json: {} }, { json: {} }],
  });
  const inner = `  - workflowId: inner
    inputs: { type: object, properties: { id: { type: string } } }
    steps: [{ stepId: i, operationId: readThing, parameters: [{ name: id, in: query, value: $inputs.id }], ${ok} }]
`;
  await runs(
    `${later}  - workflowId: w
    steps:
      - stepId: a
        operationId: readOther
        ${ok}
        onFailure: [{ name: f, type: retry, workflowId: inner, parameters: [{ name: id, value: "{$statusCode}" }] }]
        onSuccess: [{ name: g, type: goto, workflowId: inner, parameters: [{ name: id, value: given }] }]
${inner}`,
    target.url,
  );
  const urls = target.received.map(({ url }) => url);
  expect(urls.slice(0, 4)).toEqual(["/other", "/thing?id=503", "/other", "/thing?id=given"]);
});

test.each([
  ["/order/id", "9", '<order><id>9</id><l n="1">a</l><l n="2">b</l></order>'],
  ["//l/@n", "3", '<order><id>1</id><l n="3">a</l><l n="3">b</l></order>'],
  ["//l[@n='2']/text()", "<&>", '<order><id>1</id><l n="1">a</l><l n="2">&lt;&amp;&gt;</l></order>'],
])("XPath %s is replaced in a payload of XML", async (path, value, sent) => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const { first } = await runs(
    `${later.replace("1.1.0", "1.0.1").replace(/\$self.*\n/, "")}  - workflowId: w
    steps:
      - stepId: a
        operationId: addThing
        requestBody:
          contentType: application/xml
          payload: '<order><id>{$inputs.id}</id><l n="1">a</l><l n="2">b</l></order>'
          replacements: [{ target: ${JSON.stringify(path)}, value: ${JSON.stringify(value)} }]
        ${ok}
    inputs: { type: object, properties: { id: { type: string, const: "1" } } }
`,
    target.url,
  );
  expect(reasons(first)).toEqual([undefined]);
  expect(target.received[0]?.body).toBe(sent);
});

test.each([
  ["/order/none", "<order/>", "/order/none could not be replaced: /order/none leads to no node"],
  ["/", "<order/>", "/ could not be replaced: / leads to the whole document"],
  ["/order", "<order>", 'element "order" is missing a closing tag'],
])("an XPath target %s in %s is inconclusive", async (path, payload, reason) => {
  await using target = await startTarget({});
  const { first } = await runs(
    `${later}  - workflowId: w
    steps:
      - stepId: a
        operationId: addThing
        requestBody: { contentType: text/xml, payload: "${payload}", replacements: [{ target: "${path}", value: x }] }
        ${ok}
`,
    target.url,
  );
  expect(first.verdict).toBe("inconclusive");
  expect(reasons(first)[0]).toContain(reason);
});

test("members of JSON that is written as a text can be replaced too", async () => {
  await using target = await startTarget({ "/thing": [{ json: {} }] });
  const steps = (payload: string) => `${later}  - workflowId: w
    steps:
      - stepId: a
        operationId: addThing
        requestBody: { payload: '${payload}', replacements: [{ target: /a/0, value: 2 }] }
        ${ok}
`;
  await runs(steps('{"a": [1]}'), target.url);
  expect(target.received[0]?.body).toBe('{"a":[2]}');
  const { first } = await runs(steps('{"a": [1],}'), target.url);
  const cause = "the payload is not JSON, so nothing in it can be replaced";
  expect(reasons(first)).toEqual([`the request could not be made: ${cause}`]);
});
