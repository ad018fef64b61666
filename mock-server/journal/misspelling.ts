import { wrongCharacters } from "../../spec/near-path.ts";

/** A name without what writers of names disagree about: letter case, and what parts its words. */
export function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}

/**
 * The known name that a written one was probably meant to be: the same but for letter case and what parts its words, else
 * the one spelt most alike, if a third of it at most is different.
 * @returns `undefined` when nothing is near
 */
export function meantName(sent: string, known: readonly string[]): string | undefined {
  const letters = lettersOf(sent);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    if (lettersOf(name) === letters) return name;
    const wrong = wrongCharacters([[name, sent]]);
    if (wrong !== undefined && wrong < least) {
      least = wrong;
      nearest = name;
    }
  }
  return nearest;
}
