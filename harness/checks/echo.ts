import { pointerTo, valueAt } from "../../spec/json/json-pointer.ts";
import { isJsonNumber, isSameJson, numberText, writtenNumber } from "../../spec/json/json-value.ts";
import { writtenValue } from "../exchange/json-text.ts";
import { echoesOf } from "../schema/echo.ts";
import type { SentParts } from "./sent-parts.ts";
import type { Breach, Check } from "./subject.ts";

/**
 * What was sent must come back where the contract says so by `x-echo` on a schema of the answer: a JSON Pointer into the
 * request's JSON body, or `path.NAME`, `query.NAME`, `header.NAME`; for values below the one that carries it an object of
 * such, by JSON Pointer. What was not sent need not come back; that a member is there at all is for `required` to say.
 */
export const echoCheck: Check = {
  id: "echo",
  isFact: true,
  judge({ values, written, sent, show }) {
    return values().flatMap(({ where, parts }) =>
      parts.flatMap(({ pointer, schema }) =>
        echoesOf(schema["x-echo"]).flatMap(([below, source]): Breach[] => {
          const wanted = sentValue(sent(), source);
          const at = where + below;
          const echoed = valueAt(written(), at);
          if (wanted === undefined || echoed === undefined) return [];
          if (isSameJson(echoed, source.startsWith("/") ? wanted : typedAs(echoed, wanted))) return [];
          const name = source.startsWith("/") ? source : pointerTo("", nameIn(source));
          const expected = `${show(wanted, name)}, as sent in ${source}`;
          return [{ where: at, expected, actual: show(echoed, at), pointer: `${pointer}/x-echo` }];
        }),
      ),
    );
  },
};

function sentValue({ json, text }: SentParts, source: string): unknown {
  if (source.startsWith("/")) return json && "text" in json ? valueAt(writtenValue(json), source) : undefined;
  return text(source.slice(0, source.indexOf(".")) as "path" | "query" | "header", nameIn(source));
}

/** A text as what came back is: only a body says of what type a value is. */
function typedAs(echoed: unknown, text: unknown): unknown {
  const isNumber = numberText(echoed) !== undefined && typeof text === "string" && isJsonNumber(text);
  if (isNumber) return writtenNumber(text);
  return typeof echoed === "boolean" && text === String(echoed) ? echoed : text;
}

function nameIn(source: string): string {
  return source.slice(source.indexOf(".") + 1);
}
