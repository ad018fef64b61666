// The journal as it is written: server-sent events, seen by a client that reads them byte by byte.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { controlContractPath, loadContract } from "../../spec/contract.ts";
import { type Listener, listen } from "../port/listener.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf } from "../test-caller.ts";
import { createControlApp } from "./control-app.ts";
import { metricsOf } from "./metrics.ts";

let mock: RunningMock;
let quick: Listener;
let vendor: ReturnType<typeof callerOf>;

beforeAll(async () => {
  mock = await startMock();
  vendor = callerOf(mock);
  // The same sandboxes behind a control port whose heart beats fast.
  const { sandboxes, faultAnswers } = mock;
  const app = createControlApp(loadContract(controlContractPath), sandboxes, "quick", {
    faultAnswers,
    metrics: metricsOf(sandboxes),
    heartbeatMs: 30,
  });
  quick = await listen(app, { host: "127.0.0.1", port: 0, option: "" });
});
afterAll(async () => {
  await quick.stop(0);
  await mock.stop();
});
beforeEach(() => main().journal.clear());

const slow = () => ({ control: mock.control, controlToken: mock.controlToken });
const fast = () => ({ control: quick.url, controlToken: "quick" });
const main = () => mock.sandboxes.all[0]!.main;

interface Stream {
  response: Response;
  /** Everything that has come so far. */
  text(): string;
  ids(): number[];
  /** Resolves when the server ends it. */
  ended: Promise<void>;
  close(): void;
}

async function open(query: string, headers: Record<string, string> = {}, at = slow()): Promise<Stream> {
  const aborted = new AbortController();
  const response = await fetch(`${at.control}/journal/stream${query}`, {
    headers: { authorization: `Bearer ${at.controlToken}`, ...headers },
    signal: aborted.signal,
  });
  let text = "";
  const read = async () => {
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      text += decoder.decode(part.value, { stream: true });
    }
  };
  return {
    response,
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    ended: read().catch(() => undefined),
    close: () => aborted.abort(),
  };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 2_000, interval: 5 });
const token = (headers = {}) => vendor.generateToken(mock.credentials.bos, headers);

test("an entry is an event: its id, and one line of JSON as the contract has it", async () => {
  const stream = await open("");
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(stream.response.headers.get("cache-control")).toBe("no-store");
  await token();
  await until(() => expect(stream.ids()).toHaveLength(1));
  const [entry] = main().journal.entries();
  expect(stream.text()).toBe(`id: ${entry?.id}\ndata: ${JSON.stringify(entry)}\n\n`);
  expect(stream.text()).not.toContain("understudy-key");
  stream.close();
});

test("filters hold, and the world is that of the call", async () => {
  const refused = await open("?status=401&operation=checkPanStatus");
  await mock.sandboxes.all[0]?.worldFor("s");
  const session = await open("", { "x-understudy-session": "s" });
  await token();
  await vendor.check("none", { refid: "r" });
  await token({ "x-understudy-session": "s" });
  await until(() => expect(refused.ids()).toHaveLength(1));
  await until(() => expect(session.ids()).toHaveLength(1));
  expect(refused.text()).toContain('"rule":"BOS-AUTH-FAILURE"');
  expect(session.text()).toContain('"world":"default/s"');
  refused.close();
  session.close();
});

describe("since", () => {
  test("the kept entries come first, none twice and none left out", async () => {
    for (let i = 0; i < 5; i++) main().journal.notice(`before ${i}`);
    const ids = main()
      .journal.entries()
      .map(({ id }) => id);
    // Written at the very moment of subscribing: kept already, but not told of yet.
    main().journal.notice("between");
    const stream = await open(`?since=${ids[1]}`);
    main().journal.notice("after");
    await until(() => expect(stream.text()).toContain("after"));
    expect(stream.ids()).toEqual([...ids.slice(2), (ids.at(-1) as number) + 1, (ids.at(-1) as number) + 2]);
    stream.close();
  });

  test("a Last-Event-ID goes on where the last connection ended", async () => {
    for (let i = 0; i < 5; i++) main().journal.notice(`${i}`);
    const ids = main()
      .journal.entries()
      .map(({ id }) => id);
    const stream = await open("?since=0", { "last-event-id": String(ids[2]) });
    await until(() => expect(stream.ids()).toEqual(ids.slice(3)));
    stream.close();
  });

  test("more than one page of kept entries comes whole and in order", async () => {
    await using large = await startMock({ journalCapacity: 5_000 });
    const { journal } = large.sandboxes.all[0]!.main;
    for (let i = 0; i < 3_500; i++) journal.notice("n".repeat(100));
    const stream = await open("?since=0", {}, large);
    await until(() => expect(stream.ids().length).toBe(3_500));
    expect(stream.ids()).toEqual(Array.from({ length: 3_500 }, (_, index) => index + 1));
    stream.close();
  });
});

