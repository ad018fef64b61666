import { distance } from "fastest-levenshtein";

// How near one path is to another: what a mock says of a call to no path, and a judge of a recorded one.

/**
 * How many characters of some texts are wrong; letter case does not count.
 * @param pairs what is wanted, and what was found in its place
 * @returns `undefined` where it is more than a third of what is wanted: then something else was meant
 */
export function wrongCharacters(pairs: readonly (readonly [wanted: string, found: string])[]): number | undefined {
  const allowance = pairs.reduce((sum, [wanted]) => sum + wanted.length, 0) / 3;
  // Comparing texts costs the product of their lengths; as many characters are wrong as there are too many or too few.
  const least = pairs.reduce((sum, [wanted, found]) => sum + Math.abs(wanted.length - found.length), 0);
  if (least > allowance) return undefined;
  const wrong = pairs.reduce((sum, [wanted, found]) => sum + distance(wanted.toLowerCase(), found.toLowerCase()), 0);
  return wrong <= allowance ? wrong : undefined;
}

/** In which slashes a path that was sent differs from the one it is held against, in words. */
export function slashProblems(sent: string, path: string): string[] {
  const isDoubled = (text: string) => /\/\/(?!$)/.test(text);
  const has = sent.length > 1 && sent.endsWith("/");
  const wants = path.endsWith("/");
  const isSame = has === wants || (wants && sent === "/");
  return [
    ...(isDoubled(sent) && !isDoubled(path) ? ["a slash is doubled"] : []),
    ...(isSame ? [] : [`a slash at the end is ${has ? "too much" : "missing"}`]),
  ];
}
