import { type Token, textIn, tokensOf } from "./json-tokens.ts";
import { typeOf } from "./json-value.ts";

/** A name, a scalar, or a whole object or array in a JSON text. */
export interface JsonPart {
  /** A member's name; the value of a member; an item of an array, or the value of the whole text. */
  is: "name" | "member" | "item";
  /** The names of the members it stands in, outermost first, its own member included; indices are left out. Another part's soon. */
  names: readonly string[];
  /** Of a name or a scalar; `undefined` of an object and an array. */
  value: string | number | boolean | null | undefined;
  /** As it is written. Of an object and an array it is looked for each time. */
  readonly source: string;
}

/**
 * A JSON text in which some parts are written otherwise. All else stays as it is: spaces, the digits of numbers, the
 * escapes of strings, members that are given twice. It may be nested to any depth.
 * @param text valid JSON, without a byte order mark
 * @param write what to write for a part; `undefined` leaves it, and looks into it
 */
export function rewrittenJson(text: string, write: (part: JsonPart) => string | undefined): string {
  let done = "";
  let end = 0;
  const names: string[] = [];
  /** For each object or array that is open, whether members stand in it, and whether it is one itself. */
  const open: { hasMembers: boolean; isMember: boolean }[] = [];
  /** How many are open of a part that is written otherwise as a whole. */
  let passed = 0;
  for (const token of tokensOf(text)) {
    if (passed > 0) {
      if (token.kind === "open") passed++;
      else if (token.kind === "close" && --passed === 0) end = token.end;
    } else if (token.kind === "close") {
      if (open.pop()?.isMember) names.pop();
    } else {
      const isMember = token.kind !== "name" && open.at(-1)?.hasMembers === true;
      const is = token.kind === "name" ? "name" : isMember ? "member" : "item";
      const written = write(partOf(text, token, { is, names }));
      if (written !== undefined) {
        done += text.slice(end, token.offset) + written;
        end = token.end;
      }
      if (token.kind === "name") names.push(textIn(text, token));
      else if (token.kind === "open" && written === undefined) {
        open.push({ hasMembers: text.startsWith("{", token.offset), isMember });
      } else {
        if (token.kind === "open") passed = 1;
        if (isMember) names.pop();
      }
    }
  }
  return done + text.slice(end);
}

function partOf(text: string, token: Token, { is, names }: Pick<JsonPart, "is" | "names">): JsonPart {
  if (token.kind === "open") {
    return {
      is,
      names,
      value: undefined,
      get source() {
        return text.slice(token.offset, endOf(text, token));
      },
    };
  }
  const source = text.slice(token.offset, token.end);
  return { is, names, value: source.startsWith('"') ? textIn(text, token) : JSON.parse(source), source };
}

/** Where the object or the array ends that a token opens. */
function endOf(text: string, opening: Token): number {
  let depth = 0;
  for (const { kind, end } of tokensOf(text, opening.offset)) {
    if (kind === "open") depth++;
    else if (kind === "close" && --depth === 0) return end;
  }
  return text.length;
}

/** The type and the length of a part's value, for whoever is not shown it: `string of 6`. */
export function kindOf({ value, source }: Pick<JsonPart, "value" | "source">): string {
  if (typeof value === "string") return `string of ${/[\ud800-\udfff]/.test(value) ? [...value].length : value.length}`;
  const content: unknown = value === undefined ? JSON.parse(source) : value;
  const type = typeOf(content);
  if (Array.isArray(content)) return `${type} of ${content.length}`;
  if (typeof content === "object" && content !== null) return `${type} of ${Object.keys(content).length}`;
  return type === "integer" ? `${type} of ${String(content).replace(/\D/g, "").length}` : type;
}
