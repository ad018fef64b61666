import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { otherNotation } from "../../spec/json/other-notation.ts";
import { parseJson } from "../../spec/json/parse-json.ts";

/**
 * The value of a JSON text, with the text, or why it has none. `garbled`: it could not even be read as text. `isLimit`: it is
 * JSON, but more than is read here.
 */
export type JsonText = { value: unknown; text: string } | { problem: string; garbled?: true; isLimit?: true };

/** How deeply arrays and objects may stand in each other; far above any answer, far below what exhausts the stack. */
const maximumDepth = 200;

/**
 * Reads the bytes of a JSON text (RFC 8259). A leading byte order mark is allowed.
 * @returns the value, or the problem in words with its line and column; no part of the text is quoted in it
 */
export function readJson(bytes: Buffer): JsonText {
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

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === "\\") index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") deepest = Math.max(deepest, ++depth);
    else if (char === "}" || char === "]") depth--;
  }
  return deepest;
}
