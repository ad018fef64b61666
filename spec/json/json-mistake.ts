import { createScanner } from "jsonc-parser";

/** The first mistake in a text that is no JSON. */
export interface JsonMistake {
  name: MistakeName;
  /** Where the part of the text begins that shows it, in UTF-16 code units. */
  offset: number;
}

/** jsonc-parser's names. */
export type MistakeName =
  | "InvalidSymbol"
  | "PropertyNameExpected"
  | "ValueExpected"
  | "ColonExpected"
  | "CommaExpected"
  | "CloseBraceExpected"
  | "CloseBracketExpected"
  | "EndOfFileExpected"
  | "InvalidCommentToken"
  | "UnexpectedEndOfString"
  | "UnexpectedEndOfNumber"
  | "InvalidUnicode"
  | "InvalidEscapeCharacter"
  | "InvalidCharacter";

// The scanner's numbers: its enumerations are const, which a module that is only stripped of its types cannot import.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const comma = 5;
const colon = 6;
const string = 10;
const endOfText = 17;
const unknown = 16;
const scalars = [7, 8, 9, string, 11];
const comments = [12, 13];
const spaces = [14, 15];
const scanMistakes = new Map<number, MistakeName>([
  [2, "UnexpectedEndOfString"],
  [3, "UnexpectedEndOfNumber"],
  [4, "InvalidUnicode"],
  [5, "InvalidEscapeCharacter"],
  [6, "InvalidCharacter"],
]);

/**
 * Looks for the first mistake in a text: the one that jsonc-parser's `parse` tells first. That one calls itself for every
 * level, and a text may be nested deeper than any stack.
 * @param options.onTrailingComma told where a comma stands before a closing brace or bracket, which then is no mistake
 * @returns `undefined` where the scanner finds none; it takes some characters that JSON does not have
 */
export function jsonMistake(
  text: string,
  { onTrailingComma }: { onTrailingComma?: (offset: number) => void } = {},
): JsonMistake | undefined {
  const scanner = createScanner(text, false);
  let found: JsonMistake | undefined;
  const mistake = (name: MistakeName) => {
    found ??= { name, offset: scanner.getTokenOffset() };
    return found;
  };
  /** Goes to the next part that is no space. @returns what it is; the end of the text where there is a mistake in it */
  const next = (): number => {
    for (;;) {
      const kind: number = scanner.scan();
      const name = scanMistakes.get(scanner.getTokenError());
      if (name) mistake(name);
      else if (comments.includes(kind)) mistake("InvalidCommentToken");
      else if (kind === unknown) mistake("InvalidSymbol");
      if (found) return endOfText;
      if (!spaces.includes(kind)) return kind;
    }
  };

  /** What is open, by what closes it. */
  const open: number[] = [];
  let isAfterValue = false;
  for (let kind = next(); !found; ) {
    const closing = open.at(-1);
    if (closing === undefined && isAfterValue) {
      return kind === endOfText ? undefined : mistake("EndOfFileExpected");
    }
    if (closing !== undefined) {
      if (kind === closing) {
        open.pop();
        isAfterValue = true;
        kind = next();
        continue;
      }
      if (kind === endOfText) {
        return mistake(closing === closeBrace ? "CloseBraceExpected" : "CloseBracketExpected");
      }
      if (kind === comma) {
        if (!isAfterValue) return mistake("ValueExpected");
        const at = scanner.getTokenOffset();
        kind = next();
        if (kind === closing && onTrailingComma) {
          onTrailingComma(at);
          continue;
        }
      } else if (isAfterValue) return mistake("CommaExpected");
      if (closing === closeBrace) {
        if (kind !== string) return mistake("PropertyNameExpected");
        if (next() !== colon) return mistake("ColonExpected");
        kind = next();
      }
    }
    if (kind === openBrace || kind === openBracket) open.push(kind + 1);
    else if (!scalars.includes(kind)) return mistake("ValueExpected");
    isAfterValue = scalars.includes(kind);
    kind = next();
  }
  return found;
}
