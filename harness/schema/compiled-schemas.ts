import { _, type Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { callRef } from "ajv/dist/vocabularies/core/ref.js";
import type { Contract } from "../../spec/contract.ts";
import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { dialect } from "../vocabulary/dialect.ts";
import { childPointers } from "./child.ts";
import { exemptAt, membersKeptOut } from "./direction.ts";
import { callKeyword, judgeable, noValue, type Unit } from "./judgeable.ts";
import { schemaPointers } from "./judged-schemas.ts";
import { type LookedThrough, lookThrough, refuseUnjudged } from "./look-through.ts";
import type { Direction, Schemas } from "./schemas.ts";

/** The schemas of a contract, and what was found in them. */
interface Made {
  schemas: Schemas;
  looked: LookedThrough;
}

const made = new WeakMap<Contract, Made>();

/** The schemas of a contract; looked through once for each contract. */
export function schemasOf(contract: Contract): Schemas {
  return madeOf(contract).schemas;
}

/**
 * What of a contract is not judged, in words, each with the number of its places: `format snowflake (31 places)`. Those with
 * most places come first.
 */
export function unjudgedIn(contracts: readonly Contract[]): string[] {
  const places = new Map<string, number>();
  const count = (what: string, more: number) => places.set(what, (places.get(what) ?? 0) + more);
  for (const contract of contracts) {
    for (const { what } of contract.oddities) count(what, 1);
    for (const [what, unjudged] of madeOf(contract).looked.unjudged) count(what, unjudged.places);
  }
  const sorted = [...places].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([what, count]) => `${what} (${count} ${count === 1 ? "place" : "places"})`);
}

/**
 * Refuses a contract of which something would not be judged: a keyword or a format that is not known, a name given twice.
 * @throws UsageError at the first of them
 */
export function demandStrict(contract: Contract): void {
  refuseUnjudged(contract, madeOf(contract).looked);
}

function madeOf(contract: Contract): Made {
  const known = made.get(contract);
  if (known) return known;
  const at = (pointer: string): unknown => {
    let value: unknown = contract.document;
    for (const segment of pointerSegments(pointer)) {
      const held = typeof value === "object" && value !== null && Object.hasOwn(value, segment);
      value = held ? (value as JsonObject)[segment] : undefined;
    }
    return value;
  };
  const looked = lookThrough({
    at,
    roots: schemaPointers(contract),
    children: (pointer) => childPointers({ at }, pointer),
  });
  const judged = (pointer: string): unknown => {
    const value = at(pointer);
    return (isObject(value) && looked.cleaned.get(value)) || value;
  };
  const views = new Map<Direction, Schemas>();
  const view = (direction: Direction): Schemas => {
    const key = looked.hasDirections ? direction : "response";
    const before = views.get(key);
    if (before) return before;
    const engine = engineOf({ direction: key, looked, raw: at, at: judged, view });
    views.set(key, engine);
    return engine;
  };
  const result = { schemas: view("response"), looked };
  made.set(contract, result);
  return result;
}

interface EngineParts {
  direction: Direction;
  looked: LookedThrough;
  raw: (pointer: string) => unknown;
  at: (pointer: string) => unknown;
  view: (direction: Direction) => Schemas;
}

function engineOf({ direction, looked, raw, at, view }: EngineParts): Schemas {
  const pointers = new WeakMap<object, string>();
  const validators = new Map<string, ValidateFunction>();
  const units = new Map<string, Unit>();
  const keptOut = new Map<string, readonly string[]>();
  const isIn = (schemas: ReadonlySet<object>, pointer: string) => {
    const schema = raw(pointer);
    return isObject(schema) && schemas.has(schema);
  };
  const isOpen = (pointer: string) => isIn(looked.open, pointer);
  const making = {
    at,
    isOpen,
    isLoose: (pointer: string) => isIn(looked.loose, pointer),
    keptOut(pointer: string) {
      if (!looked.hasDirections) return [];
      const names = keptOut.get(pointer) ?? membersKeptOut({ at }, pointer, direction);
      keptOut.set(pointer, names);
      return names;
    },
    call(unit: Unit) {
      const name = JSON.stringify([unit.pointer, ...unit.exempt]);
      units.set(name, unit);
      return name;
    },
    made: (schema: object, pointer: string) => void pointers.set(schema, pointer),
  };
  const ajv = callingAjv((name) => validatorOf(name));
  const validatorOf = (name: string): ValidateFunction => {
    const known = validators.get(name);
    if (known) return known;
    const unit = units.get(name);
    if (!unit) throw new Error(`no schema is called ${name}`);
    const validate = ajv.compile(judgeable(unit, making));
    validators.set(name, validate);
    return validate;
  };
  return {
    at,
    in: view,
    pointerOf: (schema) => (typeof schema === "object" && schema !== null ? pointers.get(schema) : undefined),
    isOpen,
    errors(pointer, value) {
      const exempt = looked.hasDirections ? exemptAt(pointer, making.keptOut) : [];
      const validate = validatorOf(making.call({ pointer, exempt }));
      return validate(value) ? [] : (validate.errors ?? []).map(withoutStandIn);
    },
  };
}

/** An Ajv whose schemas call each other by name; what is called is compiled when a value first comes to it. */
function callingAjv(validatorOf: (name: string) => ValidateFunction): Ajv2020 {
  // Keywords are judged in keyword.ts, by name and value; Ajv's own strict mode knows neither.
  const ajv = dialect({
    allErrors: true,
    verbose: true,
    strict: false,
    strictNumbers: true,
    logger: false,
    validateSchema: false,
  });
  const callers = new Map<string, { readonly validate: ValidateFunction }>();
  ajv.addKeyword({
    keyword: callKeyword,
    schemaType: "string",
    code(cxt) {
      const name: string = cxt.schema;
      const caller = callers.get(name) ?? {
        get validate() {
          return validatorOf(name);
        },
      };
      callers.set(name, caller);
      callRef(cxt, _`${cxt.gen.scopeValue("wrapper", { ref: caller })}.validate`);
    },
  });
  return ajv;
}

function withoutStandIn(error: ErrorObject): ErrorObject {
  return error.params.allowedValues === noValue ? { ...error, params: { ...error.params, allowedValues: [] } } : error;
}
