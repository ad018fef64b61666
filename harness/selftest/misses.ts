import { fileURLToPath } from "node:url";
import { checkShape } from "../../spec/check-shape.ts";
import { readSourceFile, type SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import schema from "./misses.schema.json" with { type: "json" };

/** A fault that is known to be missed, and why that is as it should be. */
export interface Miss {
  fault: string;
  reason: string;
}

/** Where the list that ships with this package is. */
const missesPath = fileURLToPath(new URL("./misses.yaml", import.meta.url));

/**
 * Loads a list of misses.
 * @throws UsageError when it cannot be read, does not fit `misses.schema.json`, or lists a fault twice
 */
export function loadMisses(path: string = missesPath): Miss[] {
  return missesOf(readSourceFile(path));
}

/** The list in a parsed file; see {@link loadMisses}. */
export function missesOf(file: SourceFile): Miss[] {
  const { misses } = checkShape<{ misses: Miss[] }>(file, schema);
  const seen = new Set<string>();
  for (const [index, { fault }] of misses.entries()) {
    if (seen.has(fault)) {
      throw UsageError.at(file, `/misses/${index}/fault`, {
        found: `${fault} a second time`,
        expected: "each fault once",
      });
    }
    seen.add(fault);
  }
  return misses;
}
