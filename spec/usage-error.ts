import { type Located, type Place, type Position, placeOf, shortPath } from "./place.ts";
import { printable } from "./words/printable.ts";

/** What is wrong with something that a user wrote: what is there, and what should be. */
export interface Problem {
  found: string;
  expected: string;
}

/**
 * Something that is the user's to mend: a file, an option, a name. The message is one line; where a file is wrong it is
 * `file:line:column: found …, expected …`. No stack trace is shown for it.
 */
export class UsageError extends Error {
  override name = "UsageError";
  /** Where in a file; `undefined` for what stands in none. */
  readonly place: Place | undefined;
  /** What is wrong, without the place. */
  readonly problem: string;

  /** @param problem what is wrong and what to do; it becomes one line, whatever names and values it quotes */
  constructor(problem: string, place?: Place) {
    const shown = printable(problem);
    super(place === undefined ? shown : `${printable(place.file)}:${place.line}:${place.column}: ${shown}`);
    this.problem = shown;
    this.place = place;
  }

  /** What is wrong with something that stands in no file. */
  static of(problem: Problem): UsageError {
    return new UsageError(sentenceOf(problem));
  }

  /** What is wrong with the value at a JSON Pointer of a file. */
  static at(file: Located, pointer: string, problem: Problem): UsageError {
    return UsageError.in(placeOf(file, pointer), problem);
  }

  /** What is wrong at a position of a file; at its beginning where it is wrong as a whole. */
  static inFile(path: string, position: Position | undefined, problem: Problem): UsageError {
    const { line, column } = position ?? { line: 1, column: 1 };
    return UsageError.in({ file: shortPath(path), line, column }, problem);
  }

  private static in(place: Place, problem: Problem): UsageError {
    return new UsageError(sentenceOf(problem), place);
  }
}

function sentenceOf({ found, expected }: Problem): string {
  return `found ${found}, expected ${expected}`;
}
