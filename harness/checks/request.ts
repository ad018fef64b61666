import { documentedContent } from "../../spec/documented.ts";
import type { JsonObject } from "../../spec/json-value.ts";
import { headerOf } from "../exchange/exchange.ts";
import { schemaBreaches } from "../schema/schema-breach.ts";
import { onePerPlace } from "./body.ts";
import { parameterBreaches } from "./parameter.ts";
import { securityBreaches } from "./security.ts";
import type { Breach, Check, RequestBreach, SentSubject } from "./subject.ts";

/**
 * The request keeps the contract too: body, parameters and credentials. A warning, for it is the scenario's doing and not
 * the target's; nothing for a step that says `x-breaks-request`.
 */
export const requestCheck: Check = {
  id: "request",
  isFact: false,
  advice: "The scenario sends what the contract does not allow: mend it, or mark the step x-breaks-request.",
  judge: (subject) => {
    const { contract, operation, sent } = subject;
    const of = (requestBreach: RequestBreach, breaches: Breach[]) =>
      breaches.map((breach): Breach => ({ severity: "warning", requestBreach, ...breach }));
    return [
      ...of("credentials", securityBreaches(contract, operation, sent())),
      ...of("input", [...parameterBreaches(subject), ...bodyBreaches(subject)]),
    ];
  },
};

function bodyBreaches({ exchange, contract, operation, sent, schemas, show }: SentSubject): Breach[] {
  const { headers, body } = exchange.request;
  const holder = `${operation.pointer}/requestBody`;
  const { requestContent } = operation;
  const where = "request body";
  if (requestContent.size === 0) {
    const actual = `${Buffer.byteLength(body)} bytes`;
    return body === "" ? [] : [{ where, expected: "no body", actual, pointer: operation.pointer }];
  }
  const { value, pointer } = contract.resolve(holder);
  if (body === "") {
    if ((value as JsonObject).required !== true) return [];
    return [{ where, expected: "a body", actual: "an empty body", pointer: `${pointer}/required` }];
  }
  const type = headerOf(headers, "content-type");
  const content = documentedContent({ content: requestContent, pointer }, type);
  if (!content?.matches) {
    const expected = [...requestContent.keys()].join(" or ");
    return [{ where: "request content-type", expected, actual: type ?? "absent", pointer: `${pointer}/content` }];
  }
  const { json } = sent();
  if (!content.json || !json || content.schema === undefined) return [];
  if ("problem" in json) return [{ where, expected: "JSON", actual: json.problem, pointer: content.schema }];
  const breaches = schemaBreaches(schemas, { value: json.value, where: "", schema: content.schema }, show);
  return onePerPlace(breaches).map(({ where: at, expected, actual, pointer: keyword }) => ({
    where: at === "" ? where : `request ${at}`,
    expected,
    actual,
    pointer: keyword,
  }));
}
