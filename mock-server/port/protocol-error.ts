// What comes to a port and is no call that could be answered as one: by whom it is answered, and what it is told. Node's
// parser (llhttp) says what is wrong with a text; the first bytes tell who speaks another protocol altogether.

import type { IncomingMessage } from "node:http";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";

/** The kinds, as the metric names them. */
export type ProtocolErrorKind =
  | "tls-hello"
  | "http2-preface"
  | "not-http"
  | "headers-too-large"
  | "incomplete"
  | "expectation"
  | "host"
  | "version"
  | "proxy"
  | "plain-http"
  | "tls-handshake";

/** Something that came to a port and is no call. */
export interface ProtocolError {
  kind: ProtocolErrorKind;
  /** Of the answer; where nobody could read one there is none. */
  status: number | undefined;
  refusal: Refusal;
}

/** An error as Node's parser, its limits and its sockets tell it. */
export type WireError = Error & { code?: string; reason?: string; rawPacket?: Buffer };

/** What a port is, as far as its answers depend on it. */
export interface PortTraits {
  /** Whether an option gives it TLS: what is advised depends on it. */
  canTls: boolean;
  /** The most bytes that a request line and headers may have. */
  maximumHeaderBytes: number;
}

// The first byte of a TLS record that opens a handshake (RFC 8446, section 5.1); no method begins with it.
const handshakeRecord = 0x16;

/** Why a request that never was one ended. @returns `undefined` where a connection broke and nobody is there to be told */
export function wireProblem({ code, reason, rawPacket }: WireError, port: PortTraits): ProtocolError | undefined {
  switch (code) {
    case "HPE_PAUSED_H2_UPGRADE":
      return error("http2-preface", 400, {
        got: "an HTTP/2 preface came, and this port speaks HTTP/1.1",
        change: "do not ask for HTTP/2 without TLS",
      });
    case "HPE_HEADER_OVERFLOW":
      return error("headers-too-large", 431, {
        got: `request line and headers are over ${port.maximumHeaderBytes} bytes`,
        change: "send less",
      });
    case "ERR_HTTP_REQUEST_TIMEOUT":
    case "HPE_INVALID_EOF_STATE":
      return error("incomplete", code === "HPE_INVALID_EOF_STATE" ? 400 : 408, {
        got: code === "HPE_INVALID_EOF_STATE" ? "the request ends in its middle" : "the request did not arrive in time",
        change: "send it whole, and at once; after the headers comes an empty line",
      });
    default:
      if (!code?.startsWith("HPE_")) return undefined;
      if (rawPacket?.[0] === handshakeRecord) {
        const instead = port.canTls ? "use http:// or --tls" : "use http://";
        return error("tls-hello", 400, { got: `a TLS hello came: this port speaks plain HTTP; ${instead}` });
      }
      return error("not-http", 400, {
        got: `this is not a request of HTTP/1.1 (${lowered(reason ?? code)})`,
        change: "look at what sends it: an HTTP client gets this right by itself",
      });
  }
}

/** Why a connection to a port with TLS came to no request. @returns `undefined` where the other side merely went away */
export function handshakeProblem({ code = "" }: WireError): ProtocolError | undefined {
  if (code === "ERR_SSL_HTTP_REQUEST") {
    return error("plain-http", undefined, { got: "plain HTTP came: this port speaks TLS; use https://" });
  }
  if (!code.startsWith("ERR_SSL_")) return undefined;
  const isDistrust = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/.test(code);
  return isDistrust
    ? error("tls-handshake", undefined, {
        got: "a client does not trust this port's certificate",
        change: "give it the certificate that --tls-ca-out writes, for this host",
      })
    : error("tls-handshake", undefined, {
        got: `a TLS handshake failed (${code.slice("ERR_SSL_".length).toLowerCase().replaceAll("_", " ")})`,
        change: "look at the client's versions and ciphers",
      });
}

/** What is wrong with a request of which the headers can be read. */
export function headProblem({ httpVersion, headers, rawHeaders }: IncomingMessage): ProtocolError | undefined {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") {
    return error("version", 400, { got: `HTTP/${httpVersion} came`, change: "this port speaks HTTP/1.1" });
  }
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
  // Both are to be refused (RFC 9112, section 3.2).
  if (hosts > 1) return error("host", 400, { got: `header Host came ${hosts} times`, change: "send it once" });
  if (httpVersion === "1.1" && headers.host === undefined) {
    return error("host", 400, { got: "header Host is missing", change: "HTTP/1.1 wants it in each request" });
  }
  return undefined;
}

/** The answer to an `Expect` of anything else than 100-continue (RFC 9110, section 10.1.1). */
export const unmetExpectation = error("expectation", 417, {
  got: "header Expect asks for something else than 100-continue",
  change: "leave it out",
});

/** The answer to CONNECT (RFC 9110, section 9.3.6). */
export const noProxy = error("proxy", 405, {
  got: "CONNECT asks for a tunnel, and this is no proxy",
  change: "call it as the server itself, and leave it out of the client's proxy settings",
});

/** What a caller, the journal and the log are told of it. */
export function protocolSentence({ refusal }: ProtocolError): string {
  return sentenceOf(refusal);
}

function error(kind: ProtocolErrorKind, status: number | undefined, refusal: Refusal): ProtocolError {
  return { kind, status, refusal };
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