test("a quiet stream carries a comment now and then", async () => {
  const stream = await open("", {}, fast());
  await until(() => expect(stream.text()).toBe(":\n\n:\n\n"));
  stream.close();
});

test("ends with its session, and with its sandbox", async () => {
  await mock.sandboxes.create({ name: "short-lived" });
  await mock.sandboxes.all[0]?.worldFor("ends");
  const session = await open("", { "x-understudy-session": "ends" }, fast());
  const sandbox = await open("?sandbox=short-lived", {}, fast());
  const unassigned = await open("?sandbox=unassigned", {}, fast());
  mock.sandboxes.all[0]?.dropSession("ends");
  mock.sandboxes.delete("short-lived");
  await Promise.all([session.ended, sandbox.ended]);
  mock.sandboxes.unassigned.main.journal.notice("still here");
  await until(() => expect(unassigned.text()).toContain("still here"));
  unassigned.close();
});

describe("limits", () => {
  test("the 101st stream is refused until another is closed", async () => {
    await using other = await startMock();
    const streams = await Promise.all(Array.from({ length: 100 }, () => open("", {}, other)));
    expect(streams.map(({ response }) => response.status)).toEqual(Array(100).fill(200));
    const refused = await open("", {}, other);
    await refused.ended;
    expect([refused.response.status, refused.text()]).toEqual([
      429,
      '{"message":"100 streams are open already: close one"}',
    ]);
    streams[0]?.close();
    await until(async () => expect((await open("", {}, other)).response.status).toBe(200));
  });

  test("a client that falls behind is read on for from the ring: nothing piles up, and the latest comes", async () => {
    const socket = await deaf(mock.control, mock.controlToken);
    await flood();
    const ids = await idsRead(socket, main().journal.notice("the latest").id);
    // What the kernel held, a gap, and what the ring still has.
    expect(ids.length).toBeLessThan(50_000);
    expect(ids.slice(-1_000)).toEqual(Array.from({ length: 1_000 }, (_, i) => (ids.at(-1) as number) - 999 + i));
    socket.destroy();
  });

  test("a client that does not read is cut off", async () => {
    const socket = await deaf(quick.url, "quick");
    await flood();
    await idsRead(socket, Number.POSITIVE_INFINITY);
    expect(socket.destroyed).toBe(true);
  });

  /** Far more than the kernel's buffers hold, for longer than two of the fast heartbeats. */
  async function flood(): Promise<void> {
    for (let written = 0; written < 100_000; written += 500) {
      for (let i = 0; i < 500; i++) main().journal.notice("n".repeat(480));
      await pause(1);
    }
  }

  /** A client that asks for a stream and does not read it yet. */
  async function deaf(url: string, controlToken: string): Promise<Socket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.pause();
    socket.on("error", () => undefined);
    socket.write(`GET /journal/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${controlToken}\r\n\r\n`);
    return socket;
  }

  /** Reads up to an id, or to the end. */
  async function idsRead(socket: Socket, last: number): Promise<number[]> {
    const ids: number[] = [];
    let rest = "";
    try {
      for await (const chunk of socket) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.startsWith("id: ")) ids.push(Number(line.slice(4)));
        if (ids.at(-1) === last) break;
      }
    } catch {
      // A reset is one of the ways to be cut off.
    }
    return ids;
  }
});

test("open streams do not keep a server from stopping", async () => {
  const other = await startMock();
  const response = await fetch(`${other.control}/journal/stream`, {
    headers: { authorization: `Bearer ${other.controlToken}` },
  });
  const started = performance.now();
  await other.stop();
  expect(performance.now() - started).toBeLessThan(2_000);
  // Ended in good order, not torn down.
  expect(await response.text()).toBe("");
});
