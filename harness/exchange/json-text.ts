import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { otherNotation } from "../../spec/json/other-notation.ts";
import { parseJson } from "../../spec/json/parse-json.ts";
import { parseWritten } from "./written-json.ts";

/**
 * The value of a JSON text, with the text, or why it has none. `garbled`: it could not even be read as text. `isLimit`: it is
 * JSON, but more than is read here.
 */
export type JsonText = { value: unknown; text: string } | { problem: string; garbled?: true; isLimit?: true };

/** How deeply arrays and objects may stand in each other; far above any answer, far below what exhausts the stack. */
const maximumDepth = 200;

/** From how many bytes on a text is dear to read. */
const large = 2 ** 16;
let last: { bytes: Buffer; json: JsonText } | undefined;

/**
 * Reads the bytes of a JSON text (RFC 8259). A leading byte order mark is allowed.
 * @returns the value, or the problem in words with its line and column; no part of the text is quoted in it
 */
export function readJson(bytes: Buffer): JsonText {
  if (bytes.length < large) return jsonOf(bytes);
  // Judged, searched for what is sensitive, masked: the same body is asked for several times in a row.
  if (last?.bytes !== bytes) last = { bytes, json: jsonOf(bytes) };
  return last.json;
}

function jsonOf(bytes: Buffer): JsonText {
  let text: string;
  try {
    // The decoder drops a byte order mark.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { problem: `${bytes.length} bytes that are not UTF-8`, garbled: true };
  }
  // Whoever reads the value calls itself for every level of it, and so does the second parser.
  const isLimit = depthOf(text) > maximumDepth;
  const tooDeep = `arrays or objects nested more than ${maximumDepth} deep`;
  try {
    const value = parseJson(text);
    return isLimit ? { problem: tooDeep, isLimit } : { value, text };
  } catch {
    return { problem: isLimit ? "text that is not JSON" : problemOf(text) };
  }
}

const written = new WeakMap<JsonText, unknown>();

/** The value of a JSON text with its numbers as they are written, see `written-json.ts`; made once for each text. */
export function writtenValue(json: JsonText & { text: string; value: unknown }): unknown {
  if (!written.has(json)) written.set(json, parseWritten(json.text, json.value));
  return written.get(json);
}

/** JSON.parse quotes the text in its message, so a second parser is asked where it broke. */
function problemOf(text: string): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (!first) return "text that is not JSON";
  const before = text.slice(0, first.offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const what = problems[printParseErrorCode(first.error)] ?? "a syntax error";
  const hint = otherNotation(text);
  return `${what} at line ${before.length} column ${column}${hint === undefined ? "" : `; ${hint}`}`;
}

const problems: Record<string, string> = {
  InvalidSymbol: "a word that is not JSON",
  InvalidNumberFormat: "a malformed number",
  PropertyNameExpected: "no member name where one must be",
  ValueExpected: "no value where one must be",
  ColonExpected: "no colon where one must be",
  CommaExpected: "no comma where one must be",
  CloseBraceExpected: "no closing brace where one must be",
  CloseBracketExpected: "no closing bracket where one must be",
  EndOfFileExpected: "more text after the end of the JSON",
  InvalidCommentToken: "a comment",
  UnexpectedEndOfComment: "a comment",
  UnexpectedEndOfString: "a string without its end",
  UnexpectedEndOfNumber: "a number without its end",
  InvalidUnicode: "a malformed \\u escape",
  InvalidEscapeCharacter: "an unknown escape",
  InvalidCharacter: "a control character in a string",
};

// Not of tokens: it may be no JSON, and this is done to every body.
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (inString) {
      if (char === 0x5c) index++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x7d || char === 0x5d) depth--;
  }
  return deepest;
}
