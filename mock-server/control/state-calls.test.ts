// What the control API does to a running mock: sandboxes, sessions, clocks, profiles, faults, journals, state.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { judgeOf } from "../../harness/judge/judge.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf, post, type Reply, validAgent } from "../test-caller.ts";
import { controlCaller, controlContract } from "../test-control.ts";

const judge = judgeOf(controlContract, new Map(), { masker: maskerOf(), profile: defaultProfile(new Map()) });
let mock: RunningMock;
let control: ReturnType<typeof controlCaller>;
let vendor: ReturnType<typeof callerOf>;

beforeAll(async () => {
  mock = await startMock({ realNow: () => Date.UTC(2026, 0, 1) });
  control = controlCaller(mock, judge);
  vendor = callerOf(mock);
});
afterAll(() => mock.stop());
beforeEach(async () => {
  for (const call of ["POST /reset", "DELETE /journal", "DELETE /profile"]) await control(call);
});

const inSession = (name: string) => ({ headers: { "x-understudy-session": name } });
const begins = "a session begins with a vendor call that names it, or with PUT /sessions/NAME";
const message = (reply: Reply) => [reply.status, reply.body.message];

describe("sandboxes", () => {
  test("one that is made answers to its credentials, under its rules, clock and seed, until it is deleted", async () => {
    const made = await control("POST /sandboxes", {
      body: {
        name: "gamma",
        rules: { "BOS-AUTH-FAILURE": "forbidden" },
        clock: { at: "2030-01-01T05:30:00+05:30", mode: "frozen" },
        seed: { usedRefids: ["used"] },
      },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "gamma", rules: { "BOS-AUTH-FAILURE": "forbidden" }, sessions: [] });
    expect((await control("GET /sandboxes/gamma")).body).toEqual(made.body);
    expect((await control("GET /sandboxes")).body.map(({ name }: { name: string }) => name)).toEqual([
      "default",
      "gamma",
    ]);
    expect((await control("GET /clock?sandbox=gamma")).body.now).toBe("2030-01-01T00:00:00.000Z");

    const gamma = callerOf({
      ...mock,
      credentials: { bos: made.body.credentials.bos[0], iserveu: made.body.credentials.iserveu[0] },
    });
    const token = await gamma.token();
    expect(message(await gamma.check(token, { refid: "used" }))).toEqual([401, "Duplicate RefID"]);
    await control("POST /clock/advance?sandbox=gamma", { body: { seconds: 600 } });
    expect((await gamma.check(token, { refid: "other" })).status).toBe(403);

    expect((await control("DELETE /sandboxes/gamma")).status).toBe(204);
    expect(message(await control("GET /clock?sandbox=gamma"))).toEqual([
      404,
      "there is no sandbox gamma: there is default",
    ]);
    expect(message(await control("DELETE /sandboxes/gamma"))).toEqual([
      404,
      "there is no sandbox gamma: there is default",
    ]);
    // Its name and ids are free again.
    expect((await control("POST /sandboxes", { body: { name: "gamma" } })).status).toBe(201);
    await control("DELETE /sandboxes/gamma");
  });

  test.each([
    [{ name: "default" }, "the name default is taken by another sandbox: choose another"],
    [{ name: "unassigned" }, "the name unassigned is taken by another sandbox: choose another"],
    [
      { name: "g", credentials: { iserveu: [{ client_id: "understudy", client_secret: "s" }] } },
      "client_id understudy is taken by another sandbox: choose another",
    ],
    [{ name: "understudy" }, "partnerId understudy is taken by another sandbox: choose another"],
    [
      { name: "g", credentials: { bos: [{ nep_key: "k", partnerId: "understudy", domain: "d" }] } },
      "partnerId understudy is taken by another sandbox: choose another",
    ],
  ])("%j is taken: 409", async (body, text) => {
    expect(message(await control("POST /sandboxes", { body }))).toEqual([409, text]);
    expect((await control("GET /sandboxes")).body).toHaveLength(1);
  });

  test("without any, a world-scoped call says so", async () => {
    await using empty = await startMock();
    const call = controlCaller(empty, judge);
    await call("DELETE /sandboxes/default");
    expect(message(await call("GET /clock"))).toEqual([404, "there is no sandbox: make one with POST /sandboxes"]);
  });

  test("calls that name nobody are in the journal of the unassigned one", async () => {
    await control("POST /sandboxes", { body: { name: "delta" } });
    await post(`${mock.vendor}/api/BOS/Status`, { refid: "r" });
    const [entry] = (await control("GET /journal?sandbox=unassigned")).body;
    expect(entry).toMatchObject({ world: "unassigned", operation: "checkPanStatus", rule: "BOS-AUTH-FAILURE" });
    await control("DELETE /sandboxes/delta");
  });
});

