import { expect, test } from "vitest";
import { call, refusal, step } from "../test-load.ts";

// What Arazzo 1.1.0 added: refused in an older document, read with its mistakes in a newer one; AsyncAPI in neither.

const later = (...lines: string[]) => step(...lines).replace("1.0.1", "1.1.0");

/** The same with a source of AsyncAPI. */
const messages = (...lines: string[]) => later(...lines).replace("type: openapi", "type: asyncapi");

const refused: [what: string, text: string, at: string, message: string][] = [
  [
    "AsyncAPI",
    step(call).replace("type: openapi", "type: asyncapi"),
    "4:55",
    "found a source of type asyncapi in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "a channel",
    step("channelPath: x").replace("1.0.1", "1.1.0"),
    "10:22",
    "found channelPath x, expected a channel of a source description of type asyncapi",
  ],
  [
    "a message",
    later(call, "action: receive"),
    "11:17",
    "found action in a step that sends no message, expected a source of type asyncapi",
  ],
  [
    "a step of AsyncAPI",
    messages(call, "action: send"),
    "9:9",
    "found step s, which is of AsyncAPI, expected a step that makes a call over HTTP: messages are not supported",
  ],
  [
    "a channel without an action",
    messages("channelPath: $sourceDescriptions.vendors.url#/channels/x"),
    "9:9",
    "found channelPath without an action, expected action: send or action: receive",
  ],
  [
    "an answer that is waited for by who sends",
    messages(call, "action: send", "correlationId: a"),
    "12:24",
    "found correlationId without action: receive, expected action: receive",
  ],
  [
    "a message's parameter without its place",
    messages(call, "action: send", "parameters: [{ name: a, value: 1 }]"),
    "9:9",
    "found parameter a without in, expected its place in the message",
  ],
  [
    "a version beside the type",
    later(call, "successCriteria: [{ context: $response.body, type: jsonpath, version: rfc9535, condition: $ }]"),
    "11:79",
    "found version rfc9535 beside the type, expected type: { type, version }",
  ],
  [
    "a message's payload",
    step(call, "outputs: { a: $message.payload }"),
    "11:23",
    'found "$message.payload", at character 1 "$message.payload", expected no expression of AsyncAPI, which is not supported',
  ],
  [
    "what only 1.1 has: a time limit",
    step(call, "timeout: 5"),
    "11:18",
    "found timeout in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: steps that depend on steps",
    step(call, "dependsOn: [s]"),
    "11:20",
    "found dependsOn of a step in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: a selector",
    step(call, "outputs: { a: { context: $response.body, selector: $.a, type: jsonpath } }"),
    "11:23",
    "found a selector in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: the kind of a target",
    step(
      call,
      "requestBody: { payload: { a: 1 }, replacements: [{ target: $.a, targetSelectorType: jsonpath, value: 1 }] }",
    ),
    "11:93",
    "found targetSelectorType in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: parameters of an action",
    step(call, "onSuccess: [{ name: n, type: goto, workflowId: w, parameters: [{ name: id, value: 1 }] }]"),
    "11:71",
    "found parameters of an action in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: the whole of a query",
    step(call, "parameters: [{ name: a, in: querystring, value: b }]"),
    "11:37",
    "found in: querystring in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "what only 1.1 has: $self",
    step(call).replace("info:", "$self: https://x.example/a\ninfo:"),
    "2:8",
    "found $self in a document of Arazzo 1.0.1, expected no such member, or arazzo: 1.1.0",
  ],
  [
    "a step that depends on itself",
    later(call, "dependsOn: [s]"),
    "11:21",
    "found step s, which depends on itself, expected another step",
  ],
  [
    "a step that depends on none",
    later(call, "dependsOn: [t]"),
    "11:21",
    "found stepId t, expected a step of the workflow: s",
  ],
  [
    "a step that depends on one of no workflow",
    later(call, "dependsOn: [$workflows.w.steps.t]"),
    "11:21",
    "found stepId t, expected s",
  ],
  [
    "a step that depends on what is no step",
    later(call, "dependsOn: [$steps.s]"),
    "11:21",
    "found $steps.s, expected a stepId or $workflows.<workflowId>.steps.<stepId>",
  ],
  [
    "steps that wait for each other",
    `${later(call, "dependsOn: [t]")}      - { stepId: t, dependsOn: [s], ${call} }\n`,
    "9:7",
    "found steps that wait for each other: s, t, expected steps that can be put in order",
  ],
  [
    "a malformed selector",
    later(call, "outputs: { a: { context: $response.body, selector: '$[', type: jsonpath } }"),
    "11:60",
    expect.stringMatching(/^found "\$\[" \(.*\), expected a valid JSONPath$/s) as unknown as string,
  ],
  [
    "a selector of another kind",
    later(call, "outputs: { a: { context: $response.body, selector: $, type: jq } }"),
    "11:69",
    "found expression type jq, expected jsonpath, xpath, jsonpointer",
  ],
  [
    "a selector that looks nowhere",
    later(call, "outputs: { a: { context: $steps.x.outputs.y, selector: $, type: jsonpath } }"),
    "11:34",
    "found $steps.x.outputs.y, expected a step of the workflow: s",
  ],
  [
    "an input given with a place",
    later(call, "onSuccess: [{ name: n, type: goto, workflowId: w, parameters: [{ name: id, in: query, value: 1 }] }]"),
    "11:72",
    "found in query, expected no in: these are inputs",
  ],
  [
    "inputs for a step",
    later(call, "onSuccess: [{ name: n, type: goto, stepId: s, parameters: [{ name: id, value: 1 }] }]"),
    "11:67",
    "found parameters without a workflowId, expected a workflowId",
  ],
];

test.each(refused)("refused: %s", (_what, text, at, message) => {
  expect(refusal(text)).toEqual({ at, message });
});
