import { expect } from "vitest";
import { parseSource, type SourceFile } from "../spec/source-file.ts";
import { UsageError } from "../spec/usage-error.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";
import type { Scenario } from "./scenario/scenario.ts";

// Scenario texts that are wrong in one thing, and what is said about it.

/** The scenario in a parsed file. */
export function scenarioOf(file: SourceFile): Scenario {
  return loadScenarios([file])[0] ?? expect.fail("a file that was given is loaded or refused");
}

/** A document up to its workflows; its one contract is the vendors'. */
export const head = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions:
  - { name: vendors, url: ../spec/openapi.yaml, type: openapi }
`;

const load = (text: string): Scenario => scenarioOf(parseSource("scenarios/inline.arazzo.yaml", text));

/** One workflow with one step of these lines; the step begins in line 9, its lines in line 10. */
export const step = (...lines: string[]): string => `${head}workflows:
  - workflowId: w
    inputs: { type: object, properties: { id: { type: string } } }
    steps:
      - stepId: s
${lines.map((line) => `        ${line}`).join("\n")}
`;

export const call = "operationId: checkPanStatus";

/** Why a text is refused: `line:column`, and what is said. */
export function refusal(text: string): { at: string; message: string } {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.place?.file).toBe("scenarios/inline.arazzo.yaml");
    return { at: `${error.place?.line}:${error.place?.column}`, message: error.problem };
  }
  return expect.fail("it was accepted");
}
