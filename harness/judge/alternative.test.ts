import { expect, test } from "vitest";
import { loadLedger } from "../../spec/ledger.ts";
import { profileOf } from "../../spec/profile.ts";
import { reasons, runs } from "../test-run.ts";
import { type Answer, startTarget } from "../test-target.ts";

// How x-alternatives decide; that those of the shipped scenarios are right is proved in alternatives.test.ts.

const ledger = loadLedger();
const said = (state: string, message = "said", status = 200): Answer => ({ status, json: { state, message } });
const state = (value: string) => `{ condition: $response.body#/state == '${value}' }`;

/** A step whose whole list has alternatives, and one of whose criteria has another. */
const workflow = `  - workflowId: w
    steps:
      - stepId: a
        operationId: readThing
        x-rule: [BOS-DUPLICATE, BOS-DUPLICATE-TRIGGER]
        successCriteria:
          - condition: $statusCode == 200
            x-alternatives: { ISU-HTTP-STATUS: { http-errors: [{ condition: $statusCode == 503 }] } }
          - ${state("used")}
        x-alternatives:
          BOS-DUPLICATE-TRIGGER:
            seeded: [{ condition: $statusCode == 200 }, ${state("fresh")}, { condition: $response.body#/message == 'first' }]
            never: [{ condition: $statusCode == 200 }, ${state("fresh")}]
`;

const http = { "ISU-HTTP-STATUS": "http-errors" };
const never = { "BOS-DUPLICATE-TRIGGER": "never" };

test.each<[what: string, answer: Answer, choices: Record<string, string>, alternatives: unknown[]]>([
  ["the default is met", said("used"), {}, []],
  ["a reading of the whole step is met", said("fresh"), {}, ["BOS-DUPLICATE-TRIGGER never"]],
  ["of several that are met the first is named", said("fresh", "first"), {}, ["BOS-DUPLICATE-TRIGGER seeded"]],
  ["a reading of one criterion is met", said("used", "", 503), {}, ["ISU-HTTP-STATUS http-errors"]],
  ["nothing is met", said("lost"), {}, [undefined]],
  ["two readings at once are no single one", said("fresh", "", 503), {}, [undefined, undefined]],
  ["judged by a reading that is met", said("fresh"), never, []],
  ["judged by a reading, and the default is met", said("used"), never, ["BOS-DUPLICATE-TRIGGER on-repeat"]],
  ["judged by two readings that are met, one of them of a criterion", said("used", "", 503), http, []],
  ["judged by one, and another is met beside it", said("used"), http, ["ISU-HTTP-STATUS ok"]],
])("%s", async (_what, answer, choices, alternatives) => {
  await using target = await startTarget({ "/thing": [answer] });
  const { first } = await runs(workflow, target.url, { profile: profileOf(ledger, choices) });
  const named = first.steps[0]?.findings.map((finding) => finding.alternative);
  expect(named?.map((found) => found && `${found.rule} ${found.name}`)).toEqual(alternatives);
  expect(first.verdict).toBe(alternatives.length === 0 ? "pass" : "drift");
});

test("a finding that settles a rule begins with it; the grade of that rule decides what it means", async () => {
  await using target = await startTarget({ "/thing": [said("fresh"), said("lost")] });
  const settling = await runs(workflow, target.url);
  expect(settling.first.steps[0]?.findings).toMatchObject([
    {
      effect: "settles",
      rules: [
        { id: "BOS-DUPLICATE-TRIGGER", grade: "assumed" },
        { id: "BOS-DUPLICATE", grade: "documented" },
      ],
      advice: expect.stringContaining("The page is silent here"),
    },
  ]);
  const breaking = await runs(workflow, target.url);
  expect(breaking.first.steps[0]?.findings).toMatchObject([
    { effect: "breaks", rules: [{ id: "BOS-DUPLICATE" }, { id: "BOS-DUPLICATE-TRIGGER" }], alternative: undefined },
  ]);
});

test("a reading that cannot be judged is not met", async () => {
  await using target = await startTarget({ "/thing": [said("fresh")] });
  const steps = `  - workflowId: w
    inputs: { type: object, properties: { id: { type: string } } }
    steps:
      - stepId: a
        operationId: readThing
        outputs: { gone: $response.body#/gone }
        successCriteria: [{ condition: $statusCode == 201 }]
        x-alternatives: { BOS-DUPLICATE-TRIGGER: { never: [{ condition: $steps.a.outputs.gone == 'x' }] } }
`;
  const { first } = await runs(steps, target.url);
  expect(first.steps[0]?.findings).toMatchObject([{ alternative: undefined }]);
  expect(reasons(first)).toEqual([undefined]);
});

test.each([
  [
    "rule",
    "BOS-DUPLICATE-TRIGER: { never:",
    /:9:58: found BOS-DUPLICATE-TRIGER: never, expected a rule of the ledger; did you mean BOS-DUPLICATE-TRIGGER\?$/,
  ],
  [
    "reading",
    "BOS-DUPLICATE-TRIGGER: { nevr:",
    /:9:58: found BOS-DUPLICATE-TRIGGER: nevr, expected another reading of BOS-DUPLICATE-TRIGGER: never, seeded(; did you mean never\?)?$/,
  ],
  [
    "reading that is the default",
    "BOS-DUPLICATE-TRIGGER: { on-repeat:",
    /expected another reading of BOS-DUPLICATE-TRIGGER: never, seeded(; did you mean never\?)?$/,
  ],
  ["rule of one reading", "BOS-REFID: { never:", /found BOS-REFID: never, expected a rule with more than one reading$/],
])("an unknown %s is refused before anything is sent, with its place", async (_what, text, message) => {
  await using target = await startTarget({ "/thing": [said("used")] });
  const steps = `  - workflowId: w
    steps:
      - stepId: a
        operationId: readThing
        x-alternatives: { ${text} [{ condition: $statusCode == 200 }] } }
`;
  await expect(runs(steps, target.url)).rejects.toThrow(message);
  expect(target.received).toEqual([]);
});
