import type { Contract } from "../../spec/contract.ts";
import { documentedHeaders, documentedParameters, schemaOfWritten } from "../../spec/documented.ts";

/** JSON Pointers to the schemas of a contract that exchanges are held against: of bodies, headers and parameters. */
export function schemaPointers(contract: Contract): string[] {
  return [...contract.operations.values()].flatMap((operation) => {
    const contents = [operation.requestContent, ...operation.responses.map(({ content }) => content)];
    const headers = operation.responses.flatMap((response) => documentedHeaders(contract, response));
    const written = [...headers, ...documentedParameters(contract, operation)].map(
      (spec) => schemaOfWritten(spec).schema,
    );
    return [...contents.flatMap((content) => [...content.values()]), ...written].filter((at) => at !== undefined);
  });
}
