import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type Listener, listen } from "../port/listener.ts";
import type { Fault } from "../world/fault.ts";
import { beforeHandler, type Deliverable, deliver, dropSize } from "./deliver.ts";

const body = { status: true, message: "Application is under process at NSDL eGOV" };
const json = JSON.stringify(body);
const half = json.slice(0, Math.floor(json.length / 2));
const answer: Deliverable = { status: 200, body, headers: { "x-understudy-rule": "BOS-UNDER-PROCESS" } };

let listener: Listener | undefined;
afterEach(async () => listener?.stop(0));

/** A server that does one thing with every call. */
async function serving(serve: (response: ServerResponse) => Promise<unknown>): Promise<Listener> {
  listener = await listen((_request, response) => void serve(response), { host: "127.0.0.1", port: 0, option: "" });
  return listener;
}

interface Seen {
  /** The pieces in which bytes arrived. */
  chunks: string[];
  text: string;
  headers: string;
  body: string;
  /** How the connection ended: an orderly end, or the code of an error. */
  end: "FIN" | string;
  ms: number;
}

/** One call over a bare socket, up to the end of the connection or of a complete answer. */
async function call(url: string, { leaveAfterMs }: { leaveAfterMs?: number } = {}): Promise<Seen> {
  const started = performance.now();
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: string[] = [];
  const end = await new Promise<string>((resolve) => {
    socket.on("data", (chunk) => {
      chunks.push(String(chunk));
      if (isComplete(chunks.join(""))) resolve("still open");
    });
    socket.once("end", () => resolve("FIN"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    if (leaveAfterMs !== undefined) setTimeout(() => resolve("left"), leaveAfterMs);
  });
  socket.destroy();
  const text = chunks.join("");
  const [headers = "", rest = ""] = text.split("\r\n\r\n");
  return { chunks, text, headers: headers.toLowerCase(), body: rest, end, ms: performance.now() - started };
}

function isComplete(text: string): boolean {
  const [headers = "", rest] = text.split("\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(headers)?.[1];
  return rest !== undefined && length !== undefined && rest.length >= Number(length);
}

/** What a bare client sees of an answer under a fault, and what the server believes it sent. */
async function delivering(fault: Fault | undefined, given: Deliverable = answer) {
  let sent: Promise<unknown> = Promise.resolve();
  const { url } = await serving((response) => {
    sent = deliver(response, given, fault);
    return sent;
  });
  const seen = await call(url);
  return { ...seen, delivered: await sent };
}

describe("deliver", () => {
  test("no fault: the answer as it is", async () => {
    const seen = await delivering(undefined);
    expect([seen.body, seen.end, seen.delivered]).toEqual([
      json,
      "still open",
      expect.objectContaining({ sent: "whole" }),
    ]);
    expect(seen.headers).not.toContain("x-understudy-fault");
  });

  test.each<Fault>([
    { kind: "delay", ms: 1 },
    { kind: "answer", status: 200 },
    { kind: "example", name: "page-sample" },
    { kind: "rate-limit", retryAfterSeconds: 1 },
    { kind: "unavailable", status: 503 },
    { kind: "duplicate" },
  ])("$kind: whole, with the name of the fault beside it", async (fault) => {
    const seen = await delivering(fault);
    expect([seen.body, seen.end, seen.delivered]).toEqual([
      json,
      "still open",
      expect.objectContaining({ sent: "whole" }),
    ]);
    expect(seen.headers).toContain("content-type: application/json; charset=utf-8");
    expect(seen.headers).toContain("x-understudy-rule: bos-under-process");
    expect(seen.headers).toContain(`x-understudy-fault: ${fault.kind}`);
  });

  test("a text is sent as it is, under the type it is given or as plain text", async () => {
    const fault: Fault = { kind: "answer", status: 502 };
    const page = { status: 502, body: "<h1>Bad Gateway</h1>", headers: { "Content-Type": "text/html" } };
    const seen = await delivering(fault, page);
    expect(seen.text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect([seen.headers.match(/content-type: .*/g), seen.body]).toEqual([["content-type: text/html"], page.body]);
    await listener?.stop(0);
    expect((await delivering(fault, { status: 502, body: "down" })).headers).toContain("content-type: text/plain");
  });

  test("a status without a body has no length either", async () => {
    const { url } = await serving((response) =>
      deliver(response, { status: 204, body: undefined }, { kind: "answer", status: 204 }),
    );
    const reply = await fetch(url, { method: "POST" });
    expect([reply.status, reply.headers.get("content-length"), await reply.text()]).toEqual([204, null, ""]);
  });

  test("media-type: the right body under another type, told once", async () => {
    const seen = await delivering({ kind: "media-type", value: "text/html" });
    expect(seen.headers.match(/content-type: .*/g)).toEqual(["content-type: text/html"]);
    expect([seen.body, seen.delivered]).toEqual([json, expect.objectContaining({ sent: "whole" })]);
  });

  test("broken-json: half of the JSON, of the length that is promised, on a connection that stays", async () => {
    const seen = await delivering({ kind: "broken-json" });
    expect(seen.headers).toContain(`content-length: ${half.length}`);
    expect([seen.body, seen.end, seen.delivered]).toEqual([
      half,
      "still open",
      expect.objectContaining({ sent: "whole" }),
    ]);
    expect(() => JSON.parse(seen.body)).toThrow();
  });

  test("truncate: the whole length promised, half of it sent, then FIN", async () => {
    const seen = await delivering({ kind: "truncate" });
    expect(seen.headers).toContain(`content-length: ${json.length}`);
    expect([seen.body, seen.end, seen.delivered]).toEqual([half, "FIN", expect.objectContaining({ sent: "part" })]);
  });

  test("reset-midway: half of the answer, then RST", async () => {
    const seen = await delivering({ kind: "reset-midway" });
    expect(seen.headers).toContain(`content-length: ${json.length}`);
    expect([seen.body, seen.end, seen.delivered]).toEqual([
      half,
      "ECONNRESET",
      expect.objectContaining({ sent: "part" }),
    ]);
  });

  test("drip: headers at once, the body in the stated pieces and no faster than stated", async () => {
    const seen = await delivering({ kind: "drip", bytes: 20, everyMs: 25 });
    const [first, ...drops] = seen.chunks;
    expect(first).toMatch(/\r\n\r\n$/);
    // A busy machine may hand over two drops at once, never a part of one.
    expect(drops.slice(0, -1).filter((drop) => drop.length % 20 !== 0)).toEqual([]);
    expect(drops.length).toBeGreaterThanOrEqual(3);
    expect([seen.body, seen.end, seen.delivered]).toEqual([
      json,
      "still open",
      expect.objectContaining({ sent: "whole" }),
    ]);
    expect(seen.ms).toBeGreaterThanOrEqual(Math.ceil(json.length / 20) * 25 - 5);
  });

  test("drip: a client that leaves ends it", async () => {
    let sent: Promise<unknown> = Promise.resolve();
    const { url } = await serving((response) => {
      sent = deliver(response, answer, { kind: "drip", bytes: 1, everyMs: 500 });
      return sent;
    });
    await call(url, { leaveAfterMs: 50 });
    expect(await sent).toEqual(expect.objectContaining({ sent: "part" }));
  });

  test.each([
    [82, { bytes: 8, everyMs: 50 }, 8],
    [82, { bytes: 1, everyMs: 10_000 }, 14],
    [65_536, { bytes: 1, everyMs: 1 }, 2],
    [82, { bytes: 1, everyMs: 60_000 }, 82],
  ])("%i bytes dripping %o take at most a minute: %i at a time", (length, fault, size) => {
    expect(dropSize(length, fault)).toBe(size);
    expect(Math.ceil(length / size) * fault.everyMs).toBeLessThanOrEqual(60_000);
  });

  test("lose-answer: not a byte, then FIN", async () => {
    const seen = await delivering({ kind: "lose-answer" });
    expect([seen.text, seen.end, seen.delivered]).toEqual(["", "FIN", expect.objectContaining({ sent: "nothing" })]);
  });

  test("a client that has gone is sent nothing", async () => {
    let sent: Promise<unknown> = Promise.resolve();
    const { url } = await serving(async (response) => {
      response.req.socket.destroy();
      sent = deliver(response, answer, undefined);
    });
    await call(url);
    expect(await sent).toEqual(expect.objectContaining({ sent: "nothing" }));
  });
});

describe("pipelined calls", () => {
  /** Sends a dozen calls at once; every one but the last waits for its answer. */
  async function pipelining(ms: number, leaveAfterMs?: number) {
    const calls: Promise<unknown>[] = [];
    const { url } = await serving((response) => {
      const fault: Fault | undefined = calls.length < 11 ? { kind: "delay", ms } : undefined;
      const played = (async () => {
        const before = await beforeHandler(response, fault, undefined);
        return "drop" in before ? "dropped" : deliver(response, answer, undefined);
      })();
      calls.push(played);
      return played;
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".repeat(12));
    while (calls.length < 12) await pause(5);
    if (leaveAfterMs !== undefined) setTimeout(() => socket.destroy(), leaveAfterMs);
    const outcomes = await Promise.all(calls);
    if (leaveAfterMs === undefined) while (text.split(json).length < 13) await pause(5);
    socket.destroy();
    return outcomes;
  }

  test("wait beside each other on one connection, without a warning", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    expect(await pipelining(30)).toEqual(Array.from({ length: 12 }, () => expect.objectContaining({ sent: "whole" })));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  test("all end when the client leaves", async () => {
    const outcomes = await pipelining(5_000, 20);
    // The last was answered at once and waits its turn behind the others: it was given away.
    expect(outcomes).toEqual([
      ...Array.from({ length: 11 }, () => "dropped"),
      expect.objectContaining({ sent: "whole" }),
    ]);
  });
});

describe("beforeHandler", () => {
  /** Calls a server whose handler counts its runs. */
  async function playing(fault: Fault | undefined, options: { leaveAfterMs?: number; instead?: Deliverable } = {}) {
    let runs = 0;
    let over: Promise<unknown> = Promise.resolve();
    const { url } = await serving((response) => {
      over = (async () => {
        const before = await beforeHandler(response, fault, options.instead);
        if ("drop" in before) return "dropped";
        if ("proceed" in before) runs++;
        return deliver(response, "answer" in before ? before.answer : answer, fault);
      })();
      return over;
    });
    const seen = await call(url, options);
    return { ...seen, outcome: await over, runs };
  }

  test("no fault: the handler runs", async () => {
    const seen = await playing(undefined);
    expect([seen.runs, seen.body, seen.outcome]).toEqual([1, json, expect.objectContaining({ sent: "whole" })]);
  });

  test("reset: RST before any byte, and the handler has not run", async () => {
    const seen = await playing({ kind: "reset" });
    expect([seen.runs, seen.text, seen.end, seen.outcome]).toEqual([0, "", "ECONNRESET", "dropped"]);
  });

  test("an answer in the vendor's place: the handler has not run", async () => {
    const instead = { status: 429, body: { status: "Failed" }, headers: { "retry-after": "7" } };
    const seen = await playing({ kind: "rate-limit", retryAfterSeconds: 7 }, { instead });
    expect([seen.runs, seen.body]).toEqual([0, '{"status":"Failed"}']);
    expect(seen.text).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
    expect(seen.headers).toContain("retry-after: 7");
  });

  test("delay: the handler runs after it", async () => {
    const seen = await playing({ kind: "delay", ms: 60 });
    expect([seen.runs, seen.body]).toEqual([1, json]);
    expect(seen.ms).toBeGreaterThanOrEqual(59);
  });

  test("delay: outlasts the server's limit on idle connections", async () => {
    let runs = 0;
    const { url } = await serving(async (response) => {
      response.req.socket.setTimeout(20);
      await beforeHandler(response, { kind: "delay", ms: 80 }, undefined);
      expect(response.req.socket.timeout).toBe(20);
      runs++;
      await deliver(response, answer, undefined);
    });
    expect([(await call(url)).body, runs]).toEqual([json, 1]);
  });

  test("delay: a client that leaves meanwhile has claimed nothing", async () => {
    const seen = await playing({ kind: "delay", ms: 5_000 }, { leaveAfterMs: 30 });
    expect([seen.runs, seen.outcome]).toEqual([0, "dropped"]);
    expect(seen.ms).toBeLessThan(2_000);
  });

  test("delay: a server that stops does not wait for it", async () => {
    const { url, stop } = await serving((response) =>
      beforeHandler(response, { kind: "delay", ms: 30_000 }, undefined),
    );
    const seen = call(url);
    await pause(30);
    const started = performance.now();
    await stop(10);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect((await seen).text).toBe("");
  });
});
