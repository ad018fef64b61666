import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../spec/usage-error.ts";
import { type RunningMock, startMock } from "./server.ts";
import { callerOf, validAgent } from "./test-caller.ts";
import { wireTo } from "./test-socket.ts";

let mock: RunningMock;
let caller: ReturnType<typeof callerOf>;

beforeAll(async () => {
  mock = await startMock({ bodyTimeoutMs: 300 });
  caller = callerOf(mock);
});
afterAll(() => mock.stop());

describe("paths and methods", () => {
  test.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s on a known path: 405 with Allow", async (method) => {
    const bos = await fetch(`${mock.vendor}/api/BOS/Status`, { method });
    expect([bos.status, bos.headers.get("allow"), bos.headers.get("x-understudy-rule")]).toEqual([
      405,
      "POST",
      "BOS-METHOD",
    ]);
    expect(await bos.json()).toEqual({ status: "Failed", message: `${method} is not allowed here: use POST` });
    const isu = await fetch(`${mock.vendor}/apiAgentOnboarding/externalonboard`, { method });
    expect([isu.status, isu.headers.get("allow"), isu.headers.get("x-understudy-rule")]).toEqual([
      405,
      "POST",
      "ISU-METHOD",
    ]);
  });

  test("/healthz answers on both ports", async () => {
    for (const url of [mock.vendor, mock.control]) {
      expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "ok" });
    }
  });

  test("the control API is not served on the vendor port", async () => {
    expect((await fetch(`${mock.vendor}/clock`)).status).toBe(404);
  });
});

describe("limits", () => {
  test("a body of 65536 bytes is read, one byte more is refused", async () => {
    const token = await caller.token();
    const refid = "r".repeat(65_536 - '{"refid":""}'.length);
    expect((await caller.check(token, { refid })).status).toBe(200);
    const reply = await caller.check(token, { refid: `${refid}r` });
    expect(reply.status).toBe(413);
    expect(reply.body).toEqual({ status: "Failed", message: "Body is over 65536 bytes: send less" });
    expect(reply.headers.get("x-understudy-rule")).toBe("BOS-BODY-LIMIT");
  });

  test("a body over the limit that does not tell its length is cut off", async () => {
    const { socket, said, closed } = await wireTo(mock.vendor);
    socket.write("POST /apiAgentOnboarding/externalonboard HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let sent = 0; sent < 10 && !socket.destroyed; sent++) {
      socket.write(`2710\r\n${"x".repeat(10_000)}\r\n`);
      await pause(5);
    }
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 413 /);
    expect(said()).toContain("x-understudy-rule: ISU-BODY-LIMIT");
  });

  test("a client that stalls in the middle of its body is answered with 408 and cut off", async () => {
    const { socket, said, closed } = await wireTo(mock.vendor);
    socket.write('POST /api/BOS/Status HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{"re');
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 408 /);
    expect(said()).toContain('{"status":"Failed","message":"Body did not arrive in time: send it at once"}');
  });

  test("headers over 16 kB are refused", async () => {
    const { socket, said, closed } = await wireTo(mock.vendor);
    socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    await closed;
    expect(said()).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("two calls on one connection are told apart after a refusal that did not need the body", async () => {
    const { socket, said, closed } = await wireTo(mock.vendor);
    socket.write("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await closed;
    expect(said().match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 404", "HTTP/1.1 200"]);
  });
});

describe("start and stop", () => {
  test("a port in use is named, with the option to change it", async () => {
    const { port } = new URL(mock.vendor);
    const message = `port ${port} on 127.0.0.1 is in use: choose another with --port, or 0 for a free one`;
    await expect(startMock({ port: Number(port) })).rejects.toThrow(new UsageError(message));
    const control = `port ${port} on 127.0.0.1 is in use: choose another with --control-port, or 0 for a free one`;
    await expect(startMock({ controlPort: Number(port) })).rejects.toThrow(new UsageError(control));
  });

  test("a host that is not this machine's is named", async () => {
    const message = "192.0.2.1 is not an address of this machine: choose another host";
    await expect(startMock({ host: "192.0.2.1" })).rejects.toThrow(new UsageError(message));
  });

  test("stop answers the call that is running and takes no new one", async () => {
    const other = await startMock();
    const { socket, said, closed } = await wireTo(other.vendor);
    const body = '{"bcagentid":"UNDERSTUDY-DELAY-300-stop"}';
    const headers = `Host: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`POST /apiAgentOnboarding/externalonboard HTTP/1.1\r\n${headers}\r\n\r\n${body}`);
    await pause(50);
    const stopped = other.stop();
    await expect(fetch(`${other.vendor}/healthz`)).rejects.toThrow();
    await stopped;
    await closed;
    expect(said()).toContain("client_id is missing");
  });

  test("what happens in one mock is not known to another", async () => {
    await using other = await startMock();
    const token = await caller.token();
    expect((await callerOf(other).check(token, { refid: "apart" })).body.message).toMatch(/^Token is unknown/);
    await caller.register(validAgent);
    expect((await callerOf(other).register(validAgent)).body.status).toBe("SUCCESS");
  });
});
