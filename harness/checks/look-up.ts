import type { Contract, Operation } from "../../spec/contract.ts";
import { documentedContent, documentedResponse } from "../../spec/documented.ts";
import { pointerSegments } from "../../spec/json/json-pointer.ts";
import { onOneLine } from "../../spec/json/json-value.ts";
import type { Masker } from "../../spec/mask.ts";
import { isPlainText, mediaTypeOf } from "../../spec/media-type.ts";
import { shorten } from "../../spec/schema-error.ts";
import { maskText } from "../../spec/scrub.ts";
import { isOpen } from "../codec/typed-value.ts";
import { contentTypes, type Exchange, isBodiless } from "../exchange/exchange.ts";
import { readJson, writtenValue } from "../exchange/json-text.ts";
import { scrubberOf, withoutTexts } from "../exchange/masked-exchange.ts";
import type { Scrubber } from "../exchange/scrubber.ts";
import { writtenJson } from "../exchange/written-json.ts";
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
  let read: { instance: Instance | undefined } | undefined;
  const instance = () => {
    if (!content || undecoded !== undefined) return undefined;
    read ??= { instance: json ? instanceOfJson(json) : readInstance(schemas, exchange.response, content) };
    return read.instance;
  };
  const written = () => {
    const body = instance();
    if (!body || "problem" in body) return undefined;
    return json && "text" in json ? writtenValue(json) : (body.written ?? body.value);
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
    written,
    values() {
      const body = instance();
      if (content?.schema === undefined || !body || "problem" in body) return [];
      const { value, open = [] } = body;
      values ??= [...judgedValues(schemas, { value, where: "", pointers: [content.schema] })].filter(
        ({ where }) => !isOpen(open, where),
      );
      return values;
    },
    sent() {
      sent ??= sentParts(exchange.request, operation);
      return sent;
    },
    show: (value, where) => shown(onOneLine(writtenJson(value)), where),
    showKind(value, where) {
      const text = onOneLine(writtenJson(value));
      return shown(value === undefined ? text : withoutTexts(text, [where], pointerSegments(where)), where);
    },
    scrub,
  };
}
