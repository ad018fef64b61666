import type { IncomingHttpHeaders } from "node:http";

/** One vendor call as a handler sees it: nothing of Express, nothing of sockets. */
export interface Call {
  headers: IncomingHttpHeaders;
  /** The body's bytes, complete and within the limit. */
  body: Buffer;
}
