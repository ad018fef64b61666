import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedContent, documentedResponse } from "../../spec/documented.ts";
import { pointerSegments, valueAt } from "../../spec/json/json-pointer.ts";
import { onOneLine } from "../../spec/json/json-value.ts";
import type { Masker } from "../../spec/mask.ts";
import { isPlainText, mediaTypeOf } from "../../spec/media-type.ts";
import { shorten } from "../../spec/schema-error.ts";
import { maskText } from "../../spec/scrub.ts";
import { contentTypes, type Exchange, isBodiless } from "../exchange/exchange.ts";
import { type JsonText, readJson } from "../exchange/json-text.ts";
import { scrubberOf, withoutTexts } from "../exchange/masked-exchange.ts";
import type { Scrubber } from "../exchange/scrubber.ts";
import { parseWritten, writtenJson } from "../exchange/written-json.ts";
import type { Instance } from "../instance/instance.ts";
import { instanceOfJson, readInstance } from "../instance/read-instance.ts";
import { type JudgedValue, judgedValues } from "../schema/applied-schema.ts";
import type { Schemas } from "../schema/schemas.ts";
import { type SentParts, sentParts } from "./sent-parts.ts";
import type { Subject, Tolerance } from "./subject.ts";

/** What an exchange is looked up with. */
export interface LookUp {
  contract: Contract;
  operation: Operation;
  schemas: Schemas;
  config: Tolerance;
  masker: Masker;
}

/** A subject that can mask, in any text, the sensitive values that its exchange carries. */
export type ScrubbingSubject = Subject & Pick<Scrubber, "scrub">;

/** An exchange with what a contract says about it; what is dear is made when a check first asks for it. */
export function subjectOf(exchange: Exchange, { masker, ...at }: LookUp): ScrubbingSubject {
  const { operation, schemas } = at;
  const { status, headers, body, undecoded } = exchange.response;
  const response = documentedResponse(operation, status);
  const types = contentTypes(headers);
  // An empty text is a text as well, where there can be a body at all.
  const isThere = body.length > 0 || (isPlainText(mediaTypeOf(types[0])) && !isBodiless(exchange));
  // Of several types the first: that there are several is told by itself.
  const content = response && isThere ? documentedContent(response, types[0]) : undefined;
  const json = content?.json && undecoded === undefined ? readJson(body) : undefined;
  let made: Scrubber | undefined;
  const scrub = (text: string) => {
    // Most exchanges have nothing wrong with them: what a finding's text needs is made when there is one.
    made ??= scrubberOf([exchange], masker);
    return made.scrub(text);
  };
  const shown = (text: string, where: string) => {
    const masked = masker.under(pointerSegments(where), text);
    return shorten(scrub(masked === JSON.stringify(maskText) ? maskText : masked));
  };
  const asWritten = asWrittenIn(() => [json, sent?.json]);
  let read: { instance: Instance | undefined } | undefined;
  const instance = () => {
    if (!content || undecoded !== undefined) return undefined;
    read ??= { instance: json ? instanceOfJson(json) : readInstance(schemas, exchange.response, content) };
    return read.instance;
  };
  let values: JudgedValue[] | undefined;
  let sent: SentParts | undefined;
  return {
    ...at,
    exchange,
    response,
    content,
    types,
    json,
    instance,
    values() {
      const body = instance();
      if (content?.schema === undefined || !body || "problem" in body) return [];
      values ??= [...judgedValues(schemas, { value: body.value, where: "", pointers: [content.schema] })];
      return values;
    },
    sent() {
      sent ??= sentParts(exchange.request, operation);
      return sent;
    },
    show: (value, where) => shown(asWritten(value, where), where),
    showKind(value, where) {
      const text = asWritten(value, where);
      return shown(value === undefined ? text : withoutTexts(text, [where], pointerSegments(where)), where);
    },
    scrub,
  };
}

/**
 * Writes a value as it stands in one of some JSON texts, on one line; one that does not stand there as JSON.stringify would.
 * `where` is the JSON Pointer it was found at.
 */
function asWrittenIn(texts: () => (JsonText | undefined)[]): (value: unknown, where: string) => string {
  const read = new Map<JsonText, unknown>();
  return (value, where) => {
    for (const json of texts()) {
      if (!json || "problem" in json || !Object.is(valueAt(json.value, where), value)) continue;
      if (!read.has(json)) read.set(json, parseWritten(json.text));
      return onOneLine(writtenJson(valueAt(read.get(json), where)));
    }
    return writtenJson(value);
  };
}
