import { isContainer } from "../../spec/json/json-value.ts";
import type { OpenValues } from "../../spec/scrub.ts";
import type { Values } from "../expression/scope.ts";
import type { Scenario } from "../scenario/scenario.ts";

// No kind of PAN holder has the fourth letter Z, and no Indian mobile number begins with 5.
const synthetic = /(?<![A-Za-z0-9])(?:[A-Za-z]{3}[Zz][A-Za-z][0-9]{4}[A-Za-z]|5[0-9]{9})(?![A-Za-z0-9])/g;

/**
 * What a run has made up itself, and what its scenarios say that can be nobody's by its form: shown in reports, so that a
 * request can be read. Whatever was given to the run is not among it, even where the run made up the same.
 */
export class OwnValues implements OpenValues {
  readonly #own = new Set<string>();
  readonly #given = new Set<string>();

  /** @param given inputs and outputs that came from outside: the command line, the environment, a target file, a mock */
  constructor(scenarios: readonly Scenario[], given: readonly Values[]) {
    for (const text of scenarios.flatMap(({ file }) => textsIn(file.value))) {
      for (const [found] of text.matchAll(synthetic)) this.#own.add(found);
    }
    for (const text of textsIn(given)) this.#given.add(text);
  }

  /** Remembers a value that was made up, with all that it holds. */
  add(value: unknown): void {
    for (const text of textsIn(value)) this.#own.add(text);
  }

  *[Symbol.iterator](): Generator<string> {
    for (const text of this.#own) if (this.has(text)) yield text;
  }

  has(text: string): boolean {
    return this.#own.has(text) && !this.#given.has(text);
  }
}

/** The texts and numbers in a value, at any depth; what circles, as YAML's aliases can, is looked into once. */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (isContainer(value)) {
    if (seen.has(value)) return [];
    seen.add(value);
    return Object.values(value).flatMap((part) => textsIn(part, seen));
  }
  if (typeof value === "string") return value === "" ? [] : [value];
  // As JSON has it: a number that is kept as it was written, too.
  const isNumber = typeof value === "number" || (typeof value === "object" && value !== null);
  return isNumber ? [JSON.stringify(value)] : [];
}
