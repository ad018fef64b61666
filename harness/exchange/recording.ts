import { checkShape } from "../../spec/check-shape.ts";
import { isObject } from "../../spec/json/json-value.ts";
import { parseJson } from "../../spec/json/parse-json.ts";
import { type Place, shortPath } from "../../spec/place.ts";
import { readBytes, type SourceFile, textIn } from "../../spec/source-file.ts";
import { UsageError } from "../../spec/usage-error.ts";
import schema from "./har.schema.json" with { type: "json" };
import { entrySpans, frameOf, offsetOf, offsetOfError, positionAt, positionsOf, type Span } from "./har-text.ts";
import { type Recorded, recordedOf } from "./recorded-entry.ts";

/** One call of a recording. */
export interface RecordedEntry {
  /** Counts from 1. */
  number: number;
  place: Place;
  /** Empty where the entry does not say. */
  method: string;
  /** Empty where the entry does not say. */
  url: string;
  /** Read anew each time, so that a recording takes hardly more room than its text. */
  readonly recorded: Recorded;
}

/** The largest recording that is read, in bytes. Its text may take twice as much room, and V8 has none above 512 MiB. */
const maximumBytes = 256 * 1024 * 1024;

/**
 * Reads a recording in HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec). An entry that is none is no reason
 * to refuse the others.
 * @throws UsageError when it cannot be read, is too large, is not JSON, or has no entries
 */
export function loadHar(path: string): RecordedEntry[] {
  return harOf(path, readBytes(path, { kind: "HAR", most: maximumBytes }));
}

/**
 * The values that a recording of ours names as made up by the run it is of; none of any other.
 * @throws UsageError as {@link loadHar}
 */
export function madeUpIn(path: string): string[] {
  const bytes = readBytes(path, { kind: "HAR", most: maximumBytes });
  // Most recordings are not ours, and large.
  if (!bytes.includes('"_madeUp"')) return [];
  const text = textIn(path, bytes, maximumBytes);
  const { log } = objectIn(jsonIn(frameOf(text, entrySpans(text)).text)?.value);
  const named = objectIn(log)._madeUp;
  return Array.isArray(named) ? named.filter((value) => typeof value === "string") : [];
}

/** The recording in some bytes; see {@link loadHar}. */
export function harOf(path: string, bytes: Buffer): RecordedEntry[] {
  const text = textIn(path, bytes, maximumBytes);
  const spans = entrySpans(text);
  refuseOtherFiles(path, text, spans);
  const positions = positionsOf(
    text,
    spans.map(({ start }) => start),
  );
  return spans.map(({ start, end }, index) => {
    const read = () => jsonIn(text.slice(start, end));
    const { request } = objectIn(read()?.value);
    const { method, url } = objectIn(request);
    return {
      number: index + 1,
      place: { file: shortPath(path), ...(positions[index] ?? { line: 1, column: 1 }) },
      method: typeof method === "string" ? method : "",
      url: typeof url === "string" ? url : "",
      get recorded() {
        const json = read();
        if (json) return recordedOf(json.value, described);
        return { problem: "unreadable", reason: "found text that is not JSON, expected an object" } as const;
      },
    };
  });
}

/** The recording is checked without its entries: whatever is wrong in one of them is wrong in that one only. */
function refuseOtherFiles(path: string, text: string, spans: Span[]): void {
  const frame = frameOf(text, spans);
  const json = jsonIn(frame.text);
  if (!json) {
    const position = positionAt(text, frame.offset(offsetOfError(frame.text)));
    throw UsageError.inFile(path, position, { found: "text that is not JSON", expected: "a HAR file, in JSON" });
  }
  const locate = (pointer: string) => positionAt(text, frame.offset(offsetOf(frame.text, pointer)));
  const file: SourceFile = { path, value: json.value, locate };
  const { version } = checkShape<{ log: { version?: unknown } }>(file, schema, described).log;
  // An empty version is 1.1, and whoever reads 1.2 reads any other 1; a version that is none says nothing.
  if (typeof version !== "string" || !/^\d{1,2}\.\d{1,2}$/.test(version) || version.startsWith("1.")) return;
  throw UsageError.at(file, "/log/version", { found: `HAR version ${version}`, expected: "1.2, or another 1" });
}

function jsonIn(text: string): { value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}

function objectIn(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

/** The text of a recording may be anybody's secret: errors tell what is there, and quote nothing. */
function described(value: unknown): string {
  if (typeof value === "string") return `(${[...value].length} characters)`;
  return typeof value === "object" && value !== null ? `(${Object.keys(value).length} members)` : String(value);
}
