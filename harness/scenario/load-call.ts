import type { Contract, Operation } from "../../spec/contract.ts";
import type { StepObject } from "./document.ts";
import { list, type ScenarioReader } from "./reader.ts";
import type { Call, Source } from "./scenario.ts";

/** The one thing a step calls. @throws UsageError when it names none, several, or one that is not there */
export function loadCall(source: StepObject, pointer: string, reader: ScenarioReader): Call {
  const { stepId, operationId, operationPath, workflowId } = source;
  for (const name of ["channelPath", "correlationId", "action"] as const) {
    if (source[name] !== undefined)
      reader.fail(`${pointer}/${name}`, `${name}, which is of AsyncAPI and not supported`, "a step that makes a call");
  }
  const given = Object.entries({ operationId, operationPath, workflowId }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map(([name]) => name).join(" and ");
    reader.fail(pointer, `${found} in step ${stepId}`, "one of operationId, operationPath and workflowId");
  }
  if (workflowId !== undefined) {
    if (source.requestBody) reader.fail(`${pointer}/requestBody`, "a requestBody for a workflow", "parameters");
    return { kind: "workflow", ...reader.workflowReference(workflowId, `${pointer}/workflowId`) };
  }
  if (operationPath !== undefined) return callByPath(operationPath, `${pointer}/operationPath`, reader);
  return callById(operationId ?? "", `${pointer}/operationId`, reader);
}

// An id without its source is looked for in all of them: most scenarios have only one.
function callById(operationId: string, pointer: string, reader: ScenarioReader): Call {
  let id = operationId;
  let sources = [...reader.sources.values()];
  if (operationId.startsWith("$")) {
    const { source, name } = reader.qualified(operationId, pointer);
    if (source.type !== "openapi") reader.fail(pointer, operationId, "a source description of type openapi");
    id = name;
    sources = [source];
  }
  const contracts = sources.filter((source) => source.type === "openapi");
  const found = contracts.flatMap((source) => operationIn(source, ({ id: other }) => other === id));
  if (found.length > 1) {
    const names = found.map(({ source }) => `$sourceDescriptions.${source}.${id}`);
    reader.fail(pointer, `operationId ${id}, which ${found.length} sources have`, names.join(" or "));
  }
  const [call] = found;
  if (call) return call;
  const known = contracts.map(({ name, contract }) => `${list(contract.operations.keys())} (${name})`);
  return reader.fail(pointer, `operationId ${id}`, `one of ${known.join(", ")}`);
}

// The form of Arazzo 1.0.1, Step Object; the braces are often left out, and nothing is lost by taking that too.
function callByPath(operationPath: string, pointer: string, reader: ScenarioReader): Call {
  const match = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.url\}?#(\/paths\/[^/]+\/[a-z]+)$/.exec(operationPath);
  const [, name, path] = match ?? [];
  if (name === undefined || path === undefined) {
    reader.fail(pointer, operationPath, "{$sourceDescriptions.<name>.url}#/paths/<escaped path>/<method>");
  }
  const [call] = operationIn(reader.source(name, pointer), ({ pointer: other }) => other === path);
  return call ?? reader.fail(pointer, operationPath, `an operation of ${name}`);
}

function operationIn(source: Source, matches: (operation: Operation) => boolean) {
  if (source.type !== "openapi") return [];
  const { name, contract }: { name: string; contract: Contract } = source;
  return [...contract.operations.values()]
    .filter(matches)
    .map((operation) => ({ kind: "operation" as const, source: name, contract, operation }));
}
