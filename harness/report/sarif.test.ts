import { resolve } from "node:path";
import { expect, test } from "vitest";
import { withoutPlaces } from "../test-golden.ts";
import { sarifOf } from "./sarif.ts";
import { findingOf, secrets, shownOf, stepOf, tool, workflowOf } from "./test-run.ts";
import { misfits } from "./test-schemas.ts";

const json = sarifOf(shownOf(), tool);
const [run] = JSON.parse(json).runs;

test("it keeps the published schema", () => {
  expect(misfits("sarif", json)).toEqual([]);
});

test("every result names a rule of the tool, by id and by index", () => {
  const { rules } = run.tool.driver;
  for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex].id).toBe(ruleId);
  expect(rules.find(({ id }: { id: string }) => id === "undocumented-member")).toEqual({
    id: "undocumented-member",
    name: "UndocumentedMember",
    shortDescription: { text: "An answer has no members that the contract does not name." },
  });
});

test("a finding: its level, what to read, and both places", () => {
  expect(run.results[0]).toMatchInlineSnapshot(`
    {
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "scenarios/a.arazzo.yaml",
              "uriBaseId": "%SRCROOT%",
            },
            "region": {
              "startColumn": 9,
              "startLine": 12,
            },
          },
        },
      ],
      "message": {
        "text": "body /status breaks BOS-UNDER-PROCESS (documented)
    expected: type boolean
    actual: string "true"
    to do: The page says otherwise: report it to the vendor, or mend the mock.
    sources: as-stated: Pan Status Check (BOS Center), Responses 200: “Application is under process at NSDL eGOV”
    step again (checkPanStatus)",
      },
      "partialFingerprints": {
        "finding/v1": "c3c3006982ab19dde590ad2f3e3e6c7f",
      },
      "properties": {
        "effect": "breaks",
        "operationId": "checkPanStatus",
        "rules": [
          {
            "grade": "documented",
            "id": "BOS-UNDER-PROCESS",
          },
        ],
        "stepId": "again",
        "tags": [
          "BOS-UNDER-PROCESS",
        ],
        "where": "/status",
        "workflowId": "broken",
      },
      "relatedLocations": [
        {
          "id": 1,
          "message": {
            "text": "/components/schemas/Answer/properties/status",
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "spec/openapi.yaml",
              "uriBaseId": "%SRCROOT%",
            },
            "region": {
              "startColumn": 9,
              "startLine": 7,
            },
          },
        },
      ],
      "ruleId": "body",
      "ruleIndex": 5,
    }
  `);
});

test("what settles an assumed rule names the reading it fits; a warning has its level", () => {
  expect(run.results[1].message.text).toMatch(/^criterion status settles BOS-DUPLICATE-TRIGGER: never \(assumed\)/);
  expect(run.results[1].properties).toMatchObject({
    effect: "settles",
    alternative: { rule: "BOS-DUPLICATE-TRIGGER", name: "never" },
    tags: ["BOS-DUPLICATE-TRIGGER", "BOS-DUPLICATE"],
  });
  expect(run.results[2]).toMatchObject({ level: "warning", properties: { wfc: 200 } });
});

test("what was not learnt is a notification of the run, not a result", () => {
  expect(JSON.parse(withoutPlaces(JSON.stringify(run.invocations[0])))).toMatchInlineSnapshot(`
    {
      "endTimeUtc": "2023-11-14T22:13:21.234Z",
      "executionSuccessful": false,
      "startTimeUtc": "2023-11-14T22:13:20.000Z",
      "toolExecutionNotifications": [
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "scenarios/a.arazzo.yaml",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "startColumn": "COLUMN",
                  "startLine": "LINE",
                },
              },
            },
          ],
          "message": {
            "text": "refused: unavailable: no answer from http://127.0.0.1:4010: connection refused",
          },
        },
        {
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "scenarios/a.arazzo.yaml",
                  "uriBaseId": "%SRCROOT%",
                },
                "region": {
                  "startColumn": "COLUMN",
                  "startLine": "LINE",
                },
              },
            },
          ],
          "message": {
            "text": "unclear: inconclusive: an output is missing",
          },
        },
      ],
    }
  `);
});

test("a finding is known again in another run, when lines moved, and is not taken for another", () => {
  const printOf = (more: Parameters<typeof findingOf>[0]) => {
    const files = { f: [workflowOf("w", stepOf("s", "o", { findings: [findingOf(more)] }))] };
    return JSON.parse(sarifOf(shownOf(files), tool)).runs[0].results[0].partialFingerprints["finding/v1"];
  };
  const scenario = { file: "scenarios/a.arazzo.yaml", line: 99, column: 1 };
  expect(printOf({ scenario, actual: "another" })).toBe(printOf({}));
  expect(printOf({ where: "/message" })).not.toBe(printOf({}));
});

test.each([
  ["in a folder with a space", "a b/c.yaml", { uri: "a%20b/c.yaml", uriBaseId: "%SRCROOT%" }],
  ["outside of the working directory", resolve("/elsewhere/c.yaml"), { uri: "file:///elsewhere/c.yaml" }],
])("a file %s", (_name, file, location) => {
  const finding = findingOf({ scenario: { file, line: 1, column: 1 } });
  const shown = shownOf({ f: [workflowOf("w", stepOf("s", "o", { findings: [finding] }))] });
  const [result] = JSON.parse(sarifOf(shown, tool)).runs[0].results;
  expect(result.locations[0].physicalLocation.artifactLocation).toEqual(location);
});

test("no secret and no personal data", () => {
  for (const secret of secrets) expect(json).not.toContain(secret);
});
