/** Text in a scenario that does not follow its grammar: a runtime expression, a condition or a JSON Pointer. */
export class MalformedText extends Error {
  override name = "MalformedText";
  readonly at: number;
  readonly found: string;
  readonly expected: string;

  /**
   * @param text the whole text
   * @param at where in it the problem is: an offset that counts from 0
   * @param expected what should stand there
   */
  constructor(text: string, at: number, expected: string) {
    const rest = text.slice(at, at + 20);
    const found = `${JSON.stringify(text)}, at character ${at + 1} ${rest === "" ? "its end" : JSON.stringify(rest)}`;
    super(`found ${found}, expected ${expected}`);
    this.at = at;
    this.found = found;
    this.expected = expected;
  }
}
