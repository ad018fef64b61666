import { globSync } from "node:fs";

/** Files by a pattern; a name that is no pattern, or that nothing matches, stays as it is and is found missing later. */
export function matching(pattern: string): string[] {
  const found = /[*?[{]/.test(pattern) ? globSync(pattern).sort() : [];
  return found.length > 0 ? found : [pattern];
}
