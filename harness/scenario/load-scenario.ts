import { resolve } from "node:path";
import { checkShape } from "../../spec/check-shape.ts";
import { isObject, type JsonObject } from "../../spec/contract.ts";
import { InvalidFile, pointerSegments, readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { alongPointer } from "../expression/value-path.ts";
import { placeOf, shortPath } from "../place.ts";
import schema from "./arazzo.schema.json" with { type: "json" };
import type { ArazzoDocument, WorkflowObject } from "./document.ts";
import { checkInputs } from "./input-schema.ts";
import { loadActions } from "./load-action.ts";
import { loadParameters } from "./load-parameter.ts";
import { type Loaded, loadSource } from "./load-source.ts";
import { loadStep } from "./load-step.ts";
import { type Names, refuseEarlier, ScenarioReader } from "./reader.ts";
import type { Scenario, Source, Workflow, WorkflowReference } from "./scenario.ts";
import { ordered } from "./step-order.ts";

/** Told of each thing that is wrong; unless it throws, loading goes on without the part that is wrong. */
type Report = (problem: InvalidFile) => void;

/**
 * Loads Arazzo 1.0 and 1.1 documents, with the contracts and documents they refer to; each file is read once.
 * @param report told of everything that is wrong inside the files' workflows; by default the first is thrown
 * @param standIns files that stand in for contracts; see {@link Loaded}
 * @throws InvalidFile at the first thing that is wrong, or not supported, before anything is sent
 */
export function loadScenarios(
  paths: readonly string[],
  report: Report = throwIt,
  standIns: Loaded["standIns"] = new Map(),
): Scenario[] {
  const loaded = nothingLoaded(report, standIns);
  return paths.map((path) => loaded.load(resolve(path)));
}

/** The scenario in a parsed file; see {@link loadScenarios}. Urls in it are relative to the file's path. */
export function scenarioOf(file: SourceFile, report: Report = throwIt): Scenario {
  const loaded = nothingLoaded(report);
  loaded.scenarios.set(resolve(file.path), undefined);
  return load(file, loaded, report);
}

function nothingLoaded(report: Report, standIns: Loaded["standIns"] = new Map()): Loaded {
  const loaded: Loaded = {
    contracts: new Map(),
    scenarios: new Map(),
    standIns,
    load(path) {
      const known = loaded.scenarios.get(path);
      if (known) return known;
      loaded.scenarios.set(path, undefined);
      const scenario = load(readSourceFile(path), loaded, report);
      loaded.scenarios.set(path, scenario);
      return scenario;
    },
  };
  return loaded;
}

function throwIt(problem: InvalidFile): never {
  throw problem;
}

/** Loads a part; `undefined` where it is wrong and that was reported. */
function part<T>(load: () => T, report: Report): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof InvalidFile)) throw error;
    report(error);
    return undefined;
  }
}

/** Sources first, then workflows one by one, each with the names its expressions may use. */
function load(file: SourceFile, loaded: Loaded, report: Report): Scenario {
  const document = checkShape<ArazzoDocument>(file, schema);
  if (document.$self !== undefined) refuseEarlier(file, document, { pointer: "/$self", what: "$self" });
  const sources = new Map<string, Source>();
  for (const [index, source] of document.sourceDescriptions.entries()) {
    refuseSecond(sources.has(source.name), file, { pointer: `/sourceDescriptions/${index}/name`, found: source.name });
    sources.set(source.name, loadSource(source, { file, pointer: `/sourceDescriptions/${index}`, loaded }));
  }
  // All ids before any workflow is looked at: they may name each other in any order.
  const ids = document.workflows.map(({ workflowId }) => workflowId);
  const workflows = new Map<string, Workflow>();
  for (const [index, source] of document.workflows.entries()) {
    const pointer = `/workflows/${index}`;
    refuseSecond(workflows.has(source.workflowId), file, {
      pointer: `${pointer}/workflowId`,
      found: source.workflowId,
    });
    const workflow = part(() => {
      const inputs = inlineRefs(source.inputs, `${pointer}/inputs`, { file, document });
      const names = namesOf(source, inputs, new Set(ids));
      const reader = new ScenarioReader(file, document, { sources, names });
      return loadWorkflow(source, pointer, { reader, inputs, report });
    }, report);
    if (workflow) workflows.set(source.workflowId, workflow);
  }
  part(() => refuseCircles(file, document), report);
  const parameters = new Map(
    Object.entries(document.components?.parameters ?? {}).map(([name, { value }]) => [name, value]),
  );
  const { title, summary } = document.info;
  const self = document.$self;
  return { file, name: shortPath(file.path), title, summary, sources, workflows, parameters, self };
}

