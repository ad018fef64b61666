// What comes to a port and is no call, over bare sockets, on both ports: it is answered as nobody's, told in the journal,
// and counted.

import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { needTool, run } from "../samples/tools.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf } from "../test-caller.ts";
import { type Wire, wireTo } from "../test-socket.ts";

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());
beforeEach(() => mock.sandboxes.unassigned.main.journal.clear());

const ports = ["vendor", "control"] as const;
type Port = (typeof ports)[number];

const notices = (of = mock) =>
  of.sandboxes.unassigned.main.journal.entries().map((entry) => (entry.kind === "notice" ? entry.text : entry.kind));

async function count(port: Port, kind: string): Promise<number> {
  const headers = { authorization: `Bearer ${mock.controlToken}` };
  const text = await (await fetch(`${mock.control}/metrics`, { headers })).text();
  const line = `understudy_protocol_errors_total{port="${port}",kind="${kind}"} `;
  return Number(
    text
      .split("\n")
      .find((each) => each.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
}

/** Sends pieces one after the other, and waits for the end. */
async function say(url: string, pieces: readonly string[]): Promise<Wire> {
  const wire = await wireTo(url);
  for (const piece of pieces) {
    if (wire.socket.writable) wire.socket.write(Buffer.from(piece, "latin1"));
    await pause(20);
  }
  await wire.closed;
  return wire;
}

/** The answers in what a server said. */
function answersIn(text: string): { status: number; headers: Record<string, string>; body: string }[] {
  const answers = [];
  for (let rest = text; rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n");
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n");
    const headers: Record<string, string> = {};
    for (const line of lines) headers[line.slice(0, line.indexOf(":")).toLowerCase()] = line.replace(/^[^:]*: */, "");
    const length = Number(headers["content-length"] ?? 0);
    answers.push({ status: Number(first.split(" ")[1]), headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

const head = (...lines: string[]) => `${["POST /x HTTP/1.1", "Host: x", ...lines].join("\r\n")}\r\n\r\n`;
const hello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
const noRequest = (why: string) =>
  `this is not a request of HTTP/1.1 (${why}): look at what sends it: an HTTP client gets this right by itself`;
const tls = {
  vendor: "a TLS hello came: this port speaks plain HTTP; use http:// or --tls",
  control: "a TLS hello came: this port speaks plain HTTP; use http://",
};
const tooLarge = "request line and headers are over 16384 bytes: send less";
const http2 = "an HTTP/2 preface came, and this port speaks HTTP/1.1: do not ask for HTTP/2 without TLS";
const noHost = "header Host is missing: HTTP/1.1 wants it in each request";
const twoHosts = "header Host came 2 times: send it once";
const expectation = "header Expect asks for something else than 100-continue: leave it out";
const proxy =
  "CONNECT asks for a tunnel, and this is no proxy: call it as the server itself, and leave it out of the client's proxy settings";
const ended = "the request ends in its middle: send it whole, and at once; after the headers comes an empty line";

interface Row {
  what: string;
  sent: string | readonly string[];
  kind: string;
  status?: number;
  detail: string | typeof tls;
  /** The call, where its line could be read. */
  call?: string;
}

const rows: Row[] = [
  { what: "a TLS hello", sent: `${hello}abc`, kind: "tls-hello", detail: tls },
  { what: "a TLS hello in pieces", sent: [hello.slice(0, 1), hello.slice(1)], kind: "tls-hello", detail: tls },
  { what: "an HTTP/2 preface", sent: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kind: "http2-preface", detail: http2 },
  {
    what: "an HTTP/2 preface in pieces",
    sent: ["PRI * HT", "TP/2.0\r\n\r\nSM\r\n\r\n\0\0"],
    kind: "http2-preface",
    detail: http2,
  },
  {
    what: "headers of 70 kB",
    sent: head(`X: ${"x".repeat(70_000)}`),
    kind: "headers-too-large",
    status: 431,
    detail: tooLarge,
  },
  {
    what: "a target of 70 kB",
    sent: `GET /${"x".repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    kind: "headers-too-large",
    status: 431,
    detail: tooLarge,
  },
  {
    what: "20,000 headers",
    sent: head("a:b\r\n".repeat(20_000)),
    kind: "headers-too-large",
    status: 431,
    detail: tooLarge,
  },
  {
    what: "an Expect that nobody knows",
    sent: head("Expect: a-miracle", "Content-Length: 2"),
    kind: "expectation",
    status: 417,
    detail: expectation,
    call: "POST /x",
  },
  {
    what: "CONNECT",
    sent: "CONNECT api.bos.center:443 HTTP/1.1\r\nHost: api.bos.center:443\r\n\r\n",
    kind: "proxy",
    status: 405,
    detail: proxy,
    call: "CONNECT api.bos.center:443",
  },
  { what: "no Host", sent: "GET /x HTTP/1.1\r\n\r\n", kind: "host", detail: noHost, call: "GET /x" },
  { what: "two Hosts", sent: head("Host: y"), kind: "host", detail: twoHosts, call: "POST /x" },
  {
    what: "HTTP/2.0 in the first line",
    sent: "GET /x HTTP/2.0\r\nHost: x\r\n\r\n",
    kind: "version",
    detail: "HTTP/2.0 came: this port speaks HTTP/1.1",
    call: "GET /x",
  },
  {
    what: "HTTP/0.9 in the first line",
    sent: "GET /x HTTP/0.9\r\n\r\n",
    kind: "version",
    detail: "HTTP/0.9 came: this port speaks HTTP/1.1",
    call: "GET /x",
  },
  {
    what: "a version that there is not",
    sent: "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
    kind: "not-http",
    detail: noRequest("invalid HTTP version"),
  },
  {
    what: "another protocol",
    sent: "SSH-2.0-x\r\n",
    kind: "not-http",
    detail: noRequest("invalid method encountered"),
  },
  {
    what: "a NUL in a header",
    sent: head("X: a\0b"),
    kind: "not-http",
    detail: noRequest("invalid header value char"),
  },
  {
    what: "a blank before a colon",
    sent: head("X : a"),
    kind: "not-http",
    detail: noRequest("invalid header token"),
  },
  {
    what: "a folded header",
    sent: head("X: a", " b"),
    kind: "not-http",
    detail: noRequest("unexpected whitespace after header value"),
  },
  {
    what: "line feeds alone",
    sent: "GET / HTTP/1.1\nHost: x\n\n",
    kind: "not-http",
    detail: noRequest("expected CRLF after version"),
  },
  {
    what: "a Content-Length that is no number",
    sent: head("Content-Length: two"),
    kind: "not-http",
    detail: noRequest("invalid character in Content-Length"),
  },
  {
    what: "a negative Content-Length",
    sent: head("Content-Length: -1"),
    kind: "not-http",
    detail: noRequest("invalid character in Content-Length"),
  },
  {
    what: "two Content-Lengths",
    sent: head("Content-Length: 2", "Content-Length: 3"),
    kind: "not-http",
    detail: noRequest("duplicate Content-Length"),
  },
  {
    what: "Content-Length and Transfer-Encoding",
    sent: head("Content-Length: 2", "Transfer-Encoding: chunked"),
    kind: "not-http",
    detail: noRequest("transfer-Encoding can't be present with Content-Length"),
  },
  {
    what: "a Transfer-Encoding that does not end in chunked",
    sent: head("Transfer-Encoding: chunked, gzip"),
    kind: "not-http",
    detail: noRequest("invalid `Transfer-Encoding` header value"),
  },
];

describe.each(ports)("on the %s port", (port) => {
  test.each(rows)("$what", async ({ sent, kind, status = 400, detail, call }) => {
    const before = await count(port, kind);
    const { said } = await say(mock[port], [sent].flat());
    const sentence = typeof detail === "string" ? detail : detail[port];
    const [answer, ...more] = answersIn(said());
    expect(more).toEqual([]);
    expect(answer).toMatchObject({
      status,
      headers: {
        "content-type": "application/problem+json",
        "x-understudy-hint": sentence,
        connection: "close",
      },
    });
    expect(JSON.parse(answer?.body ?? "")).toEqual({
      type: "about:blank",
      title: expect.stringMatching(/^[A-Z]/),
      status,
      detail: sentence,
      ...(call?.includes("/x") ? { instance: "/x" } : {}),
    });
    expect(notices()).toEqual([`${port} port${call ? `, ${call}` : ""}: ${sentence}`]);
    expect(await count(port, kind)).toBe(before + 1);
  });

  test("half a request, and then the end", async () => {
    const wire = await wireTo(mock[port]);
    wire.socket.end("GET /x HTTP/1.1\r\nHo");
    await wire.closed;
    expect(answersIn(wire.said())).toMatchObject([{ status: 400 }]);
    expect(notices()).toEqual([`${port} port: ${ended}`]);
  });

  test("garbage behind a call: the call is answered first", async () => {
    const { said } = await say(mock[port], ["GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\x01\x02\r\n\r\n"]);
    const [good, bad, ...more] = answersIn(said());
    expect([good?.status, good?.body]).toEqual([200, '{"status":"ok"}']);
    expect([bad?.status, bad?.headers.connection, more]).toEqual([400, "close", []]);
    expect(notices()).toEqual([`${port} port: ${noRequest("invalid method encountered")}`]);
  });

  test("half a request, and then nothing: 408 after 5 s; a connection that says nothing is closed without a word", async () => {
    const [half, silent] = [await wireTo(mock[port]), await wireTo(mock[port])];
    half.socket.write("GET /x HTTP/1.1\r\nHo");
    await Promise.all([half.closed, silent.closed]);
    expect(answersIn(half.said())).toMatchObject([{ status: 408 }]);
    expect(silent.said()).toBe("");
    expect(notices()).toEqual([
      `${port} port: the request did not arrive in time: send it whole, and at once; after the headers comes an empty line`,
    ]);
  });
});

describe("the contract has", () => {
  const contract = loadContract();
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ ...contract.document, $id: "contract" });

  const odd = (path: string): [status: number, sent: string][] => [
    [405, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`],
    [431, `POST ${path} HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
    [404, `POST ${path}s HTTP/1.1\r\nHost: x\r\nclient_id: a\r\nConnection: close\r\n\r\n`],
    [404, `POST ${path}s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nConnection: close\r\n\r\n`],
  ];
  const cases = [...contract.operations.values()].flatMap((operation) =>
    odd(operation.path).flatMap(([status, sent], index) =>
      // Each vendor's own calls are answered in its words.
      status === 404 && (index === 2) !== (operation.id === "registerAgent") ? [] : [{ operation, status, sent }],
    ),
  );
  test.each(cases)("$status of $operation.id, in shape and headers", async ({ operation, status, sent }) => {
    const { said } = await say(mock.vendor, [sent]);
    const [answer] = answersIn(said());
    expect(answer?.status).toBe(status);
    const documented = operation.responses.find((response) => response.status === String(status));
    const [[type, schema] = ["", ""]] = documented?.content ?? [];
    expect(answer?.headers["content-type"]).toContain(type);
    expect(ajv.validate(`contract#${schema}`, JSON.parse(answer?.body ?? "")), ajv.errorsText()).toBe(true);
    expect(answer?.headers.allow).toBe(status === 405 ? "POST" : undefined);
  });
});

describe("bodies that break off", () => {
  const call = "POST /api/BOS/Status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  test.each([
    ["a chunk whose size is none", "zz\r\n", "invalid character in chunk size"],
    ["a trailer that is none", "0\r\nA: b\0\r\n\r\n", "invalid header value char"],
  ])("%s", async (_what, body, why) => {
    const { said } = await say(mock.vendor, [`${call}Transfer-Encoding: chunked\r\n\r\n${body}`]);
    expect(answersIn(said())).toMatchObject([{ status: 400, headers: { connection: "close" } }]);
    expect(notices()).toEqual([`vendor port, POST /api/BOS/Status: ${noRequest(why)}`]);
  });

  test("a client that goes away is no protocol error: the call's own entry shows it", async () => {
    const wire = await wireTo(mock.vendor);
    wire.socket.end(`${call}Content-Length: 10\r\n\r\n{"`);
    await wire.closed;
    expect([wire.said(), notices()]).toEqual(["", []]);
    await expect
      .poll(() => mock.sandboxes.all[0]?.main.journal.entries().at(-1))
      .toMatchObject({ operation: "checkPanStatus", response: undefined });
  });
});

describe("what is unusual and right", () => {
  test.each([
    ["an absolute target", "GET http://x/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["HTTP/1.0 without a Host", "GET /healthz HTTP/1.0\r\n\r\n"],
    [
      "an Upgrade that is not wanted",
      "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: h2c\r\n\r\n",
    ],
    ["empty lines in front", "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["3,000 headers", `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${"a:\r\n".repeat(3_000)}\r\n`],
  ])("%s is answered as any other call", async (_what, sent) => {
    for (const port of ports) {
      const { said } = await say(mock[port], [sent]);
      expect(answersIn(said())).toMatchObject([{ status: 200, body: '{"status":"ok"}' }]);
    }
    expect(notices()).toEqual([]);
  });

  test("Expect: 100-continue is", async () => {
    const wire = await wireTo(mock.vendor);
    wire.socket.write(
      "POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
    );
    await expect.poll(wire.said).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    wire.socket.write("{}");
    await wire.closed;
    expect(wire.said()).toContain("HTTP/1.1 404 ");
  });
});

describe("stopping", () => {
  const slow = { refid: "UNDERSTUDY-DELAY-600-stopping" };

  test("a connection without a whole call is closed at once; a running call is answered, and says that it is the last", async () => {
    await using other = await startMock();
    const caller = callerOf(other);
    const token = await caller.token();
    const pending = await Promise.all([
      wireTo(other.vendor),
      wireTo(other.control),
      wireTo(other.vendor),
      wireTo(other.vendor),
    ]);
    const [, control, headless, bodyless] = pending;
    control?.socket.write("GET /x HTTP/1.1\r\n");
    headless?.socket.write("POST /api/BOS/Status HTTP/1.1\r\nHost: x\r\n");
    bodyless?.socket.write("POST /api/BOS/Status HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
    const running = caller.check(token, slow);
    await pause(100);
    const stopped = other.stop();
    const first = await Promise.race([
      Promise.all(pending.map(({ closed }) => closed)).then(() => "closed"),
      running.then(() => "answered"),
    ]);
    expect(first).toBe("closed");
    expect(pending.map(({ said }) => said())).toEqual(["", "", "", ""]);
    const { status, headers } = await running;
    expect([status, headers.get("connection")]).toEqual([200, "close"]);
    await stopped;
  });

  test("of calls in a row on one connection all are answered, and the last one ends it", async () => {
    await using other = await startMock();
    const token = await callerOf(other).token();
    const call = (refid: string) => {
      const body = JSON.stringify({ refid });
      const length = `Content-Length: ${body.length}`;
      return `POST /api/BOS/Status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n${length}\r\n\r\n${body}`;
    };
    const wire = await wireTo(other.vendor);
    wire.socket.write(call(slow.refid) + call(`${slow.refid}-too`));
    await pause(200);
    await Promise.all([other.stop(), wire.closed]);
    const answers = answersIn(wire.said());
    expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
      [200, "keep-alive"],
      [200, "close"],
    ]);
  });
});

describe("on a port with TLS", () => {
  test("calls are answered under the certificate that was made, by its names", async () => {
    await using other = await startMock({ tls: true });
    expect(other.vendor).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { port } = new URL(other.vendor);
    for (const host of ["127.0.0.1", "localhost"]) {
      const ca = other.ca ?? "";
      const socket = connectTls({
        port: Number(port),
        host: "127.0.0.1",
        servername: host === "localhost" ? host : "",
        ca,
      });
      await once(socket, "secureConnect");
      socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      const [said] = await once(socket, "data");
      expect(String(said)).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect(notices(other)).toEqual([]);
  });

  test("plain HTTP, and a client that does not trust it, are told", async (context) => {
    const curl = needTool("shell", context);
    await using other = await startMock({ tls: true });
    await say(other.vendor, ["GET / HTTP/1.1\r\nHost: x\r\n\r\n"]);
    const distrusting = await run(curl, [], { input: `curl -sS ${other.vendor}/healthz` });
    expect(distrusting.stderr).toContain("certificate");
    await expect
      .poll(() => notices(other))
      .toEqual([
        "vendor port: plain HTTP came: this port speaks TLS; use https://",
        "vendor port: a client does not trust this port's certificate: give it the certificate that --tls-ca-out writes, for this host",
      ]);
  });
});
