import type { Finding, Severity } from "../finding.ts";

/** How many findings of one check are told of one exchange, one by one. */
const maximumFindings = 100;

/** The findings of one check of one exchange: the first of them, and one that counts the rest. */
export class FindingList {
  readonly #listed: Finding[] = [];
  #more: { first: Finding; errors: number; warnings: number } | undefined;

  /** @param make the finding; only made where it is needed */
  add(severity: Severity, make: () => Finding): void {
    if (this.#listed.length < maximumFindings) {
      this.#listed.push(make());
      return;
    }
    this.#more ??= { first: make(), errors: 0, warnings: 0 };
    this.#more[severity === "error" ? "errors" : "warnings"]++;
  }

  all(): Finding[] {
    if (!this.#more) return this.#listed;
    const { first, errors, warnings } = this.#more;
    const count = errors + warnings;
    const rest: Finding = {
      ...first,
      severity: errors > 0 ? "error" : "warning",
      alternative: undefined,
      where: "",
      expected: `no more than the ${maximumFindings} that are told`,
      actual: `${count} more of the same check`,
    };
    return [...this.#listed, rest];
  }
}
