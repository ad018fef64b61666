/**
 * Whether objects and arrays stand in each other more than so many levels deep. One level is looked at after the other: a
 * value may be nested deeper than any stack.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  let level = [value].filter(isHolder);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next = new Set<object>();
    for (const holder of level) {
      for (const child of Object.values(holder)) if (isHolder(child)) next.add(child);
    }
    level = [...next];
  }
  return false;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
