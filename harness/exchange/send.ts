import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { decoded } from "./content-coding.ts";
import type { Exchange, ReceivedResponse, SentRequest } from "./exchange.ts";
import type { Pace } from "./pace.ts";

// An import of node:http also loads what it exports for browsers' sake, which takes longer than everything else in it.
const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

/** Why there is no complete answer. */
export type SendFailure =
  | "refused"
  | "unreachable"
  | "reset"
  | "timeout"
  | "truncated"
  | "misframed"
  | "too-large"
  | "aborted"
  | "unsendable"
  | "budget";

/** Whether a failure is the runner's own doing: then nothing is learnt about the target. */
export function isOwnFailure(failure: SendFailure): boolean {
  return failure === "unsendable" || failure === "aborted" || failure === "budget";
}

/** What came of a request; a failure is an outcome, not an exception. */
export type SendOutcome = { exchange: Exchange } | { failure: SendFailure; reason: string };

/** PEM texts for TLS. `ca` replaces the authorities that Node trusts. */
export interface TlsIdentity {
  cert?: string;
  key?: string;
  ca?: string;
  passphrase?: string;
}

/** What `send` does not go beyond. */
export interface SendLimits {
  /** For the whole exchange, in milliseconds. */
  timeoutMs: number;
  /** For the body of the answer, in bytes. */
  responseBytes: number;
}

const defaultLimits: SendLimits = { timeoutMs: 30_000, responseBytes: 4 * 1024 * 1024 };

/** How a sender treats its target. */
export interface SenderOptions extends Partial<SendLimits> {
  /** How many requests it sends in all; no limit unless given. */
  maximumRequests?: number | undefined;
  /** Makes each request wait for its turn. */
  pace?: Pace;
  /** For TLS, by origin. */
  identities?: ReadonlyMap<string, TlsIdentity> | undefined;
}

/** Sends requests over connections that are kept open. Nothing is added to a request, redirects are not followed. */
export class Sender implements Disposable {
  readonly #limits: SendLimits;
  readonly #options: SenderOptions;
  readonly #agents = new Map<string, Agent>();
  #sent = 0;

  constructor(options: SenderOptions = {}) {
    this.#limits = { ...defaultLimits, ...options };
    this.#options = options;
  }

  /**
   * Sends one request as it is: headers in their order, `Host` and `Content-Length` included.
   * @returns the exchange, or why there is none
   */
  async send(request: SentRequest, signal?: AbortSignal): Promise<SendOutcome> {
    const { maximumRequests = Infinity, pace } = this.#options;
    if (this.#sent >= maximumRequests) {
      const reason = `the ${maximumRequests} requests of the budget are used up: give more with --budget`;
      return { failure: "budget", reason };
    }
    this.#sent++;
    await pace?.turn(signal);
    return this.#exchange(request, signal);
  }

