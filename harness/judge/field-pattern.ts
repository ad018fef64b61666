/**
 * Makes a test of the `where` of findings from a pattern.
 * - with a slash it is a JSON Pointer in which `*` stands for any part of one name, and `**` for any number of names:
 *   `/Data/**`, or `request /shop*` for what is sent
 * - without one it is a name: of a header, or of a member wherever it stands
 *
 * Letter case counts; findings write the names of headers in lower case.
 */
export function fieldPattern(pattern: string): (where: string) => boolean {
  if (!pattern.includes("/")) return (where) => fits(pattern, where.split("/").at(-1) ?? "");
  const wanted = pattern.split("/");
  return (where) => matches(wanted, where.split("/"), { isStar: (name) => name === "**", fits });
}

function fits(pattern: string, name: string): boolean {
  const equal = (wanted: string, there: string) => wanted === there;
  return matches([...pattern], [...name], { isStar: (char) => char === "*", fits: equal });
}

/**
 * Whether a pattern with stars matches a whole list. Only the last star ever has to give way, so that the time is at
 * most the product of both lengths, whatever a target calls its members.
 */
function matches(
  pattern: string[],
  items: string[],
  one: { isStar: (part: string) => boolean; fits: (part: string, item: string) => boolean },
): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let index = 0; index < items.length; ) {
    const part = pattern[at];
    if (part !== undefined && one.isStar(part)) {
      star = at++;
      taken = index;
    } else if (part !== undefined && one.fits(part, items[index] ?? "")) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++taken;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(one.isStar);
}
