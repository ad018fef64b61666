import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as a test's target received it. */
export interface Received {
  method: string;
  url: string;
  headers: Record<string, unknown>;
  body: string;
}

/** An answer: status and JSON body, or a function that writes one, or cuts the connection, itself. */
export type Answer =
  | { status?: number; json?: unknown; headers?: Record<string, string> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** A target whose answers a test wrote beforehand, one for each request, by path; the last one is given again. */
export async function startTarget(script: Record<string, Answer[]>) {
  const received: Received[] = [];
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const url = request.url ?? "";
    received.push({ method: request.method ?? "", url, headers: request.headers, body: await text(request) });
    const path = url.split("?")[0] ?? "";
    const answers = script[path] ?? [];
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)] ?? { status: 404, json: { message: "no such path" } };
    if (typeof answer === "function") return answer(response, request);
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(answer.json === undefined ? "" : JSON.stringify(answer.json));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
