// What a name that nobody knows was probably meant to be. Whatever refuses a name asks here, so that all ask alike.

import { distance } from "fastest-levenshtein";

/** How many known names are told where none is near. */
const mostListed = 20;

/** A name without what writers of names disagree about: letter case, and what parts its words. */
export function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}

/**
 * The known name that a written one was probably meant to be: the same but for letter case and what parts its words, else
 * the one spelt most alike, if a third of it at most, or one letter, is different.
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
    const most = Math.max(1, plain.length / 3);
    // Comparing texts costs the product of their lengths; they differ by that of the two at least.
    if (Math.abs(plain.length - folded.length) > most) continue;
    const steps = stepsBetween(folded, plain);
    if (steps <= most && steps < least) {
      least = steps;
      nearest = name;
    }
  }
  return nearest;
}

/** How many letters are wrong, missing or too many; two that changed places are one. */
export function stepsBetween(one: string, other: string): number {
  const steps = distance(one, other);
  return steps === 2 && isSwapped(one, other) ? 1 : steps;
}

function isSwapped(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return one.slice(0, at) + one.charAt(at + 1) + one.charAt(at) + one.slice(at + 2) === other;
}

/** The known name that one which is refused anyway was probably meant to be; the only one it may be short for counts, too. */
export function likelyName(sent: string, known: readonly string[]): string | undefined {
  const near = meantName(sent, known);
  const letters = lettersOf(sent);
  if (near !== undefined || letters.length < 3) return near;
  const longer = known.filter((name) => isShortFor(letters, lettersOf(name)));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Whether a name begins with some letters, or is to half of them, in their order and from the first one on. */
function isShortFor(letters: string, name: string): boolean {
  if (name.startsWith(letters)) return true;
  if (letters.length > name.length || letters.length < name.length / 2 || letters[0] !== name[0]) return false;
  let at = -1;
  return [...letters].every((letter) => {
    at = name.indexOf(letter, at + 1);
    return at >= 0;
  });
}

/** What to say of an unknown name: `did you mean b?`, or where none is near the names there are. */
export function didYouMean(sent: string, known: readonly string[]): string {
  const meant = likelyName(sent, known);
  return meant === undefined ? thereAre(sent, known) : `did you mean ${meant}?`;
}

/** The names there are, and which of them was probably meant: `there are a, b; did you mean b?`. */
export function thereAre(sent: string, known: readonly string[]): string {
  const meant = likelyName(sent, known);
  const all = known.length === 0 ? "there is none" : `there ${known.length === 1 ? "is" : "are"} ${listed(known)}`;
  return meant === undefined ? all : `${all}; did you mean ${meant}?`;
}

/** What was expected in the place of an unknown name: `one of a, b; did you mean b?`, without a question where none is near. */
export function oneOf(sent: string, known: readonly string[], what = "one of"): string {
  const meant = likelyName(sent, known);
  const all = `${what} ${known.join(", ")}`;
  return meant === undefined ? all : `${all}; did you mean ${meant}?`;
}

/** Names for a message: all of a few, the first ones of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).join(", ");
  return names.length > mostListed ? `${shown} and ${names.length - mostListed} more` : shown;
}
