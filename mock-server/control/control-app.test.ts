// The control API as a whole: its token, its paths and methods, what it makes of parameters and bodies.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeOf } from "../../harness/judge/judge.ts";
import { loadContract } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { listen } from "../port/listener.ts";
import { type RunningMock, startMock } from "../server.ts";
import { controlCaller, controlContract, headerPairs } from "../test-control.ts";
import { createControlApp } from "./control-app.ts";
import type { ControlHandlers } from "./control-call.ts";
import { metricsOf } from "./metrics.ts";

const judge = judgeOf(controlContract, new Map(), { masker: maskerOf(), profile: defaultProfile(new Map()) });
const operations = [...controlContract.operations.values()];
const ids = [...loadContract().operations.keys()].join(", ");
let mock: RunningMock;
let control: ReturnType<typeof controlCaller>;

beforeAll(async () => {
  mock = await startMock({ realNow: () => Date.UTC(2026, 0, 1), sandboxes: [{ name: "alpha" }, { name: "beta" }] });
  control = controlCaller(mock, judge);
});
afterAll(() => mock.stop());

const pathOf = (template: string) => template.replace(/\{\w+\}/g, "alpha");

describe("token", () => {
  const message = "Control token is missing or wrong: send Authorization: Bearer <control token>, as printed at start";

  test.each([
    ...operations.map(({ method, path }) => `${method.toUpperCase()} ${pathOf(path)}`),
    ...["GET /", "GET /nowhere", "OPTIONS /clock", "GET /sandboxes/%", "GET /../package.json"],
  ])("%s cannot be called without it", async (call) => {
    const state = async () => [
      (await control("GET /snapshot")).body,
      (await control("GET /sandboxes")).body,
      (await control("GET /profile")).body,
    ];
    const before = await state();
    for (const authorization of [undefined, "Bearer wrong", "Bearer ", "Basic eDp5", "Bearer understudy-secret"]) {
      const [method = "", path = ""] = call.split(" ");
      const response = await fetch(mock.control + path, { method, headers: authorization ? { authorization } : {} });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toEqual({ message });
    }
    expect(await state()).toEqual(before);
  });

  test("is made anew at every start, of 256 random bits", async () => {
    await using other = await startMock();
    expect(other.controlToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(other.controlToken).not.toBe(mock.controlToken);
  });

  test("no answer allows another origin, or may be kept by a cache", async () => {
    for (const headers of [{}, { authorization: `Bearer ${mock.controlToken}` }]) {
      for (const method of ["OPTIONS", "GET"]) {
        const response = await fetch(`${mock.control}/clock`, {
          method,
          headers: { ...headers, origin: "http://evil.example", "access-control-request-method": "PUT" },
        });
        expect(headerPairs(response.headers).filter(([name]) => name.startsWith("access-control"))).toEqual([]);
        expect(response.headers.get("cache-control")).toBe("no-store");
      }
    }
  });

  test("nothing of it is served on the vendor port", async () => {
    for (const { method, path } of operations) {
      const response = await fetch(mock.vendor + pathOf(path), {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${mock.controlToken}` },
      });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });
});

describe("paths and methods", () => {
  test.each([
    ["HEAD /clock", "GET, PUT"],
    ["POST /clock", "GET, PUT"],
    ["OPTIONS /journal", "GET, DELETE"],
    ["HEAD /journal/stream", "GET"],
    ["GET /reset", "POST"],
    ["PUT /sandboxes/alpha", "GET, DELETE"],
  ])("%s: 405 with what is allowed", async (call, allow) => {
    const reply = await control(call);
    expect([reply.status, reply.headers.get("allow")]).toEqual([405, allow]);
    const [method] = call.split(" ");
    if (method !== "HEAD") expect(reply.body).toEqual({ message: `${method} is not allowed here: use ${allow}` });
  });

  test("an unknown call names the known ones", async () => {
    const { status, body } = await control("GET /nowhere");
    expect(status).toBe(404);
    expect(body.message).toMatch(/^GET \/nowhere is not a control call: GET \/sandboxes, POST \/sandboxes, GET \/s/);
  });

  test.each([
    "/..%2f..%2fetc%2fpasswd",
    "/sandboxes/..%2fpackage.json",
    "/cli.ts",
    "/.git/config",
    "/sandboxes/alpha/",
  ])("%s reads no file", async (path) => {
    const reply = await control(`GET ${path}`);
    expect(reply.status).toBe(404);
    expect(Object.keys(reply.body)).toEqual(["message"]);
  });

  test("an escape that is none is refused", async () => {
    expect(await control("GET /sandboxes/%E0%A4")).toMatchObject({
      status: 400,
      body: { message: "Path has a broken escape: percent-encode UTF-8" },
    });
  });
});

describe("parameters", () => {
  test.each([
    ["GET /journal?status=abc", 400, "status: send an integer from 100 to 599"],
    ["GET /journal?status=99", 400, "status: send an integer from 100 to 599"],
    ["GET /journal?status=200.5", 400, "status: send an integer from 100 to 599"],
    ["GET /journal?status=", 400, "status: send an integer from 100 to 599"],
    ["GET /journal?limit=1001", 400, "limit: send an integer from 1 to 1000"],
    ["GET /journal?since=-1", 400, "since: send an integer from 0 to 9007199254740991"],
    ["GET /journal?kind=error", 400, "kind: send one of exchange, notice"],
    ["GET /journal?operation=lend", 400, `unknown operation lend: there are ${ids}`],
    ["GET /journal?operation=checkPanStatuss", 400, "unknown operation checkPanStatuss: did you mean checkPanStatus?"],
    ["GET /journal?rule=BOS-DUPLICAT", 400, "unknown rule BOS-DUPLICAT: did you mean BOS-DUPLICATE?"],
    ["GET /journal/count?rule=never", 400, /^unknown rule never: there are BOS-OPERATION, .* and \d+ more$/],
    ["GET /journal/stream?rule=never", 400, /^unknown rule never: there are BOS-OPERATION, .* and \d+ more$/],
    ["GET /journal?kind=exchang", 400, "kind: send one of exchange, notice; did you mean exchange?"],
    ["GET /journal/count?operaton=x", 400, "operaton is not known: did you mean operation?"],
    [
      "GET /journal/count?limit=5",
      400,
      "limit is not known: there are sandbox, kind, operation, rule, status, text, since",
    ],
    ["GET /journal?text=a&text=b", 400, "text: send it once"],
    ["GET /clock?sandbx=beta", 400, "sandbx is not known: did you mean sandbox?"],
    ["GET /clock?__proto__=1", 400, "__proto__ is not known: there is sandbox"],
    ["GET /sandboxes?sandbox=alpha", 400, "sandbox is not known: there is none"],
    ["GET /clock?sandbox=gamma", 404, "there is no sandbox gamma: there are alpha, beta"],
    ["POST /reset?sandbox=constructor", 404, "there is no sandbox constructor: there are alpha, beta"],
    ["GET /sandboxes/gamma", 404, "there is no sandbox gamma: there are alpha, beta"],
    ["DELETE /sandboxes/unassigned", 404, "there is no sandbox unassigned: there are alpha, beta"],
    [
      "DELETE /sessions/s?sandbox=beta",
      404,
      "sandbox beta has no session s: there is none; a session begins with a vendor call that names it, or with PUT /sessions/NAME",
    ],
    ["DELETE /faults/fault-1", 404, "there is no fault fault-1: none is armed"],
  ])("%s: %i", async (call, status, message) => {
    const reply = await control(call);
    const expected = typeof message === "string" ? message : expect.stringMatching(message);
    expect([reply.status, reply.body]).toEqual([status, { message: expected }]);
  });

  test("a call that is refused begins no session", async () => {
    const headers = { "x-understudy-session": "refused" };
    expect((await control("PUT /clock?sandbox=beta", { headers, body: { mode: "slow" } })).status).toBe(400);
    expect((await control("GET /journal?sandbox=beta&limit=0", { headers })).status).toBe(400);
    expect((await control("GET /sessions?sandbox=beta")).body).toEqual([]);
  });
});

describe("bodies", () => {
  const credentials = (nep_key: unknown) => ({ bos: [{ nep_key, partnerId: "p", domain: "d" }] });

  test.each([
    ["POST /clock/advance", { seconds: -1 }, "seconds: send a number from 0 to 315360000"],
    ["POST /clock/advance", { seconds: "1" }, "seconds: send a number from 0 to 315360000"],
    ["POST /clock/advance", {}, "seconds: send a number from 0 to 315360000"],
    ["POST /clock/advance", { seconds: 1, minutes: 1 }, "minutes is not known: there is seconds"],
    [
      "POST /clock/advance",
      { seconds: 1, ["x".repeat(300)]: 1 },
      `${"x".repeat(100)}... is not known: there is seconds`,
    ],
    ["PUT /clock", {}, "Nothing is to be set: send at, mode or both"],
    ["PUT /clock", { mode: "slow" }, "mode: send one of real, frozen, offset"],
    ["PUT /clock", { at: "tomorrow" }, "at: send a time such as 2026-01-31T12:00:00Z"],
    ["PUT /clock", { at: "2026-02-30T00:00:00Z" }, "at: send a time such as 2026-01-31T12:00:00Z"],
    [
      "PUT /clock",
      { at: "2026-01-01T00:00:00Z", mode: "real" },
      "at: send it with another mode, real time cannot be set",
    ],
    ["PUT /clock", { at: "3000-01-01T00:00:00Z" }, "at: send a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z"],
    ["POST /sandboxes", {}, "name: send a string matching ^[a-z0-9][a-z0-9-]{0,39}$"],
    ["POST /sandboxes", { name: "Beta" }, "name: send a string matching ^[a-z0-9][a-z0-9-]{0,39}$"],
    [
      "POST /sandboxes",
      { name: "g", credentials: credentials("") },
      "credentials.bos[0].nep_key: send a string of 1 to 200 characters",
    ],
    [
      "POST /sandboxes",
      { name: "g", credentials: credentials(null) },
      "credentials.bos[0].nep_key: send a string of 1 to 200 characters",
    ],
    ["POST /sandboxes", { name: "g", credentials: { bos: {} } }, "credentials.bos: send an array of at most 100 items"],
    ["POST /sandboxes", { name: "g", credentials: { bos: [7] } }, "credentials.bos[0]: send an object"],
    ["POST /sandboxes", { name: "g", seed: { agents: [{}] } }, "seed.agents[0].bcagentid: send a string"],
    [
      "POST /sandboxes",
      { name: "g", clock: { at: "3000-01-01T00:00:00Z" } },
      "clock.at: send a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z",
    ],
    ["POST /sandboxes", { name: "g", rules: { "BOS-AUTH": 1 } }, "rules.BOS-AUTH: send a string"],
    [
      "POST /sandboxes",
      { name: "g", rules: { "BOS-AUHT": "optional" } },
      "unknown rule BOS-AUHT: did you mean BOS-AUTH?",
    ],
    ["PATCH /profile", { "BOS-METHOD": "x" }, "rule BOS-METHOD has one reading only: there is nothing to choose"],
    [
      "PATCH /profile",
      { "BOS-AUTH": "optional", "BOS-DUPLICATE-TRIGGER": "nevr" },
      "unknown reading nevr of BOS-DUPLICATE-TRIGGER: did you mean never? Its readings are on-repeat, never, seeded",
    ],
    ["POST /seed", { usedRefids: "r" }, "usedRefids: send an array of at most 1000 items"],
    ["POST /seed", { usedRefids: Array(1001).fill("r") }, "usedRefids: send an array of at most 1000 items"],
    ["POST /faults", {}, /^fault: send an object$/],
    ["POST /faults", { fault: 3 }, "fault: send an object"],
    [
      "POST /faults",
      { fault: { kind: "explode" } },
      /^fault\.kind: send one of delay, answer, example, .*, lose-answer$/,
    ],
    ["POST /faults", { fault: {} }, /^fault\.kind: send one of delay, answer, example, .*, lose-answer$/],
    ["POST /faults", { fault: { kind: "delay" } }, "fault.ms: send an integer from 0 to 60000"],
    [
      "POST /faults",
      { fault: { kind: "delay", ms: 1, seconds: 1 } },
      "fault.seconds is not known: there are kind, ms, upToMs",
    ],
    ["POST /faults", { fault: { kind: "delay", ms: 2, upToMs: 1 } }, "fault.upToMs does not fit: send ms or more"],
    ["POST /faults", { fault: { kind: "unavailable", status: 501 } }, "fault.status: send one of 500, 502, 503, 504"],
    ["POST /faults", { fault: { kind: "answer", status: 200, body: 1 } }, "fault.body: send an object or string"],
    ["POST /faults", { fault: { kind: "reset" }, probability: 0 }, "probability: send a number above 0 and up to 1"],
    [
      "POST /faults",
      { fault: { kind: "reset" }, operation: "readClock" },
      `operation readClock is not in the contract: there are ${ids}`,
    ],
    [
      "POST /faults",
      { fault: { kind: "duplicate" }, operation: "generateToken" },
      /^generateToken has no duplicate answer: /,
    ],
  ])("%s %j is refused", async (call, body, message) => {
    const reply = await control(call, { body });
    const expected = typeof message === "string" ? message : expect.stringMatching(message);
    expect([reply.status, reply.body]).toEqual([400, { message: expected }]);
    // Refused as a whole: not a part of it was done.
    expect((await control("GET /sandboxes")).body).toHaveLength(2);
    expect((await control("GET /profile")).body["BOS-AUTH"]).toBe("required");
    expect((await control("GET /faults")).body).toEqual([]);
  });

  test.each([
    ['{"seconds":1,}', 400, 'Body is not JSON: trailing comma after "seconds" at line 1, column 13; remove the comma'],
    ["", 400, "Body is empty: send a JSON object"],
    ["[]", 400, "Body is JSON but not an object: send an object with named members"],
    [`{"seconds":${"1".repeat(70_000)}}`, 413, "Body is over 65536 bytes: send less"],
  ])("%.20s: %i", async (body, status, message) => {
    const reply = await control("POST /clock/advance", { body });
    expect([reply.status, reply.body]).toEqual([status, { message }]);
  });

  test("a body that stalls is answered with 408 and cut off", async () => {
    const { sandboxes, faultAnswers } = mock;
    const options = { faultAnswers, metrics: metricsOf(sandboxes), bodyTimeoutMs: 50 };
    const app = createControlApp(controlContract, sandboxes, "token", options);
    const listener = await listen(app, { host: "127.0.0.1", port: 0, option: "" });
    const socket = connect(Number(new URL(listener.url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    const authorization = "Authorization: Bearer token";
    socket.write(`PUT /clock HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Length: 20\r\n\r\n{"at`);
    let said = "";
    socket.on("data", (chunk) => {
      said += chunk;
    });
    await once(socket, "close");
    await listener.stop(0);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(said).toContain('{"message":"Body did not arrive in time: send it at once"}');
  });

  test("another media type is refused", async () => {
    const reply = await control("POST /clock/advance", {
      body: "seconds=1",
      headers: { "content-type": "text/plain" },
    });
    expect([reply.status, reply.body]).toEqual([
      415,
      { message: "Content-Type is not application/json: send application/json" },
    ]);
  });
});

test("an answer that the contract does not document does not compile", () => {
  const handlers: Partial<ControlHandlers> = {
    // @ts-expect-error: 418 is not among the statuses of readClock
    readClock: ({ answer }) => answer(418, { message: "tea" }),
    // @ts-expect-error: a member that a Problem does not have
    clearFaults: ({ answer }) => answer(404, { message: "no", hint: "yes" }),
    // @ts-expect-error: 204 has no body
    resetState: ({ answer }) => answer(204, {}),
    // @ts-expect-error: a list of sessions is a list of texts
    listSessions: ({ answer }) => answer(200, [1]),
    // @ts-expect-error: no world without the header that names a session
    readProfile: ({ world, answer }) => answer(200, world.profile),
  };
  expect(Object.keys(handlers)).toHaveLength(5);
});
