import type { IncomingHttpHeaders } from "node:http";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { isObject, type JsonObject } from "../../spec/json-value.ts";

/** A request body as it is judged: an object, or what is wrong with it in words that name a place and a cure. */
export type JsonBody =
  | { value: JsonObject }
  | { problem: "media-type" | "malformed" | "not-an-object"; message: string };

/** What a vendor may be more lenient about. */
export interface JsonLeniency {
  /** Read the body as JSON whatever its headers say. */
  anyMediaType?: boolean;
  /** Accept a comma before a closing brace or bracket. */
  trailingCommas?: boolean;
}

/**
 * Reads a body that must be a JSON object sent as application/json.
 * @param headers of the request
 * @param bytes of its body
 */
export function jsonBodyOf(headers: IncomingHttpHeaders, bytes: Buffer, lenient: JsonLeniency = {}): JsonBody {
  const mediaType = lenient.anyMediaType ? undefined : mediaTypeProblem(headers);
  if (mediaType) return { problem: "media-type", message: mediaType };
  if (bytes.length === 0) return { problem: "malformed", message: "Body is empty: send a JSON object" };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: "malformed", message: "Body is not JSON: it is not UTF-8 text; send UTF-8" };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const forgiven = lenient.trailingCommas ? withTrailingCommas(text) : undefined;
    if (forgiven === undefined)
      return { problem: "malformed", message: `Body is not JSON: ${explainBrokenJson(text)}` };
    value = forgiven;
  }
  if (isObject(value)) return { value };
  return { problem: "not-an-object", message: "Body is JSON but not an object: send an object with named members" };
}

/** The value of a text that is JSON but for its trailing commas; `undefined` where more is wrong with it. */
function withTrailingCommas(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

function mediaTypeProblem(headers: IncomingHttpHeaders): string | undefined {
  const sent = headers["content-type"];
  if (sent === undefined) return "Content-Type is missing: send application/json";
  const [type = "", ...parameters] = sent.split(";").map((part) => part.trim().toLowerCase());
  if (type !== "application/json") return "Content-Type is not application/json: send application/json";
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset !== undefined && !["utf-8", "utf8", "us-ascii"].includes(charset.replaceAll('"', ""))) {
    return "Content-Type has a charset that is not utf-8: JSON is sent as UTF-8";
  }
  const encoding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  return encoding === "identity" ? undefined : "Content-Encoding is not supported: send the body uncompressed";
}

/**
 * Says where and why a text is not JSON, the two mistakes of the vendors' own samples by name. Values are never quoted:
 * they may be personal.
 */
export function explainBrokenJson(text: string): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  // JSON.parse refused it, so a silent jsonc-parser is one that is more lenient about characters.
  if (!first) return "it has a character that JSON does not allow";
  const before = text.slice(0, first.offset).trimEnd();
  const rest = text.slice(first.offset);
  // The comma itself is what must go, so its place is the one to tell.
  if (before.endsWith(",") && /^\s*[}\]]/.test(rest)) {
    const member = nameBefore(before.slice(0, -1));
    return `trailing comma${member} at ${placeOf(text, before.length - 1)}; remove the comma`;
  }
  const name = printParseErrorCode(first.error);
  if (name === "CommaExpected") {
    // Told right after the value that the comma should follow, not at the token that comes too soon.
    return `missing comma${nameBefore(before)} at ${placeOf(text, before.length)}; add a comma`;
  }
  return `${problems[name] ?? "it is not well formed"} at ${placeOf(text, first.offset)}`;
}

// By the names that jsonc-parser prints for its error codes.
const problems: Record<string, string> = {
  InvalidSymbol: "unexpected word",
  InvalidNumberFormat: "malformed number",
  PropertyNameExpected: "member name in double quotes expected",
  ValueExpected: "value expected",
  ColonExpected: "colon expected",
  CloseBraceExpected: "closing brace expected",
  CloseBracketExpected: "closing bracket expected",
  EndOfFileExpected: "end of the body expected",
  InvalidCommentToken: "comment, which JSON does not have,",
  UnexpectedEndOfComment: "comment, which JSON does not have,",
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

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${[...(lines.at(-1) ?? "")].length + 1}`;
}