  #exchange(request: SentRequest, signal?: AbortSignal): Promise<SendOutcome> {
    const started = performance.now();
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    const fail = (failure: SendFailure, reason: string) => resolve({ failure, reason });
    const url = new URL(request.url);
    const where = url.host;
    const outgoing = this.#open(request, url);
    if (outgoing instanceof Error) {
      fail("unsendable", outgoing.message);
      return promise;
    }
    const stop = (failure: SendFailure, reason: string) => {
      fail(failure, reason);
      outgoing.destroy();
    };
    const { timeoutMs, responseBytes } = this.#limits;
    let answer: Arriving | undefined;
    const late = () => {
      const within = `within ${timeoutMs / 1000} s`;
      const reason = answer ? `sent ${arrivedOf(answer)} ${within}` : `did not answer ${within}`;
      stop("timeout", `${where} ${reason}`);
    };
    const timer = setTimeout(late, timeoutMs);
    const abort = () => stop("aborted", "the run was stopped");
    signal?.addEventListener("abort", abort, { once: true });
    promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    });
    if (signal?.aborted) abort();

    outgoing.on("error", (error: ParseError) => {
      const code = error.code ?? error.message;
      // What comes after the end of an answer does not take it back.
      if (answer?.incoming.complete && code.startsWith("HPE_")) answer.hasExcess = true;
      else if (code.startsWith("HPE_"))
        fail("misframed", `${where} answered what HTTP does not allow: ${error.reason ?? code}`);
      else if (code === "ECONNREFUSED") fail("refused", `${where} refused the connection`);
      else if (code === "ECONNRESET" || code === "EPIPE")
        fail("reset", `${where} closed the connection without an answer`);
      else fail("unreachable", `${where} could not be reached: ${code}`);
    });
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      const arriving: Arriving = { incoming, bytes: 0, hasExcess: false };
      answer = arriving;
      incoming.on("data", (chunk: Buffer) => {
        arriving.bytes += chunk.length;
        if (arriving.bytes > responseBytes)
          stop("too-large", `${where} answered with more than ${responseBytes} bytes`);
        else chunks.push(chunk);
      });
      incoming.on("error", () => fail("truncated", `${where} closed the connection after ${arrivedOf(arriving)}`));
      incoming.on("end", () => {
        const durationMs = performance.now() - started;
        const received: ReceivedResponse = {
          status: incoming.statusCode ?? 0,
          headers: pairs(incoming.rawHeaders),
          body: Buffer.concat(chunks),
          ...(arriving.hasExcess ? { misframed: "more bytes after its end" } : {}),
        };
        const response = decoded(received, responseBytes);
        const startedAt = performance.timeOrigin + started;
        resolve({ exchange: { request, response, startedAt, durationMs } });
      });
    });
    outgoing.end(request.body);
    return promise;
  }

  /** Closes the connections that are kept open. */
  [Symbol.dispose](): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  /** One for each origin, so that a client certificate is shown to the server it is for and to no other. */
  #agentOf({ origin, protocol }: URL): Agent {
    const known = this.#agents.get(origin);
    if (known) return known;
    const options = { keepAlive: true, ...this.#options.identities?.get(origin) };
    const agent = protocol === "https:" ? new https.Agent(options) : new http.Agent({ keepAlive: true });
    this.#agents.set(origin, agent);
    return agent;
  }

  #open(request: SentRequest, url: URL): ClientRequest | Error {
    const isSecure = url.protocol === "https:";
    try {
      // Looked at before anything is opened: a request that cannot be sent must leave no connection behind.
      for (const [name, value] of request.headers) {
        http.validateHeaderName(name);
        http.validateHeaderValue(name, value);
      }
      const outgoing = (isSecure ? https : http).request({
        agent: this.#agentOf(url),
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
        port: url.port,
        // The target exactly as written: URL would resolve dots and change the escapes a scenario chose.
        path: request.url.slice(request.url.indexOf("/", url.protocol.length + 2)),
        method: request.method,
        setHost: false,
        setDefaultHeaders: false,
      });
      for (const [name, value] of request.headers) outgoing.setHeader(name, value);
      return outgoing;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** An answer while it comes in. */
interface Arriving {
  incoming: IncomingMessage;
  /** Of its body, so far. */
  bytes: number;
  /** Whether more came after its end. */
  hasExcess: boolean;
}

/** What Node's parser adds to an error. Its reason quotes nothing of what came. */
type ParseError = NodeJS.ErrnoException & { reason?: string };

/** How much of an answer has come, and how much it has announced (RFC 9112, section 6). */
function arrivedOf({ incoming, bytes }: Arriving): string {
  const announced = incoming.headers["content-length"];
  if (announced !== undefined) return `${bytes} of the ${announced} bytes that its Content-Length announces`;
  const isChunked = incoming.headers["transfer-encoding"] !== undefined;
  return isChunked ? `${bytes} bytes of its answer and no last chunk` : `${bytes} bytes of its answer`;
}

function pairs(raw: string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? "", raw[index * 2 + 1] ?? ""]);
}
