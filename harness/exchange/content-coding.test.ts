import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ReceivedResponse } from "./exchange.ts";
import { Sender } from "./send.ts";

const text = JSON.stringify({ list: Array.from({ length: 200 }, () => "a") });

/** What arrives of an answer with a content-encoding, through a real connection. */
async function received(coding: string, body: Buffer, responseBytes = 100_000): Promise<ReceivedResponse> {
  const server = createServer((_, response) => response.writeHead(200, { "content-encoding": coding }).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  using sender = new Sender({ timeoutMs: 5000, responseBytes });
  const { port } = server.address() as AddressInfo;
  const headers: [string, string][] = [["Host", "127.0.0.1"]];
  const sent = await sender.send({ method: "GET", url: `http://127.0.0.1:${port}/`, headers, body: "" });
  server.closeAllConnections();
  server.close();
  return "exchange" in sent ? sent.exchange.response : expect.fail(sent.reason);
}

test.each<[name: string, coding: string, body: Buffer]>([
  ["gzip", "gzip", gzipSync(text)],
  ["gzip by its old name, in upper case", "X-GZIP", gzipSync(text)],
  ["deflate", "deflate", deflateSync(text)],
  ["deflate as a bare stream", "deflate", deflateRawSync(text)],
  ["br", "br", brotliCompressSync(text)],
  ["zstd", "zstd", zstdCompressSync(text)],
  ["identity", "identity", Buffer.from(text)],
  ["several, the last applied first", "gzip, br", brotliCompressSync(gzipSync(text))],
])("an answer in %s is decoded", async (_name, coding, body) => {
  const response = await received(coding, body);
  expect(response.body.toString()).toBe(text);
  expect(response.undecoded).toBeUndefined();
});

test.each<[coding: string, body: Buffer, undecoded: string]>([
  ["gzip", Buffer.from(text), "a body that is not gzip"],
  ["br", gzipSync(text), "a body that is not br"],
  ["rot13", Buffer.from(text), "the coding rot13, which is not known here"],
  ["gzip", gzipSync("0".repeat(9999)), "more than 1000 bytes of gzip"],
])("an answer that is not what its content-encoding %s says stays as it is", async (coding, body, undecoded) => {
  const response = await received(coding, body, 1000);
  expect(response).toMatchObject({ body, undecoded });
});

test("an empty body needs no decoding", async () => {
  expect(await received("gzip", Buffer.alloc(0))).toMatchObject({ body: Buffer.alloc(0) });
});
