// What whoever runs the mock sees of it: probes, metrics and logs, over real HTTP.

import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../journal/log.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, validAgent } from "../test-caller.ts";

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

test("/readyz says 503 while the mock stops, though its last calls are still answered", async () => {
  const stopping = await startMock();
  const ports = [stopping.vendor, stopping.control].map((url) => Number(new URL(url).port));
  // Requests that are not complete yet, so that the connections count as busy.
  const sockets = ports.map((port) => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\n");
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await pause(50);
  const stopped = stopping.stop();
  for (const socket of sockets) {
    socket.write("\r\n");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1.1 503 .*\{"status":"not ready"\}$/s);
  }
  await stopped;
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
