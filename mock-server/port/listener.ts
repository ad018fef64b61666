import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { byForm, type Scrub } from "../../spec/scrub.ts";
import { UsageError } from "../../spec/usage-error.ts";
import { problemAnswer } from "../exchange/problem-answer.ts";
import { OpenConnections } from "./open-connections.ts";
import {
  handshakeProblem,
  headProblem,
  noProxy,
  type ProtocolError,
  protocolSentence,
  unmetExpectation,
  type WireError,
  wireProblem,
} from "./protocol-error.ts";

/** A server that is listening. */
export interface Listener {
  /** Its base URL, without a slash at the end. */
  url: string;
  /**
   * Takes no more calls, answers those that have come whole for `graceMs`, then cuts what is left. A connection without
   * a whole call is closed at once.
   */
  stop(graceMs: number): Promise<void>;
}

/** Where a server listens, and how. */
export interface Place {
  host: string;
  /** 0 for a free one. */
  port: number;
  /** The option that sets the port, for messages. */
  option: string;
  /** PEM texts; plain HTTP without. */
  tls?: { cert: string; key: string } | undefined;
  /** Whether an option gives TLS to this port; messages depend on it. */
  canTls?: boolean;
  /** Masks what comes back of a call by its value; by forms only unless told otherwise. */
  by?: Scrub;
  /** Told of everything that came and was no call. @param call method and target, where there were any */
  onProtocolError?: ((error: ProtocolError, call?: { method: string; url: string }) => void) | undefined;
}

/**
 * Listens with limits on everything a client can hold open: 5 s for the headers, 30 s for a whole request, 5 s between
 * requests on one connection, 16 kB of headers (Node's own limit).
 * @throws UsageError
 */
export async function listen(handler: RequestListener, at: Place): Promise<Listener> {
  const limits = {
    ...{ headersTimeout: 5_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    // What Node would answer by itself nobody would see.
    requireHostHeader: false,
  };
  const server = at.tls ? tlsServer({ ...limits, ...at.tls, handshakeTimeout: 5_000 }) : createServer(limits);
  // Also a client that does not read its answer is cut off.
  server.setTimeout(60_000);
  // Bytes are what counts: headers over a number are dropped in silence otherwise.
  server.maxHeadersCount = 0;
  const connections = serve(server, handler, at);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(unavailable(error, at)));
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const scheme = at.tls ? "https" : "http";
  return { url: `${scheme}://${urlHost(at.host)}:${port}`, stop: (graceMs) => stop(server, connections, graceMs) };
}

function tlsServer(options: ServerOptions): Server {
  try {
    return createTlsServer(options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`certificate and key cannot be used for TLS: ${why}`);
  }
}

/** Leads calls to their handler, and answers what is none. */
function serve(server: Server, handler: RequestListener, at: Place): OpenConnections {
  const connections = new OpenConnections();
  const traits = { canTls: at.canTls === true, maximumHeaderBytes: maxHeaderSize };
  const refuse = (response: ServerResponse, error: ProtocolError, { method = "", url = "" }: IncomingMessage) => {
    at.onProtocolError?.(error, { method, url });
    const sent = url === "" ? undefined : { path: url, by: at.by ?? byForm };
    const { status, headers, text } = answerTo(error, sent);
    if (response.headersSent) response.destroy();
    else response.writeHead(status, headers).end(text);
  };

  server.on(at.tls ? "secureConnection" : "connection", (socket: Socket) => connections.opened(socket));
  server.on("request", (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    connections.called(response);
    const error = headProblem(request);
    if (error) refuse(response, error, request);
    else handler(request, response);
  });
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    connections.called(response);
    refuse(response, unmetExpectation, request);
  });
  server.on("connect", ({ method = "", url = "" }: IncomingMessage, socket: Socket) => {
    at.onProtocolError?.(noProxy, { method, url });
    say(socket, noProxy);
  });
  const told = new WeakSet<Socket>();
  server.on("clientError", (thrown: WireError, socket: Socket) => {
    // The parser fails anew at each piece that follows.
    if (told.has(socket)) return;
    told.add(socket);
    const error = wireProblem(thrown, traits);
    const call = connections.unfinished(socket);
    // Opened for a call that may come later, as browsers do; or gone in the middle of a body, which the call's own entry
    // in the journal shows.
    const isQuiet = socket.bytesRead === 0 || (call !== undefined && thrown.code === "HPE_INVALID_EOF_STATE");
    if (!error || isQuiet) {
      socket.destroy();
    } else if (call) {
      refuse(call, error, call.req);
    } else {
      at.onProtocolError?.(error);
      connections.afterAnswers(socket, () => say(socket, error));
    }
  });
  server.on("tlsClientError", (thrown: WireError) => {
    const error = handshakeProblem(thrown);
    if (error) at.onProtocolError?.(error);
  });
  return connections;
}

/** The answer to what is no call: problem details (RFC 9457), and the end of the connection. */
function answerTo(error: ProtocolError, sent?: { path: string; by: Scrub }) {
  const { status, body, headers } = problemAnswer(error.status ?? 400, error.refusal, sent);
  const text = JSON.stringify(body);
  return {
    status,
    headers: {
      ...headers,
      "Content-Length": String(Buffer.byteLength(text)),
      "x-understudy-hint": protocolSentence(error),
      // An Allow is due, and nothing is allowed (RFC 9110, section 15.5.6).
      ...(status === 405 ? { Allow: "" } : {}),
      Connection: "close",
    },
    text,
  };
}

/** Answers on a connection that Node has no call for. A short grace lets the answer arrive before the end. */
function say(socket: Socket, error: ProtocolError): void {
  if (socket.writable) {
    const { status, headers, text } = answerTo(error);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
  }
  setTimeout(() => socket.destroy(), 250).unref();
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

async function stop(server: Server, connections: OpenConnections, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.drain();
  const timer = setTimeout(() => {
    connections.cut();
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearTimeout(timer);
}
