import { distance } from "fastest-levenshtein";

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
  const folded = sent.toLowerCase();
  const letters = lettersOf(sent);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    if (lettersOf(name) === letters) return name;
    const plain = name.toLowerCase();
    // Comparing texts costs the product of their lengths; they differ by that of the two at least.
    if (Math.abs(plain.length - folded.length) > plain.length / 3) continue;
    const steps = distance(folded, plain);
    if (steps <= plain.length / 3 && steps < least) {
      least = steps;
      nearest = name;
    }
  }
  return nearest;
}
