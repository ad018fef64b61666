import { isObject } from "../../spec/json/json-value.ts";
import { headerOf } from "../exchange/exchange.ts";
import { jsonOf, type Original, type ServedAnswer, withHeader, withJson } from "./mutant.ts";
import { sampleOf } from "./sample.ts";
import { changed, spotsOf } from "./spot.ts";
import { leavesOf, withValue } from "./value.ts";

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
  "integer-as-1.0",
  "date-time-offset",
  "allowed-null",
  "map-key",
  "byte-order-mark",
  "status-in-range",
  "body-left-open",
  "white-space",
  "member-order",
  "optional-left-out",
] as const;
export type HarmlessKind = (typeof harmlessKinds)[number];

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
  const found = [same("extra-header", "header", withHeader(answer, "X-Understudy-Extra", "1, 2"))];
  const type = headerOf(answer.headers, "content-type");
  if (type !== undefined) {
    const upper = type.replace(/^[^;]+/, (essence) => essence.toUpperCase());
    found.push(same("upper-case-media-type", "content-type", withHeader(answer, "Content-Type", upper)));
    const charset = /charset/i.test(type) ? type.replace(/;\s*charset=.*$/i, "") : `${type}; charset=UTF-8`;
    found.push(same("charset", "content-type", withHeader(answer, "Content-Type", charset)));
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
  for (const { where, value } of leavesOf(body).filter(({ value }) => Number.isInteger(value))) {
    written("integer-as-1.0", where, JSON.stringify(withValue(body, where, mark)).replace(`"${mark}"`, `${value}.0`));
  }
  return [
    ...found,
    ...allowedChanges(original, body).map(({ kind, where, whole }) =>
      make(kind, where, { silent: "judge", answer: withJson(answer, whole) }),
    ),
  ];
}

type Change = { kind: HarmlessKind; where: string; whole: unknown };

/** Other values that the schema allows. */
function allowedChanges({ schemas, response }: Original, body: unknown): Change[] {
  const schema = [...response.content.values()][0];
  if (schema === undefined) return [];
  const changes = spotsOf(schemas, schema, body).flatMap((spot): Change[] => {
    const { parts, value, where } = spot;
    const to = (kind: HarmlessKind, other: unknown) => [{ kind, where, whole: changed(body, spot, other) }];
    const offset = parts.some(({ schema }) => schema.format === "date-time") ? withOffset(value) : undefined;
    const types = parts.flatMap(({ schema }) => (schema.type === undefined ? [] : [[schema.type].flat()]));
    const map = parts.find(({ schema }) => isObject(schema.additionalProperties));
    const required = new Set(parts.flatMap(({ schema }) => (schema.required as string[] | undefined) ?? []));
    const optional = isObject(value) ? Object.keys(value).filter((name) => !required.has(name)) : [];
    return [
      ...(offset === undefined ? [] : to("date-time-offset", offset)),
      ...(types.length > 0 && types.every((type) => type.includes("null")) ? to("allowed-null", null) : []),
      ...(map && isObject(value)
        ? to("map-key", { ...value, "another key/é": sampleOf(schemas, [`${map.pointer}/additionalProperties`]) })
        : []),
      ...(isObject(value) && optional.length > 0
        ? to("optional-left-out", Object.fromEntries(Object.entries(value).filter(([name]) => required.has(name))))
        : []),
    ];
  });
  // What is harmless by itself may break something further up: the number of members, a choice of branches.
  return changes.filter(({ whole }) => whole !== undefined && schemas.fits(schema, whole));
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
