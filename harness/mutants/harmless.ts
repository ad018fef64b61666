import { isObject } from "../../spec/json/json-value.ts";
import { headerOf } from "../exchange/exchange.ts";
import { innerLimits } from "./limits.ts";
import { jsonOf, type Original, type ServedAnswer, withHeader, withJson } from "./mutant.ts";
import type { OwnSchemas } from "./own-schemas.ts";
import { sampleOf } from "./sample.ts";
import { changed, type Spot, spotsOf } from "./spot.ts";
import { leavesOf, spellings, withValue } from "./value.ts";

/** What every client has to take: a change that breaks nothing. */
export interface HarmlessChange {
  kind: HarmlessKind;
  operationId: string;
  response: string;
  where: string;
  /**
   * Who must stay silent: `anyone` where the answer means the same; the `judge` alone where it says something else that the
   * contract allows, and a scenario may ask for more.
   */
  silent: "judge" | "anyone";
  answer: ServedAnswer;
}

/** The kinds of harmless change, in the order of the report. */
export const harmlessKinds = [
  "charset",
  "upper-case-media-type",
  "extra-header",
  "repeated-header",
  "header-name-case",
  "integer-as-1.0",
  "number-spelling",
  "minus-zero",
  "date-time-offset",
  "allowed-null",
  "map-key",
  "byte-order-mark",
  "status-in-range",
  "body-left-open",
  "white-space",
  "member-order",
  "optional-left-out",
  "write-only-left-out",
  "deep-nesting",
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "format"],
  ...["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "enum"],
] as const;
export type HarmlessKind = string & (typeof harmlessKinds)[number];

const mark = "@understudy@";

/** Every harmless change that can be made to an answer. */
export function harmlessChanges(original: Original): HarmlessChange[] {
  const { answer, operation, response } = original;
  const make = (
    kind: HarmlessKind,
    where: string,
    change: Pick<HarmlessChange, "silent" | "answer">,
  ): HarmlessChange => ({
    kind,
    operationId: operation.id,
    response: response.status,
    where,
    ...change,
  });
  const same = (kind: HarmlessKind, where: string, other: ServedAnswer) =>
    make(kind, where, { silent: "anyone", answer: other });
  const found = headerChanges(answer).map(([kind, headers]) => same(kind, "header", { ...answer, headers }));
  const type = headerOf(answer.headers, "content-type");
  if (type !== undefined) {
    const upper = type.replace(/^[^;]+/, (essence) => essence.toUpperCase());
    found.push(same("upper-case-media-type", "content-type", withHeader(answer, "Content-Type", upper)));
    const bare = type.replace(/;\s*charset=.*$/i, "");
    for (const parameter of ["", "; charset=UTF-8", ";CHARSET=Utf-8", '; charset="utf-8"', "; charset=utf8"]) {
      if (`${bare}${parameter}` === type) continue;
      const described = withHeader(answer, "Content-Type", `${bare}${parameter}`);
      found.push(same("charset", `content-type (${parameter || "none"})`, described));
    }
  }
  const status = /^\dXX$/.test(response.status) ? statusInRange(original) : undefined;
  if (status !== undefined) {
    found.push(make("status-in-range", `HTTP ${status}`, { silent: "judge", answer: { ...answer, status } }));
  }
  // Of a response without content the contract says nothing about a body; on the wire a 204, a 205 and a 304 have none.
  if (response.content.size === 0 && ![204, 205, 304].includes(answer.status)) {
    const described = withHeader(answer, "Content-Type", "application/json");
    found.push(make("body-left-open", "body", { silent: "judge", answer: withJson(described, { understudy: true }) }));
  }
  const body = jsonOf(answer);
  if (body === undefined) return found;
  const text = answer.body.toString();
  const written = (kind: HarmlessKind, where: string, other: string) =>
    found.push(same(kind, where, { ...answer, body: Buffer.from(other) }));
  written("byte-order-mark", "body", `\uFEFF${text}`);
  written("white-space", "body", `\r\n${JSON.stringify(body, null, "\t")}\n`);
  written("member-order", "body", JSON.stringify(reversed(body)));
  for (const { where, value } of leavesOf(body)) {
    if (typeof value !== "number") continue;
    for (const [kind, spelling] of spellings(value)) {
      written(kind, kind !== "integer-as-1.0" ? `${where} (${spelling})` : where, withText(body, where, spelling));
    }
  }
  return [
    ...found,
    ...allowedChanges(original, body).map(({ kind, where, text }) =>
      make(kind, where, { silent: "judge", answer: { ...answer, body: Buffer.from(text) } }),
    ),
  ];
}

