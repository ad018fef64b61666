import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Exchange } from "../exchange/exchange.ts";
import type { ServedAnswer } from "../mutants/mutant.ts";
import type { RecordedCall, RecordedWorkflow } from "./recording.ts";

/** What the server writes itself, or what only held for the connection or the coding that was recorded. */
const ownHeaders = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "content-encoding",
  "date",
]);

/** What a call is answered that was not recorded. No contract documents it. */
export const strayStatus = 599;

/** A server that answers what was recorded, one call excepted. */
export class ReplayServer implements AsyncDisposable {
  readonly #server = createServer((request, response) => {
    // Read to its end first, so that the connection can be used again.
    request.resume().on("end", () => void this.#answer(`${request.method} ${request.url}`, response));
  });
  #queues = new Map<string, RecordedCall[]>();
  #planted: { call: RecordedCall | undefined; answer: ServedAnswer } | undefined;

  /** Starts it on a free port of this machine. @returns it, with the base URL that scenarios are to call */
  static async start(): Promise<ReplayServer & { readonly url: string }> {
    const replay = new ReplayServer();
    await new Promise<void>((resolve) => replay.#server.listen(0, "127.0.0.1", resolve));
    const { port } = replay.#server.address() as AddressInfo;
    return Object.assign(replay, { url: `http://127.0.0.1:${port}` });
  }

  /** Plays a workflow from its beginning; the answer to one of its calls is another, where one is planted. */
  play(workflow: RecordedWorkflow, planted?: { call: RecordedCall | undefined; answer: ServedAnswer }): void {
    this.#queues = Map.groupBy(workflow.calls, ({ exchange }) => keyOf(exchange));
    this.#planted = planted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(key: string, response: ServerResponse): Promise<void> {
    const queue = this.#queues.get(key);
    // The last answer stands: a workflow that was led astray may ask once more.
    const call = queue && queue.length > 1 ? queue.shift() : queue?.[0];
    if (!call)
      return void response.writeHead(strayStatus, { "content-type": "text/plain" }).end(`nothing recorded for ${key}`);
    const given = call === this.#planted?.call ? this.#planted.answer : answerOf(call.exchange);
    if (given.delayMs !== undefined) await setTimeout(given.delayMs);
    const headers = given.headers.filter(([name]) => !ownHeaders.has(name.toLowerCase())).flat();
    if (given.framing !== undefined) return misframe(response, { ...given, framing: given.framing }, headers);
    response.writeHead(given.status, [...headers, "Content-Length", String(given.body.length)]).end(given.body);
  }
}

/** Writes an answer by hand, for Node's own server frames no answer wrongly. The connection ends with it. */
function misframe(
  { socket }: ServerResponse,
  { status, body, framing }: ServedAnswer & { framing: NonNullable<ServedAnswer["framing"]> },
  headers: string[],
): void {
  const length = { "too-short": body.length - 1, "too-long": body.length + 1, "cut-chunk": undefined }[framing];
  const framed = length === undefined ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(length)];
  const pairs = [...headers, ...framed];
  const lines = pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${pairs[index + 1]}`] : []));
  const chunk = length === undefined ? [`${body.length.toString(16)}\r\n`, body, "\r\n"] : [body];
  const parts = [`HTTP/1.1 ${status} \r\n${lines.join("\r\n")}\r\n\r\n`, ...chunk];
  socket?.end(Buffer.concat(parts.map((part) => Buffer.from(part))));
}

/** The answer of a recorded exchange. */
export function answerOf({ response }: Exchange): ServedAnswer {
  const { status, headers, body } = response;
  return { status, headers, body };
}

function keyOf({ request }: Exchange): string {
  // As it was written on the wire: URL would resolve dots and change escapes.
  return `${request.method} ${request.url.slice(request.url.indexOf("/", "https://".length))}`;
}
