import type { Contract } from "../../spec/contract.ts";
import { documentedParameters, type ParameterSpec, schemaOfWritten } from "../../spec/documented.ts";
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

/** The parameters of a contract that are not judged: their JSON Pointers, by the reason. */
export function unjudgedParameters(contract: Contract, schemas: Looked): Map<string, string[]> {
  const specs = [...contract.operations.values()].flatMap((operation) => documentedParameters(contract, operation));
  const found = new Map<string, Set<string>>();
  for (const spec of specs) {
    const reason = unjudgedBecause(schemas, spec);
    if (reason !== undefined) found.set(reason, (found.get(reason) ?? new Set()).add(spec.pointer));
  }
  return new Map([...found].map(([reason, pointers]) => [reason, [...pointers]]));
}
