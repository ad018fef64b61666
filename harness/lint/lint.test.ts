import { execFile } from "node:child_process";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { didYouMean } from "../../spec/words/did-you-mean.ts";
import { lintCommand } from "../lint-command.ts";

const head = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: vendors, url: ${resolve("spec/openapi.yaml")}, type: openapi }]
workflows:
`;
const rules = didYouMean("", [...loadLedger().keys()]);
const ok = "successCriteria: [{ condition: $statusCode == 200 }]";

/** Runs the command over one file; places are relative to it. */
function linted(text: string, contract: string[] = []): { code: number; out: string[]; err: string[] } {
  using folder = mkdtempDisposableSync(join(tmpdir(), "lint-"));
  const path = join(folder.path, "s.arazzo.yaml");
  writeFileSync(path, text);
  const out: string[] = [];
  const err: string[] = [];
  const near = (line: string) => line.replace(`${folder.path}/`, "");
  const code = lintCommand([join(folder.path, "*.arazzo.yaml")], {
    ledger: undefined,
    contract,
    out: (line) => out.push(near(line)),
    err: (line) => err.push(near(line)),
  });
  return { code, out, err };
}

/** One workflow with these steps; the first begins in line 7. */
const steps = (...lines: string[]) =>
  `${head}  - workflowId: w\n    steps:\n${lines.map((line) => `      - ${line}\n`).join("")}`;
const check = (more: string, id = "s") => `{ stepId: ${id}, operationId: checkPanStatus, ${more} }`;
const criterion = (text: string) => check(`successCriteria: [{ condition: $statusCode == 200 }, ${text}]`);

const found: [what: string, text: string, lines: string[]][] = [
  ["nothing", steps(check(ok)), []],
  [
    "all references that lead nowhere, not only the first",
    steps(
      check("successCriteria: [{ condition: $statusCode = 200 }]"),
      `{ stepId: t, operationId: checkPan, ${ok} }`,
      check(`${ok}, outputs: { a: $steps.u.outputs.x }`, "v"),
    ),
    [
      '7:82: found "$statusCode = 200", at character 13 "= 200", expected an operator such as == or the end (reference)',
      "8:35: found operationId checkPan, expected one of generateToken, generateUrl, checkPanStatus, registerAgent (vendors) (reference)",
      "9:119: found $steps.u.outputs.x, expected a step of the workflow: s, t, v (reference)",
    ],
  ],
  [
    "no criteria at all, or none for the status",
    steps("{ stepId: a, operationId: checkPanStatus }", check("successCriteria: [{ condition: $url == 'x' }]")),
    [
      "7:9: step a has no success criteria: add one such as $statusCode == 200 (status)",
      "8:9: step s has no criterion for the status: add one such as $statusCode == 200 (status)",
    ],
  ],
  [
    "a status that a regex looks at",
    steps(check("successCriteria: [{ context: $statusCode, condition: ^2, type: regex }]")),
    [],
  ],
  [
    "outputs that nothing reads",
    steps(
      check(`${ok}, outputs: { used: $response.body#/message, unused: $response.body#/status }`, "a"),
      check(`${ok}, parameters: [{ name: x, in: header, value: "a{$steps.a.outputs.used}" }]`, "b"),
    ),
    ["7:155: output unused of step a is read nowhere: use it or leave it out (output)"],
  ],
  [
    "outputs that are read too early",
    steps(
      check(`${ok}, parameters: [{ name: x, in: header, value: $steps.b.outputs.m }]`, "a"),
      check(
        "successCriteria: [{ condition: $statusCode == 200 }, { condition: $steps.b.outputs.m == 'x' }]," +
          " outputs: { m: $response.body#/message }",
        "b",
      ),
    ),
    [
      "7:148: $steps.b.outputs.m is read before step b has run (output)",
      "8:117: $steps.b.outputs.m is read while that step still runs (output)",
    ],
  ],
  [
    "nothing where a goto may come back",
    steps(
      check(`${ok}, parameters: [{ name: x, in: header, value: $steps.b.outputs.m }]`, "a"),
      check(`${ok}, onSuccess: [{ name: n, type: goto, stepId: a }], outputs: { m: $response.body#/message }`, "b"),
    ),
    [],
  ],
  [
    "outputs that a called workflow does not have",
    `${head}  - { workflowId: v, steps: [${check(ok)}], outputs: { there: $statusCode } }
  - workflowId: w
    outputs: { a: $steps.c.outputs.there, b: $steps.c.outputs.gone, c: $workflows.v.outputs.gone }
    steps: [{ stepId: c, workflowId: v }]
`,
    [
      "7:46: $steps.c.outputs.gone is never defined: step c has there (output)",
      "7:72: $workflows.v.outputs.gone is never defined: workflow v has there (output)",
    ],
  ],
  [
    "what never has a value",
    `${head}  - { workflowId: v, steps: [${check(ok)}] }
  - workflowId: w
    steps:
      - { stepId: a, workflowId: v, ${ok} }
      - ${criterion("{ condition: $response.query.x == 'y' }")}
`,
    ["9:117: $response.query.x never has a value: a query is part of the request (reference)"],
  ],
  [
    "inputs that are not declared, where the schema says nothing of others",
    steps(check(`${ok}, parameters: [{ name: x, in: header, value: $inputs.refdi }]`)).replace(
      "    steps:",
      "    inputs: { properties: { refid: { type: string } } }\n    steps:",
    ),
    ["8:148: $inputs.refdi is not declared, so that it has a value only where it is given: there is refid (reference)"],
  ],
  [
    "nothing in inputs that are not declared, where others are allowed",
    steps(check(`${ok}, parameters: [{ name: x, in: header, value: $inputs.refdi }]`)).replace(
      "    steps:",
      "    inputs: { properties: { refid: { type: string } }, additionalProperties: true }\n    steps:",
    ),
    [],
  ],
  [
    "an input to which the contract leaves no value",
    steps(
      `{ stepId: s, operationId: registerAgent, requestBody: { payload: { lastname: $inputs.id } }, ${ok} }`,
    ).replace("    steps:", "    inputs: { properties: { id: { type: string, minLength: 60 } } }\n    steps:"),
    ["6:33: input id has limits that leave no value inside the contract's (reference)"],
  ],
  [
    "nothing in annotations that nobody knows",
    steps(
      `{ stepId: s, operationId: registerAgent, requestBody: { payload: { lastname: $inputs.id } }, ${ok} }`,
    ).replace(
      "    steps:",
      "    inputs: { properties: { id: { type: string, format: decimal, position: 3 } } }\n    steps:",
    ),
    [],
  ],
  [
    "nothing in the status of a step that calls a workflow",
    `${head}  - { workflowId: v, steps: [${check(ok)}] }
  - { workflowId: w, steps: [{ stepId: a, workflowId: v, ${ok} }] }
`,
    [],
  ],
  [
    "rules and readings the ledger does not have",
    steps(
      check(
        "x-rule: [BOS-AUTH, BOS-AUHT], successCriteria: [{ condition: $statusCode == 200, x-rule: ISU-NONE }]," +
          " x-alternatives: { BOS-DUPLICATE-TRIGGER: { nevr: [{ condition: $statusCode == 200 }] } }",
      ),
      check(`${ok}, x-alternatives: { BOS-REFID: { other: [{ condition: $statusCode == 200 }] } }`, "t"),
      check(
        "successCriteria: [{ condition: $statusCode == 200," +
          " x-alternatives: { BOS-X: { other: [{ condition: $statusCode == 200 }] } } }]",
        "u",
      ),
    ),
    [
      "7:9: rule BOS-AUHT is not in the ledger: did you mean BOS-AUTH? (rule)",
      `7:99: rule ISU-NONE is not in the ledger: ${rules} (rule)`,
      "7:202: found BOS-DUPLICATE-TRIGGER: nevr, expected another reading of BOS-DUPLICATE-TRIGGER: never, seeded; did you mean never? (rule)",
      "8:143: found BOS-REFID: other, expected a rule with more than one reading (rule)",
      `9:136: found BOS-X: other, expected a rule of the ledger; ${rules} (rule)`,
    ],
  ],
  ...(
    [
      ["{ condition: ($url == 'x') }", "knows no parentheses: split the condition into several criteria"],
      ["{ condition: '!$response.body#/x' }", "knows no negation: compare with == or !="],
      ["{ condition: '$response.body#/x[0] == 1' }", "knows no index: use a JSON Pointer such as #/0"],
      [
        "{ condition: $response.body#/x == -1 }",
        "knows no negative numbers: use a criterion of type jsonpath or regex",
      ],
      [`{ condition: "$response.body#/x == 'it''s'" }`, "knows no quote inside a text"],
      ["{ condition: $method == 'GET' }", "has no $method"],
      [
        "{ condition: $response.body.x == 1 }",
        "knows no members after a dot: use a JSON Pointer such as $response.body#/name",
      ],
      ["{ condition: $response.body#/x.y == 1 }", "takes a dot in a JSON Pointer for its end"],
      ["{ context: $response.body, condition: /x, type: xpath }", "knows no criteria of type xpath"],
      [
        "{ context: $response.body, condition: $.x, type: jsonpath }",
        "wraps the context in a list: begin the JSONPath with $.. so that it finds the same",
      ],
    ] as const
  ).map(([text, problem]): (typeof found)[number] => [
    `what respect cannot do: ${text}`,
    steps(criterion(text)),
    [`7:104: redocly respect ${problem} (portable)`],
  ]),
  [
    "a replacement of nothing",
    steps(
      check(
        "requestBody: { payload: { a: [1], b: $inputs.x }, replacements: " +
          `[{ target: /a/0, value: 1 }, { target: /b/c, value: 1 }, { target: /a/1, value: 1 }] }, ${ok}`,
      ),
    ),
    ["7:182: redocly respect only replaces what is there: give the payload a member at /a/1 (portable)"],
  ],
  ...[
    "{ condition: $response.body#/x != '(!x)' }",
    "{ condition: $response.body#/x == '' || $response.body#/y == '' }",
    "{ condition: \"$response.body#/x == 'a-1 [0]'\" }",
    "{ context: $response.body, condition: '$..x', type: jsonpath }",
    "{ context: $response.body#/x, condition: (a|b), type: regex }",
  ].map((text): (typeof found)[number] => [`nothing in ${text}`, steps(criterion(text)), []]),
];

