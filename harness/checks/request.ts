import { documentedContent } from "../../spec/documented.ts";
import { valueAt } from "../../spec/json/json-pointer.ts";
import type { JsonObject } from "../../spec/json/json-value.ts";
import { isFormType, isJsonType } from "../../spec/media-type.ts";
import { type FormSpec, formSpecAt } from "../codec/encoding.ts";
import { type ReadForm, readForm, readMultipart } from "../codec/read-form.ts";
import { isOpen } from "../codec/typed-value.ts";
import { headerOf } from "../exchange/exchange.ts";
import { type JsonText, writtenValue } from "../exchange/json-text.ts";
import { isMultipartForm } from "../exchange/multipart.ts";
import { plainOf } from "../exchange/written-json.ts";
import { judgedValues } from "../schema/applied-schema.ts";
import { type Held, type SchemaBreach, type Show, schemaBreaches } from "../schema/schema-breach.ts";
import type { Schemas } from "../schema/schemas.ts";
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

function bodyBreaches({ exchange, contract, operation, sent, schemas: both, show }: SentSubject): Breach[] {
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
  if (content.schema === undefined) return [];
  const schemas = both.in("request");
  const read = readBody(
    { body, type, spec: formSpecAt(contract, content, isMultipartForm(type)) },
    { json: sent().json, schemas },
  );
  if (read === undefined) return [];
  if ("problem" in read) return [{ where, expected: read.expected, actual: read.problem, pointer: content.schema }];
  const held = { value: plainOf(read.value), where: "", schema: content.schema };
  const shown: Show = (_part, at) => show(valueAt(read.value, at), at);
  const breaches = [...schemaBreaches(schemas, held, shown), ...readOnlyBreaches(schemas, held, shown)];
  const told = onePerPlace(breaches).filter((breach) => !isOpen(read.open, breach.where));
  const placed = (at: string) => (at === "" ? where : `request ${at}`);
  const { pointer: media } = content;
  return [
    ...read.wrongTypes.map(({ where: at, ...breach }) => ({
      ...breach,
      where: placed(at),
      pointer: `${media}/encoding`,
    })),
    ...told.map(({ where: at, expected, actual, pointer: keyword }) => {
      return { where: placed(at), expected, actual, pointer: keyword };
    }),
  ];
}

/** What a body says, to be held against its schema; `undefined` for a type that is not looked into. */
function readBody(
  { body, type, spec }: { body: string; type: string | undefined; spec: FormSpec },
  { json, schemas }: { json: JsonText | undefined; schemas: Schemas },
): ReadForm | { problem: string; expected: string } | undefined {
  if (isJsonType(type)) {
    if (!json || ("problem" in json && json.isLimit)) return undefined;
    return "problem" in json
      ? { problem: json.problem, expected: "JSON" }
      : { value: writtenValue(json), open: [], wrongTypes: [] };
  }
  if (isFormType(type)) return readForm(body, { schemas, spec });
  if (!isMultipartForm(type)) return undefined;
  const form = readMultipart(body, type ?? "", { schemas, spec });
  return "problem" in form ? { ...form, expected: "the parts of a form" } : form;
}

/** What is for answers only should not be sent (OpenAPI 3.0.3, Schema Object, `readOnly`). */
function readOnlyBreaches(schemas: Schemas, { value, where, schema }: Held, show: Show): SchemaBreach[] {
  return [...judgedValues(schemas, { value, where, pointers: [schema] })].flatMap((member) => {
    const part = member.parts.find((one) => one.schema.readOnly === true);
    if (!part || member.where === "") return [];
    const expected = "no such member in a request: it is readOnly";
    const actual = show(member.value, member.where);
    return [{ keyword: "readOnly", where: member.where, expected, actual, pointer: `${part.pointer}/readOnly` }];
  });
}
