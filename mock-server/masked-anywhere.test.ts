// What tells by its value is masked wherever a call can carry it, in everything that is written of the call.

import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "./journal/log.ts";
import { type RunningMock, startMock } from "./server.ts";
import { callerOf } from "./test-caller.ts";
import { isSessionName } from "./world/sandbox.ts";

const secret = "alpha-Secret-9";
const key = "alpha-key-of-9";
const lines: string[] = [];
let mock: RunningMock;
let token = "";

beforeAll(async () => {
  const credentials = {
    bos: [{ nep_key: key, partnerId: "alpha", domain: "localhost" }],
    iserveu: [{ client_id: "alpha", client_secret: secret }],
  };
  const stream = { write: (text: string) => lines.push(text) };
  const [json, people] = [false, true].map((readable) => createLog({ level: "debug", stream, readable }));
  mock = await startMock({
    sandboxes: [{ name: "alpha", credentials }],
    log: {
      ...createLog({ level: "silent", stream }),
      entry(entry) {
        for (const log of [json, people]) log?.entry(entry);
      },
    },
  });
  token = await callerOf(mock).token();
});
afterAll(() => mock.stop());

interface Value {
  name: string;
  /** As it is sent. */
  text: () => string;
  /** What must not be found, in small letters. */
  hidden: () => string[];
}

const plain = (name: string, text: () => string): Value => ({ name, text, hidden: () => [text().toLowerCase()] });
const values: Value[] = [
  plain("a PAN", () => "QWEPE7391T"),
  plain("a PAN in small letters", () => "qwepe7391t"),
  plain("a mobile number", () => "9182736450"),
  { name: "one with its country", text: () => "+91-91827-36450", hidden: () => ["91827-36450", "36450"] },
  { name: "one in blanks", text: () => "91827 36450", hidden: () => ["91827 36450", "36450"] },
  { name: "a PAN with an escape", text: () => "%51WEPE7391T", hidden: () => ["wepe7391t"] },
  { name: "a PAN with two", text: () => "%2551WEPE7391T", hidden: () => ["wepe7391t"] },
  { name: "a number with an escape", text: () => "%39182736450", hidden: () => ["182736450"] },
  { name: "a PAN as JSON escapes it", text: () => "\\u0051WEPE7391T", hidden: () => ["wepe7391t"] },
  plain("a live token", () => token),
  plain("a client's secret", () => secret),
  plain("a partner's key", () => key),
  plain("the control token", () => mock.controlToken),
];

interface Sent {
  method?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
}
interface Place {
  name: string;
  call(value: string): Sent;
  /** Of the values, those that may stand there. */
  takes?: RegExp;
}

