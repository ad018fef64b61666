import type { LogStream } from "./log-line.ts";

/** How much may wait for a slow reader, in bytes. Lines on top of that are lost. */
const maximumWaiting = 16 * 1024 * 1024;

/**
 * Standard error, for a log: who reads it slowly, or not at all, neither slows the answers down nor keeps the process
 * from ending.
 */
export function standardError(): LogStream & { flush(timeoutMs: number): Promise<void> } {
  const { stderr } = process;
  // Its reader may have gone: the mock goes on without a log.
  stderr.on("error", () => {});
  return {
    write: (text) => stderr.writableLength < maximumWaiting && stderr.write(text),
    /** Resolves when everything is written, or time is up. */
    async flush(timeoutMs) {
      if (stderr.writableLength === 0) return;
      await Promise.race([
        new Promise<void>((resolve) => stderr.write("", () => resolve())),
        new Promise<void>((resolve) => setTimeout(resolve, timeoutMs)),
      ]);
    },
  };
}
