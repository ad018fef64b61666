import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { checkShape } from "../../spec/check-shape.ts";
import { pointerSegments, valueAt } from "../../spec/json-pointer.ts";
import { isObject } from "../../spec/json-value.ts";
import { shortPath } from "../../spec/place.ts";
import { readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import schema from "./arazzo.schema.json" with { type: "json" };
import type { ArazzoDocument } from "./document.ts";
import { type Loaded, loadSource } from "./load-source.ts";
import { loadWorkflow, namesOf } from "./load-workflow.ts";
import { part, type Report, refuseEarlier, refuseSecond, ScenarioReader } from "./reader.ts";
import type { Scenario, Source, Workflow } from "./scenario.ts";

/**
 * Loads Arazzo 1.0 and 1.1 documents, with the contracts and documents they refer to; each file is read once.
 * @param sources paths, or files that are parsed already; urls in a file are relative to its path
 * @param report told of everything that is wrong inside the files' workflows; by default the first is thrown
 * @param standIns files that stand in for contracts; see {@link Loaded}
 * @throws UsageError at the first thing that is wrong, or not supported, before anything is sent
 */
export function loadScenarios(
  sources: readonly (string | SourceFile)[],
  report: Report = throwIt,
  standIns: Loaded["standIns"] = new Map(),
): Scenario[] {
  const loaded = nothingLoaded(report, standIns);
  return sources.map((source) => {
    if (typeof source === "string") return loaded.load(resolve(source));
    loaded.scenarios.set(resolve(source.path), undefined);
    return load(source, loaded, report);
  });
}

function nothingLoaded(report: Report, standIns: Loaded["standIns"]): Loaded {
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

function throwIt(problem: UsageError): never {
  throw problem;
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
      const inputs = inlineRefs(source.inputs, `${pointer}/inputs`, { file, document, loaded });
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

/** Where a `$ref` stands or leads to, and the files that it may lead into. */
interface RefHome {
  file: SourceFile;
  document: ArazzoDocument;
  loaded: Loaded;
}

/** Replaces `$ref`s to the components' inputs, of this file or of another, by what they lead to. */
function inlineRefs<T>(value: T, pointer: string, at: RefHome & { depth?: number }): T {
  const depth = (at.depth ?? 0) + 1;
  if (Array.isArray(value))
    return value.map((item, index) => inlineRefs(item, `${pointer}/${index}`, { ...at, depth })) as T;
  if (!isObject(value)) return value;
  if (typeof value.$ref === "string") {
    const [url = "", fragment = ""] = value.$ref.split("#");
    const home = homeOf(url, at);
    const target = home && fragment.startsWith("/") ? valueAt(home.document, `#${fragment}`) : undefined;
    if (home && target !== undefined && depth < 50)
      return inlineRefs(target, pointerSegments(`#${fragment}`).join("/"), { ...home, depth }) as T;
    const expected = "a reference into an Arazzo file, such as #/components/inputs/NAME, that ends somewhere";
    throw UsageError.at(at.file, pointer, { found: `$ref ${value.$ref}`, expected });
  }
  const members = Object.entries(value).map(([name, member]) => [
    name,
    inlineRefs(member, `${pointer}/${name}`, { ...at, depth }),
  ]);
  return Object.fromEntries(members) as T;
}

/** The file a `$ref` leads into; `undefined` where none is, or one that waits for this one to be loaded. */
function homeOf(url: string, at: RefHome): RefHome | undefined {
  if (url === "") return at;
  const { file, loaded } = at;
  const path = resolve(dirname(file.path), url);
  const isWaiting = loaded.scenarios.has(path) && !loaded.scenarios.get(path);
  if (isWaiting || !existsSync(path)) return undefined;
  const other = loaded.load(path).file;
  return { file: other, document: other.value as unknown as ArazzoDocument, loaded };
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
      throw UsageError.at(file, `/workflows/${index}/dependsOn`, { found, expected });
    }
    for (const next of workflows[index]?.dependsOn ?? []) visit(next, [...waiting, id]);
    done.add(id);
  };
  for (const { workflowId } of workflows) visit(workflowId, []);
}
