// A world put back to what it was: over the control API, in its own sandbox and in another.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { judgeOf } from "../../harness/judge/judge.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { callerCredentialsOf } from "../caller-credentials.ts";
import { type RunningMock, startMock } from "../server.ts";
import { markOf } from "../store/store.ts";
import { callerOf, validAgent } from "../test-caller.ts";
import { controlCaller, controlContract } from "../test-control.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Snapshot } from "./snapshot.ts";

const judge = judgeOf(controlContract, new Map(), { masker: maskerOf(), profile: defaultProfile(new Map()) });
let mock: RunningMock;
let control: ReturnType<typeof controlCaller>;

beforeAll(async () => {
  mock = await startMock({ realNow: () => Date.UTC(2026, 0, 1), sandboxes: [{ name: "alpha" }, { name: "beta" }] });
  control = controlCaller(mock, judge);
});
afterAll(() => mock.stop());
beforeEach(async () => {
  for (const name of ["alpha", "beta"]) await control(`POST /reset?sandbox=${name}`);
});

function as(name: string): ReturnType<typeof callerOf> {
  const { credentials } = mock.sandboxes.get(name) as Sandbox;
  return callerOf({ ...mock, credentials: callerCredentialsOf(credentials) });
}

/** A world in which something of every kind has happened. */
async function eventful(): Promise<{ token: string; snapshot: Snapshot }> {
  const alpha = as("alpha");
  const token = await alpha.token();
  await alpha.check(token, { refid: "kept" });
  await alpha.register(validAgent);
  await control("PUT /clock", { body: { at: "2026-01-01T00:05:00Z", mode: "frozen" } });
  await control("POST /faults", { body: { fault: { kind: "unavailable", status: 503 }, probability: 0.5, seed: 3 } });
  await control("POST /faults", { body: { fault: { kind: "delay", ms: 1 }, expiresInSeconds: 60 } });
  return { token, snapshot: (await control("GET /snapshot")).body };
}

test("holds claims, hashes in the place of tokens, clock and faults; nothing of the token itself", async () => {
  const { token, snapshot } = await eventful();
  expect(snapshot).toEqual({
    version: 3,
    clock: { mode: "frozen", value: Date.UTC(2026, 0, 1, 0, 5) },
    // Of the refid under three readings of a match and two of its scope; of the agent by three members, likewise.
    claims: Array.from({ length: 12 }, () => expect.stringMatching(/^[\w-]{16}$/)),
    tokens: [{ hash: expect.stringMatching(/^[\w-]{43}$/), partnerId: "alpha", issuedAt: Date.UTC(2026, 0, 1) }],
    faults: { next: expect.any(Number), armed: [expect.objectContaining({ seed: 3, draws: 3 }), expect.anything()] },
  });
  expect(JSON.stringify(snapshot)).not.toContain(token.split(".")[1]);
});

test("is restored: the same is used, valid, armed and drawn as before", async () => {
  const { token, snapshot } = await eventful();
  const alpha = as("alpha");
  const statuses = async () => {
    const seen: number[] = [];
    for (let i = 0; i < 12; i++) seen.push((await alpha.check("alpha.none", { refid: "r" })).status);
    return seen;
  };
  const first = await statuses();
  expect(new Set(first)).toEqual(new Set([401, 503]));
  await control("POST /reset");
  expect((await control("GET /faults")).body).toEqual([]);

  expect((await control("PUT /snapshot", { body: snapshot })).status).toBe(204);
  expect((await control("GET /snapshot")).body).toEqual(snapshot);
  expect(await statuses()).toEqual(first);
  await control("DELETE /faults");
  const duplicate = await alpha.check(token, { refid: "kept" });
  expect([duplicate.status, duplicate.body.message]).toEqual([401, "Duplicate RefID"]);
  expect((await alpha.register(validAgent)).body.statusDesc).toBe("Duplicate user");
  // Its age counts on: five minutes had passed.
  await control("POST /clock/advance", { body: { seconds: 300 } });
  expect((await alpha.check(token, { refid: "late" })).body.message).toMatch(/^Token has expired/);
});

