import type { IncomingMessage } from "node:http";

/** The largest request body that is read, in bytes. */
export const maximumBodyBytes = 65_536;

/** How long a request body may take to arrive, in milliseconds. */
const bodyTimeoutMs = 5_000;

/** Other limits than the usual ones. */
export interface BodyLimits {
  bytes?: number | undefined;
  timeoutMs?: number | undefined;
}

/** A request body as bytes, or why it was not read to its end. */
export type ReceivedBody = { bytes: Buffer } | { problem: "too-large" | "timeout" | "aborted" };

/**
 * Reads a request's body by hand: no library parses it, so that what is wrong with it can be said exactly.
 * Reading stops at the first byte too many, and when time is up; the connection should then be closed.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits = {}): Promise<ReceivedBody> {
  const { bytes = maximumBodyBytes, timeoutMs = bodyTimeoutMs } = limits;
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > bytes) return Promise.resolve({ problem: "too-large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: ReceivedBody) => {
      clearTimeout(timer);
      request.off("data", onData);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > bytes) finish({ problem: "too-large" });
      else chunks.push(chunk);
    };
    const timer = setTimeout(() => finish({ problem: "timeout" }), timeoutMs);
    request.on("data", onData);
    request.once("end", () => finish({ bytes: Buffer.concat(chunks) }));
    request.once("error", () => finish({ problem: "aborted" }));
    request.once("close", () => finish({ problem: "aborted" }));
  });
}