describe("sessions", () => {
  test("begin when they are made or called, are listed in the order of use, and end", async () => {
    expect((await control("PUT /sessions/one")).status).toBe(201);
    await vendor.generateToken(mock.credentials.bos, { "x-understudy-session": "two" });
    expect((await control("PUT /sessions/one")).status).toBe(204);
    await control("GET /clock", inSession("two"));
    await control("GET /clock", inSession("one"));
    expect((await control("GET /sessions")).body).toEqual(["two", "one"]);
    expect((await control("GET /sandboxes/default")).body.sessions).toEqual(["two", "one"]);
    expect((await control("DELETE /sessions/one")).status).toBe(204);
    expect(message(await control("DELETE /sessions/one"))).toEqual([
      404,
      `sandbox default has no session one: there is two; ${begins}`,
    ]);
    await control("DELETE /sessions/two");
  });

  test("that have not begun are unknown to every call, which begins none", async () => {
    await control("PUT /sessions/suite-1");
    await control("PUT /sessions/other");
    const calls = [
      ...["GET /clock", "GET /faults", "DELETE /faults", "DELETE /faults/fault-1", "GET /journal", "DELETE /journal"],
      ...["GET /journal/count", "GET /journal/stream", "POST /reset", "GET /snapshot"],
    ];
    for (const call of calls) {
      const near = "there are suite-1, other; did you mean suite-1? A session begins";
      expect(message(await control(call, inSession("suite1")))).toEqual([
        404,
        `sandbox default has no session suite1: ${near} ${begins.slice(17)}`,
      ]);
    }
    for (const [call, body] of [
      ["PUT /clock", { mode: "frozen" }],
      ["POST /clock/advance", { seconds: 1 }],
      ["POST /faults", { fault: { kind: "reset" } }],
      ["POST /seed", { usedRefids: ["r"] }],
    ] as const) {
      expect(message(await control(call, { ...inSession("far"), body }))).toEqual([
        404,
        `sandbox default has no session far: there are suite-1, other; ${begins}`,
      ]);
    }
    expect((await control("GET /sessions")).body).toEqual(["suite-1", "other"]);
    for (const name of ["suite-1", "other"]) await control(`DELETE /sessions/${name}`);
  });

  test("have names that are kept as they are given; others are refused", async () => {
    const pattern = "send a string matching ^[A-Za-z0-9_*-][A-Za-z0-9._*-]{0,79}$";
    for (const name of ["a%20b", "p%C3%A4th", ".hidden", "x".repeat(81), "a%2Fb"]) {
      expect(message(await control(`PUT /sessions/${name}`))).toEqual([400, `session: ${pattern}`]);
    }
    const form = "1 to 64 letters, digits, -, _ and ., which is not the first of them";
    for (const name of ["x".repeat(65), "suite-***-1"]) {
      expect(message(await control(`PUT /sessions/${name}`))).toEqual([400, `session: send ${form}`]);
    }
    expect(message(await control("GET /clock", inSession("a b")))).toEqual([400, `x-understudy-session: ${pattern}`]);
    expect((await control("GET /sessions")).body).toEqual([]);
  });

  test("a header that is spelt otherwise is no header of the sandbox's own world", async () => {
    const reply = await control("POST /reset", { headers: { "x-understudy-sesion": "one" } });
    expect(message(reply)).toEqual([400, "x-understudy-sesion is not known: did you mean x-understudy-session?"]);
  });

  test("one that makes a sandbox has begun there", async () => {
    const made = await control("POST /sandboxes", { ...inSession("mine"), body: { name: "gamma" } });
    expect(made.body.sessions).toEqual(["mine"]);
    await control("DELETE /sandboxes/gamma");
  });

  test("have a clock, faults and a journal of their own", async () => {
    await control("PUT /sessions/own");
    await control("PUT /clock", { ...inSession("own"), body: { at: "2027-01-01T00:00:00Z", mode: "frozen" } });
    await control("POST /faults", { ...inSession("own"), body: { fault: { kind: "unavailable", status: 503 } } });
    expect((await control("GET /clock")).body.now).toBe("2026-01-01T00:00:00.000Z");
    expect((await control("GET /faults")).body).toEqual([]);
    const reply = await vendor.generateToken(mock.credentials.bos, { "x-understudy-session": "own" });
    expect(reply.status).toBe(503);
    expect((await control("GET /journal/count", inSession("own"))).body).toEqual({ count: 1, dropped: 0 });
    expect((await control("GET /journal/count")).body).toEqual({ count: 0, dropped: 0 });
    await control("DELETE /sessions/own");
  });
});

