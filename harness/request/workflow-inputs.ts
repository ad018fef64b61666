import { createHash } from "node:crypto";
import { ownMember, pointerTo } from "../../spec/json/json-pointer.ts";
import { otherNotation } from "../../spec/json/other-notation.ts";
import { placeOf } from "../../spec/place.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { didYouMean } from "../../spec/words/did-you-mean.ts";
import { parseWritten, plainOf } from "../exchange/written-json.ts";
import type { Values } from "../expression/scope.ts";
import { declaredInputs, otherInputs, schemasOfOther } from "../scenario/declared-inputs.ts";
import { inputSchemas, madeOf } from "../scenario/input-schema.ts";
import type { Scenario, Workflow } from "../scenario/scenario.ts";
import { context, expressionsOf } from "../scenario/step-expressions.ts";
import { mergeSchemas } from "../synthetic/merged-schema.ts";
import { isLocal, type Target } from "../target/target.ts";
import { validatorOf } from "../vocabulary/schema-validator.ts";
import { credentialInputs } from "./credential-input.ts";
import type { OwnValues } from "./own-values.ts";

type WorkflowIn = { scenario: Scenario; workflow: Workflow };

/**
 * The inputs of one run of a workflow; see {@link generateInputs}. Credentials for another machine are not made up: those
 * that nobody gave have no value.
 * @param options.name of this run of the workflow
 * @param options.given values beside those of the environment, which they go before
 */
export function inputsOf(
  at: WorkflowIn,
  options: { name: string; given?: Values },
  { target, seed, given, own }: { target: Target; seed: number; given: Values; own?: OwnValues | undefined },
): Values {
  const all = { ...fitted(at, given), ...options.given };
  const { name } = options;
  return generateInputs(at.workflow, { seed, name, given: all, withheld: withheldFrom(at, target), own });
}

/**
 * The inputs of one run of a workflow: what is given, then what the schema has as `default`, then synthetic data inside the
 * limits of the workflow's schema and of the contract (see {@link inputSchemas}). One that nothing can be made for has no
 * value.
 * @param options.seed of the whole run; with `name` it decides every value
 * @param options.name of this run of the workflow, unlike that of any other
 * @param options.given values by name; names that the workflow neither declares nor reads are left out
 * @param options.own is told of what is made up
 * @param options.withheld names for which nothing is generated: they have no value unless it is given or a default
 */
export function generateInputs(
  workflow: Workflow,
  options: { seed: number; name: string; given?: Values; withheld?: ReadonlySet<string>; own?: OwnValues | undefined },
): Values {
  const read = new Set(namesRead(workflow));
  const isOpen = otherInputs(workflow) !== "refused";
  const inputs = new Map(Object.entries(options.given ?? {}).filter(([name]) => isOpen && read.has(name)));
  for (const [name, schemas] of inputSchemas(workflow)) {
    const given = ownMember(options.given, name);
    const preset = given === undefined ? mergeSchemas(schemas).all("default")[0] : given;
    const isWithheld = options.withheld?.has(name) === true;
    const isMade = preset === undefined && !isWithheld;
    const value = isMade ? madeOf(schemas, seedOf(options.seed, `${options.name}/${name}`)) : preset;
    if (isMade) options.own?.add(value);
    if (value !== undefined) inputs.set(name, value);
  }
  return Object.fromEntries(inputs);
}

/** Why a workflow cannot run: nothing could be made for an input that nobody gave; `undefined` where it can. */
export function unmadeInput(at: WorkflowIn & { inputs: Values }, target: Target): string | undefined {
  const withheld = withheldFrom(at, target);
  const name = [...inputSchemas(at.workflow).keys()].find(
    (other) => ownMember(at.inputs, other) === undefined && !withheld.has(other),
  );
  if (name === undefined) return undefined;
  return `no value could be made for input ${name} inside its limits: give it with --input ${name}=VALUE, or a default`;
}

