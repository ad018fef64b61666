import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { loadLedger } from "../spec/ledger.ts";
import type { RunEvent, RunSummary, WorkflowOutcome } from "./event.ts";
import { type RunOptions, run } from "./run/run.ts";
import { loadScenarios } from "./scenario/load-scenario.ts";

/** The contract of every target in these tests; a second one, of a clock, is made from it. */
const contract = `openapi: 3.1.0
info: { title: Things, version: "1" }
paths:
  /thing:
    get:
      operationId: readThing
      responses: &responses
        "200":
          description: A thing.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: { type: string }
                  state: { type: string }
                  message: { type: string }
                  token: { type: string, x-sensitive: secret }
        "503": { description: Not now., content: { application/json: { schema: { type: object } } } }
    post:
      operationId: addThing
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                owner: { type: string, maxLength: 9, x-sensitive: personal }
                secret: { type: string, x-sensitive: secret }
                caller: { type: string, x-credential: true }
      responses: *responses
    put: { operationId: findThings, x-safe: true, responses: *responses }
  /other:
    get: { operationId: readOther, responses: *responses }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: X-Key }
    asked: { type: apiKey, in: query, name: api_key }
`;

const head = `arazzo: 1.0.1
info: { title: T, version: "1" }
sourceDescriptions: [{ name: things, url: things.yaml }]
workflows:
`;
const twoSources = head.replace(" }]", " }, { name: clock, url: clock.yaml }]");

/** What came of a test's run, and how long it meant to wait, in milliseconds. */
export interface Ran {
  events: RunEvent[];
  outcomes: WorkflowOutcome[];
  first: WorkflowOutcome;
  summary: RunSummary;
  waits: number[];
  /** The scenario file. */
  file: string;
}

/**
 * Runs the workflows of a text, or a whole document, against a target with no clock. Time passes only where the run waits.
 * A file `other.arazzo.yaml` beside it holds one workflow, `far`.
 */
export async function runs(workflows: string, url: string, more: Partial<RunOptions> = {}): Promise<Ran> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "run-"));
  const file = join(folder.path, "test.arazzo.yaml");
  writeFileSync(join(folder.path, "things.yaml"), contract);
  writeFileSync(
    join(folder.path, "clock.yaml"),
    contract.replaceAll("Thing", "Clock").replace("readOther", "waitHere"),
  );
  writeFileSync(file, workflows.startsWith("arazzo:") ? workflows : headOf(workflows) + workflows);
  const far = `  - { workflowId: far, steps: [{ stepId: far-step, operationId: readOther, ${ok} }] }\n`;
  writeFileSync(join(folder.path, "other.arazzo.yaml"), head + far);
  const waits: number[] = [];
  let now = 0;
  const sleep = async (milliseconds: number) => {
    waits.push(milliseconds);
    now += milliseconds;
  };
  const events: RunEvent[] = [];
  const scenarios = loadScenarios([file]);
  const target = { name: "target", servers: { things: url } };
  const time = { now: () => now++, sleep };
  for await (const event of run({ scenarios, target, seed: 1, ledger, time, ...more })) events.push(event);
  const outcomes = events.flatMap((event) => (event.type === "workflow-finished" ? [event.outcome] : []));
  const [first = expect.fail("no workflow was run")] = outcomes;
  const end = events.at(-1);
  const summary = end?.type === "run-finished" ? end.summary : expect.fail("no end");
  return { events, outcomes, first, summary, waits, file };
}

// With two sources every operationId has to say which it is of.
const headOf = (workflows: string) => (workflows.includes("$sourceDescriptions.clock") ? twoSources : head);

const ledger = loadLedger();

/** The steps of a workflow and their verdicts. */
export const told = ({ steps }: WorkflowOutcome): string[] =>
  steps.map(({ stepId, verdict }) => `${stepId} ${verdict}`);
export const reasons = ({ steps }: WorkflowOutcome): (string | undefined)[] => steps.map(({ reason }) => reason);

/** YAML of a criterion, and of a step that reads a thing. */
export const ok = "successCriteria: [{ condition: $statusCode == 200 }]";
export const read = (id: string, more: string = ok): string => `{ stepId: ${id}, operationId: readThing, ${more} }`;
/** YAML of an action that retries, and the answer that asks for one. */
export const retry = (more: string): string => `${ok}, onFailure: [{ name: again, type: retry, ${more} }]`;
export const busy = { status: 503, json: {} };
