import { decoded, formDecoded, pairsIn, type RawPair } from "./percent.ts";
import type { Style } from "./style.ts";

/** The members of an object that is written as text; `nested` for one whose own members stand there, which no style defines. */
export type Members = [name: string, texts: string[] | "nested"][];

/**
 * What a written parameter may be, by what its schema asks for. The text is split first and decoded then, so that a
 * separator that was escaped is part of a value (OpenAPI 3.1.2, appendix C).
 */
export interface Readings {
  /** As one value: its texts, one for each time it was given. */
  texts: string[];
  /** As a list, the likeliest first. */
  lists: string[][];
  /** As an object, the likeliest first. */
  objects: Members[];
}

/** Whether a name that is none of the other parameters' may be a member of an object. */
export type IsMember = (name: string) => boolean;

/**
 * Reads a parameter from the pairs of a query, a form or a cookie.
 * @param isMember asked where the members of an object stand beside the other parameters (`form`, exploded)
 * @returns `undefined` where it is not there
 */
export function readPairs(
  name: string,
  style: Style,
  { pairs, isMember }: { pairs: readonly RawPair[]; isMember: IsMember },
): Readings | undefined {
  const decode = style.place === "query" ? formDecoded : decoded;
  const own = pairs.filter((pair) => pair.name === name);
  const texts = own.map(({ raw }) => decode(raw));
  if (style.name === "deepObject") return deepReadings(name, texts, pairs);
  if (style.explode) {
    const beside = pairs.filter((pair) => pair.name !== name && isMember(pair.name));
    if (own.length === 0 && beside.length === 0) return undefined;
    const objects = own.length === 0 ? [grouped(beside.map(({ name: key, raw }) => [key, decode(raw)]))] : [];
    return { texts, lists: own.length === 0 ? [] : [texts], objects };
  }
  const [first, ...more] = own;
  if (!first) return undefined;
  // Without explode it is one text; given twice it is nothing that the style knows.
  return more.length > 0 ? nothing : splitReadings(first.raw, { style, decode });
}

/**
 * Reads a parameter of a path or a header from its text.
 * @param text as it is written: not decoded, with the mark of its style
 */
export function readText(name: string, style: Style, text: string): Readings {
  if (style.place === "header") {
    const { texts, lists, objects } = splitReadings(text.trim(), { style, decode: (part) => part.trim() });
    // Empty elements of a header's list are none (RFC 9110, section 5.6.1).
    return { texts, lists: lists.slice(0, 1).map((list) => list.filter((item) => item !== "")), objects };
  }
  switch (style.name) {
    case "matrix": {
      if (!text.startsWith(";")) return nothing;
      const pairs = pairsIn(text.slice(1), ";", decoded);
      return readPairs(name, style, { pairs, isMember: () => true }) ?? nothing;
    }
    case "label":
      return text.startsWith(".") ? splitReadings(text.slice(1), { style, decode: decoded }) : nothing;
    default:
      return splitReadings(text, { style, decode: decoded });
  }
}

const nothing: Readings = { texts: [], lists: [], objects: [] };

/** What may stand between parts as they are written. The 3.0.3 edition had dots between all parts of a label. */
function separatorsOf({ name, explode }: Style): RegExp[] {
  if (name === "spaceDelimited") return [/%20|\+| /];
  if (name === "pipeDelimited") return [/%7c|\|/i];
  if (name === "label") return explode ? [/\./] : [/,/, /\./];
  return [/,/];
}

function splitReadings(raw: string, { style, decode }: { style: Style; decode: (text: string) => string }): Readings {
  const splits = separatorsOf(style).map((separator) => raw.split(separator));
  const lists = splits.map((parts) => parts.map(decode));
  const objects = splits.flatMap((parts) => membersOf(parts, style.explode, decode) ?? []);
  // An empty text is a list of one empty item; where no item may be empty, it was meant as an empty list.
  return { texts: [decode(raw)], lists: raw === "" ? [...lists, []] : lists, objects: raw === "" ? [[]] : objects };
}

/** Names and values, beside each other or by turns; `undefined` where the parts are none. */
function membersOf(parts: string[], explode: boolean, decode: (text: string) => string): Members[] | undefined {
  if (explode) {
    if (!parts.every((part) => part.includes("="))) return undefined;
    const pairs = parts.map((part): [string, string] => {
      const [name = "", ...value] = part.split("=");
      return [decode(name), decode(value.join("="))];
    });
    return [grouped(pairs)];
  }
  if (parts.length % 2 === 1) return undefined;
  const pairs = parts.flatMap((part, index): [string, string][] =>
    index % 2 === 0 ? [[decode(part), decode(parts[index + 1] ?? "")]] : [],
  );
  return [grouped(pairs)];
}

/** `name[member]=value`; deeper brackets are defined nowhere (OpenAPI 3.1.2, Style Values). */
function deepReadings(name: string, texts: string[], pairs: readonly RawPair[]): Readings | undefined {
  const inside = pairs.flatMap((pair): [string, string | undefined][] => {
    if (!pair.name.startsWith(`${name}[`)) return [];
    const [, member, more] = /^\[([^\]]*)\](.*)$/s.exec(pair.name.slice(name.length)) ?? [];
    return member === undefined ? [] : [[member, more === "" ? formDecoded(pair.raw) : undefined]];
  });
  if (inside.length === 0) return texts.length === 0 ? undefined : { texts, lists: [], objects: [] };
  return { texts: [], lists: [], objects: [grouped(inside)] };
}

function grouped(pairs: [name: string, text: string | undefined][]): Members {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return [...groups].map(([name, group]) => {
    const texts = group.flatMap(([, text]) => text ?? []);
    return [name, texts.length === group.length ? texts : "nested"];
  });
}