describe("clock", () => {
  const real = "2026-01-01T00:00:00.000Z";
  const at = "2026-03-01T00:00:00.000Z";

  test.each([
    ["read", [], { now: real, mode: "real", aheadBySeconds: 0 }],
    [
      "advanced",
      [["POST /clock/advance", { seconds: 90.5 }]],
      { now: "2026-01-01T00:01:30.500Z", mode: "offset", aheadBySeconds: 90.5 },
    ],
    ["set", [["PUT /clock", { at }]], { now: at, mode: "offset", aheadBySeconds: 5_097_600 }],
    [
      "set back",
      [["PUT /clock", { at: "1970-01-01T00:00:00Z" }]],
      { now: "1970-01-01T00:00:00.000Z", mode: "offset", aheadBySeconds: -1_767_225_600 },
    ],
    ["frozen where it stands", [["PUT /clock", { mode: "frozen" }]], { now: real, mode: "frozen", aheadBySeconds: 0 }],
    [
      "frozen elsewhere",
      [["PUT /clock", { mode: "frozen", at }]],
      { now: at, mode: "frozen", aheadBySeconds: 5_097_600 },
    ],
    [
      "frozen, then set",
      [
        ["PUT /clock", { mode: "frozen" }],
        ["PUT /clock", { at }],
      ],
      { now: at, mode: "frozen", aheadBySeconds: 5_097_600 },
    ],
    [
      "frozen, then advanced",
      [
        ["PUT /clock", { mode: "frozen" }],
        ["POST /clock/advance", { seconds: 1 }],
      ],
      { now: "2026-01-01T00:00:01.000Z", mode: "frozen", aheadBySeconds: 1 },
    ],
    [
      "frozen, then released",
      [
        ["PUT /clock", { mode: "frozen", at }],
        ["PUT /clock", { mode: "offset" }],
      ],
      { now: at, mode: "offset", aheadBySeconds: 5_097_600 },
    ],
    ["released though real", [["PUT /clock", { mode: "offset" }]], { now: real, mode: "offset", aheadBySeconds: 0 }],
    [
      "put back",
      [
        ["PUT /clock", { mode: "frozen", at }],
        ["PUT /clock", { mode: "real" }],
      ],
      { now: real, mode: "real", aheadBySeconds: 0 },
    ],
  ] as [string, [string, object][], object][])("is %s", async (_name, changes, expected) => {
    for (const [call, body] of changes) expect((await control(call, { body })).status).toBe(200);
    expect((await control("GET /clock")).body).toEqual(expected);
  });

  test("stays within what it can show", async () => {
    await control("PUT /clock", { body: { at: "2999-12-31T23:59:59Z" } });
    expect(message(await control("POST /clock/advance", { body: { seconds: 1 } }))).toEqual([
      400,
      "seconds: send fewer, the clock shows a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z",
    ]);
    expect((await control("GET /clock")).body.now).toBe("2999-12-31T23:59:59.000Z");
  });

  test("decides how old a token is", async () => {
    const token = await vendor.token();
    await control("POST /clock/advance", { body: { seconds: 599 } });
    expect((await vendor.check(token, { refid: "young" })).status).toBe(200);
    await control("POST /clock/advance", { body: { seconds: 1 } });
    expect((await vendor.check(token, { refid: "old" })).body.message).toMatch(/^Token has expired/);
  });
});