/** Headers that say the same: one more, one that comes in two lines, names in another letter case (RFC 9110, section 5). */
function headerChanges({ headers }: ServedAnswer): [HarmlessKind, ServedAnswer["headers"]][] {
  const upper = headers.map(([name, value]): [string, string] => [name.toUpperCase(), value]);
  return [
    ["extra-header", [...headers, ["X-Understudy-Extra", "1, 2"]]],
    [
      "repeated-header",
      [...headers, ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"], ["Vary", "Accept"], ["vary", "Origin"]],
    ],
    ["header-name-case", upper],
  ];
}

/** A JSON text with something else written at a place. */
function withText(body: unknown, where: string, written: string): string {
  return JSON.stringify(withValue(body, where, mark)).replace(`"${mark}"`, () => written);
}

type Change = { kind: HarmlessKind; where: string; text: string };

/** Other values that the schema allows. */
function allowedChanges({ schemas, response }: Original, body: unknown): Change[] {
  const schema = [...response.content.values()][0];
  if (schema === undefined) return [];
  const found = new Map<string, Change>();
  for (const spot of spotsOf(schemas, schema, body)) {
    const holder = changed(body, spot, mark);
    if (holder === undefined) continue;
    for (const [kind, at, written] of changesAt(schemas, spot)) {
      const text = JSON.stringify(holder).replace(`"${mark}"`, () => written);
      const where = at === undefined ? spot.where : `${spot.where} (${at})`;
      // What is harmless by itself may break something further up: the number of members, a choice of branches.
      if (!found.has(`${kind} ${where}`) && schemas.fits(schema, JSON.parse(text)))
        found.set(`${kind} ${where}`, { kind, where, text });
    }
  }
  return [...found.values()];
}

/** What may stand at a place instead, as JSON texts; with what tells several of a kind apart. */
function changesAt(schemas: OwnSchemas, { parts, value }: Spot): [HarmlessKind, string | undefined, string][] {
  const to = (kind: HarmlessKind, other: unknown, at?: string): [HarmlessKind, string | undefined, string][] =>
    other === undefined ? [] : [[kind, at, JSON.stringify(other)]];
  const types = parts.flatMap(({ schema }) => (schema.type === undefined ? [] : [[schema.type].flat()]));
  const isInteger = types.some((type) => type.includes("integer"));
  const limits = parts.flatMap(({ schema }) =>
    Object.entries(schema).flatMap(([keyword, argument]) => {
      if (!Object.hasOwn(innerLimits, keyword)) return [];
      const texts = innerLimits[keyword]?.({ value, argument, isInteger }) ?? [];
      return texts.map((text): [HarmlessKind, string, string] => [keyword as HarmlessKind, shortened(text), text]);
    }),
  );
  const offset = parts.some(({ schema }) => schema.format === "date-time") ? withOffset(value) : undefined;
  const isNullable = types.length > 0 && types.every((type) => type.includes("null"));
  const own = [
    ...limits,
    ...to("date-time-offset", offset),
    ...(isNullable ? to("allowed-null", null) : []),
    ...(parts.length > 0 && parts.every(({ schema }) => isOpen(schema)) ? to("deep-nesting", nested()) : []),
  ];
  if (!isObject(value)) return own;
  const map = parts.find(({ schema }) => isObject(schema.additionalProperties));
  const isAnyMap = parts.some(({ schema }) => schema.additionalProperties === true);
  const required = new Set(parts.flatMap(({ schema }) => (schema.required as string[] | undefined) ?? []));
  const hidden = new Set(parts.flatMap(({ pointer }) => schemas.requestOnly(pointer)));
  const kept = (keeps: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(value).filter(([name]) => keeps(name)));
  return [
    ...own,
    ...(isAnyMap ? to("deep-nesting", { ...value, understudy: nested() }) : []),
    ...(map
      ? to("map-key", { ...value, "another key/é": sampleOf(schemas, [`${map.pointer}/additionalProperties`]) })
      : []),
    ...(Object.keys(value).some((name) => !required.has(name))
      ? to(
          "optional-left-out",
          kept((name) => required.has(name)),
        )
      : []),
    ...([...hidden].some((name) => required.has(name))
      ? to(
          "write-only-left-out",
          kept((name) => !hidden.has(name)),
        )
      : []),
  ];
}

/** Whether a schema says nothing of a value: it has annotations and extensions only. */
function isOpen(schema: object): boolean {
  return Object.keys(schema).every((keyword) => /^(description|title|default|examples?|x-.*)$/.test(keyword));
}

/** More containers in each other than most readers ever see, and less than the judge looks into. */
function nested(): unknown {
  let value: unknown = [];
  for (let depth = 0; depth < 150; depth++) value = depth % 2 === 0 ? { understudy: value } : [value];
  return value;
}

function shortened(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 20)}…`;
}

/** The same moment, five and a half hours ahead of UTC. */
function withOffset(value: unknown): string | undefined {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time + 19_800_000).toISOString().replace("Z", "+05:30");
}

function statusInRange({ response, operation }: Original): number | undefined {
  const first = Number(response.status[0]) * 100;
  const named = new Set(operation.responses.map(({ status }) => status));
  return [first + 22, first + 18, first].find((status) => !named.has(String(status)));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, child]) => [name, reversed(child)]),
  );
}
