import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Contract } from "../../spec/contract.ts";
import { pointerSegments, pointerTo } from "../../spec/json-pointer.ts";
import { isObject, type JsonObject } from "../../spec/json-value.ts";
import { schemaPointers } from "./judged-schemas.ts";
import { refuseUnknownKeywords } from "./keywords.ts";
import { metaErrors } from "./meta-schema.ts";
import type { SchemaEngine, Schemas } from "./schemas.ts";

/** Dates in headers (RFC 9110, section 5.6.7), in the one form that may be sent. */
const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

const made = new WeakMap<Contract, Schemas>();

/**
 * The schemas of a contract; made and compiled once for each contract.
 * @param isKnown whether the contract is another reading of one that was looked through already
 * @throws UsageError when a schema is none, or uses a keyword or a format that is not supported
 */
export function schemasOf(contract: Contract, { isKnown = false } = {}): Schemas {
  let schemas = made.get(contract);
  if (!schemas) {
    const engine = engineOf(contract);
    if (!isKnown) {
      refuseUnknownKeywords(contract, engine);
      // Compiled now, so that what Ajv itself refuses is found before the first exchange and not in the midst of a run.
      for (const pointer of schemaPointers(contract)) engine.errors(pointer, null);
    }
    made.set(contract, engine);
    schemas = engine;
  }
  return schemas;
}

function engineOf(contract: Contract): SchemaEngine {
  // A copy without shared parts: where YAML uses one node twice, each place needs an identity of its own.
  const document = JSON.parse(JSON.stringify(contract.document)) as JsonObject;
  const pointers = new Map<unknown, string>();
  index(document, "", pointers);
  // Keywords are judged in keywords.ts, by name and place; Ajv's own strict mode knows neither.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    strictNumbers: true,
    logger: false,
    // What is no schema is found by metaError, once for all contracts.
    validateSchema: false,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  ajv.addFormat("http-date", httpDate);
  ajv.addSchema(document, "contract", false, false);

  const at = (pointer: string): unknown => {
    let value: unknown = document;
    for (const segment of pointerSegments(pointer)) {
      const held = typeof value === "object" && value !== null && Object.hasOwn(value, segment);
      value = held ? (value as JsonObject)[segment] : undefined;
    }
    return value;
  };
  const validators = new Map<string, ValidateFunction>();
  const compiled = (pointer: string): ValidateFunction => {
    const fragment = pointer.split("/").map(encodeURIComponent).join("/");
    const validate = ajv.getSchema(`contract#${fragment}`);
    if (!validate) throw new Error(`no schema at ${pointer}`);
    validators.set(pointer, validate);
    return validate;
  };
  return {
    at,
    pointerOf: (schema) => pointers.get(schema),
    errors(pointer, value) {
      const validate = validators.get(pointer) ?? compiled(pointer);
      return validate(value) ? [] : [...(validate.errors ?? [])];
    },
    formats: new Set(Object.keys(ajv.formats)),
    metaError: (pointer) => metaErrors(at(pointer))[0],
  };
}

function index(value: unknown, pointer: string, pointers: Map<unknown, string>): void {
  if (!isObject(value) && !Array.isArray(value)) return;
  pointers.set(value, pointer);
  for (const [key, child] of Object.entries(value)) index(child, pointerTo(pointer, key), pointers);
}
