import type { Contract, Operation } from "../../spec/contract.ts";
import type { StepObject } from "../arazzo/document.ts";
import { list } from "./load-report.ts";
import type { ScenarioReader } from "./reader.ts";
import { type Call, type Source, typeOf } from "./scenario.ts";

/** The one thing a step calls. @throws UsageError when it names none, several, or one that is not there */
export function loadCall(source: StepObject, pointer: string, reader: ScenarioReader): Call {
  const { stepId, operationId, operationPath, workflowId, channelPath } = source;
  for (const name of ["channelPath", "correlationId", "action"] as const) {
    reader.since11(source[name], `${pointer}/${name}`, name);
  }
  const targets = { operationId, operationPath, workflowId, channelPath };
  const given = Object.entries(targets).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map(([name]) => name).join(" and ");
    reader.fail(pointer, `${found} in step ${stepId}`, "one of operationId, operationPath and workflowId");
  }
  const call =
    workflowId !== undefined
      ? callOfWorkflow(workflowId, `${pointer}/workflowId`, reader)
      : operationPath !== undefined
        ? callByPath(operationPath, `${pointer}/operationPath`, reader)
        : channelPath !== undefined
          ? callByChannel(channelPath, `${pointer}/channelPath`, reader)
          : callById(operationId ?? "", `${pointer}/operationId`, reader);
  checkMembers(source, call, { pointer, reader });
  return call;
}

/** Members that only some kinds of steps have (Arazzo 1.1.0, Step Object). */
function checkMembers(source: StepObject, call: Call, at: { pointer: string; reader: ScenarioReader }): void {
  const { reader, pointer } = at;
  const { action, channelPath, correlationId, requestBody, workflowId } = source;
  const isMessage = call.kind === "unread" && call.of === "asyncapi";
  for (const [name, value] of Object.entries({ action, correlationId })) {
    if (value === undefined || isMessage) continue;
    reader.fail(`${pointer}/${name}`, `${name} in a step that sends no message`, "a source of type asyncapi");
  }
  if (channelPath !== undefined && action === undefined)
    reader.fail(pointer, "channelPath without an action", "action: send or action: receive");
  if (correlationId !== undefined && action !== "receive")
    reader.fail(`${pointer}/correlationId`, "correlationId without action: receive", "action: receive");
  if (workflowId !== undefined && requestBody)
    reader.fail(`${pointer}/requestBody`, "a requestBody for a workflow", "parameters");
}

function callOfWorkflow(workflowId: string, pointer: string, reader: ScenarioReader): Call {
  const reference = reader.workflowReference(workflowId, pointer);
  const source = reference.source === undefined ? undefined : reader.sources.get(reference.source);
  return source?.type === "unread" ? { kind: "unread", of: source.of } : { kind: "workflow", ...reference };
}

/**
 * The operation of an id. "If multiple (non `arazzo` type) `sourceDescriptions` are defined, then the `operationId` MUST be
 * specified using a Runtime Expression" (Arazzo 1.0.1 and 1.1.0, Step Object).
 */
function callById(operationId: string, pointer: string, reader: ScenarioReader): Call {
  const all = [...reader.sources.values()].filter((source) => typeOf(source) !== "arazzo");
  const { source, id } = operationId.startsWith("$")
    ? qualified(operationId, pointer, reader)
    : only(operationId, pointer, { all, reader });
  if (source.type === "unread") return { kind: "unread", of: source.of };
  const [call] = operationIn(source, ({ id: other }) => other === id);
  if (call) return call;
  const known = source.type === "openapi" ? list(source.contract.operations.keys()) : "";
  return reader.fail(pointer, `operationId ${id}`, `one of ${known} (${source.name})`);
}

function qualified(text: string, pointer: string, reader: ScenarioReader): { source: Source; id: string } {
  const { source, name } = reader.qualified(text, pointer);
  if (typeOf(source) === "arazzo") reader.fail(pointer, text, "a source description of type openapi");
  return { source, id: name };
}

function only(
  id: string,
  pointer: string,
  { all, reader }: { all: Source[]; reader: ScenarioReader },
): { source: Source; id: string } {
  const [source] = all;
  if (!source) return reader.fail(pointer, `operationId ${id}`, "a source description of type openapi");
  if (all.length === 1) return { source, id };
  const having = all.filter((other) => operationIn(other, (operation) => operation.id === id).length > 0);
  const names = (having.length > 0 ? having : all).map(({ name }) => `$sourceDescriptions.${name}.${id}`);
  return reader.fail(pointer, `operationId ${id}, with ${all.length} sources to look in`, names.join(" or "));
}

// The form of Arazzo 1.0.1, Step Object; braces and `.url` are often left out, and nothing is lost by taking that too.
function callByPath(operationPath: string, pointer: string, reader: ScenarioReader): Call {
  const form = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?\}?#(\/paths\/[^/]+\/[a-z]+)$/;
  const [, name, path] = form.exec(operationPath) ?? [];
  if (name === undefined || path === undefined) {
    return reader.fail(pointer, operationPath, "{$sourceDescriptions.<name>.url}#/paths/<escaped path>/<method>");
  }
  const source = reader.source(name, pointer);
  if (source.type === "unread") return { kind: "unread", of: source.of };
  const [call] = operationIn(source, ({ pointer: other }) => other === path);
  return call ?? reader.fail(pointer, operationPath, `an operation of ${name}`);
}

// Where in its source a channel is, is not looked into; that there is one that has channels is.
function callByChannel(channelPath: string, pointer: string, reader: ScenarioReader): Call {
  const name = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)/.exec(channelPath)?.[1];
  const sources = name === undefined ? [...reader.sources.values()] : [reader.source(name, pointer)];
  if (sources.some((source) => typeOf(source) === "asyncapi")) return { kind: "unread", of: "asyncapi" };
  return reader.fail(pointer, `channelPath ${channelPath}`, "a channel of a source description of type asyncapi");
}

function operationIn(source: Source, matches: (operation: Operation) => boolean) {
  if (source.type !== "openapi") return [];
  const { name, contract }: { name: string; contract: Contract } = source;
  return [...contract.operations.values()]
    .filter(matches)
    .map((operation) => ({ kind: "operation" as const, source: name, contract, operation }));
}
