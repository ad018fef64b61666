import fc from "fast-check";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { expect, test } from "vitest";
import { jsonMistake } from "./json-mistake.ts";

/** The first mistake as jsonc-parser's own parser tells it. */
function first(text: string, allowTrailingComma: boolean) {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma, allowEmptyContent: false });
  const [error] = errors;
  return error && { name: printParseErrorCode(error.error), offset: error.offset };
}

const parts = ["{", "}", "[", "]", ",", ":", '"a"', '"', "1", "1.", "-", "true", "tru", "null", " ", "\n"];
const odd = ["\\", '"\\x"', '"\\u00z"', '"\t"', "//", "/* */", "/*", "'", "\u00e9", "\ufeff", "\u2028"];
const texts = fc.array(fc.oneof(fc.constantFrom(...parts), fc.constantFrom(...odd)), { maxLength: 14 });
const values = fc.json({ maxDepth: 3 });
/** JSON with one thing too much, or too little. */
const slips = fc
  .tuple(values, fc.nat(), fc.nat(3), fc.constantFrom("", ...parts, ...odd))
  .map(([text, at, length, part]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + part + text.slice(start + length);
  });

test.each([false, true])(
  "the same is told as by a parser that calls itself; trailing commas allowed: %s",
  (allowed) => {
    const told = (text: string) => jsonMistake(text, allowed ? { onTrailingComma: () => {} } : {});
    fc.assert(
      fc.property(
        fc.oneof(
          texts.map((all) => all.join("")),
          slips,
        ),
        (text) => {
          expect(told(text)).toEqual(first(text, allowed));
        },
      ),
      { numRuns: 5000 },
    );
  },
);

test("depth is no limit", () => {
  expect(jsonMistake("[".repeat(1_000_000))).toEqual({ name: "CloseBracketExpected", offset: 1_000_000 });
  expect(jsonMistake(`${'{"a":'.repeat(200_000)}1${"}".repeat(199_999)}`)?.name).toBe("CloseBraceExpected");
});

test("trailing commas are told where they stand", () => {
  const commas: number[] = [];
  expect(jsonMistake('{"a":[1, ],}', { onTrailingComma: (at) => commas.push(at) })).toBeUndefined();
  expect(commas).toEqual([7, 10]);
});
