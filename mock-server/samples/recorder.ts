import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../port/listener.ts";

/** What a client sent and what it met; bodies are the text that was on the wire. */
export interface Passage {
  path: string;
  sent: { headers: IncomingHttpHeaders; body: string };
  met: { status: number | undefined; rule: unknown; body: string };
}

/** Stands between a client and a mock, so that clients need not print more than their page's sample does. */
export interface Recorder extends AsyncDisposable {
  /** The base URL to call in place of the mock's. */
  url: string;
  /** The exchanges since the last call of this, oldest first. */
  take(): Passage[];
}

/**
 * Starts a recorder on a free port of loopback.
 * @param target base URL of the mock that every request goes on to, method, path, headers and body as they came
 */
export async function startRecorder(target: string): Promise<Recorder> {
  const recorded: Passage[] = [];
  const listener = await listen(
    async (incoming, outgoing) => {
      const path = incoming.url ?? "";
      const { method, headers } = incoming;
      const body = await text(incoming);
      const onward = request(target + path, { method: method ?? "GET", headers });
      onward.once("error", () => outgoing.destroy());
      onward.once("response", async (reply: IncomingMessage) => {
        const answer = await text(reply);
        const met = { status: reply.statusCode, rule: reply.headers["x-understudy-rule"], body: answer };
        recorded.push({ path, sent: { headers, body }, met });
        outgoing.writeHead(reply.statusCode ?? 500, reply.headers).end(answer);
      });
      onward.end(body);
    },
    { host: "127.0.0.1", port: 0, option: "--port" },
  );
  return {
    url: listener.url,
    take: () => recorded.splice(0),
    [Symbol.asyncDispose]: () => listener.stop(1_000),
  };
}