test.each(found)("finds %s", (_what, text, lines) => {
  const { code, out, err } = linted(text);
  const summary =
    lines.length === 0 ? "nothing found" : `${lines.length} finding${lines.length > 1 ? "s" : ""} in 1 of them`;
  expect(out).toEqual([...lines.map((line) => `s.arazzo.yaml:${line}`), `1 file, ${summary}`]);
  expect({ code, err }).toEqual({ code: lines.length === 0 ? 0 : 1, err: [] });
});

test.each([
  ["no YAML", "a: [", "s.arazzo.yaml:1:5: found Flow sequence in block collection must be sufficiently indented"],
  ["no Arazzo", "{}", "s.arazzo.yaml:1:1: found absent at /arazzo, expected the member to be present"],
])("a file that is %s cannot be used: exit 2", (_what, text, message) => {
  const { code, out, err } = linted(text);
  expect({ code, out }).toEqual({ code: 2, out: ["1 file, nothing found; 1 could not be used"] });
  expect(err).toEqual([expect.stringContaining(message)]);
});

const elsewhere = (text: string) => text.replace(/url: \S+yaml/, "url: https://x.example/a.yaml");

test("what cannot be read is told with the way to go on, and the rest is looked through: exit 3", () => {
  const { code, out, err } = linted(elsewhere(steps(check(ok))));
  expect(err).toEqual([
    "s.arazzo.yaml:3:44: not looked into: found url https://x.example/a.yaml, expected a path relative to this file, since nothing is fetched, or --contract vendors=FILE",
  ]);
  expect(out).toEqual(["1 file, nothing found; not looked into: 1 part"]);
  expect(code).toBe(3);
  // Findings are found all the same, and they are what counts.
  const found = linted(elsewhere(steps(check("outputs: { a: $response.body#/a }"))));
  expect(found.out).toEqual([
    "s.arazzo.yaml:7:9: step s has no success criteria: add one such as $statusCode == 200 (status)",
    "s.arazzo.yaml:7:65: output a of step s is read nowhere: use it or leave it out (output)",
    "1 file, 2 findings in 1 of them; not looked into: 1 part",
  ]);
  expect(found.code).toBe(1);
});