test("is restored in another sandbox: what is used is used there too, but tokens go on leading to their own", async () => {
  const { token, snapshot } = await eventful();
  await control("POST /reset?sandbox=alpha");
  expect((await control("PUT /snapshot?sandbox=beta", { body: snapshot })).status).toBe(204);
  expect((await control("GET /clock?sandbox=beta")).body.now).toBe("2026-01-01T00:05:00.000Z");
  await control("DELETE /faults?sandbox=beta");
  const beta = as("beta");
  expect((await beta.check(await beta.token(), { refid: "kept" })).body.message).toBe("Duplicate RefID");
  expect((await beta.check(token, { refid: "kept" })).body.message).toMatch(/^Token is unknown/);
});

test("of a session goes into the sandbox's own world", async () => {
  const headers = { "x-understudy-session": "s" };
  await control("PUT /sessions/s");
  await control("POST /seed", { headers, body: { usedRefids: ["of-session"] } });
  const { body } = await control("GET /snapshot", { headers });
  await control("PUT /snapshot", { body });
  const alpha = as("alpha");
  expect((await alpha.check(await alpha.token(), { refid: "of-session" })).body.message).toBe("Duplicate RefID");
});

describe("what does not fit is refused, and changes nothing", () => {
  const fault = { id: "fault-1", fault: { kind: "reset" }, seed: 1, fired: 0, draws: 1 };
  const range = "with which the clock shows a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z";
  const ids = "send fault-NUMBER with a number below next, each once";

  test.each([
    [{ version: 1 }, "version: send 3"],
    [{ version: 2, claims: [{ key: "k", tags: [] }] }, "version: send 3"],
    [{ journal: [] }, "journal is not known: there are version, clock, claims, tokens, faults"],
    [{ clock: { mode: "stopped", value: 0 } }, "clock.mode: send one of real, offset, frozen"],
    [{ clock: { mode: "frozen", value: 1e300 } }, `clock.value: send one ${range}`],
    [{ clock: { mode: "offset", value: -1e15 } }, `clock.value: send one ${range}`],
    [{ clock: { mode: "real", value: 1 } }, "clock.value: send 0 with mode real"],
    [{ claims: [7] }, "claims[0]: send a string matching ^[A-Za-z0-9_-]{16}$"],
    [{ claims: ["0LpJJWRIDrqejwvR", "short"] }, "claims[1]: send a string matching ^[A-Za-z0-9_-]{16}$"],
    [
      { tokens: [{ hash: "h".repeat(43), partnerId: "p" }] },
      "tokens[0].issuedAt: send a number from -8640000000000000 to 8640000000000000",
    ],
    [{ tokens: [["h", {}]] }, "tokens[0]: send an object"],
    [
      { faults: { next: 2, armed: [{ ...fault, draws: undefined }] } },
      "faults.armed[0].draws: send an integer from 0 to 4294967295",
    ],
    [
      { faults: { next: 2, armed: [{ ...fault, fault: { kind: "burn" } }] } },
      /^faults\.armed\[0\]\.fault\.kind: send one of delay, /,
    ],
    [
      { faults: { next: 2, armed: [{ ...fault, remaining: 0 }] } },
      "faults.armed[0].remaining: send an integer from 1 to 1000000",
    ],
    [
      { faults: { next: 2, armed: [{ ...fault, more: 1 }] } },
      /^faults\.armed\[0\]\.more is not known: there are .*operation, times, /,
    ],
    [{ faults: { next: 1, armed: [fault] } }, `faults.armed[0].id: ${ids}`],
    [{ faults: { next: 9, armed: [fault, fault] } }, `faults.armed[1].id: ${ids}`],
    [
      { faults: { next: 9, armed: [{ ...fault, id: "mine" }] } },
      "faults.armed[0].id: send a string matching ^fault-[1-9][0-9]{0,14}$",
    ],
  ])("%j", async (change, message) => {
    const { snapshot } = await eventful();
    const sound = {
      claims: ["0LpJJWRIDrqejwvR"],
      clock: { mode: "frozen", value: 0 },
      tokens: [],
      faults: { next: 9, armed: [] },
    };
    const reply = await control("PUT /snapshot", { body: { ...snapshot, ...sound, ...change } });
    const expected = typeof message === "string" ? message : expect.stringMatching(message);
    expect([reply.status, reply.body]).toEqual([400, { message: expected }]);
    expect((await control("GET /snapshot")).body).toEqual(snapshot);
  });
});

