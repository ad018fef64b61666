import type { Contract, Operation } from "../../spec/contract.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import type { Place } from "../../spec/place.ts";
import type { SourceFile } from "../../spec/source-file.ts";
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

/** A Source Description Object with what it leads to. */
export type Source = { name: string; url: string } & (
  | { type: "openapi"; contract: Contract }
  | { type: "arazzo"; scenario: Scenario }
);

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

/** What a step calls. */
export type Call =
  | { kind: "operation"; source: string; contract: Contract; operation: Operation }
  | ({ kind: "workflow" } & WorkflowReference);

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

/** The workflow a reference leads to, and the scenario it is in. @throws Error when the scenario was not checked at load */
export function workflowAt(scenario: Scenario, at: WorkflowReference): { scenario: Scenario; workflow: Workflow } {
  const source = at.source === undefined ? undefined : scenario.sources.get(at.source);
  const home = source?.type === "arazzo" ? source.scenario : scenario;
  const workflow = home.workflows.get(at.workflowId);
  if (!workflow) throw new Error(`no workflow ${at.workflowId} in ${home.name}`);
  return { scenario: home, workflow };
}

/** All OpenAPI contracts that some scenarios call, each once. */
export function contractsOf(scenarios: Iterable<Scenario>): Contract[] {
  const contracts = new Set<Contract>();
  for (const scenario of scenarios) {
    for (const source of scenario.sources.values()) {
      if (source.type === "openapi") contracts.add(source.contract);
      else for (const contract of contractsOf([source.scenario])) contracts.add(contract);
    }
  }
  return [...contracts];
}