describe("profile", () => {
  test("changes from the next call on, for all sessions, and goes back", async () => {
    const changed = await control("PATCH /profile", { body: { "BOS-AUTH-FAILURE": "forbidden" } });
    expect(changed.body["BOS-AUTH-FAILURE"]).toBe("forbidden");
    expect((await control("GET /profile")).body).toEqual(changed.body);
    expect((await vendor.check("none", { refid: "r" })).status).toBe(403);
    expect((await vendor.check("none", { refid: "r" }, { "x-understudy-session": "s" })).status).toBe(403);
    expect((await control("DELETE /profile")).body["BOS-AUTH-FAILURE"]).toBe("failed-envelope");
    expect((await vendor.check("none", { refid: "r" })).status).toBe(401);
  });

  test("the ledger tells what can be chosen", async () => {
    const { body } = await control("GET /rules");
    expect(body.find(({ id }: { id: string }) => id === "BOS-DUPLICATE-TRIGGER")).toMatchObject({
      grade: "assumed",
      default: "on-repeat",
      alternatives: [{ name: "never" }, { name: "seeded" }],
    });
  });
});

describe("faults", () => {
  test("are armed, listed, count down, and are disarmed", async () => {
    const armed = await control("POST /faults", {
      body: { operation: "checkPanStatus", times: 2, fault: { kind: "rate-limit", retryAfterSeconds: 3 } },
    });
    expect([armed.status, armed.body]).toEqual([
      201,
      expect.objectContaining({ operation: "checkPanStatus", times: 2, remaining: 2, fired: 0 }),
    ]);
    const limited = await vendor.check("any", { refid: "r" });
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await control("GET /faults")).body).toEqual([{ ...armed.body, remaining: 1, fired: 1 }]);
    expect((await control(`DELETE /faults/${armed.body.id}`)).status).toBe(204);
    expect(message(await control(`DELETE /faults/${armed.body.id}`))).toEqual([
      404,
      `there is no fault ${armed.body.id}: none is armed`,
    ]);
    expect((await vendor.check("any", { refid: "r" })).status).toBe(401);
  });

  test("all of them are disarmed at once; a hundred is the most", async () => {
    for (let i = 0; i < 100; i++) await control("POST /faults", { body: { fault: { kind: "reset" } } });
    expect(message(await control("POST /faults", { body: { fault: { kind: "reset" } } }))).toEqual([
      400,
      "100 faults are armed already: disarm one first",
    ]);
    expect((await control("DELETE /faults")).status).toBe(204);
    expect((await control("GET /faults")).body).toEqual([]);
  });

  test.each([
    { kind: "delay", ms: 5, upToMs: 10 },
    { kind: "answer", status: 418, body: { any: { thing: [1] } }, headers: { "x-any": "thing" } },
    { kind: "answer", status: 200, body: "text" },
    { kind: "example", name: "page-sample", status: 200 },
    { kind: "unavailable", status: 504 },
    { kind: "drip", bytes: 1, everyMs: 10_000 },
    { kind: "media-type", value: "text/html; charset=utf-8" },
    ...["duplicate", "reset", "reset-midway", "truncate", "broken-json", "lose-answer"].map((kind) => ({ kind })),
  ])("$kind is taken as it is written", async (fault) => {
    const armed = await control("POST /faults", { body: { fault, probability: 0.5, seed: 7, expiresInSeconds: 60 } });
    expect([armed.status, armed.body.fault]).toEqual([201, fault]);
    expect((await control("GET /faults")).body[0].fault).toEqual(fault);
  });
});

