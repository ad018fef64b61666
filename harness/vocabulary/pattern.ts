/**
 * The regular expression of a `pattern`, as ECMA-262 has it today: with its Unicode rules, and where the text breaks those,
 * as ECMA-262 5.1 read it, which OpenAPI 3.0 asks for and in which `\-` and `\_` may be escaped anywhere.
 * @returns `undefined` for what is none, such as `(?i)` at the beginning
 */
export function patternOf(text: string): RegExp | undefined {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(text, flags);
    } catch {
      // The other reading.
    }
  }
  return undefined;
}
