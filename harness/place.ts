import { relative } from "node:path";
import type { SourceFile } from "../spec/source-file.ts";
import type { Place } from "./finding.ts";

/** The place of the value at a JSON Pointer of a file, its path relative to the working directory where that is shorter. */
export function placeOf(file: SourceFile, pointer: string): Place {
  return { file: shortPath(file.path), ...file.locate(pointer) };
}

/** A path relative to the working directory, unless it lies outside of it. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || short === "" ? path : short;
}
