import { createHash } from "node:crypto";
import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Place } from "../../spec/place.ts";
import { printable } from "../../spec/words/printable.ts";
import { type CheckId, checkIds, type Finding } from "../finding.ts";
import type { Tool } from "./ctrf.ts";
import { findingLines, findingTitle, outcomeText, stepTitle, unjudgedText } from "./finding-text.ts";
import { findingsOf, type ShownRun, type ShownStep } from "./shown-run.ts";

/** What each check demands. The check is SARIF's rule, since its ids stay the same whatever contract is judged. */
const demands: Record<CheckId, string> = {
  status: "The status of an answer is one that the contract documents.",
  security: "A call without a documented credential is refused.",
  header: "The documented headers of an answer are there and have their form.",
  "media-type": "An answer has the documented media type, and a body where one is documented.",
  json: "A JSON body can be read the same way by every reader.",
  body: "The body of an answer fits the schema of the contract.",
  echo: "A value that was sent comes back as it was sent.",
  "undocumented-member": "An answer has no members that the contract does not name.",
  time: "An answer comes within its time.",
  request: "The request that was sent keeps the contract.",
  criterion: "An answer is the one that the scenario demands.",
};

/**
 * A run as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as code scanning reads it: a
 * result for each finding, at its place in the scenario. What was unavailable or inconclusive is no result, since nothing
 * was learnt of the target: it is a notification of the run.
 */
export function sarifOf(run: ShownRun, tool: Tool): string {
  const workflows = run.files.flatMap((file) => file.workflows);
  const results = workflows.flatMap((workflow) =>
    findingsOf(workflow).map(({ step, finding }) => resultOf(finding, { step, workflowId: workflow.workflowId })),
  );
  const untold = workflows.filter(({ verdict }) => verdict === "unavailable" || verdict === "inconclusive");
  const rules = checkIds.map((id) => ({ id, name: pascalCase(id), shortDescription: { text: demands[id] } }));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { ...tool, rules } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: untold.length === 0,
            startTimeUtc: new Date(run.startedAt).toISOString(),
            endTimeUtc: new Date(run.startedAt + run.summary.durationMs).toISOString(),
            ...(run.unjudged.length === 0
              ? {}
              : { toolConfigurationNotifications: [{ level: "note", message: { text: unjudgedText(run.unjudged) } }] }),
            toolExecutionNotifications: untold.map((workflow) => ({
              level: workflow.verdict === "unavailable" ? "error" : "warning",
              message: { text: `${printable(workflow.workflowId)}: ${workflow.verdict}: ${outcomeText(workflow)}` },
              locations: [locationOf(workflow.place)],
            })),
          },
        ],
        results,
        properties: { target: printable(run.target), seed: run.seed, verdict: run.summary.verdict },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: Finding, { step, workflowId }: { step: ShownStep; workflowId: string }) {
  const { check, rules, effect, severity, alternative, wfc, operationId, where, contract, scenario } = finding;
  const lines = findingLines(finding).filter(([label]) => label !== "contract" && label !== "scenario");
  const text = lines.map(([label, line]) => `${label}: ${line}`).join("\n");
  const named = rules.map(({ id, grade }) => ({ id, grade }));
  const properties = { rules: named, effect, alternative, wfc, operationId, where, workflowId, stepId: step.stepId };
  return {
    ruleId: check,
    ruleIndex: checkIds.indexOf(check),
    level: severity,
    message: { text: `${findingTitle(finding)}\n${text}\n${stepTitle(step)}` },
    locations: [locationOf(scenario)],
    ...(contract && { relatedLocations: [{ id: 1, ...locationOf(contract), message: { text: contract.pointer } }] }),
    partialFingerprints: {
      "finding/v1": fingerprint([check, where, operationId, workflowId, step.stepId, scenario.file]),
    },
    properties: { ...properties, tags: rules.map(({ id }) => id) },
  };
}

function locationOf({ file, line, column }: Place) {
  return { physicalLocation: { artifactLocation: artifactOf(file), region: { startLine: line, startColumn: column } } };
}

/** A relative path is one below the root of the sources, wherever that is on the machine that reads the report. */
function artifactOf(file: string) {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split(sep).map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

/** Stays the same from run to run, and when lines are added above: what tells one finding from another but its place. */
function fingerprint(parts: (string | undefined)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** Names of rules are in Pascal case (SARIF 2.1.0, section 3.49.7). */
function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
