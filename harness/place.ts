import { relative } from "node:path";
import { isObject } from "../spec/contract.ts";
import { pointerTo, type SourceFile } from "../spec/source-file.ts";
import { alongPointer } from "./expression/value-path.ts";
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

/** The place of the first text below a pointer that holds another text. */
export function placeOfText({ file }: { file: SourceFile }, pointer: string, text: string): Place {
  return placeOf(file, pointerOfText(alongPointer(file.value, pointer), pointer, text) ?? pointer);
}

function pointerOfText(value: unknown, pointer: string, text: string): string | undefined {
  if (typeof value === "string") return value.includes(text) ? pointer : undefined;
  if (!Array.isArray(value) && !isObject(value)) return undefined;
  for (const [name, child] of Object.entries(value)) {
    const found = pointerOfText(child, pointerTo(pointer, name), text);
    if (found !== undefined) return found;
  }
  return undefined;
}