const status = "/api/BOS/Status";
const inPath = (text: string) => text.replaceAll(" ", "%20").replaceAll("\\", "%5C");
const member = (body: object): Sent => ({ body: JSON.stringify(body) });
const header = (name: string, around = (value: string) => value): Place => ({
  name: `header ${name}`,
  call: (value) => ({ headers: { [name]: around(value) } }),
});
const places: Place[] = [
  header("user-agent", (value) => `app/1 ${value}`),
  header("accept"),
  header("accept-language", (value) => `en, ${value}`),
  header("host", (value) => `${value}.example`),
  header("content-type", (value) => `application/json; v=${value}`),
  header("content-type", (value) => `text/plain; v="${value}"`),
  ...["x-request-id", "traceparent", "origin", "via", "cache-control", "referer", "cookie", "x-other"].map((name) =>
    header(name),
  ),
  header("authorization", (value) => `Bearer ${value}`),
  header("authorization", (value) => `Basic x ${value}`),
  header("authorization"),
  header("client_id"),
  header("x-understudy-fault"),
  header("x-understudy-session"),
  header("x-understudy-sesion"),
  { name: "header name", call: (value) => ({ headers: { [`x-${value}`]: "1" } }), takes: /^[\w.-]+$/ },
  { name: "header name alone", call: (value) => ({ headers: { [value]: "1" } }), takes: /^[\w.-]+$/ },
  { name: "path segment", call: (value) => ({ path: `${status}/${inPath(value)}` }) },
  { name: "path of nobody", call: (value) => ({ path: `/of/${inPath(value)}`, headers: { authorization: "" } }) },
  { name: "path behind letters", call: (value) => ({ path: `/api/bos/x-${inPath(value)}/Status` }) },
  { name: "wrong method", call: (value) => ({ method: "PUT", path: `${status}?${inPath(value)}=1` }) },
  { name: "query name", call: (value) => ({ path: `${status}?${inPath(value)}=1` }) },
  { name: "query name in plus", call: (value) => ({ path: `${status}?a+${inPath(value).replaceAll("%20", "+")}=1` }) },
  { name: "query value", call: (value) => ({ path: `${status}?q=${inPath(value)}` }) },
  { name: "query alone", call: (value) => ({ path: `${status}?${inPath(value)}` }) },
  { name: "user of an absolute target", call: (value) => ({ path: `/http://${inPath(value)}@h${status}` }) },
  { name: "name in broken JSON", call: (value) => ({ body: `{"${value}":1,}` }) },
  { name: "name before a lacking comma", call: (value) => ({ body: `{"${value}":1 "b":2}` }) },
  { name: "value in broken JSON", call: (value) => ({ body: `{"a":"${value}",}` }) },
  { name: "text that is not JSON", call: (value) => ({ body: value }) },
  { name: "refid", call: (value) => member({ refid: value }) },
  { name: "refid of the synthetic range", call: (value) => member({ refid: `UNDERSTUDY-RATE-LIMIT-${value}` }) },
  { name: "member that nobody knows", call: (value) => member({ note: `by ${value}.` }) },
  { name: "nested member", call: (value) => member({ a: [{ b: [[value]] }] }) },
  { name: "member's name", call: (value) => member({ [value]: 1, [`x ${value}`]: { [value]: 1 } }) },
  { name: "number", call: (value) => ({ body: `{"note":${value},"rows":[${value}.0]}` }), takes: /^[1-9]\d+$/ },
  { name: "escaped", call: (value) => ({ body: `{"note":"${escaped(value)}","${escaped(value)}":1}` }) },
  { name: "JSON in a text", call: (value) => member({ note: JSON.stringify({ b: value }) }) },
];

function escaped(text: string): string {
  return text.replace(/./g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
}

/** Sends what fetch would not: any header name, any host. */
function send({ method = "POST", path = status, body = "{}", headers = {} }: Sent): Promise<string | undefined> {
  const { hostname, port } = new URL(mock.vendor);
  const length = { "content-length": String(Buffer.byteLength(body)) };
  const usual = { authorization: `Bearer ${token}`, "content-type": "application/json", ...length };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method, path, headers: { ...usual, ...headers }, setHost: headers.host === undefined },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.headers["x-understudy-exchange"] as string | undefined));
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function control(path: string, headers = {}): Promise<string> {
  const authorization = `Bearer ${mock.controlToken}`;
  return (await fetch(`${mock.control}${path}`, { headers: { authorization, ...headers } })).text();
}

/** The first events of a stream, from its beginning. */
async function streamed(count: number): Promise<string> {
  const ending = new AbortController();
  const headers = { authorization: `Bearer ${mock.controlToken}` };
  const answer = await fetch(`${mock.control}/journal/stream?since=0`, { headers, signal: ending.signal });
  let text = "";
  const reader = answer.body!.getReader();
  while (text.split("\ndata: ").length <= count) text += Buffer.from((await reader.read()).value ?? []).toString();
  ending.abort();
  return text;
}

/** What of a value is in a text, read as it is and with its escapes undone. */
function seenIn(text: string, value: Value): string[] {
  const read = [text, text.replaceAll("\\\\u", "\\u"), text.replace(/%([0-7][0-9a-f])/gi, (_, code) => charOf(code))];
  return value.hidden().filter((hidden) => read.some((one) => one.toLowerCase().includes(hidden)));
}

const charOf = (code: string) => String.fromCharCode(Number.parseInt(code, 16));

