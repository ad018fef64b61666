import { documentedHeaders, documentedResponse, schemaOfWritten } from "../../spec/documented.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { headerOf } from "../exchange/exchange.ts";
import { keywordBreakers } from "./keyword.ts";
import { type Mutant, mutantOf, type Original, withHeader } from "./mutant.ts";
import { sampleOf } from "./sample.ts";

/** Statuses that a server may take by mistake, by what they are mistaken for. */
const strayStatuses = {
  "undocumented-status": [418, 409, 422, 302],
  "wrong-2xx": [201, 202, 200, 206],
  "server-error": [500, 502, 503],
} as const;

/** Statuses that the operation does not document; the body stays. */
export function statusMutants(original: Original): Mutant[] {
  const { operation, answer } = original;
  const documented = (status: number) =>
    documentedResponse(operation, status) !== undefined || status === answer.status;
  return (["undocumented-status", "wrong-2xx", "server-error"] as const).flatMap((operator) => {
    // A success that is another success; a refusal that is none is told by other-answer.
    if (operator === "wrong-2xx" && Math.floor(answer.status / 100) !== 2) return [];
    const status = strayStatuses[operator].find((candidate) => !documented(candidate));
    if (status === undefined) return [];
    // A server that fails is not judged: it is unavailable, which is noticed as well.
    const noticedBy = operator === "server-error" ? ("anyone" as const) : ("judge" as const);
    const detail = `HTTP ${status}`;
    return [mutantOf(original, { operator, where: "status", detail, noticedBy, answer: { ...answer, status } })];
  });
}

/** Media types that the response does not document; the body stays. */
export function mediaTypeMutants(original: Original): Mutant[] {
  const { response, answer } = original;
  if (response.content.size === 0 || answer.body.length === 0) return [];
  const type = headerOf(answer.headers, "content-type");
  const keys = [...response.content.keys()].map((key) => key.toLowerCase().split(";")[0]?.trim() ?? "");
  const isDocumented = (type: string) =>
    keys.some((key) => key === "*/*" || key === type || (key.endsWith("/*") && type.startsWith(key.slice(0, -1))));
  const make = (operator: Mutant["operator"], type: string | undefined, detail?: string) => {
    if (type !== undefined && isDocumented(type)) return [];
    const changed = withHeader(answer, "content-type", type);
    return [mutantOf(original, { operator, where: "content-type", ...(detail ? { detail } : {}), answer: changed })];
  };
  return [
    ...make("media-type-wrong", "text/html", "text/html"),
    ...make("media-type-wrong", "text/plain", "text/plain"),
    ...make("media-type-absent", undefined),
    ...make("media-type-vendor", "application/vnd.understudy+json"),
    ...(keys.includes("application/json") ? [] : make("media-type-plain", "application/json")),
    ...(type === undefined || !/json/i.test(type) ? [] : jsonTypeMutants(original, type)),
  ];
}

/** Names for JSON that lead readers astray: another charset, and a second Content-Type. */
function jsonTypeMutants(original: Original, type: string): Mutant[] {
  const { answer } = original;
  const essence = type.replace(/;.*$/, "");
  const where = "content-type";
  const latin = withHeader(answer, "content-type", `${essence}; charset=iso-8859-1`);
  const again = { ...answer, headers: [...answer.headers, ["Content-Type", essence] as [string, string]] };
  return [
    mutantOf(original, { operator: "charset", where, detail: "iso-8859-1", answer: latin }),
    mutantOf(original, { operator: "media-type-twice", where, answer: again }),
  ];
}

/** Bodies of another length than their framing says. Only who reads to the end of the connection sees it. */
export function framingMutants(original: Original): Mutant[] {
  const { answer } = original;
  if (answer.body.length === 0) return [];
  return (["too-short", "too-long", "cut-chunk"] as const).map((framing) =>
    mutantOf(original, {
      operator: "framing",
      where: "content-length",
      detail: framing,
      // What never comes to its end is no answer to be judged: its server is unavailable, which is noticed as well.
      noticedBy: framing === "too-short" ? "judge" : "anyone",
      answer: { ...answer, framing },
    }),
  );
}

/** Documented headers left out, or with a value that their schema does not allow. */
export function headerMutants(original: Original): Mutant[] {
  const { answer, contract, response, schemas } = original;
  return documentedHeaders(contract, response).flatMap((header) => {
    const { name, object } = header;
    const { schema } = schemaOfWritten(header);
    const mutants: Mutant[] = [];
    const where = name.toLowerCase();
    const present = headerOf(answer.headers, name);
    if (object.required === true && present !== undefined) {
      mutants.push(
        mutantOf(original, { operator: "header-missing", where, answer: withHeader(answer, name, undefined) }),
      );
    }
    const resolved = schema === undefined ? undefined : contract.resolve(schema);
    if (schema === undefined || !isObject(resolved?.value)) return mutants;
    const good = typed(present ?? String(sampleOf(schemas, [schema])), resolved.value.type);
    const twice = { ...answer, headers: [...answer.headers, [where, present ?? ""] as [string, string]] };
    // Read as a list (RFC 9110, section 5.3), which a number, a date or one of a few words is not.
    if (present !== undefined && !schemas.fits(schema, typed(`${present}, ${present}`, resolved.value.type))) {
      mutants.push(mutantOf(original, { operator: "header-twice", where, answer: twice }));
    }
    for (const text of brokenTexts(resolved.value, good)) {
      const changed = withHeader(answer, name, text);
      mutants.push(mutantOf(original, { operator: "header-malformed", where, detail: text, answer: changed }));
    }
    return mutants;
  });
}

/** A header's text as the value its schema means (OpenAPI 3.1, Header Object, style simple). */
function typed(text: string, type: unknown): unknown {
  const isNumber = [type].flat().some((name) => name === "integer" || name === "number");
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Texts of a header that break a keyword of its schema. Every text is a text: a string of another type there is not. */
function brokenTexts(schema: Record<string, unknown>, good: unknown): string[] {
  const texts = Object.entries(schema).flatMap(([keyword, argument]) => {
    if (keyword === "type" && typeof good === "string") return [];
    const context = { value: good, argument, schema, fits: () => false, sample: () => undefined };
    const variations = Object.hasOwn(keywordBreakers, keyword) ? (keywordBreakers[keyword]?.(context) ?? []) : [];
    return variations.flatMap(({ operator, value }) => (operator === "type" ? ["understudy"] : scalar(value)));
  });
  return [...new Set(texts)];
}

function scalar(value: unknown): string[] {
  // A header cannot carry an empty text that is told from its absence by everybody.
  return (typeof value === "string" && value !== "") || typeof value === "number" ? [String(value)] : [];
}