test("what is written is accepted again: a clock that has run to the end, counters at theirs", async () => {
  const sound: Snapshot = (await control("GET /snapshot")).body;
  const armed = {
    ...{ id: "fault-999999999999999", fault: { kind: "reset" }, seed: 1, draws: 1 },
    ...{ fired: Number.MAX_SAFE_INTEGER, times: 1_000_000, remaining: 1_000_000 },
  };
  const far = { clock: { mode: "offset", value: 1e14 }, faults: { next: 1e15, armed: [armed] } };
  expect((await control("PUT /snapshot", { body: { ...sound, ...far } })).status).toBe(204);
  expect((await control("GET /clock")).body.now).toBe("2999-12-31T23:59:59.999Z");
  await expect(as("alpha").check("alpha.t", { refid: "r" })).rejects.toThrow();
  const more = await control("POST /faults", { body: { fault: { kind: "drip", bytes: 1, everyMs: 60_000 } } });
  expect(more.body.id).toBe("fault-1");
  const { body } = await control("GET /snapshot");
  expect(body.faults.armed[0].fired).toBe(Number.MAX_SAFE_INTEGER);
  expect((await control("PUT /snapshot", { body })).status).toBe(204);
  expect((await control("GET /snapshot")).body).toEqual(body);
});

test("the first of a million mistakes is told", async () => {
  const snapshot: Snapshot = (await control("GET /snapshot")).body;
  // Not judged by the contract as other calls are here: the judge would look at all of them.
  const answer = await fetch(`${mock.control}/snapshot`, {
    method: "PUT",
    headers: { authorization: `Bearer ${mock.controlToken}`, "content-type": "application/json" },
    body: JSON.stringify({ ...snapshot, claims: Array(1_000_000).fill(0) }),
  });
  expect(await answer.json()).toEqual({ message: "claims[0]: send a string matching ^[A-Za-z0-9_-]{16}$" });
});

test("over 64 kB is taken, up to 16 MiB", async () => {
  const snapshot: Snapshot = (await control("GET /snapshot")).body;
  const claims = Array.from({ length: 20_000 }, (_, i) => `claim-${String(i).padStart(10, "0")}`);
  expect((await control("PUT /snapshot", { body: { ...snapshot, claims } })).status).toBe(204);
  expect((await control("GET /snapshot")).body.claims).toHaveLength(20_000);
  const large = await control("PUT /snapshot", { body: " ".repeat(16 * 1024 * 1024 + 1) });
  expect([large.status, large.body]).toEqual([413, { message: "Body is over 16777216 bytes: send less" }]);
});

test("a world that holds more than could be put back gives no snapshot", async () => {
  const { store } = (mock.sandboxes.get("alpha") as Sandbox).main;
  const most = Math.ceil((16 * 1024 * 1024) / 19);
  await store.claim({ asked: [], made: Array.from({ length: most + 1 }, (_, i) => markOf("refid", String(i))) });
  const { status, body } = await control("GET /snapshot");
  const holds = `the world holds ${most + 1} claims and its tokens`;
  expect([status, body]).toEqual([
    409,
    { message: `${holds}, more than the 16777216 bytes that could be put back: reset it before` },
  ]);
  await control("POST /reset");
  expect((await control("GET /snapshot")).status).toBe(200);
});