describe.each(values)("$name", (value) => {
  test("is in nothing that is written of a call, wherever it stood", async () => {
    const text = value.text();
    const found: Record<string, string[]> = {};
    let calls = 0;
    for (const { name, call, takes } of places) {
      if (takes && !takes.test(text)) continue;
      // A name of a sandbox's session holds what a header can.
      lines.length = 0;
      const id = await send(call(text));
      calls++;
      const entry = await control(`/journal/${id}`);
      expect(JSON.parse(entry), name).toMatchObject({ id: Number(id), kind: "exchange" });
      expect(lines.length, name).toBe(2);
      const seen = [entry, ...lines].flatMap((written) => seenIn(written, value));
      if (seen.length > 0) found[name] = seen;
    }
    expect(found).toEqual({});
    expect(calls).toBeGreaterThan(30);
  });

  test("is in no list, stream, number or message", async () => {
    const text = value.text();
    const sent = encodeURIComponent(text);
    await send({ headers: { "x-understudy-session": text } });
    const session = { "x-understudy-session": text };
    const sinks = {
      list: await control("/journal?limit=1000"),
      session: await control("/journal", session),
      stream: await streamed(2),
      metrics: await control("/metrics"),
      sessions: await control("/sessions"),
      "no sandbox": await control(`/sandboxes/${sent}`),
      "no such call": await control(`/${sent}`),
      "no such parameter": await control(`/journal?${sent}=1`),
      "a parameter twice": await control(`/journal?${sent}=1&${sent}=2`),
      "no such rule": await control(`/journal?rule=${sent}`),
      "no such entry": await control(`/journal/${sent}`),
    };
    for (const [name, written] of Object.entries(sinks)) {
      expect(written.length, name).toBeGreaterThan(5);
      expect(seenIn(written, value), name).toEqual([]);
    }
    // Another text names no session, and the call that gives it is refused.
    if (isSessionName(text)) expect(JSON.parse(sinks.session).length).toBeGreaterThan(0);
  });
});

test("two sessions whose names are masked are told apart, by their own names and by those that are shown", async () => {
  for (const session of ["s-QWEPE7391T", "s-QWEPE7392T", "s-QWEPE7391T"]) {
    await send({ headers: { "x-understudy-session": session } });
  }
  const names: string[] = JSON.parse(await control("/sessions"));
  const [one, other] = names.filter((name) => name.startsWith("s-***"));
  expect(one).not.toBe(other);
  const count = (session: string | undefined) => control("/journal/count", { "x-understudy-session": session });
  // The one that was used last stands last.
  expect([await count("s-QWEPE7391T"), await count(other)]).toEqual([
    '{"count":2,"dropped":0}',
    '{"count":2,"dropped":0}',
  ]);
  expect([await count("s-QWEPE7392T"), await count(one)]).toEqual([
    '{"count":1,"dropped":0}',
    '{"count":1,"dropped":0}',
  ]);
  expect(names.length).toBe(JSON.parse(await control("/sessions")).length);
});

test("what people need stays readable", async () => {
  const id = await send({
    path: "/api/BOS/Status",
    headers: {
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.6099.109",
      "x-request-id": "550e8400-e29b-41d4-a716-446655440000",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "accept-encoding": "gzip, br",
      via: "1.1 proxy.example:3128",
      origin: "http://localhost:5173",
    },
    body: '{"refid":"UNDERSTUDY-DELAY-1-2026-01-31T10:00:00Z","domain":"localhost","count":987654321,"part":0.30000000000000004}',
  });
  const { request, ...entry } = JSON.parse(await control(`/journal/${id}`));
  expect(request.headers).toMatchObject({
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.6099.109",
    "x-request-id": "550e8400-e29b-41d4-a716-446655440000",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "accept-encoding": "gzip, br",
    via: "1.1 proxy.example:3128",
    origin: "http://localhost:5173",
    authorization: `Bearer *** (string of ${token.length})`,
  });
  expect(request.body).toBe(
    '{"refid":"UNDERSTUDY-DELAY-1-2026-01-31T10:00:00Z","domain":"localhost","count":987654321,"part":0.30000000000000004}',
  );
  expect(entry).toMatchObject({ world: "alpha", fault: "delay 1 ms" });
});
