import { securitySchemes } from "../../spec/documented.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import type { Expression } from "../expression/expression.ts";
import type { Template } from "../expression/template.ts";
import { inputSchemas } from "../scenario/input-schema.ts";
import { type Call, type Parameter, type Scenario, type Workflow, workflowAt } from "../scenario/scenario.ts";
import { addressOf, isLoopback, type Target } from "../target/target.ts";

type WorkflowIn = { scenario: Scenario; workflow: Workflow };
type OperationCall = Call & { kind: "operation" };

/**
 * The inputs of a workflow that are credentials at another machine: made up, they would be an attempt to break in. An
 * input is one when it is sent, whole, as a parameter of a security scheme (behind `Bearer ` or the like too), as a member
 * that the contract marks `x-sensitive: secret` or `x-credential: true`, or as such an input of a called workflow.
 * `x-synthetic: true` on the input itself says that it is made up on purpose: a wrong credential that must be refused.
 */
export function credentialInputs(at: WorkflowIn, target: Target, calling: readonly Workflow[] = []): Set<string> {
  const { scenario, workflow } = at;
  // A workflow that calls itself has no other inputs the second time.
  if (calling.includes(workflow)) return new Set();
  const isSent = (call: OperationCall) => {
    const address = target.provided?.has(call.operation.id) ? undefined : addressOf(target, call);
    return address !== undefined && !isLoopback(new URL(address.server).hostname);
  };
  const names = workflow.steps.flatMap(({ call, parameters }) => {
    if (call.kind === "operation") return isSent(call) ? securityInputs(call, parameters) : [];
    if (call.kind === "unread") return [];
    const called = credentialInputs(workflowAt(scenario, call), target, [...calling, workflow]);
    return parameters.flatMap(({ name, value }) => (called.has(name) ? (inputIn(value) ?? []) : []));
  });
  const schemas = inputSchemas(workflow, isSent);
  for (const [name, of] of schemas) if (of.some(isSecret)) names.push(name);
  const isSynthetic = (name: string) => schemas.get(name)?.some((schema) => schema["x-synthetic"] === true) === true;
  return new Set(names.filter((name) => !isSynthetic(name)));
}

function isSecret(schema: JsonObject): boolean {
  return schema["x-sensitive"] === "secret" || schema["x-credential"] === true;
}

/** The inputs a step sends where a security scheme of its contract says that credentials go (OpenAPI 3.1, Security Scheme). */
function securityInputs({ contract }: OperationCall, parameters: readonly Parameter[]): string[] {
  const places = [...securitySchemes(contract).values()].map(placeOfScheme);
  return parameters.flatMap((parameter) => {
    if (parameter.in === "querystring") return inputsAfter(parameter.value, places);
    const place = `${parameter.in} ${parameter.name.toLowerCase()}`;
    return places.includes(place) ? (inputIn(parameter.value) ?? []) : [];
  });
}

function placeOfScheme({ type, in: place, name }: JsonObject): string {
  return type === "apiKey" ? `${place} ${String(name).toLowerCase()}` : "header authorization";
}

/** The inputs that the text of a whole query has right behind the name of such a parameter. */
function inputsAfter(value: Template, places: readonly string[]): string[] {
  if (value.kind !== "text") return [];
  return value.parts.flatMap((part, index) => {
    const before = value.parts[index - 1];
    if (typeof part === "string" || part.kind !== "inputs" || typeof before !== "string") return [];
    const [, name] = /(?:^|&)([^&=]*)=$/.exec(before) ?? [];
    return name !== undefined && places.includes(`query ${name.toLowerCase()}`) ? [part.path] : [];
  });
}

/** The input that a value is, or that follows the name of an authorization scheme in it. */
function inputIn(value: Template): string | undefined {
  const named = (expression: Expression) => (expression.kind === "inputs" ? expression.path : undefined);
  if (value.kind === "expression") return named(value.expression);
  if (value.kind !== "text") return undefined;
  const [scheme, expression, ...more] = value.parts;
  const isScheme = typeof scheme === "string" && /^[\w-]+ $/.test(scheme);
  return isScheme && expression !== undefined && typeof expression !== "string" && more.length === 0
    ? named(expression)
    : undefined;
}
