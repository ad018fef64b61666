// Faults and magic values through the whole mock: what the caller sees, what was claimed, what the journal says.
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JournalEntry } from "../journal/journal-entry.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, validAgent } from "../test-caller.ts";
import type { Arming, Fault } from "../world/fault.ts";
import type { World } from "../world/world.ts";

let mock: RunningMock;
let world: World;
let caller: ReturnType<typeof callerOf>;
let serial = 0;

beforeAll(async () => {
  mock = await startMock();
  caller = callerOf(mock);
  world = mock.sandboxes.all[0]?.main as World;
});
afterAll(() => mock.stop());
beforeEach(() => {
  world.faults.clear();
  world.journal.clear();
});

const agent = () => ({ ...validAgent, bcagentid: `faulty-${++serial}` });
const arm = (fault: Fault, more: Partial<Arming> = {}) =>
  world.faults.arm({ operation: "registerAgent", fault, ...more });
const last = () => world.journal.entries({}).at(-1) as JournalEntry & { kind: "exchange" };

interface Wire {
  text: string;
  /** How the connection ended: in order, or by a reset. */
  end: "end" | "ECONNRESET";
}

/** Sends a registration over a bare socket and tells all that came back. */
async function wire(body: object, headers: Record<string, string> = {}): Promise<Wire> {
  const { hostname, port } = new URL(mock.vendor);
  const socket = connect(Number(port), hostname);
  const json = JSON.stringify(body);
  const all = { ...mock.credentials.iserveu, "content-type": "application/json", connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  let text = "";
  let end: Wire["end"] = "end";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code as "ECONNRESET";
  });
  socket.write(
    `POST /apiAgentOnboarding/externalonboard HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(json)}\r\n`,
  );
  socket.write(`${lines.join("")}\r\n${json}`);
  await new Promise((resolve) => socket.once("close", resolve));
  return { text, end };
}

const parts = ({ text }: Wire) => {
  const [head = "", body = ""] = text.split("\r\n\r\n");
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  return { status: Number(head.split(" ")[1]), head, body, length };
};

/** Whether an id is taken: a second call under it is the duplicate. */
const isClaimed = async (body: object) => (await caller.register(body)).body.statusDesc === "Duplicate user";

describe("before the handler: nothing is claimed", () => {
  test("reset: the connection is reset without a byte", async () => {
    arm({ kind: "reset" });
    const body = agent();
    expect(await wire(body)).toEqual({ text: "", end: "ECONNRESET" });
    expect(last()).toMatchObject({ fault: "reset", operation: "registerAgent", response: undefined });
    expect(await isClaimed(body)).toBe(false);
  });

  test.each<[string, Fault, number, object]>([
    ["a free answer", { kind: "answer", status: 418, body: { tea: true } }, 418, { tea: true }],
    [
      "a documented answer",
      { kind: "example", name: "page-sample-duplicate" },
      200,
      { status: "FAILED", statusCode: 1, statusDesc: "Duplicate user", Data: {} },
    ],
    [
      "unavailable",
      { kind: "unavailable", status: 503 },
      503,
      { status: "FAILED", statusCode: 1, statusDesc: "Service Unavailable", Data: {} },
    ],
    [
      "rate limit",
      { kind: "rate-limit", retryAfterSeconds: 7 },
      429,
      { status: "FAILED", statusCode: 1, statusDesc: "Too Many Requests", Data: {} },
    ],
    [
      "the vendor's duplicate",
      { kind: "duplicate" },
      200,
      { status: "FAILED", statusCode: 1, statusDesc: "Duplicate user", Data: {} },
    ],
  ])("%s", async (_name, fault, status, expected) => {
    arm(fault);
    const body = agent();
    const reply = await caller.register(body);
    expect([reply.status, reply.body]).toEqual([status, expected]);
    expect(reply.headers.get("x-understudy-fault")).toBe(fault.kind);
    if (fault.kind === "rate-limit") expect(reply.headers.get("retry-after")).toBe("7");
    expect(await isClaimed(body)).toBe(false);
  });

  test("delay: the answer is the vendor's own, later", async () => {
    arm({ kind: "delay", ms: 120 });
    const started = performance.now();
    expect((await caller.register(agent())).body.status).toBe("SUCCESS");
    expect(performance.now() - started).toBeGreaterThanOrEqual(119);
    expect(last().fault).toBe("delay 120 ms");
  });
});

describe("after the handler: the id is claimed", () => {
  test("lose-answer: no byte comes, and the retry meets the duplicate", async () => {
    arm({ kind: "lose-answer" });
    const body = agent();
    expect(await wire(body)).toEqual({ text: "", end: "end" });
    expect(last()).toMatchObject({ fault: "lose-answer", rule: "ISU-SUCCESS", response: undefined });
    expect(await isClaimed(body)).toBe(true);
  });

  test("reset-midway: headers and half of the body, then a reset", async () => {
    arm({ kind: "reset-midway" });
    const body = agent();
    const seen = await wire(body);
    const { status, body: text, length } = parts(seen);
    expect([status, seen.end, text.length]).toEqual([200, "ECONNRESET", Math.floor(length / 2)]);
    expect(await isClaimed(body)).toBe(true);
  });

  test("truncate: half of the promised body, then an orderly end", async () => {
    arm({ kind: "truncate" });
    const seen = await wire(agent());
    const { body: text, length } = parts(seen);
    expect([seen.end, text.length]).toEqual(["end", Math.floor(length / 2)]);
  });

  test("broken-json: a whole body that is not JSON", async () => {
    arm({ kind: "broken-json" });
    const { body: text, length } = parts(await wire(agent()));
    expect(text).toHaveLength(length);
    expect(() => JSON.parse(text)).toThrow();
  });

  test("media-type: the right body under another one", async () => {
    arm({ kind: "media-type", value: "text/html" });
    const { head, body: text } = parts(await wire(agent()));
    expect(head).toMatch(/content-type: text\/html\r\n/i);
    expect(JSON.parse(text).status).toBe("SUCCESS");
  });

  test("drip: the whole body, slowly", async () => {
    arm({ kind: "drip", bytes: 40, everyMs: 10 });
    const started = performance.now();
    const { body: text, length } = parts(await wire(agent()));
    expect(JSON.parse(text).status).toBe("SUCCESS");
    expect(performance.now() - started).toBeGreaterThanOrEqual(Math.floor(length / 40) * 9);
  });
});

