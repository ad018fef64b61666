import { relative } from "node:path";

/** A position in a text. Lines and columns count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A position, with the path of its file where that is not the one that was asked: a contract may stand in several. */
export interface FilePosition extends Position {
  path?: string;
}

/** A place in a file that a person can open. */
export interface Place extends Position {
  /** Path relative to the working directory where that is shorter. */
  file: string;
}

/** A file that knows where each of its values stands: its path, and the position of the value at a JSON Pointer. */
export interface Located {
  readonly path: string;
  locate(pointer: string): FilePosition;
}

/** The place of the value at a JSON Pointer of a file. */
export function placeOf(file: Located, pointer: string): Place {
  const { path = file.path, ...position } = file.locate(pointer);
  return { file: shortPath(path), ...position };
}

/** A path relative to the working directory, unless it lies outside of it. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || short === "" ? path : short;
}
