// What is said while documents are loaded, and to whom.

import type { SourceFile } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import type { ArazzoDocument } from "../arazzo/document.ts";

/** @throws UsageError for something that only Arazzo 1.1.0 has in a document of an earlier version */
export function refuseEarlier(
  file: SourceFile,
  { arazzo }: ArazzoDocument,
  { pointer, what }: { pointer: string; what: string },
): void {
  if (arazzo.startsWith("1.1.")) return;
  const found = `${what} in a document of Arazzo ${arazzo}`;
  throw UsageError.at(file, pointer, { found, expected: "no such member, or arazzo: 1.1.0" });
}

/** Names for an error text, the first twenty of them. */
export function list(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, 20).join(", ");
  return all.length === 0 ? "(there is none)" : all.length > 20 ? `${shown} and ${all.length - 20} more` : shown;
}

/** Told of each thing that is wrong; unless it throws, loading goes on without the part that is wrong. */
export type Report = (problem: UsageError) => void;

/** Told of what is valid, or may be, and cannot be looked into; the loader goes on without it. */
export type Unread = (problem: UsageError) => void;

/** Loads a part; `undefined` where it is wrong and that was reported. */
export function part<T>(load: () => T, report: Report): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    report(error);
    return undefined;
  }
}

/** @throws UsageError for a name that is given a second time */
export function refuseSecond(isSecond: boolean, file: SourceFile, at: { pointer: string; found: string }): void {
  if (!isSecond) return;
  throw UsageError.at(file, at.pointer, {
    found: `a second ${at.found}`,
    expected: "each name once",
  });
}
