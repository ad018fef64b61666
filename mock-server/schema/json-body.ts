import type { IncomingHttpHeaders } from "node:http";
import { jsonMistake, type MistakeName } from "../../spec/json/json-mistake.ts";
import { isObject, type JsonObject } from "../../spec/json/json-value.ts";
import { otherNotation } from "../../spec/json/other-notation.ts";
import { parseJson } from "../../spec/json/parse-json.ts";
import { mediaTypeOf } from "../../spec/media-type.ts";
import type { Refusal } from "./refusal.ts";

/** The value of a JSON text, with the text without its byte order mark; or why it has none and what to send instead. */
export type ParsedJson = { value: unknown; text: string } | { refusal: Refusal; text?: string };

/** A request body as it is judged: an object, or what is wrong with it. */
export type JsonBody =
  | { value: JsonObject }
  | { problem: "media-type" | "malformed" | "not-an-object"; refusal: Refusal };

/** What a vendor may be more lenient about. */
export interface JsonLeniency {
  /** Read the body as JSON whatever its headers say. */
  anyMediaType?: boolean;
  /** Accept a comma before a closing brace or bracket. */
  trailingCommas?: boolean;
}

/** Reads the bytes of a JSON text (RFC 8259). */
export function parsedJson(bytes: Buffer): ParsedJson {
  if (bytes.length === 0) return { refusal: { got: "Body is empty", change: "send a JSON object" } };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { refusal: { got: "Body is not JSON: it is not UTF-8 text", change: "send UTF-8" } };
  }
  try {
    return { value: parseJson(text), text };
  } catch {
    const { got, ...change } = explainBrokenJson(text);
    return { refusal: { got: `Body is not JSON: ${got}`, ...change }, text };
  }
}

/**
 * Judges a body that must be a JSON object sent as application/json.
 * @param headers of the request
 * @param parsed its body, as {@link parsedJson} read it
 */
export function jsonBodyOf(headers: IncomingHttpHeaders, parsed: ParsedJson, lenient: JsonLeniency = {}): JsonBody {
  const mediaType = lenient.anyMediaType ? undefined : mediaTypeRefusal(headers);
  if (mediaType) return { problem: "media-type", refusal: mediaType };
  const forgiven = lenient.trailingCommas && "refusal" in parsed ? withTrailingCommas(parsed.text ?? "") : undefined;
  if ("refusal" in parsed && forgiven === undefined) return { problem: "malformed", refusal: parsed.refusal };
  const value = "value" in parsed ? parsed.value : forgiven;
  if (isObject(value)) return { value };
  const refusal = { got: "Body is JSON but not an object", change: "send an object with named members" };
  return { problem: "not-an-object", refusal };
}

/** The value of a text that is JSON but for its trailing commas; `undefined` where more is wrong with it. */
function withTrailingCommas(text: string): unknown {
  let plain = "";
  let end = 0;
  const onTrailingComma = (offset: number) => {
    plain += text.slice(end, offset);
    end = offset + 1;
  };
  if (jsonMistake(text, { onTrailingComma })) return undefined;
  try {
    return parseJson(plain + text.slice(end));
  } catch {
    return undefined;
  }
}

function mediaTypeRefusal(headers: IncomingHttpHeaders): Refusal | undefined {
  const sent = headers["content-type"];
  if (sent === undefined) return { got: "Content-Type is missing", change: "send application/json" };
  const type = mediaTypeOf(sent);
  if (type?.essence !== "application/json") {
    return { got: "Content-Type is not application/json", change: "send application/json" };
  }
  const charset = type.params.get("charset")?.toLowerCase();
  if (charset && !["utf-8", "utf8", "us-ascii"].includes(charset)) {
    return { got: "Content-Type has a charset that is not utf-8", change: "JSON is sent as UTF-8" };
  }
  const encoding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") return undefined;
  return { got: "Content-Encoding is not supported", change: "send the body uncompressed" };
}

/**
 * Says where and why a text is not JSON; the two mistakes of the vendors' own samples, and literals of other languages, by name. Values are never quoted:
 * they may be personal.
 */
export function explainBrokenJson(text: string): Refusal {
  const first = jsonMistake(text);
  // JSON.parse refused it, so a silent scanner is one that is more lenient about characters.
  if (!first) return { got: "it has a character that JSON does not allow" };
  const before = text.slice(0, first.offset).trimEnd();
  const rest = text.slice(first.offset);
  // The comma itself is what must go, so its place is the one to tell.
  if (before.endsWith(",") && /^\s*[}\]]/.test(rest)) {
    const member = nameBefore(before.slice(0, -1));
    return { got: `trailing comma${member} at ${placeIn(text, before.length - 1)}`, change: "remove the comma" };
  }
  const { name } = first;
  if (name === "CommaExpected") {
    // Told right after the value that the comma should follow, not at the token that comes too soon.
    return { got: `missing comma${nameBefore(before)} at ${placeIn(text, before.length)}`, change: "add a comma" };
  }
  const change = otherNotation(text);
  const got = `${problems[name]} at ${placeIn(text, first.offset)}`;
  return change === undefined ? { got } : { got, change };
}

const problems: Record<Exclude<MistakeName, "CommaExpected">, string> = {
  InvalidSymbol: "unexpected word",
  PropertyNameExpected: "member name in double quotes expected",
  ValueExpected: "value expected",
  ColonExpected: "colon expected",
  CloseBraceExpected: "closing brace expected",
  CloseBracketExpected: "closing bracket expected",
  EndOfFileExpected: "end of the body expected",
  InvalidCommentToken: "comment, which JSON does not have,",
  UnexpectedEndOfString: "string without its closing quote",
  UnexpectedEndOfNumber: "unfinished number",
  InvalidUnicode: "malformed \\u escape",
  InvalidEscapeCharacter: "escape that JSON does not have",
  InvalidCharacter: "control character in a string",
};

/** ` after "name"`, for the member whose simple value a text ends with; empty where there is none. */
function nameBefore(text: string): string {
  const line = text.slice(-512);
  const name = /"([A-Za-z0-9_.-]{1,64})"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^\s",:{}[\]]+)\s*$/.exec(line)?.[1];
  return name === undefined ? "" : ` after "${name}"`;
}

function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${[...(lines.at(-1) ?? "")].length + 1}`;
}
