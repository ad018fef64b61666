import { pointerTo } from "../../spec/json/json-pointer.ts";
import { shortPath } from "../../spec/place.ts";
import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { SourceDescriptionObject } from "../arazzo/document.ts";
import { inlinedSchema } from "../arazzo/inlined-schema.ts";
import { type ArazzoFile, Library, type LibraryOptions } from "../arazzo/library.ts";
import { checkInputsSchema } from "./declared-inputs.ts";
import { part, type Report, refuseEarlier, refuseSecond, type Unread } from "./load-report.ts";
import { loadWorkflow, namesOf } from "./load-workflow.ts";
import { ScenarioReader } from "./reader.ts";
import { findWorkflow, type Scenario, type Source, type Workflow, withReferred } from "./scenario.ts";

export interface LoadOptions extends LibraryOptions {
  /** Told of everything that is wrong inside the files' workflows; by default the first is thrown. */
  report?: Report;
  /** Told why a source cannot be read, or a step is not supported, and it is left out; by default that is thrown. */
  unread?: Unread;
}

/**
 * Loads Arazzo 1.0 and 1.1 documents, with the contracts and documents they refer to, in a circle too.
 * @param sources paths, or files that are parsed already; urls in a file are relative to its path
 * @throws UsageError at the first thing that is wrong, or not supported, before anything is sent
 */
export function loadScenarios(sources: readonly (string | SourceFile)[], options: LoadOptions = {}): Scenario[] {
  const paths = sources.filter((source) => typeof source === "string");
  const library = new Library({ beside: paths, ...options });
  // All files before anything in one is looked up: they may refer to each other in any order.
  const homes = sources.map((source) => (typeof source === "string" ? library.read(source) : library.add(source)));
  const loading = new Loading(library, options);
  const scenarios = homes.map((home) => loading.scenario(home));
  part(() => refuseCircles(withReferred(scenarios)), options.report ?? throwIt);
  return scenarios;
}

function throwIt(problem: UsageError): never {
  throw problem;
}

class Loading {
  readonly #scenarios = new Map<ArazzoFile, Scenario>();
  readonly #library: Library;
  readonly #report: Report;
  readonly #unread: Unread | undefined;

  constructor(library: Library, { report = throwIt, unread }: LoadOptions) {
    this.#library = library;
    this.#report = report;
    this.#unread = unread;
  }

  scenario(home: ArazzoFile): Scenario {
    try {
      return this.#scenarios.get(home) ?? this.#load(home);
    } catch (error) {
      this.#scenarios.delete(home);
      throw error;
    }
  }

  /** Sources first, then workflows one by one, each with the names its expressions may use. */
  #load(home: ArazzoFile): Scenario {
    const { file, document } = home;
    if (document.$self !== undefined) refuseEarlier(file, document, { pointer: "/$self", what: "$self" });
    const sources = new Map<string, Source>();
    const workflows = new Map<string, Workflow>();
    const { title, summary } = document.info;
    const values = Object.entries(document.components?.parameters ?? {}).map(
      ([name, { value }]) => [name, value] as const,
    );
    const name = shortPath(file.path);
    const parameters = new Map<string, unknown>(values);
    const scenario = { file, name, title, summary, sources, workflows, parameters, self: document.$self };
    // There before its sources are followed: one of them may lead back to it.
    this.#scenarios.set(home, scenario);
    for (const [index, source] of document.sourceDescriptions.entries()) {
      const pointer = `/sourceDescriptions/${index}`;
      refuseSecond(sources.has(source.name), file, { pointer: `${pointer}/name`, found: source.name });
      sources.set(source.name, this.#source(source, home, pointer));
    }
    for (const [index, { workflowId }] of document.workflows.entries()) {
      const workflow = part(() => this.#workflow(index, home, scenario), this.#report);
      if (workflow) workflows.set(workflowId, workflow);
    }
    return scenario;
  }

  #source(source: SourceDescriptionObject, home: ArazzoFile, pointer: string): Source {
    const { name, url, type = "openapi" } = source;
    if (type === "asyncapi") {
      const what = "a source of type asyncapi";
      refuseEarlier(home.file, home.document, { pointer: `${pointer}/type`, what });
    }
    try {
      const found = this.#library.follow(source, home, pointer);
      if (found.type === "openapi") return { name, url, ...found };
      if (found.type === "asyncapi") return { name, url, type: "unread", of: found.type };
      return { name, url, type: found.type, scenario: this.scenario(found.home) };
    } catch (error) {
      if (!(error instanceof UsageError) || !this.#unread) throw error;
      this.#unread(error);
      return { name, url, type: "unread", of: type };
    }
  }

  #workflow(index: number, { file, document }: ArazzoFile, { sources }: Scenario): Workflow | undefined {
    const source = document.workflows[index];
    if (!source) return undefined;
    const pointer = pointerTo("/workflows", index);
    const first = document.workflows.findIndex(({ workflowId }) => workflowId === source.workflowId);
    refuseSecond(first < index, file, { pointer: `${pointer}/workflowId`, found: source.workflowId });
    const inputs = inlinedSchema(source.inputs, { file, pointer: `${pointer}/inputs` });
    checkInputsSchema({ inputs }, file, `${pointer}/inputs`);
    // All ids of the file, also of workflows that are not loaded yet: they may name each other in any order.
    const ids = new Set(document.workflows.map(({ workflowId }) => workflowId));
    const names = namesOf(source, inputs, ids);
    const reader = new ScenarioReader({ file, document }, { sources, names, unread: this.#unread });
    return loadWorkflow(source, pointer, { reader, inputs, report: this.#report });
  }
}

/** Refuses workflows that wait for each other, in one file or from file to file. */
function refuseCircles(scenarios: readonly Scenario[]): void {
  const done = new Set<Workflow>();
  const visit = (scenario: Scenario, workflow: Workflow, waiting: readonly Workflow[]): void => {
    if (done.has(workflow)) return;
    if (waiting.includes(workflow)) {
      const found = `a circle: ${[...waiting, workflow].map(({ id }) => id).join(" -> ")}`;
      const expected = "workflows that do not depend on themselves";
      throw UsageError.at(scenario.file, `${workflow.pointer}/dependsOn`, { found, expected });
    }
    for (const at of workflow.dependsOn) {
      const next = findWorkflow(scenario, at);
      if (next) visit(next.scenario, next.workflow, [...waiting, workflow]);
    }
    done.add(workflow);
  };
  for (const scenario of scenarios) for (const workflow of scenario.workflows.values()) visit(scenario, workflow, []);
}
