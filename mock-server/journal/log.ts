import { pino } from "pino";
import { byForm, maskText, type Scrub } from "../../spec/scrub.ts";
import type { ExchangeEntry, JournalEntry } from "./journal-entry.ts";
import { type LogStream, readableLines, visibleLines } from "./log-line.ts";
import { writtenTarget } from "./request-target.ts";

/** How much is logged. `error`: our own faults; `warn`: notices too; `info`: every call too; `debug`: what was in it. */
export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  level: LogLevel;
  stream: LogStream;
  /** Lines for people in place of JSON. The start is not among them: the start page tells it. */
  readable?: boolean;
}

/** What a mock does, one line an event. What a caller sent comes in as a journal entry, so it is masked already. */
export interface Log {
  /** A call that is over, or a notice. */
  entry(entry: JournalEntry): void;
  started(where: { vendor: string; control: string; sandboxes: readonly string[] }): void;
  /** Something about the start that its user should know. */
  warning(text: string): void;
  stopping(): void;
  stopped(): void;
  /** A fault of our own, never the caller's. @param where the call it came with, and what masks by value */
  failed(error: unknown, where: { method: string; url: string; by?: Scrub }): void;
}

/** Logs nothing. */
const silentLog: Log = { entry() {}, started() {}, warning() {}, stopping() {}, stopped() {}, failed() {} };

/** A log of JSON lines, or of lines for people. */
export function createLog({ level, stream, readable = false }: LogOptions): Log {
  if (level === "silent") return silentLog;
  const logger = pino(
    {
      level,
      // Neither process id nor host name: a container's log has them from elsewhere, a laptop's is nobody's business.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    readable ? readableLines(stream) : visibleLines(stream),
  );
  const detailed = logger.isLevelEnabled("debug");
  return {
    entry(entry) {
      switch (entry.kind) {
        case "exchange":
          // At one level, whatever its status: a refusal is an answer like any other, and a 5xx was asked for.
          return logger.info({ ...summaryOf(entry), ...(detailed ? detailOf(entry) : {}) }, "exchange");
        case "notice":
          return logger.warn({ world: entry.world, notice: entry.text }, "notice");
        default:
          return entry satisfies never;
      }
    },
    started(where) {
      if (!readable) logger.info(where, "started");
    },
    warning: (text) => logger.warn({ warning: text }, "warning"),
    stopping: () => logger.info("stopping"),
    stopped: () => logger.info("stopped"),
    failed(error, { method, url, by = byForm }) {
      logger.error({ method, path: writtenTarget(url, by), ...describeError(error, by) }, "failed");
    },
  };
}

/** Where nobody asked for a log: our own faults only, on standard error. */
export const errorLog = createLog({
  level: "error",
  stream: { write: (text) => process.stderr.write(text) },
  readable: true,
});

// Undefined members do not get into the line.
function summaryOf({ world, operation, request, response, ...entry }: ExchangeEntry) {
  return {
    world,
    operation,
    // The operation names the path of every other call.
    ...(operation === undefined ? { method: request.method, path: request.path } : {}),
    status: response?.status,
    rule: entry.rule,
    grade: entry.grade,
    durationMs: entry.durationMs,
    fault: entry.fault,
    change: entry.change === "" ? undefined : entry.change,
    nearMiss: entry.nearMiss,
  };
}

function detailOf({ id, got, request, response }: ExchangeEntry) {
  return { entry: id, got, request, response };
}

/** An error without what its message quotes: that may be a piece of somebody's request. */
function describeError(error: unknown, by: Scrub): { error: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: "something that is no error was thrown" };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line));
  const message = by
    .scrub(error.message)
    .replace(/(["'`]).*\1/gs, `$1${maskText}$1`)
    .replace(/\d{6,}/g, maskText);
  return { error: `${error.name}: ${message}`, stack: frames.map((line) => line.trim()) };
}
