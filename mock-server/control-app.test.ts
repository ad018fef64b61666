import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Clock } from "./clock.ts";
import { createSandbox } from "./sandbox.ts";
import { type RunningMock, startMock } from "./server.ts";
import { callerOf, validAgent } from "./test-caller.ts";

let mock: RunningMock;
let caller: ReturnType<typeof callerOf>;

beforeAll(async () => {
  mock = await startMock({ sandbox: createSandbox({ clock: new Clock(() => Date.UTC(2026, 0, 1)) }) });
  caller = callerOf(mock);
});
afterAll(() => mock.stop());

describe("token", () => {
  test.each([
    ["none", {}],
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["the vendor's secret", { authorization: "Bearer understudy-secret" }],
  ])("%s: 401 on every path, known or not", async (_name, headers) => {
    for (const path of ["/clock", "/reset", "/nowhere"]) {
      const response = await fetch(`${mock.control}${path}`, { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toEqual({
        message: "Control token is missing or wrong: send Authorization: Bearer <control token>, as printed at start",
      });
    }
  });

  test("is made anew at every start, of 256 random bits", async () => {
    await using other = await startMock();
    expect(other.controlToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(other.controlToken).not.toBe(mock.controlToken);
  });

  test("no answer allows another origin", async () => {
    const response = await fetch(`${mock.control}/clock`, {
      method: "OPTIONS",
      headers: { origin: "http://evil.example" },
    });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("clock", () => {
  test("is read and advanced", async () => {
    expect((await caller.control("GET", "/clock")).body).toEqual({
      now: "2026-01-01T00:00:00.000Z",
      advancedBySeconds: 0,
    });
    const advanced = await caller.control("POST", "/clock/advance", { seconds: 90.5 });
    expect(advanced.body).toEqual({ now: "2026-01-01T00:01:30.500Z", advancedBySeconds: 90.5 });
    expect((await caller.control("GET", "/clock")).body).toEqual(advanced.body);
  });

  test.each([
    [{ seconds: -1 }, "seconds: send a number from 0 to 315360000"],
    [{ seconds: "1" }, "seconds: send a number from 0 to 315360000"],
    [{}, "seconds: send a number from 0 to 315360000"],
    [{ seconds: 1, minutes: 1 }, "minutes: send no such member"],
  ])("advance refuses %j", async (body, message) => {
    const reply = await caller.control("POST", "/clock/advance", body);
    expect([reply.status, reply.body]).toEqual([400, { message }]);
  });

  test("advance refuses what is not JSON and what is too large", async () => {
    const headers = { authorization: `Bearer ${mock.controlToken}`, "content-type": "application/json" };
    const send = (body: string) => fetch(`${mock.control}/clock/advance`, { method: "POST", headers, body });
    const broken = await send('{"seconds":1,}');
    expect([broken.status, await broken.json()]).toEqual([
      400,
      { message: 'Body is not JSON: trailing comma after "seconds" at line 1, column 13; remove the comma' },
    ]);
    const large = await send(`{"seconds":${"1".repeat(70_000)}}`);
    expect([large.status, await large.json()]).toEqual([413, { message: "Body is refused: too-large" }]);
  });
});

test("reset forgets tokens, refids and agents, and sets the clock back", async () => {
  const token = await caller.token();
  await caller.check(token, { refid: "reset" });
  await caller.register(validAgent);
  await caller.control("POST", "/clock/advance", { seconds: 60 });

  expect((await caller.control("POST", "/reset")).status).toBe(204);

  expect((await caller.control("GET", "/clock")).body.advancedBySeconds).toBe(0);
  expect((await caller.check(token, { refid: "reset" })).body.message).toMatch(/^Token is unknown/);
  expect((await caller.check(await caller.token(), { refid: "reset" })).status).toBe(200);
  expect((await caller.register(validAgent)).body.status).toBe("SUCCESS");
});

test("an unknown control call names the known ones", async () => {
  const reply = await caller.control("GET", "/nowhere");
  const message = "GET /nowhere is not a control call: GET /clock, POST /clock/advance, POST /reset";
  expect([reply.status, reply.body]).toEqual([404, { message }]);
});
