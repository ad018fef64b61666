import { pointerTo } from "../spec/json/json-pointer.ts";
import type { JsonObject } from "../spec/json/json-value.ts";
import { parseSource, type SourceFile } from "../spec/source-file.ts";
import { UsageError } from "../spec/usage-error.ts";

// A file in which each value in turn is another one than it should be: what a user may well have written.

/** What is put in the place of each value. */
const replacements: readonly unknown[] = [null, "text", 7, [], {}];

/**
 * Every file that has one value replaced, with a name that says which and by what.
 * @param each how many other values each is replaced by, the next ones for the next; all unless told
 */
export function* filesAround(
  path: string,
  text: string,
  each = replacements.length,
): Generator<{ name: string; file: SourceFile }> {
  const { value, locate } = parseSource(path, text);
  for (const [index, pointer] of pointersIn(value, "").entries()) {
    for (let turn = 0; turn < each; turn++) {
      const other = replacements[(index * each + turn) % replacements.length];
      const name = `${pointer === "" ? "the document" : pointer} is ${JSON.stringify(other)}`;
      yield { name, file: { path, value: replaced(value, pointer.split("/").slice(1), other), locate } };
    }
  }
}

/** Uses each of them, and tells those that ended with anything but a result or a `UsageError`: faults of our own. */
export async function faultsIn(
  files: Iterable<{ name: string; file: SourceFile }>,
  use: (file: SourceFile) => unknown,
): Promise<{ faults: string[]; used: number; refused: number }> {
  const faults: string[] = [];
  const count = { used: 0, refused: 0 };
  for (const { name, file } of files) {
    try {
      await use(file);
      count.used++;
    } catch (error) {
      if (error instanceof UsageError) count.refused++;
      else faults.push(`${name}: ${error instanceof Error ? error.stack?.split("\n").slice(0, 3).join(" ") : error}`);
    }
  }
  return { faults, ...count };
}

function pointersIn(value: unknown, pointer: string): string[] {
  if (typeof value !== "object" || value === null) return [pointer];
  return [pointer, ...Object.entries(value).flatMap(([key, child]) => pointersIn(child, pointerTo(pointer, key)))];
}

function replaced(root: unknown, [segment, ...rest]: string[], value: unknown): unknown {
  if (segment === undefined) return value;
  const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
  const copy = Array.isArray(root) ? [...root] : { ...(root as JsonObject) };
  (copy as JsonObject)[key] = replaced((root as JsonObject)[key], rest, value);
  return copy;
}
