import type { Contract } from "../../spec/contract.ts";
import { documentedParameters, type ParameterSpec, schemaOfWritten } from "../../spec/documented.ts";
import { valueAt } from "../../spec/json/json-pointer.ts";
import { type Kind, styleOf, styleProblem } from "./style.ts";
import { type Looked, typesAt } from "./typed-value.ts";

/**
 * Why a parameter is not judged: OpenAPI does not say how one of the types that its schema allows is written.
 * @returns as {@link styleProblem}; `undefined` where it is judged
 */
export function unjudgedBecause(schemas: Looked, spec: ParameterSpec): string | undefined {
  const { schema, mediaType } = schemaOfWritten(spec);
  if (mediaType !== undefined) return undefined;
  const style = styleOf(spec.object, spec.in);
  const types = schema === undefined ? [] : [...typesAt(schemas, schema)].filter((type) => type !== "null");
  const kinds = types.map((type): Kind => (type === "array" || type === "object" ? type : "primitive"));
  const problems = [undefined, ...kinds].map((kind) => styleProblem(style, kind));
  return problems.find((problem) => problem !== undefined);
}

/**
 * What is told once of the parameters of some contracts that are not judged: why, and in how many places.
 * @returns one line; `undefined` where all are judged
 */
export function unjudgedText(contracts: readonly Contract[]): string | undefined {
  const places = new Map<string, Set<string>>();
  for (const contract of contracts) {
    const schemas = { at: (pointer: string) => valueAt(contract.document, pointer) };
    const specs = [...contract.operations.values()].flatMap((operation) => documentedParameters(contract, operation));
    for (const spec of specs) {
      const reason = unjudgedBecause(schemas, spec);
      const place = `${contract.file.path} ${spec.pointer}`;
      if (reason !== undefined) places.set(reason, (places.get(reason) ?? new Set()).add(place));
    }
  }
  const told = [...places].map(([reason, { size }]) => `${reason} (${size} ${size === 1 ? "place" : "places"})`);
  return told.length === 0 ? undefined : `not judged: ${told.join(", ")}`;
}
