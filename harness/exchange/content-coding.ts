import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { headerOf, type ReceivedResponse } from "./exchange.ts";

/** Codings by their registered names and the aliases that receivers must take (RFC 9110, section 8.4.1). */
const decoders: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  // Some servers send the bare stream under this name; the first byte of the proper form is always 8 in its low half.
  deflate: (bytes, options) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, options),
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  identity: (bytes) => bytes,
};

/**
 * A response with its content codings taken off, the last applied first (RFC 9110, section 8.4). Headers stay as they
 * came.
 * @param maximumBytes a body that grows beyond this is left as it is
 * @returns the response; with `undecoded` where its body could not be decoded
 */
export function decoded(response: ReceivedResponse, maximumBytes: number): ReceivedResponse {
  const header = headerOf(response.headers, "content-encoding");
  if (header === undefined || response.body.length === 0) return response;
  let { body } = response;
  for (const coding of header.toLowerCase().split(",").reverse()) {
    const name = coding.trim();
    const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
    if (!decode) return { ...response, undecoded: `the coding ${name}, which is not known here` };
    try {
      body = decode(body, { maxOutputLength: maximumBytes });
    } catch (error) {
      const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
      const problem = isLarge ? `more than ${maximumBytes} bytes of ${name}` : `a body that is not ${name}`;
      return { ...response, undecoded: problem };
    }
  }
  return { ...response, body };
}
