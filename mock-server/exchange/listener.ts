import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { UsageError } from "../../spec/usage-error.ts";

/** A server that is listening. */
export interface Listener {
  /** Its base URL, without a slash at the end. */
  url: string;
  /** Stops taking calls, lets running ones finish for `graceMs`, then cuts what is left. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Listens with limits on everything a client can hold open: 10 s for the headers, 30 s for a whole request, 5 s between
 * requests on one connection, 16 kB of headers (Node's own limit).
 * @param at.port 0 for a free one
 * @throws UsageError
 */
export async function listen(
  handler: RequestListener,
  at: { host: string; port: number; option: string },
): Promise<Listener> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    handler,
  );
  // Also a client that does not read its answer is cut off.
  server.setTimeout(60_000);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(unavailable(error, at)));
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${urlHost(at.host)}:${port}`, stop: (graceMs) => stop(server, graceMs) };
}

function unavailable(error: NodeJS.ErrnoException, at: { host: string; port: number; option: string }): Error {
  const where = `port ${at.port} on ${at.host}`;
  if (error.code === "EADDRINUSE") {
    return new UsageError(`${where} is in use: choose another with ${at.option}, or 0 for a free one`);
  }
  if (error.code === "EACCES") {
    return new UsageError(`${where} may not be used by this user: choose one above 1023 with ${at.option}`);
  }
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN") {
    return new UsageError(`${at.host} is not an address of this machine: choose another host`);
  }
  return error;
}

/** A host that clients can call: a wildcard address listens everywhere, so loopback reaches it. */
function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that becomes idle after its last answer would otherwise be kept alive for its next call.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}
