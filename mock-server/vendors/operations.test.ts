// What whoever runs the mock sees of it: probes, metrics and logs, over real HTTP.

import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../journal/log.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, validAgent } from "../test-caller.ts";
import { wireTo } from "../test-socket.ts";

const lines: string[] = [];
let mock: RunningMock;
let caller: ReturnType<typeof callerOf>;

beforeAll(async () => {
  const stream = { write: (text: string) => void lines.push(text) };
  mock = await startMock({ log: createLog({ level: "debug", stream }), maximumSessions: 1 });
  caller = callerOf(mock);
});
afterAll(() => mock.stop());

const get = (url: string, headers = {}) => fetch(url, { headers });
const metrics = () => get(`${mock.control}/metrics`, { authorization: `Bearer ${mock.controlToken}` });

test("/readyz answers on both ports without a token", async () => {
  for (const url of [mock.vendor, mock.control]) {
    const response = await get(`${url}/readyz`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
  }
});

test("/readyz says 503 while the mock stops, to whoever can still ask: behind an answer that has begun", async () => {
  const stopping = await startMock();
  stopping.sandboxes.all[0]!.main.faults.arm({ fault: { kind: "drip", bytes: 10, everyMs: 50 } });
  const { socket, said, closed } = await wireTo(stopping.vendor);
  socket.write(`POST /understudy/bos/token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}`);
  await expect.poll(said).toMatch(/^HTTP\/1\.1 4\d\d /);
  const stopped = stopping.stop();
  socket.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await Promise.all([stopped, closed]);
  expect(said()).toMatch(/HTTP\/1\.1 503 .*\{"status":"not ready"\}$/s);
});

test("/metrics wants the control token and is not on the vendor port", async () => {
  expect((await get(`${mock.control}/metrics`)).status).toBe(401);
  expect((await get(`${mock.vendor}/metrics`)).status).toBe(404);
  const response = await metrics();
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  expect(await response.text()).toContain("process_resident_memory_bytes");
});

test("every call is counted and logged once, with its rule; a fault too, and a path that is none", async () => {
  lines.length = 0;
  const token = await caller.token();
  await caller.check(token, { refid: "r1" });
  await caller.check(token, { refid: "r1" });
  const { faults } = mock.sandboxes.all[0]!.main;
  faults.arm({ operation: "checkPanStatus", fault: { kind: "unavailable", status: 503 } });
  faults.arm({ operation: "checkPanStatus", fault: { kind: "reset" } });
  await caller.check(token, { refid: "r2" });
  await expect(caller.check(token, { refid: "r3" })).rejects.toThrow("fetch failed");
  await get(`${mock.vendor}/api/BOS/status/5000000001?pan=ABCZE1234F`);

  const logged = lines.map((line) => JSON.parse(line));
  expect(logged.map(({ operation, status, rule, fault }) => [operation, status, rule, fault])).toEqual([
    ["generateToken", 200, "BOS-TOKEN-ISSUE", undefined],
    ["checkPanStatus", 200, "BOS-UNDER-PROCESS", undefined],
    ["checkPanStatus", 401, "BOS-DUPLICATE", undefined],
    ["checkPanStatus", 503, undefined, "unavailable 503"],
    ["checkPanStatus", undefined, undefined, "reset"],
    [undefined, 404, "BOS-METHOD", undefined],
  ]);
  const text = await (await metrics()).text();
  const series = text.split("\n").filter((line) => line.startsWith("understudy_requests_total{"));
  expect(series).toEqual(
    expect.arrayContaining([
      'understudy_requests_total{operation="checkPanStatus",rule="BOS-DUPLICATE",status="401"} 1',
      'understudy_requests_total{operation="checkPanStatus",rule="none",status="503"} 1',
      'understudy_requests_total{operation="checkPanStatus",rule="none",status="none"} 1',
    ]),
  );
  expect(text).toContain('understudy_request_duration_seconds_count{operation="checkPanStatus"} 4');
});

test("a session that is dropped is logged as a notice", async () => {
  lines.length = 0;
  for (const session of ["one", "two"]) await caller.generateToken(undefined, { "x-understudy-session": session });
  expect(lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "notice")).toMatchObject([
    { level: "warn", world: "default", notice: expect.stringContaining("session one was dropped") },
  ]);
});

test("neither log nor metrics hold anything personal or secret, whatever the call", async () => {
  const token = await caller.token();
  await caller.check(token, { refid: "r9", pancard: validAgent.pancard });
  await caller.register(validAgent);
  await caller.register({ ...validAgent, pancard: "ABCZE1234", mobilenumber: "50000000012" });
  await caller.register(validAgent, { client_id: "understudy", client_secret: "wrong-secret-1" });
  await caller.register(`{"mobilenumber": "5000000001" "pancard": "ABCZE1234F"}`);
  // Bytes of memory and sums of seconds are long numbers that may look like anything.
  const counted = (await (await metrics()).text()).match(/^understudy_(?!\w+_sum\b).*$/gm) ?? [];
  const written = [...lines, ...counted].join("\n");
  const { bos, iserveu } = mock.credentials;
  const secrets = [token, bos.nep_key, iserveu.client_secret, "wrong-secret-1", mock.controlToken];
  const personal = ["ABCZE1234", "500000000", "Asha", "Sample Road", "751024"];
  for (const value of [...secrets, ...personal]) expect(written, value).not.toContain(value);
});
