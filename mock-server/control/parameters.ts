import type { IncomingMessage } from "node:http";
import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedParameters } from "../../spec/documented.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { byForm } from "../../spec/scrub.ts";
import { meantName } from "../../spec/words/did-you-mean.ts";
import { inlinedSchema } from "../schema/inlined-schema.ts";
import { schemaCheckOf } from "../schema/schema-check.ts";
import { RefusedCall } from "./control-call.ts";

/** The parameters of a call by where they stand, each of the type the contract gives it. */
export interface ParameterValues {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
}

/** Reads the parameters of one operation's calls. */
export interface ParameterReader {
  /** The names that the operation takes. */
  names: ReadonlySet<string>;
  /** @throws RefusedCall for a parameter that does not fit, one that is not known, and one that is sent twice */
  read(request: IncomingMessage, path: Record<string, unknown>): ParameterValues;
}

const sessionHeader = "x-understudy-session";

interface Parameter {
  name: string;
  in: string;
  schema: JsonObject;
}

/** The reader of an operation's parameters, with their schemas compiled once. */
export function parameterReader(contract: Contract, operation: Operation): ParameterReader {
  const parameters = parametersOf(contract, operation);
  const inPath = partOf(parameters, "path");
  const query = partOf(parameters, "query");
  const header = partOf(parameters, "header");
  return {
    names: new Set(parameters.map(({ name }) => name)),
    read(request, path) {
      const { searchParams } = new URL(request.url ?? "/", "http://control");
      const sent = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        header.has(name) && value !== undefined ? [[name, String(value)]] : [],
      );
      refuseMisspelt(Object.keys(request.headers));
      const segments = Object.entries(path).map(([name, value]): [string, string] => [name, String(value)]);
      return { path: inPath.read(segments), query: query.read([...searchParams]), header: header.read(sent) };
    },
  };
}

/** @throws RefusedCall for a header that was meant to name a session: the call would be about another world */
function refuseMisspelt(names: readonly string[]): void {
  const name = names.find((other) => other !== sessionHeader && meantName(other, [sessionHeader]) !== undefined);
  if (name !== undefined) throw new RefusedCall(400, `${name} is not known: did you mean ${sessionHeader}?`);
}

function partOf(all: readonly Parameter[], place: Parameter["in"]) {
  const schemas = Object.fromEntries(all.filter((one) => one.in === place).map(({ name, schema }) => [name, schema]));
  const check = schemaCheckOf({ type: "object", properties: schemas, additionalProperties: false });
  return {
    has: (name: string) => Object.hasOwn(schemas, name),
    read(sent: readonly [name: string, text: string][]): Record<string, unknown> {
      const values = new Map<string, unknown>();
      for (const [name, text] of sent) {
        if (values.has(name)) throw new RefusedCall(400, `${byForm.scrub(name)}: send it once`);
        values.set(name, typed(text, schemas[name]));
      }
      const given = Object.fromEntries(values);
      const problem = check(given);
      if (problem !== undefined) throw new RefusedCall(400, problem);
      return given;
    },
  };
}

/** A parameter's text as the type it has; left as it is where it cannot be, for the check to refuse. */
function typed(text: string, schema: JsonObject | undefined): unknown {
  return schema?.type === "integer" && /^-?\d{1,16}$/.test(text) ? Number(text) : text;
}

function parametersOf(contract: Contract, operation: Operation): Parameter[] {
  return documentedParameters(contract, operation).map(({ name, in: place, pointer }) => {
    return { name, in: place, schema: inlinedSchema(contract, `${pointer}/schema`) };
  });
}
