// The one call that finds an entry, by what an answer tells of it.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { judgeOf } from "../../harness/judge/judge.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, post, type Reply, validAgent } from "../test-caller.ts";
import { controlCaller, controlContract } from "../test-control.ts";

const realNow = Date.UTC(2026, 0, 1);
let mock: RunningMock;
let vendor: ReturnType<typeof callerOf>;
let control: ReturnType<typeof controlCaller>;

beforeAll(async () => {
  mock = await startMock({ realNow: () => realNow, sandboxes: [{ name: "alpha" }, { name: "beta" }] });
  vendor = callerOf(mock);
  const judge = judgeOf(controlContract, new Map(), { masker: maskerOf(), profile: defaultProfile(new Map()) });
  control = controlCaller(mock, judge);
});
afterAll(() => mock.stop());
beforeEach(() => {
  for (const { faults } of mock.sandboxes.worlds) faults.clear();
});

const idOf = ({ headers }: Reply) => headers.get("x-understudy-exchange");
const credentials = () => ({ ...mock.credentials.iserveu });
const beta = () => mock.sandboxes.get("beta")!.credentials.bos![0]!;
const path = "/apiAgentOnboarding/externalonboard";
const serial = { at: 0 };
const agent = () => ({ ...validAgent, bcagentid: `exchange-${++serial.at}` });

describe("every answer names its exchange", () => {
  test.each<[string, () => Promise<Reply>, object]>([
    ["accepted", () => vendor.register(agent()), { operation: "registerAgent", world: "alpha" }],
    ["refused", () => vendor.register({}), { rule: "ISU-INVALID-WORDING", world: "alpha" }],
    ["of another sandbox", () => vendor.generateToken(beta()), { operation: "generateToken", world: "beta" }],
    [
      "of a session",
      () => vendor.register(agent(), { ...credentials(), "x-understudy-session": "s-1" }),
      { world: "alpha/s-1" },
    ],
    ["that names nobody", () => vendor.check("none", { refid: "r" }), { world: "unassigned" }],
    [
      "by a fault",
      () => vendor.register(agent(), { ...credentials(), "x-understudy-fault": "status=503" }),
      { fault: "unavailable 503" },
    ],
    [
      "slowly",
      () => vendor.register(agent(), { ...credentials(), "x-understudy-fault": "drip" }),
      { fault: "drip 8 bytes every 50 ms" },
    ],
    [
      "with a fault that is none",
      () => vendor.register(agent(), { ...credentials(), "x-understudy-fault": "x" }),
      { operation: "registerAgent" },
    ],
    ["on another path", () => post(`${mock.vendor}/api/BOS/status`, {}), { response: { status: 404 } }],
    ["on nobody's path", () => post(`${mock.vendor}/nowhere`, {}), { response: { status: 404 } }],
    [
      "to nobody's body that is too large",
      () => post(`${mock.vendor}/nowhere`, "x".repeat(70_000)),
      { response: { status: 413 } },
    ],
  ])("%s", async (_name, call, entry) => {
    const reply = await call();
    expect(idOf(reply)).toMatch(/^[1-9]\d*$/);
    const found = await control(`GET /journal/${idOf(reply)}`);
    expect([found.status, found.body]).toMatchObject([200, { id: Number(idOf(reply)), kind: "exchange", ...entry }]);
    expect(found.body.response.headers["x-understudy-exchange"]).toBe(idOf(reply));
    expect(found.body.response.status).toBe(reply.status);
  });

  test("one that breaks off, too", async () => {
    const { hostname, port } = new URL(mock.vendor);
    const socket = connect(Number(port), hostname).on("error", () => {});
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nx-understudy-fault: truncate\r\nContent-Length: 2\r\n\r\n{}`);
    await once(socket, "close");
    const id = /^x-understudy-exchange: (\d+)\r$/im.exec(text)?.[1];
    expect((await control(`GET /journal/${id}`)).body).toMatchObject({ id: Number(id), fault: "truncate" });
  });

  test("no two have one name, whatever sandbox they are of", async () => {
    const calls = Array.from({ length: 20 }, (_, n) => vendor.generateToken(n % 2 ? beta() : mock.credentials.bos));
    const ids = (await Promise.all(calls)).map(idOf);
    expect(new Set(ids).size).toBe(20);
  });
});

test("an entry tells both times", async () => {
  const { clock } = mock.sandboxes.get("beta")!.main;
  clock.set(Date.UTC(2030, 0, 1));
  clock.freeze();
  const { body } = await control(`GET /journal/${idOf(await vendor.generateToken(beta()))}`);
  expect(body).toMatchObject({ at: "2030-01-01T00:00:00.000Z", realAt: "2026-01-01T00:00:00.000Z" });
});

test.each([
  [
    "999999999",
    404,
    "there is no entry 999999999: it may have been dropped for want of room, cleared, or gone with its session or sandbox; or its call is not over yet",
  ],
  ["0", 400, "id: send what an answer has in x-understudy-exchange"],
  ["abc", 400, "id: send what an answer has in x-understudy-exchange"],
  ["1e3", 400, "id: send what an answer has in x-understudy-exchange"],
])("GET /journal/%s: %i", async (id, status, message) => {
  const reply = await control(`GET /journal/${id}`);
  expect([reply.status, reply.body]).toEqual([status, { message }]);
});

test("an entry goes with its session", async () => {
  const id = idOf(await vendor.register(agent(), { ...credentials(), "x-understudy-session": "s-2" }));
  expect((await control(`GET /journal/${id}`)).status).toBe(200);
  expect((await control("DELETE /sessions/s-2")).status).toBe(204);
  expect((await control(`GET /journal/${id}`)).status).toBe(404);
});
