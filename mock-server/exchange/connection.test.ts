import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningMock, startMock } from "../server.ts";

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

test.each([
  ["the vendor port", () => mock.vendor, "POST /api/BOS/Status", ""],
  ["the control port", () => mock.control, "PATCH /profile", "Authorization: Bearer TOKEN\r\n"],
  ["the control port, with a larger limit", () => mock.control, "PUT /snapshot", "Authorization: Bearer TOKEN\r\n"],
])(
  "%s: who still sends a body that is refused is not reset, and gets the answer",
  async (_, url, call, authorization) => {
    const { hostname, port } = new URL(url());
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    let answer = "";
    const errors: Error[] = [];
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", (error) => errors.push(error));
    const length = 64 * 1024 * 1024;
    socket.write(
      `${call} HTTP/1.1\r\nHost: x\r\n${authorization.replace("TOKEN", mock.controlToken)}` +
        `Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`,
    );
    await once(socket, "data");
    // Node's client goes on, too: it reads an answer when it has sent everything.
    for (let sent = 0; sent < 150; sent++) {
      socket.write(Buffer.alloc(65_536, 0x20));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(errors).toEqual([]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/is);
    expect(answer.trimEnd().endsWith("}")).toBe(true);
    socket.destroy();
  },
);
