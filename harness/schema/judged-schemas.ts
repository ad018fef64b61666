import type { Contract } from "../../spec/contract.ts";
import { documentedHeaders } from "../checks/header.ts";
import { documentedParameters } from "../checks/parameter.ts";
import { schemaOf } from "../checks/written-value.ts";

/** JSON Pointers to the schemas of a contract that exchanges are held against: of bodies, headers and parameters. */
export function schemaPointers(contract: Contract): string[] {
  return [...contract.operations.values()].flatMap((operation) => {
    const contents = [operation.requestContent, ...operation.responses.map(({ content }) => content)];
    const headers = operation.responses.flatMap((response) => documentedHeaders(contract, response));
    const written = [...headers, ...documentedParameters({ contract, operation })].map((spec) => schemaOf(spec).schema);
    return [...contents.flatMap((content) => [...content.values()]), ...written].filter((at) => at !== undefined);
  });
}
