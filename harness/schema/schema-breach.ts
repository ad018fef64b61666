import type { ErrorObject } from "ajv/dist/2020.js";
import { pointerTo } from "../../spec/json/json-pointer.ts";
import { explainSchemaError } from "../../spec/schema-error.ts";
import { type Branch, meantBranch } from "./branch.ts";
import { namedChild } from "./child.ts";
import type { Schemas } from "./schemas.ts";

/** Writes a value on one line, masked. `where` is the JSON Pointer it was found at. */
export type Show = (value: unknown, where: string) => string;

/** One way in which a value breaks a schema, with the keyword that found it. */
export interface SchemaBreach {
  keyword: string;
  /** JSON Pointer into the body. */
  where: string;
  expected: string;
  actual: string;
  /** JSON Pointer into the contract, to the keyword. */
  pointer: string;
}

/** A value, where it stands in the body, and the pointer of the schema it is held against. */
export interface Held {
  value: unknown;
  where: string;
  schema: string;
}

/**
 * How a value breaks a schema, with the noise taken out: of a oneOf or anyOf only the errors of the branch that was
 * meant, of a `contains` only that nothing was found.
 * @param show writes a value of the body, masked
 */
export function schemaBreaches(schemas: Schemas, held: Held, show: Show): SchemaBreach[] {
  let errors = schemas.errors(held.schema, held.value).filter(tellsSomething);
  const breaches: SchemaBreach[] = [];
  // From the end: Ajv puts the errors of the branches before the error of the keyword that holds them, so the outermost
  // comes first here and takes the inner ones with it.
  for (let error = errors.findLast(holdsOthers); error; error = errors.findLast(holdsOthers)) {
    const chosen = error;
    const noise = new Set(innerErrors(schemas, chosen).map((inner) => signature(schemas, inner)));
    errors = errors.filter((other) => other !== chosen && !noise.has(signature(schemas, other)));
    breaches.push(...breachesOfHolder(schemas, chosen, { held, show }));
  }
  return [...errors.map((error) => breachOf(schemas, error, { held, show })), ...breaches];
}

/** Errors that only repeat what others say: of `if`, the branch's; of propertyNames, its own. */
function tellsSomething({ keyword, propertyName }: ErrorObject): boolean {
  return keyword !== "if" && propertyName === undefined;
}

function holdsOthers({ keyword }: ErrorObject): boolean {
  return keyword === "oneOf" || keyword === "anyOf" || keyword === "contains";
}

function innerErrors(schemas: Schemas, { keyword, parentSchema, data, instancePath }: ErrorObject): ErrorObject[] {
  const schema = `${schemas.pointerOf(parentSchema)}/${keyword}`;
  const under = (pointer: string, value: unknown, at: string): ErrorObject[] =>
    schemas.errors(pointer, value).map((error) => ({ ...error, instancePath: at + error.instancePath }));
  if (keyword === "contains") {
    return (data as unknown[]).flatMap((item, index) => under(schema, item, `${instancePath}/${index}`));
  }
  return ((parentSchema as Record<string, unknown[]>)[keyword] ?? []).flatMap((_, index) =>
    under(`${schema}/${index}`, data, instancePath),
  );
}

function signature(schemas: Schemas, { keyword, instancePath, parentSchema, params }: ErrorObject): string {
  return JSON.stringify([keyword, instancePath, schemas.pointerOf(parentSchema), params]);
}

function breachesOfHolder(schemas: Schemas, error: ErrorObject, at: { held: Held; show: Show }): SchemaBreach[] {
  const { keyword, data, params } = error;
  const schema = schemas.pointerOf(error.parentSchema);
  if (keyword === "contains" || schema === undefined) return [breachOf(schemas, error, at)];
  if (params.passingSchemas) {
    const [first, second] = (params.passingSchemas as number[]).map((index) => index + 1);
    return [{ ...breachOf(schemas, error, at), actual: `alternatives ${first} and ${second} both match` }];
  }
  const where = at.held.where + error.instancePath;
  return branchBreaches(schemas, { value: data, where, schema }, { keyword, show: at.show });
}

/**
 * How a value breaks the branch that it was meant for.
 * @param held with the schema that has the keyword, a oneOf or an anyOf
 */
export function branchBreaches(
  schemas: Schemas,
  held: Held,
  { keyword, show }: { keyword: string; show: Show },
): SchemaBreach[] {
  const branch = meantBranch(schemas, held.schema, { keyword, value: held.value });
  return breachesIn(schemas, branch, { held, show });
}

/**
 * How a value breaks the child that it names, where the discriminator of its parent has no oneOf. A value that names none
 * at all is left to `required`.
 * @param held with the parent
 */
export function childBreaches(schemas: Schemas, held: Held, show: Show): SchemaBreach[] {
  const child = namedChild(schemas, held.schema, held.value);
  if (!child || child === "elsewhere" || ("actual" in child && child.actual === "absent")) return [];
  return breachesIn(schemas, child, { held, show });
}

function breachesIn(schemas: Schemas, branch: Branch, { held, show }: { held: Held; show: Show }): SchemaBreach[] {
  const { value, where, schema } = held;
  if ("pointer" in branch) return schemaBreaches(schemas, { value, where, schema: branch.pointer }, show);
  const member = pointerTo(where, branch.member);
  const actual = branch.actual === "absent" ? "absent" : show(branch.actual.value, member);
  const pointer = `${schema}/discriminator`;
  return [{ keyword: "discriminator", where: member, expected: branch.expected, actual, pointer }];
}

function breachOf(schemas: Schemas, error: ErrorObject, { held, show }: { held: Held; show: Show }): SchemaBreach {
  const { keyword, params, schema } = error;
  const problem = explainSchemaError(error, () => "");
  let pointer = pointerTo(schemas.pointerOf(error.parentSchema) ?? held.schema, keyword);
  // The line of the very name that is required, in a list that may be long.
  if (keyword === "required") pointer += `/${(schema as string[]).indexOf(params.missingProperty)}`;
  return {
    keyword,
    where: held.where + problem.pointer,
    expected: problem.expected,
    // Written when it is told: of a list with a hundred thousand wrong items few are.
    get actual() {
      return explainSchemaError(error, (value, at) => show(value, held.where + at)).actual;
    },
    pointer,
  };
}