describe("journal", () => {
  test("is searched and counted, with the rule and the cure in every entry", async () => {
    await vendor.check("none", { refid: "r-1" });
    await vendor.register({ ...validAgent, bcagentid: "" });
    await fetch(`${mock.vendor}/api/BOS/status`, { method: "POST" });
    const all = (await control("GET /journal")).body;
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({
      world: "default",
      kind: "exchange",
      operation: "checkPanStatus",
      at: "2026-01-01T00:00:00.000Z",
      rule: "BOS-AUTH-FAILURE",
      grade: "inferred",
      response: { status: 401 },
    });
    expect(all[2].nearMiss).toEqual({
      operation: "checkPanStatus",
      change: "/api/BOS/status: paths are case-sensitive, use /api/BOS/Status",
    });
    const found = async (query: string) =>
      (await control(`GET /journal?${query}`)).body.map(({ id }: { id: number }) => id);
    const [first, second, third] = all.map(({ id }: { id: number }) => id);
    expect(await found("operation=registerAgent")).toEqual([second]);
    expect(await found("rule=BOS-AUTH-FAILURE&status=401")).toEqual([first]);
    expect(await found("text=CASE-SENSITIVE")).toEqual([third]);
    expect(await found(`since=${first}&limit=1`)).toEqual([second]);
    expect(await found("limit=1")).toEqual([third]);
    expect(await found("kind=notice")).toEqual([]);
    expect((await control("GET /journal/count?status=404")).body).toEqual({ count: 1, dropped: 0 });
    expect((await control("DELETE /journal")).status).toBe(204);
    expect((await control("GET /journal/count")).body).toEqual({ count: 0, dropped: 0 });
  });
});

describe("state", () => {
  test("a seed marks refids as used and agents as registered", async () => {
    const agents = [{ bcagentid: validAgent.bcagentid }];
    expect((await control("POST /seed", { body: { usedRefids: ["sown"], agents } })).status).toBe(204);
    expect(message(await vendor.check(await vendor.token(), { refid: "sown" }))).toEqual([401, "Duplicate RefID"]);
    expect((await vendor.register(validAgent)).body.statusDesc).toBe("Duplicate user");
  });

  test("reset forgets tokens, refids, agents and faults and sets the clock back; profile and journal stay", async () => {
    const token = await vendor.token();
    await vendor.check(token, { refid: "reset" });
    await vendor.register(validAgent);
    await control("POST /clock/advance", { body: { seconds: 60 } });
    await control("POST /faults", { body: { fault: { kind: "reset" } } });
    await control("PATCH /profile", { body: { "BOS-AUTH-FAILURE": "forbidden" } });
    const before = (await control("GET /journal/count")).body;

    expect((await control("POST /reset")).status).toBe(204);

    expect((await control("GET /clock")).body.mode).toBe("real");
    expect((await control("GET /faults")).body).toEqual([]);
    expect((await control("GET /journal/count")).body).toEqual(before);
    const refused = await vendor.check(token, { refid: "reset" });
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringMatching(/^Token is unknown/)]);
    expect((await vendor.check(await vendor.token(), { refid: "reset" })).status).toBe(200);
    expect((await vendor.register(validAgent)).body.status).toBe("SUCCESS");
  });
});
