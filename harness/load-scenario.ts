import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkShape } from "../spec/check-shape.ts";
import { type Contract, isObject, type JsonObject, loadContract } from "../spec/contract.ts";
import { InvalidFile, pointerSegments, readSourceFile, type SourceFile } from "../spec/source-file.ts";
import schema from "./arazzo.schema.json" with { type: "json" };
import type { Scenario, Source, Workflow } from "./arazzo.ts";
import type { ArazzoDocument, WorkflowObject } from "./arazzo-document.ts";
import { checkInputs } from "./input-schema.ts";
import { loadActions } from "./load-criterion.ts";
import { loadParameters, loadStep } from "./load-step.ts";
import { placeOf, shortPath } from "./place.ts";
import { type Names, ScenarioReader } from "./scenario-reader.ts";
import { alongPointer } from "./scope.ts";

/** Files that are already loaded; a scenario that is being loaded is `undefined`. */
interface Loaded {
  contracts: Map<string, Contract>;
  scenarios: Map<string, Scenario | undefined>;
}

/**
 * Loads Arazzo 1.0.1 documents, with the contracts and documents they refer to; each file is read once.
 * @throws InvalidFile at the first thing that is wrong, or not supported, before anything is sent
 */
export function loadScenarios(paths: readonly string[]): Scenario[] {
  const loaded: Loaded = { contracts: new Map(), scenarios: new Map() };
  return paths.map((path) => loadOnce(resolve(path), loaded));
}

/** The scenario in a parsed file; see {@link loadScenarios}. Urls in it are relative to the file's path. */
export function scenarioOf(file: SourceFile): Scenario {
  return load(file, { contracts: new Map(), scenarios: new Map([[resolve(file.path), undefined]]) });
}

function loadOnce(path: string, loaded: Loaded): Scenario {
  const known = loaded.scenarios.get(path);
  if (known) return known;
  loaded.scenarios.set(path, undefined);
  const scenario = load(readSourceFile(path), loaded);
  loaded.scenarios.set(path, scenario);
  return scenario;
}

/** Sources first, then workflows one by one, each with the names its expressions may use. */
function load(file: SourceFile, loaded: Loaded): Scenario {
  const document = checkShape<ArazzoDocument>(file, schema);
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
    const inputs = inlineRefs(source.inputs, `${pointer}/inputs`, { file, document });
    const names = namesOf(source, inputs, new Set(ids));
    const reader = new ScenarioReader(file, document, { sources, names });
    workflows.set(source.workflowId, loadWorkflow(source, pointer, { reader, inputs }));
  }
  refuseCircles(file, document);
  const parameters = new Map(
    Object.entries(document.components?.parameters ?? {}).map(([name, { value }]) => [name, value]),
  );
  const { title, summary } = document.info;
  return { file, name: shortPath(file.path), title, summary, sources, workflows, parameters };
}

/** Follows the url of a source description. Only files are read; a scenario does not decide what is fetched. */
function loadSource(
  source: ArazzoDocument["sourceDescriptions"][number],
  { file, pointer, loaded }: { file: SourceFile; pointer: string; loaded: Loaded },
): Source {
  const { name, url, type = "openapi" } = source;
  const fail = (found: string, expected: string): never => {
    throw new InvalidFile(file.path, file.locate(`${pointer}/url`), { found, expected });
  };
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith("file:")) {
    fail(`url ${url}`, "a path relative to this file: nothing is fetched");
  }
  const path = url.startsWith("file:") ? fileURLToPath(url) : resolve(dirname(file.path), url);
  if (!existsSync(path))
    fail(`url ${url}, where no file is (${shortPath(path)})`, `an ${type} file, relative to this one`);
  if (type === "arazzo") {
    if (loaded.scenarios.has(path) && !loaded.scenarios.get(path)) {
      fail(`url ${url}, which refers back to this file`, "scenario files that do not refer to each other in a circle");
    }
    return { name, url, type, scenario: loadOnce(path, loaded) };
  }
  const contract = loaded.contracts.get(path) ?? loadContract(path);
  loaded.contracts.set(path, contract);
  return { name, url, type, contract };
}

/** Parses and checks one workflow, its steps and the inputs it declares. */
function loadWorkflow(
  source: WorkflowObject,
  pointer: string,
  { reader, inputs }: { reader: ScenarioReader; inputs: JsonObject | undefined },
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
  const workflow: Workflow = {
    id: source.workflowId,
    summary: source.summary,
    place: placeOf(reader.file, pointer),
    pointer,
    inputs,
    dependsOn: (source.dependsOn ?? []).map((id, index) =>
      reader.workflowReference(id, `${pointer}/dependsOn/${index}`),
    ),
    steps: source.steps.map((step, index) => loadStep(step, `${pointer}/steps/${index}`, context)),
    outputs: reader.outputs(source.outputs, pointer),
  };
  checkInputs(workflow, reader.file);
  return workflow;
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
