import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { startTarget } from "../test-target.ts";
import type { SentRequest } from "./exchange.ts";
import { Sender, type SendOutcome } from "./send.ts";

/** A server that sees the very bytes of a request and writes those of the answer. */
async function startRaw(answer: (socket: Socket, request: string) => void) {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      requests.push(data.toString());
      answer(socket, data.toString());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return { host, requests, connections: () => connections, [Symbol.dispose]: () => void server.close() };
}

const post = (host: string, more: Partial<SentRequest> = {}): SentRequest => ({
  method: "POST",
  url: `http://${host}/a/../b%2Fc?x=1`,
  headers: [
    ["Host", host],
    ["X-Odd-CASE", "1"],
    ["Content-Length", "4"],
  ],
  body: "{}é",
  ...more,
});

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a: 2\r\n\r\nhi";
const exchangeIn = (outcome: SendOutcome) => ("exchange" in outcome ? outcome.exchange : expect.fail(outcome.reason));

test("a request goes out as it is, with nothing added, and connections are used again", async () => {
  using server = await startRaw((socket) => socket.write(ok));
  using sender = new Sender();
  const first = exchangeIn(await sender.send(post(server.host)));
  await sender.send(post(server.host));
  const bytes = `POST /a/../b%2Fc?x=1 HTTP/1.1\r\nHost: ${server.host}\r\nX-Odd-CASE: 1\r\nContent-Length: 4\r\n\r\n{}é`;
  expect(server.requests).toEqual([bytes, bytes]);
  expect(server.connections()).toBe(1);
  expect(first.response).toEqual({
    status: 200,
    headers: [
      ["Content-Length", "2"],
      ["X-A", "1"],
      ["x-a", "2"],
    ],
    body: Buffer.from("hi"),
  });
});

test("a GET without a body sends its headers only", async () => {
  using server = await startRaw((socket) => socket.write(ok));
  using sender = new Sender();
  await sender.send(post(server.host, { method: "GET", headers: [["Host", server.host]], body: "" }));
  expect(server.requests).toEqual([`GET /a/../b%2Fc?x=1 HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`]);
});

const limits = { timeoutMs: 1000, responseBytes: 1000 };

test.each<[what: string, answer: (socket: Socket) => void, failure: string, reason: string]>([
  ["silence", () => undefined, "timeout", "HOST did not answer within 1 s"],
  ["an end without an answer", (socket) => socket.end(), "reset", "HOST closed the connection without an answer"],
  ["a reset", (socket) => socket.resetAndDestroy(), "reset", "HOST closed the connection without an answer"],
  [
    "a body that is cut off",
    (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal"),
    "truncated",
    "HOST closed the connection after 3 of the 10 bytes that its Content-Length announces",
  ],
  [
    "a body that never ends",
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal`),
    "timeout",
    "HOST sent 3 of the 9 bytes that its Content-Length announces within 1 s",
  ],
  [
    "a body that is too large",
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${"x".repeat(5000)}`),
    "too-large",
    "HOST answered with more than 1000 bytes",
  ],
  [
    "chunks that are cut off",
    (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n"),
    "truncated",
    "HOST closed the connection after 3 bytes of its answer and no last chunk",
  ],
  [
    "chunks that never end",
    (socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n"),
    "timeout",
    "HOST sent 3 bytes of its answer and no last chunk within 1 s",
  ],
  [
    "a chunk without its length",
    (socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal\r\nzz\r\n"),
    "misframed",
    "HOST answered what HTTP does not allow: Invalid character in chunk size",
  ],
  [
    "a chunk longer than its length",
    (socket) => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhalf\r\n0\r\n\r\n"),
    "misframed",
    "HOST answered what HTTP does not allow: Expected LF after chunk data",
  ],
  [
    "two lengths",
    (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi"),
    "misframed",
    "HOST answered what HTTP does not allow: Duplicate Content-Length",
  ],
  [
    "a length that is no number",
    (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi"),
    "misframed",
    "HOST answered what HTTP does not allow: Invalid character in Content-Length",
  ],
  [
    "a length beside chunks",
    (socket) =>
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
    "misframed",
    "HOST answered what HTTP does not allow: Content-Length can't be present with Transfer-Encoding",
  ],
  [
    "no HTTP",
    (socket) => socket.end("hello\r\n\r\n"),
    "misframed",
    "HOST answered what HTTP does not allow: Expected HTTP/, RTSP/ or ICE/",
  ],
])("%s is an outcome, not an error", async (_what, answer, failure, reason) => {
  using server = await startRaw(answer);
  using sender = new Sender(limits);
  const outcome = await sender.send(post(server.host));
  expect(outcome).toEqual({ failure, reason: reason.replace("HOST", server.host) });
});

test.each<[what: string, answer: string, body: string, hasExcess: boolean]>([
  ["an answer as long as it says", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", false],
  ["more than the length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi there", "hi", true],
  ["something after a length of 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nhi", "", true],
  [
    "more than the length, and the connection closed",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi there",
    "hi",
    true,
  ],
  ["a body where there is none", "HTTP/1.1 204 No Content\r\n\r\nhi", "", true],
  [
    "something after the last chunk",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nmore",
    "hi",
    true,
  ],
])("framing: %s", async (_what, answer, body, hasExcess) => {
  using server = await startRaw((socket) => socket.write(answer));
  using sender = new Sender(limits);
  const { response } = exchangeIn(await sender.send(post(server.host)));
  expect([response.body.toString(), response.misframed]).toEqual([
    body,
    hasExcess ? "more bytes after its end" : undefined,
  ]);
  // The connection is not used again, so that what was too much is not taken for the next answer.
  expect(exchangeIn(await sender.send(post(server.host))).response.body.toString()).toBe(body);
});

test("nobody listening is refused, a name that is none unreachable", async () => {
  using sender = new Sender(limits);
  const target = await startTarget({});
  await target[Symbol.asyncDispose]();
  const host = new URL(target.url).host;
  expect(await sender.send(post(host))).toEqual({ failure: "refused", reason: `${host} refused the connection` });
  expect(await sender.send(post("nowhere.invalid"))).toMatchObject({ failure: "unreachable" });
});

test("a header that HTTP cannot carry is not sent", async () => {
  using sender = new Sender(limits);
  const outcome = await sender.send(post("127.0.0.1:9", { headers: [["X-A", "a\nb"]] }));
  expect(outcome).toEqual({ failure: "unsendable", reason: 'Invalid character in header content ["X-A"]' });
});

test("a run that is stopped does not wait for its answer", async () => {
  using server = await startRaw(() => stop.abort());
  using sender = new Sender();
  const stop = new AbortController();
  expect(await sender.send(post(server.host), stop.signal)).toEqual({
    failure: "aborted",
    reason: "the run was stopped",
  });
});