describe("arming", () => {
  test("a fault is for its operation and its number of calls", async () => {
    arm({ kind: "unavailable", status: 500 }, { times: 2 });
    expect((await caller.check(await caller.token(), { refid: "other-operation" })).status).toBe(200);
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await caller.register(agent())).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  test("it expires by the sandbox's clock", async () => {
    arm({ kind: "unavailable", status: 500 }, { times: 5, expiresInSeconds: 60 });
    expect((await caller.register(agent())).status).toBe(500);
    world.clock.advance(60);
    expect((await caller.register(agent())).status).toBe(200);
    world.clock.reset();
  });

  test("it is armed in one session only", async () => {
    arm({ kind: "unavailable", status: 500 });
    const session = { ...mock.credentials.iserveu, "x-understudy-session": "calm" };
    expect((await caller.register(agent(), session)).status).toBe(200);
    expect((await caller.register(agent())).status).toBe(500);
  });
});

describe("magic values", () => {
  const named = (name: string) => ({ ...validAgent, bcagentid: `UNDERSTUDY-${name}-${++serial}` });

  test("an id forces the duplicate, an outage and a rate limit", async () => {
    expect((await caller.register(named("DUPLICATE"))).body.statusDesc).toBe("Duplicate user");
    expect((await caller.register(named("STATUS-503"))).status).toBe(503);
    expect((await caller.register(named("RATE-LIMIT"))).headers.get("retry-after")).toBe("1");
    const token = await caller.token();
    expect((await caller.check(token, { refid: `UNDERSTUDY-DUPLICATE-${++serial}` })).body.message).toBe(
      "Duplicate RefID",
    );
  });

  test("a lost answer: the retry under the same id meets the duplicate", async () => {
    const body = named("LOST");
    expect(await wire(body)).toEqual({ text: "", end: "end" });
    expect((await caller.register(body)).body.statusDesc).toBe("Duplicate user");
  });

  test("a refused call under a LOST id does not lose its answer", async () => {
    const body = { ...named("LOST"), area: "x" };
    expect((await caller.register(body)).body.statusDesc).toBe("invalid area");
  });

  test("the header does the same, and an unknown name in it says which there are", async () => {
    const headers = (name: string) => ({ ...mock.credentials.iserveu, "x-understudy-fault": name });
    expect((await caller.register(agent(), headers("status=502"))).status).toBe(502);
    const reply = await caller.register(agent(), headers("explode"));
    expect(reply.status).toBe(400);
    expect(reply.body.statusDesc).toMatch(/^Header x-understudy-fault names no fault: send one of duplicate, delay=MS/);
  });

  test("both can be switched off", async () => {
    await using plain = await startMock({ magic: { values: false, header: false } });
    const { register } = callerOf(plain);
    const headers = { ...plain.credentials.iserveu, "x-understudy-fault": "status=502" };
    expect((await register(named("STATUS-503"), headers)).body.status).toBe("SUCCESS");
  });
});

describe("journal", () => {
  test("an exchange is told with rule, grade, what was expected, what came and what to change, and nothing personal", async () => {
    await caller.register({ ...validAgent, bcagentid: "told-1", shopstate: "Goa" });
    expect(last()).toMatchObject({
      world: "default",
      operation: "registerAgent",
      rule: "ISU-INVALID-WORDING",
      grade: "inferred",
      response: { status: 200 },
    });
    const text = JSON.stringify(last());
    for (const name of ["bcagentname", "companyname", "address", "mobilenumber", "pancard", "shopstate"] as const) {
      expect(text).not.toContain(`:"${validAgent[name]}"`);
    }
    expect(text).not.toContain("understudy-secret");
    expect(text).toContain("told-1");
  });

  test("a near miss says what was probably meant", async () => {
    await fetch(`${mock.vendor}/api/BOS/status`, { method: "POST" });
    expect(last()).toMatchObject({ operation: undefined, rule: "BOS-METHOD" });
    expect(JSON.stringify(last().nearMiss)).toContain("/api/BOS/Status");
  });

  test.each([
    ["/agent/registration", "registerAgent", "/apiAgentOnboarding/externalonboard"],
    ["/api/BOS/GenerateToken", "generateToken", "/understudy/bos/token"],
  ])("a stand-in's former path %s: nothing answers there, and the new one is told", async (path, operation, now) => {
    expect((await fetch(mock.vendor + path, { method: "POST" })).status).toBe(404);
    const change = `${path}: the stand-in's path has changed, use ${now}`;
    expect(last().nearMiss).toEqual({ operation, change });
  });

  test("a body that was too large, and one that never came, are told too", async () => {
    await caller.register({ ...validAgent, address: "x".repeat(70_000) });
    expect(last()).toMatchObject({ rule: "ISU-BODY-LIMIT", response: { status: 413 } });
  });
});
