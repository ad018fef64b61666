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

/** Places of answers that the contract leaves open and no scenario asks about, and why that is as it should be. */
export interface OpenLeaves {
  leaves: string[];
  reason: string;
}

/** What is known not to be noticed. */
export interface Misses {
  misses: Miss[];
  open: OpenLeaves[];
}

/** Where the list that ships with this package is. */
const missesPath = fileURLToPath(new URL("./misses.yaml", import.meta.url));

/**
 * Loads a list of misses.
 * @throws UsageError when it cannot be read, does not fit `misses.schema.json`, or lists a fault or a place twice
 */
export function loadMisses(path: string = missesPath): Misses {
  return missesOf(readSourceFile(path));
}

/** The list in a parsed file; see {@link loadMisses}. */
export function missesOf(file: SourceFile): Misses {
  const listed = checkShape<Misses>(file, schema);
  const seen = new Set<string>();
  const once = (name: string, pointer: string) => {
    if (seen.has(name)) {
      throw UsageError.at(file, pointer, {
        found: `${name} a second time`,
        expected: "each fault and each place once",
      });
    }
    seen.add(name);
  };
  for (const [index, { fault }] of listed.misses.entries()) once(fault, `/misses/${index}/fault`);
  for (const [index, { leaves }] of listed.open.entries()) {
    for (const [at, leaf] of leaves.entries()) once(leaf, `/open/${index}/leaves/${at}`);
  }
  return listed;
}
