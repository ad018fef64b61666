import { type Dirent, existsSync, globSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { shortPath } from "../spec/place.ts";
import { UsageError } from "../spec/usage-error.ts";

/** Which files of a folder are meant, by the end of their names, and what to call one. */
export interface FileKind {
  noun: string;
  endings: readonly string[];
}

/** Files that can be scenarios. What a scenario refers to, with other names, is found by the reference. */
export const arazzoFiles: FileKind = {
  noun: "scenario",
  endings: [".arazzo.yaml", ".arazzo.yml", ".arazzo.json"],
};
export const harFiles: FileKind = { noun: "recording", endings: [".har"] };

/**
 * The files that arguments name, each once, in the order of the arguments: of a folder all of the kind at any depth, by
 * name; of a pattern what it matches, by name. A name that is neither stays as it is and is found missing later.
 * @throws UsageError for a folder without such a file, and for an option's value where a file must be
 */
export function filesNamed(names: readonly string[], kind: FileKind): string[] {
  const files = names.flatMap(matching).flatMap((name) => (isFolder(name) ? filesBelow(name, kind) : [name]));
  const once = new Map(files.map((file) => [resolve(file), file]));
  for (const file of once.values()) refuseValue(file);
  return [...once.values()];
}

function matching(pattern: string): string[] {
  const found = /[*?[{]/.test(pattern) ? globSync(pattern).sort() : [];
  return found.length > 0 ? found : [pattern];
}

/** Links to folders are not followed, so that none leads in a circle; packages have tests of their own. */
function filesBelow(folder: string, { noun, endings }: FileKind): string[] {
  const found = walk(folder).filter((file) => endings.some((ending) => file.toLowerCase().endsWith(ending)));
  if (found.length > 0) return found.sort();
  const wanted = endings.map((ending) => `*${ending}`).join(", ");
  throw new UsageError(`folder ${shortPath(folder)} has no ${noun} in it: found no file named ${wanted} at any depth`);
}

function walk(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : walk(path);
    return isFolder(path) ? [] : [path];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new UsageError(`folder ${shortPath(folder)} cannot be looked into (${code})`);
  }
}

/** What cannot be looked at is no folder: whoever reads it as a file says what is wrong. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** `--input a=b c=d` gives one input: of the rest only the name is told, for the value may be a secret. */
function refuseValue(file: string): void {
  const [, name] = /^([\w.-]+)=/.exec(file) ?? [];
  if (name === undefined || existsSync(file)) return;
  throw new UsageError(
    `${name}=... is no file: an option takes one value each time, so write --input ${name}=... again`,
  );
}