/** Parses and checks one workflow, its steps and the inputs it declares. */
function loadWorkflow(
  source: WorkflowObject,
  pointer: string,
  { reader, inputs, report }: { reader: ScenarioReader; inputs: JsonObject | undefined; report: Report },
): Workflow {
  const stepIds = new Set<string>();
  for (const [index, { stepId }] of source.steps.entries()) {
    refuseSecond(stepIds.has(stepId), reader.file, { pointer: `${pointer}/steps/${index}/stepId`, found: stepId });
    stepIds.add(stepId);
  }
  const actions = (of: "successActions" | "failureActions") => {
    const components = reader.document.components?.[of];
    return loadActions(source[of], `${pointer}/${of}`, { reader, components, of, steps: stepIds });
  };
  const context = {
    reader,
    parameters: loadParameters(source.parameters, `${pointer}/parameters`, reader),
    successActions: actions("successActions"),
    failureActions: actions("failureActions"),
    stepIds,
  };
  const steps = source.steps.flatMap(
    (step, index) => part(() => loadStep(step, `${pointer}/steps/${index}`, context), report) ?? [],
  );
  const workflow: Workflow = {
    id: source.workflowId,
    summary: source.summary,
    place: placeOf(reader.file, pointer),
    pointer,
    inputs,
    dependsOn: [
      ...(source.dependsOn ?? []).map((id, index) => reader.workflowReference(id, `${pointer}/dependsOn/${index}`)),
      ...workflowsNeeded(source, pointer, reader),
    ],
    steps: ordered(steps, pointer, reader),
    outputs: reader.outputs(source.outputs, pointer),
  };
  checkInputs(workflow, reader.file);
  return workflow;
}

/** Workflows whose steps a step of this one depends on (Arazzo 1.1.0): they have to pass before this one starts. */
function workflowsNeeded(source: WorkflowObject, pointer: string, reader: ScenarioReader): WorkflowReference[] {
  return source.steps.flatMap(({ dependsOn = [] }, index) =>
    dependsOn.flatMap((id, at): WorkflowReference[] => {
      if (!id.startsWith("$")) return [];
      const place = `${pointer}/steps/${index}/dependsOn/${at}`;
      const match = /^\$(?:workflows|(sourceDescriptions\.[^.]+))\.([^.]+)\.steps\.([^.]+)$/.exec(id);
      const [, from, workflowId = "", stepId = ""] = match ?? [];
      if (!match) return reader.fail(place, id, "a stepId or $workflows.<workflowId>.steps.<stepId>");
      const reference = reader.workflowReference(from ? `$${from}.${workflowId}` : workflowId, place);
      const steps = reader.stepsOf(reference);
      return steps.includes(stepId) ? [reference] : reader.fail(place, `stepId ${stepId}`, steps.join(", "));
    }),
  );
}

/** What the expressions of a workflow may name. */
function namesOf(workflow: WorkflowObject, inputs: JsonObject | undefined, workflows: ReadonlySet<string>): Names {
  const steps = workflow.steps.map(({ stepId, workflowId, outputs }): [string, Set<string> | undefined] => [
    stepId,
    workflowId === undefined ? new Set(Object.keys(outputs ?? {})) : undefined,
  ]);
  // Only a plain list of properties says that there are no others.
  const isClosed = isObject(inputs?.properties) && !inputs.additionalProperties && !inputs.allOf && !inputs.anyOf;
  const declared = isClosed ? new Set(Object.keys(inputs.properties as JsonObject)) : undefined;
  return { inputs: declared, steps: new Map(steps), workflows };
}

/** Replaces `$ref`s to the components' inputs by what they lead to. */
function inlineRefs<T>(
  value: T,
  pointer: string,
  at: { file: SourceFile; document: ArazzoDocument; depth?: number },
): T {
  const depth = (at.depth ?? 0) + 1;
  if (Array.isArray(value))
    return value.map((item, index) => inlineRefs(item, `${pointer}/${index}`, { ...at, depth })) as T;
  if (!isObject(value)) return value;
  if (typeof value.$ref === "string") {
    const target = value.$ref.startsWith("#/") ? alongPointer(at.document, value.$ref) : undefined;
    if (target !== undefined && depth < 50)
      return inlineRefs(target, pointerSegments(value.$ref).join("/"), { ...at, depth }) as T;
    const expected = "a reference into this file, such as #/components/inputs/NAME, that ends somewhere";
    throw new InvalidFile(at.file.path, at.file.locate(pointer), { found: `$ref ${value.$ref}`, expected });
  }
  const members = Object.entries(value).map(([name, member]) => [
    name,
    inlineRefs(member, `${pointer}/${name}`, { ...at, depth }),
  ]);
  return Object.fromEntries(members) as T;
}

function refuseSecond(isSecond: boolean, file: SourceFile, at: { pointer: string; found: string }): void {
  if (!isSecond) return;
  throw new InvalidFile(file.path, file.locate(at.pointer), {
    found: `a second ${at.found}`,
    expected: "each name once",
  });
}

/** Refuses workflows that wait for each other. */
function refuseCircles(file: SourceFile, { workflows }: ArazzoDocument): void {
  const done = new Set<string>();
  const visit = (id: string, waiting: readonly string[]): void => {
    const index = workflows.findIndex(({ workflowId }) => workflowId === id);
    if (done.has(id) || index < 0) return;
    if (waiting.includes(id)) {
      const found = `a circle: ${[...waiting, id].join(" -> ")}`;
      const expected = "workflows that do not depend on themselves";
      throw new InvalidFile(file.path, file.locate(`/workflows/${index}/dependsOn`), { found, expected });
    }
    for (const next of workflows[index]?.dependsOn ?? []) visit(next, [...waiting, id]);
    done.add(id);
  };
  for (const { workflowId } of workflows) visit(workflowId, []);
}