/** The inputs that the steps of a workflow read by name. */
export function namesRead({ steps, outputs }: Workflow): string[] {
  const expressions = [...steps.flatMap(expressionsOf), ...[...outputs.values()].map(context)];
  return expressions.flatMap((expression) => (expression.kind === "inputs" ? namesIn(expression.path) : []));
}

/** The names that a dotted path may begin with: of `a.b` both `a` and `a.b`. */
function namesIn(path: string): string[] {
  const parts = path.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

/** Why a workflow cannot run at this target: it needs credentials that nobody gave; `undefined` where it can. */
export function missingCredential(at: WorkflowIn & { inputs: Values }, target: Target): string | undefined {
  const names = [...withheldFrom(at, target)].filter((name) => at.inputs[name] === undefined);
  if (names.length === 0) return undefined;
  const what = names.length === 1 ? "is a credential" : "are credentials";
  const variables = names.map((name) => `UNDERSTUDY_INPUT_${name}`).join(" and ");
  const advice = `set ${variables}, or name ${names.length === 1 ? "it" : "them"} in a target file`;
  return `${names.join(" and ")} ${what} that nobody gave, and none is made up for another machine: ${advice}`;
}

function withheldFrom(at: WorkflowIn, target: Target): ReadonlySet<string> {
  return isLocal(target) ? new Set() : credentialInputs(at, target);
}

/** @throws UsageError for the first given input that a workflow declares and does not allow */
export function checkGiven(workflows: Iterable<WorkflowIn>, given: Values): void {
  for (const at of workflows) fitted(at, given);
}

/**
 * Refuses names that no workflow would take: the value would be made up, and the run green or red for another reason.
 * @throws UsageError for the first one, with the name that was probably meant
 */
export function refuseUnknownInputs(workflows: Iterable<Workflow>, names: readonly string[]): void {
  const known = [...new Set([...workflows].flatMap((one) => [...declaredInputs(one).keys(), ...namesRead(one)]))];
  const name = names.find((other) => !known.includes(other));
  if (name === undefined) return;
  throw new UsageError(`no workflow takes an input ${name}: ${didYouMean(name, known)}`);
}

/**
 * The given inputs that a workflow declares, or reads where its schema is open. A text for what is no text is read as JSON:
 * a number, true, an object.
 */
function fitted({ scenario, workflow }: WorkflowIn, given: Values): Values {
  const declared = declaredInputs(workflow);
  const read = new Set(namesRead(workflow));
  const entries = Object.entries(given).flatMap(([name, value]) => {
    const schemas = declared.get(name) ?? (read.has(name) ? schemasOfOther(workflow, name) : undefined);
    return schemas === undefined ? [] : [{ name, value, schemas }];
  });
  return Object.fromEntries(
    entries.map(({ name, value: text, schemas }) => {
      const isAllowed = validatorOf(schemas);
      const value = [text, parsed(text)].find((candidate) => candidate !== undefined && isAllowed(plainOf(candidate)));
      if (value !== undefined) return [name, value];
      const { file, line, column } = placeOf(scenario.file, pointerTo(`${workflow.pointer}/inputs/properties`, name));
      const cause = `input ${name} was given ${shapeOf(text)}, which workflow ${workflow.id} does not allow`;
      const expected = JSON.stringify(schemas.length === 1 ? schemas[0] : { allOf: schemas });
      const hint = typeof text === "string" ? otherNotation(text) : undefined;
      const advice = hint === undefined ? "" : `; ${hint}`;
      throw new UsageError(`${cause}: expected ${expected} (${file}:${line}:${column})${advice}`);
    }),
  );
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return undefined;
  try {
    return parseWritten(value);
  } catch {
    return undefined;
  }
}

function shapeOf(value: unknown): string {
  if (typeof value === "string") return `a string of ${[...value].length} characters`;
  return Array.isArray(value) ? "a list" : value === null ? "null" : `type ${typeof value}`;
}

function seedOf(seed: number, name: string): number {
  return createHash("sha256").update(`${seed} ${name}`).digest().readUInt32BE(0);
}