test("messages of AsyncAPI are not looked into; what they read counts as read", () => {
  const text = elsewhere(
    steps(
      check(`${ok}, outputs: { a: $response.body#/a }`).replace(
        "operationId: ",
        "operationId: $sourceDescriptions.vendors.",
      ),
      "{ stepId: m, operationId: $sourceDescriptions.events.m, action: send, requestBody: { payload: $steps.s.outputs.a } }",
    ),
  ).replace("type: openapi }]", "type: openapi }, { name: events, url: e.yaml, type: asyncapi }]");
  const { code, out, err } = linted(text.replace("1.0.1", "1.1.0"));
  expect(err.at(-1)).toBe(
    "s.arazzo.yaml:8:9: not looked into: found step m, which is of AsyncAPI, expected a step that makes a call over HTTP: messages are not supported",
  );
  expect({ code, out }).toEqual({ code: 3, out: ["1 file, nothing found; not looked into: 2 parts"] });
});

test("--contract stands in for a source, by its name or for all; one that no scenario has is refused", () => {
  const text = elsewhere(steps(check(ok)));
  const openapi = resolve("spec/openapi.yaml");
  expect(linted(text, [`vendors=${openapi}`])).toEqual({ code: 0, out: ["1 file, nothing found"], err: [] });
  expect(linted(text, [openapi])).toMatchObject({ code: 0, err: [] });
  expect(linted(text.replace("checkPanStatus", "checkPan"), [openapi]).out).toEqual([
    "s.arazzo.yaml:7:35: found operationId checkPan, expected one of generateToken, generateUrl, checkPanStatus, registerAgent (vendors) (reference)",
    "1 file, 1 finding in 1 of them",
  ]);
  expect(() => linted(text, [`vendor=${openapi}`])).toThrow(
    "no scenario has a source description vendor: there is vendors; did you mean vendors?",
  );
});

test("the command: nothing in the scenarios that ship, exit 0; a file that is not there, exit 2", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["cli.ts", "lint"]);
  expect(stdout).toMatch(/^\d+ files, nothing found\n$/);
  const failed = promisify(execFile)(process.execPath, ["cli.ts", "lint", "nope.yaml"]);
  await expect(failed).rejects.toMatchObject({
    code: 2,
    stderr: "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
  });
});
