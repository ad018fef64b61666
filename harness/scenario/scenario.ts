import type { Contract, Operation } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import type { Place } from "../../spec/place.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { thereAre } from "../../spec/words/did-you-mean.ts";
import type { Alternative, Criterion } from "../expression/criterion.ts";
import type { Expression, SelectorLanguage } from "../expression/expression.ts";
import type { Template, TextParts } from "../expression/template.ts";

/**
 * The nouns of Arazzo 1.0.1, and what 1.1.0 adds for HTTP, as they are run: every expression and condition parsed, every reference known to lead
 * somewhere. `load-scenario.ts` makes them; nothing changes them afterwards.
 */
export interface Scenario {
  file: SourceFile;
  /** Path relative to the working directory where that is shorter. */
  name: string;
  title: string;
  summary: string | undefined;
  sources: ReadonlyMap<string, Source>;
  /** In the order of the file. */
  workflows: ReadonlyMap<string, Workflow>;
  /** Values of `$components.parameters`. */
  parameters: ReadonlyMap<string, unknown>;
  /** `$self` (Arazzo 1.1.0); relative urls are relative to the file all the same. */
  self: string | undefined;
}

/**
 * A Source Description Object with what it leads to. What is not looked into is a source of AsyncAPI, and, where the loader
 * was told to go on without it, one that could not be read.
 */
export type Source = { name: string; url: string } & (
  | { type: "openapi"; contract: Contract }
  | { type: "arazzo"; scenario: Scenario }
  | { type: "unread"; of: SourceType }
);

export type SourceType = "openapi" | "arazzo" | "asyncapi";

/** The type of a source as its description has it. */
export function typeOf(source: Source): SourceType {
  return source.type === "unread" ? source.of : source.type;
}

/** A workflow of this file, or of a source of type arazzo. */
export interface WorkflowReference {
  source: string | undefined;
  workflowId: string;
}

/** A Workflow Object. */
export interface Workflow {
  id: string;
  summary: string | undefined;
  place: Place;
  /** JSON Pointer into the scenario file. */
  pointer: string;
  /** JSON Schema of its inputs, `$ref`s into the components replaced. */
  inputs: JsonObject | undefined;
  dependsOn: readonly WorkflowReference[];
  steps: readonly Step[];
  outputs: ReadonlyMap<string, Expression>;
}

/** What a step calls; `unread` is in a source that is not looked into, and never run. */
export type Call =
  | { kind: "operation"; source: string; contract: Contract; operation: Operation }
  | ({ kind: "workflow" } & WorkflowReference)
  | { kind: "unread"; of: SourceType };

/** A Step Object. Steps of a workflow are in the order they run. Parameters and actions of its workflow are already merged in. */
export interface Step {
  id: string;
  description: string | undefined;
  place: Place;
  /** JSON Pointer into the scenario file. */
  pointer: string;
  call: Call;
  parameters: readonly Parameter[];
  body: RequestBody | undefined;
  criteria: readonly Criterion[];
  onSuccess: readonly Action[];
  onFailure: readonly Action[];
  outputs: ReadonlyMap<string, Expression>;
  /** From `x-rule`: what its criteria prove, most specific first. */
  rules: readonly string[];
  /** From `x-breaks-request`: whether it sends what the contract forbids, on purpose. */
  breaksRequest: boolean;
  /** From `x-alternatives`: the success criteria that hold in place of all of these under another reading of a rule. */
  alternatives: readonly Alternative[];
  /** Milliseconds it may take; `undefined` where only the run's own limits count. */
  timeoutMs: number | undefined;
  /** Ids of steps of this workflow that must have passed before. */
  dependsOn: readonly string[];
}

/** A Parameter Object; `in` is `undefined` for the inputs of a workflow. */
export interface Parameter {
  name: string;
  in: "path" | "query" | "querystring" | "header" | "cookie" | undefined;
  value: Template;
}

/** A Request Body Object. A payload that is a text in the scenario is sent as that text. */
export interface RequestBody {
  /** `undefined` where neither the scenario nor the operation names one. */
  contentType: string | undefined;
  payload: { kind: "text"; parts: TextParts } | { kind: "value"; template: Template } | undefined;
  replacements: readonly { target: string; language: SelectorLanguage; value: Template }[];
}

/** A Success Action or Failure Action Object. */
export type Action = { name: string; criteria: readonly Criterion[] } & (
  | { type: "end" }
  | { type: "goto"; target: ActionTarget }
  | { type: "retry"; target: ActionTarget | undefined; retryAfter: number; retryLimit: number }
);

/** Where an action leads; a workflow gets the parameters as inputs. */
export type ActionTarget =
  | { kind: "step"; stepId: string }
  | ({ kind: "workflow"; parameters: readonly Parameter[] } & WorkflowReference);

/** The workflow a reference leads to, and the scenario it is in; `undefined` for one that was not read, or refused. */
export function findWorkflow(
  scenario: Scenario,
  at: WorkflowReference,
): { scenario: Scenario; workflow: Workflow } | undefined {
  const source = at.source === undefined ? undefined : scenario.sources.get(at.source);
  const home = at.source === undefined ? scenario : source?.type === "arazzo" ? source.scenario : undefined;
  const workflow = home?.workflows.get(at.workflowId);
  return home && workflow && { scenario: home, workflow };
}

/** The same for a scenario that is run. @throws Error when the scenario was not checked at load */
export function workflowAt(scenario: Scenario, at: WorkflowReference): { scenario: Scenario; workflow: Workflow } {
  const found = findWorkflow(scenario, at);
  if (!found) throw new Error(`no workflow ${at.workflowId} in ${scenario.name}`);
  return found;
}

/** Some scenarios and all that they refer to, each once. */
export function withReferred(scenarios: Iterable<Scenario>): Scenario[] {
  const all = new Set(scenarios);
  // A set gives what is added to it while it is gone through.
  for (const { sources } of all) {
    for (const source of sources.values()) if (source.type === "arazzo") all.add(source.scenario);
  }
  return [...all];
}

/** @throws UsageError for a file that stands in for a source description no scenario has; `*` stands in for any */
export function refuseUnknown(standIns: ReadonlyMap<string, string>, scenarios: Iterable<Scenario>): void {
  const names = [...new Set(withReferred(scenarios).flatMap(({ sources }) => [...sources.keys()]))];
  for (const name of standIns.keys()) {
    if (name === "*" || names.includes(name)) continue;
    throw new UsageError(`no scenario has a source description ${name}: ${thereAre(name, names)}`);
  }
}

/** All OpenAPI contracts that some scenarios call, each once. */
export function contractsOf(scenarios: Iterable<Scenario>): Contract[] {
  const sources = withReferred(scenarios).flatMap((scenario) => [...scenario.sources.values()]);
  return [...new Set(sources.flatMap((source) => (source.type === "openapi" ? [source.contract] : [])))];
}
