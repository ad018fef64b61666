import { closeSync, openSync, readSync } from "node:fs";
import { isDeeper } from "./json/depth.ts";
import type { Located } from "./place.ts";
import { parseJsonSource } from "./source/json-source.ts";
import { parseYaml } from "./source/yaml-source.ts";
import { UsageError } from "./usage-error.ts";

/** A YAML or JSON file, parsed, that still knows where each value stood: of one that does not exist, its nearest ancestor. */
export interface SourceFile extends Located {
  value: unknown;
  /** The text of the number, word or plain text at a JSON Pointer; `undefined` where there is none. */
  textAt?(pointer: string): string | undefined;
}

/** The largest file that is read, in bytes; the largest contracts that vendors publish have about half of it. */
const maximumBytes = 64 * 1024 * 1024;

// A mock and the runner in one process read the same contracts, and parsing is the dearest part of a start.
const parsed = new Map<string, { text: string; file: SourceFile }>();

/**
 * Reads and parses a YAML 1.2 or JSON file. A file that has not changed is parsed once, so its value is not to be changed.
 * @throws UsageError when it is missing, unreadable, too large, empty or not YAML.
 */
export function readSourceFile(path: string): SourceFile {
  const text = textIn(path, readBytes(path, { kind: "YAML", most: maximumBytes }), maximumBytes);
  const known = parsed.get(path);
  if (known?.text === text) return known.file;
  const file = parseSource(path, text);
  parsed.set(path, { text, file });
  return file;
}

/**
 * Parses the text of a YAML 1.2 or JSON file.
 * @param path what to call the file in errors; it is not opened
 * @throws UsageError when the text is empty, not YAML, or nested too deeply.
 */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = /^\s*[{[]/.test(text) ? parseJsonSource(text) : undefined;
  if (parsed && "name" in parsed) {
    const found = `the member ${JSON.stringify(parsed.name)} a second time`;
    throw UsageError.inFile(path, parsed.position, { found, expected: "each name once in an object" });
  }
  const { value, locate, textAt } = parsed ?? parseYaml(path, text);
  refuseDeep(path, value);
  return { path, value, locate, textAt };
}

/** How deeply values may stand in each other: far above any document, far below what exhausts the stack. */
const maximumDepth = 1000;

function refuseDeep(path: string, value: unknown): void {
  if (!isDeeper(value, maximumDepth)) return;
  const found = `values nested more than ${maximumDepth} deep`;
  throw UsageError.inFile(path, undefined, { found, expected: "fewer levels" });
}

/**
 * Reads the bytes of a file: of one that is larger than is taken, or that has no end, one byte too many, for
 * {@link textIn} to refuse it.
 * @param options.kind what it should be, for the error: `YAML`
 * @param options.most how many bytes are taken
 * @throws UsageError when it is missing, a folder or unreadable
 */
export function readBytes(path: string, { kind, most }: { kind: string; most: number }): Buffer {
  try {
    return firstBytes(path, most + 1);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const found = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : `an unreadable file (${code})`;
    throw UsageError.inFile(path, undefined, { found, expected: `a readable ${kind} file` });
  }
}

const stepBytes = 1024 * 1024;

/**
 * The first bytes of a file, all where it has no more. A pipe's size is not known before it has been read.
 * @throws Error as the file system tells it
 */
export function firstBytes(path: string, most: number): Buffer {
  const file = openSync(path, "r");
  try {
    const parts: Buffer[] = [];
    for (let left = most; left > 0; ) {
      const part = Buffer.allocUnsafe(Math.min(left, stepBytes));
      const length = readSync(file, part, 0, part.length, null);
      if (length === 0) break;
      parts.push(part.subarray(0, length));
      left -= length;
    }
    return Buffer.concat(parts);
  } finally {
    closeSync(file);
  }
}

/**
 * The text of a file's bytes, without a byte order mark.
 * @param most how many bytes are taken
 * @throws UsageError when there are more, or when they are not UTF-8
 */
export function textIn(path: string, bytes: Buffer, most: number): string {
  if (bytes.length > most) {
    throw UsageError.inFile(path, undefined, { found: `over ${most} bytes`, expected: `at most ${most} bytes` });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw UsageError.inFile(path, undefined, { found: "bytes that are not UTF-8", expected: "UTF-8 text" });
  }
}
