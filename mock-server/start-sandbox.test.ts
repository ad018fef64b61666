import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import supertest from "supertest";
import { describe, expect, test } from "vitest";
import { UsageError } from "../spec/usage-error.ts";
import { createApp, type ReachableSandbox, startSandbox } from "./start-sandbox.ts";
import { post, replyOf, validAgent } from "./test-caller.ts";

const underProcess = "Application is under process at NSDL eGOV";

/** A client of a sandbox, which knows nothing of it but what a client must know. */
function clientOf({ url, credentials, headers }: ReachableSandbox) {
  const client = {
    async token(): Promise<string> {
      return (await post(`${url}/understudy/bos/token`, credentials.bos, headers)).body.data.token;
    },
    check: (token: string, refid: string) =>
      post(`${url}/api/BOS/Status`, { refid }, { ...headers, authorization: `Bearer ${token}` }),
    /** What a check with a new token is answered with. */
    message: async (refid: string): Promise<string> => (await client.check(await client.token(), refid)).body.message,
    register: (agent: object = validAgent) =>
      post(`${url}/apiAgentOnboarding/externalonboard`, agent, { ...headers, ...credentials.iserveu }),
  };
  return client;
}

describe("startSandbox", () => {
  test("answers both vendors' calls with the published credentials until it is disposed of", async () => {
    let url: string;
    {
      await using sandbox = await startSandbox();
      url = sandbox.url;
      expect(sandbox.credentials.bos.partnerId).toBe("understudy");
      expect(await clientOf(sandbox).message("r1")).toBe(underProcess);
      expect((await clientOf(sandbox).register()).body.status).toBe("SUCCESS");
    }
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test("tls and cors are options of it: the certificate that was made is what a client trusts", async () => {
    await using sandbox = await startSandbox({ tls: true, cors: ["http://localhost:3000"] });
    expect(sandbox.url).toMatch(/^https:/);
    const headers = { origin: "http://localhost:3000" };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${sandbox.url}/healthz`, { ca: sandbox.ca, headers }, resolve).on("error", reject).end();
    });
    answer.resume();
    expect([answer.statusCode, answer.headers["access-control-allow-origin"]]).toEqual([200, headers.origin]);
    await using plain = await startSandbox();
    expect(plain.ca).toBeUndefined();
  });

  test("several in one process know nothing of each other", async () => {
    await using one = await startSandbox();
    await using other = await startSandbox({ rules: { "BOS-TOKEN-BOUNDARY": "inclusive" }, clock: { mode: "frozen" } });
    one.clock.freeze();
    const [ofOne, ofOther] = [clientOf(one), clientOf(other)];
    const [token, otherToken] = [await ofOne.token(), await ofOther.token()];
    expect((await ofOne.check(token, "r1")).status).toBe(200);
    expect((await ofOther.check(otherToken, "r1")).status).toBe(200);

    one.clock.advance(600);
    expect((await ofOne.check(token, "r2")).body.message).toContain("Token has expired");
    expect((await ofOther.check(otherToken, "r2")).status).toBe(200);
    other.clock.advance(600);
    expect((await ofOther.check(otherToken, "r3")).status).toBe(200);
    other.clock.advance(1);
    expect((await ofOther.check(otherToken, "r4")).body.message).toContain("Token has expired");
    expect([one.journal.count(), other.journal.count()]).toEqual([3, 5]);
  });

  test("begins as its options say, and again at every reset", async () => {
    await using sandbox = await startSandbox({
      clock: { at: "2026-01-31T10:00:00Z", mode: "frozen" },
      seed: { usedRefids: ["used"], agents: [{ bcagentid: validAgent.bcagentid }] },
      credentials: { bos: [{ nep_key: "k", partnerId: "p", domain: "d" }] },
    });
    const client = clientOf(sandbox);
    expect(sandbox.credentials.bos.nep_key).toBe("k");
    for (const refid of ["first", "second"]) {
      expect(sandbox.clock.now()).toEqual(new Date("2026-01-31T10:00:00Z"));
      expect(await client.message("used")).toBe("Duplicate RefID");
      expect((await client.register()).body.statusDesc).toBe("Duplicate user");
      expect(await client.message("new")).toBe(underProcess);
      sandbox.clock.advance(5);
      sandbox.faults.arm({ fault: { kind: "reset" } });
      await sandbox.reset();
      expect([refid, sandbox.faults.list()]).toEqual([refid, []]);
    }
  });

  test("magic can be switched off", async () => {
    await using sandbox = await startSandbox({ magic: { values: false, header: false } });
    expect(await clientOf(sandbox).message("UNDERSTUDY-DUPLICATE-1")).toBe(underProcess);
  });

  test("its control API can be reached from elsewhere", async () => {
    await using sandbox = await startSandbox();
    sandbox.clock.set("2026-01-31T10:00:00Z");
    const authorization = `Bearer ${sandbox.controlToken}`;
    const reply = await replyOf(await fetch(`${sandbox.controlUrl}/clock`, { headers: { authorization } }));
    expect(reply.body.now).toMatch(/^2026-01-31T10:00/);
  });

  test("a port that is taken is told", async () => {
    await using sandbox = await startSandbox();
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toThrow(UsageError);
  });

  test("options that do not fit are told; the types know them already", async () => {
    // @ts-expect-error a reading that the rule does not have
    await expect(startSandbox({ rules: { "BOS-DUPLICATE-TRIGGER": "nevr" } })).rejects.toThrow("did you mean never?");
    // @ts-expect-error a rule that has one reading only
    await expect(startSandbox({ rules: { "BOS-REFID": "x" } })).rejects.toThrow("has one reading only");
    await expect(startSandbox({ clock: { at: "31.1.2026" } })).rejects.toThrow(
      'a clock shows a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z, not "31.1.2026"',
    );
  });
});

describe("a handle", () => {
  test("moves the clock", async () => {
    await using sandbox = await startSandbox();
    const { clock } = sandbox;
    expect(clock.mode).toBe("real");
    clock.set(new Date("2026-01-31T10:00:00Z"));
    expect(clock.mode).toBe("offset");
    clock.freeze();
    clock.set("2026-01-31T10:00:00Z");
    clock.advance(90);
    expect([clock.mode, clock.now().toISOString()]).toEqual(["frozen", "2026-01-31T10:01:30.000Z"]);
    expect(() => clock.advance(-1)).toThrow("a clock advances by 0 seconds or more, not by -1");
    expect(() => clock.advance(1e12)).toThrow(RangeError);
    expect(() => clock.set(new Date("nonsense"))).toThrow("not a Date that is none or outside of them");
    expect(clock.now().toISOString()).toBe("2026-01-31T10:01:30.000Z");
    clock.unfreeze();
    expect(clock.mode).toBe("offset");
    clock.reset();
    expect(clock.mode).toBe("real");
  });

  test("chooses readings", async () => {
    await using sandbox = await startSandbox({ rules: { "ISU-HTTP-STATUS": "http-errors" } });
    const { profile } = sandbox;
    profile.choose({ "BOS-DUPLICATE-TRIGGER": "never" });
    expect(profile.get()).toMatchObject({ "BOS-DUPLICATE-TRIGGER": "never", "ISU-HTTP-STATUS": "http-errors" });
    const client = clientOf(sandbox);
    expect([await client.message("r"), await client.message("r")]).toEqual([underProcess, underProcess]);
    profile.reset();
    expect(profile.get()).toMatchObject({ "BOS-DUPLICATE-TRIGGER": "on-repeat", "ISU-HTTP-STATUS": "http-errors" });
    // @ts-expect-error a rule that the ledger does not have
    expect(() => profile.choose({ "BOS-DUPLICAT": "never" })).toThrow("unknown rule BOS-DUPLICAT");
  });

  test("arms faults: the answer is lost, the retry meets the duplicate", async () => {
    await using sandbox = await startSandbox();
    const client = clientOf(sandbox);
    const token = await client.token();
    const { id } = sandbox.faults.arm({ operation: "registerAgent", fault: { kind: "reset" } });
    sandbox.faults.arm({ operation: "checkPanStatus", fault: { kind: "lose-answer" } });
    expect(sandbox.faults.list().map(({ fault }) => fault.kind)).toEqual(["reset", "lose-answer"]);
    await expect(client.check(token, "r1")).rejects.toThrow("fetch failed");
    expect((await client.check(token, "r1")).body.message).toBe("Duplicate RefID");
    expect([sandbox.faults.disarm(id), sandbox.faults.disarm(id)]).toEqual([true, false]);
    sandbox.faults.arm({ fault: { kind: "reset" } });
    sandbox.faults.clear();
    expect((await client.register()).status).toBe(200);
    // @ts-expect-error an operation that the contract does not have
    expect(() => sandbox.faults.arm({ operation: "checkStatus", fault: { kind: "reset" } })).toThrow(
      "operation checkStatus is not in the contract: did you mean checkPanStatus?",
    );
    expect(() => sandbox.faults.arm({ times: 0, fault: { kind: "reset" } })).toThrow("times does not fit");
  });

  test("knows of a call as soon as the client knows its answer", async () => {
    await using sandbox = await startSandbox();
    const client = clientOf(sandbox);
    const token = await client.token();
    for (let call = 1; call <= 200; call++) {
      await client.check(token, `r${call}`);
      expect(sandbox.journal.count({ rule: "BOS-UNDER-PROCESS", status: 200 })).toBe(call);
    }
    const [last] = sandbox.journal.entries({ operation: "checkPanStatus", limit: 1 });
    expect(last).toMatchObject({ world: "default", rule: "BOS-UNDER-PROCESS", grade: "documented" });
    expect(JSON.stringify(last)).not.toContain(token);
    sandbox.journal.clear();
    expect(sandbox.journal.entries()).toEqual([]);
  });

  test("keeps a snapshot and puts it back, also elsewhere", async () => {
    await using sandbox = await startSandbox();
    await using other = await startSandbox();
    const client = clientOf(sandbox);
    await client.message("r1");
    sandbox.clock.freeze();
    const snapshot = JSON.parse(JSON.stringify(await sandbox.snapshot()));
    expect(await client.message("r2")).toBe(underProcess);
    await sandbox.restore(snapshot);
    expect([await client.message("r1"), await client.message("r2")]).toEqual(["Duplicate RefID", underProcess]);
    await other.restore(snapshot);
    expect([await clientOf(other).message("r1"), other.clock.mode]).toEqual(["Duplicate RefID", "frozen"]);
  });

  test("sows a seed", async () => {
    await using sandbox = await startSandbox();
    await sandbox.seed({ usedRefids: ["r1"] });
    expect(await clientOf(sandbox).message("r1")).toBe("Duplicate RefID");
  });
});

describe("a session", () => {
  test("has a clock, claims and a journal of its own, under the sandbox's profile", async () => {
    await using sandbox = await startSandbox();
    await using session = await sandbox.session("suite-1");
    expect([session.url, session.headers]).toEqual([sandbox.url, { "x-understudy-session": "suite-1" }]);
    session.clock.advance(3600);
    expect(sandbox.clock.mode).toBe("real");
    expect([await clientOf(sandbox).message("r1"), await clientOf(session).message("r1")]).toEqual([
      underProcess,
      underProcess,
    ]);
    expect(session.journal.entries().map(({ world }) => world)).toEqual(["default/suite-1", "default/suite-1"]);
    expect(sandbox.journal.count()).toBe(2);
    sandbox.profile.choose({ "BOS-DUPLICATE-TRIGGER": "never" });
    expect(await clientOf(session).message("r1")).toBe(underProcess);
  });

  test("begins anew once it was stopped; a handle of the old one says so", async () => {
    await using sandbox = await startSandbox();
    const session = await sandbox.session("suite-1");
    await clientOf(session).message("r1");
    await session.stop();
    expect(() => session.clock.now()).toThrow('session suite-1 has ended: take it anew with session("suite-1")');
    const again = await sandbox.session("suite-1");
    expect(await clientOf(again).message("r1")).toBe(underProcess);
    await expect(sandbox.session("")).rejects.toThrow(
      'session "": its name is 1 to 64 letters, digits, -, _ and ., which is not the first of them',
    );
  });
});

describe("createApp, with supertest", () => {
  test("answers without a port, and its sandbox can be seen and changed", async () => {
    const { app, sandbox } = await createApp({ rules: { "ISU-INVALID-MANY": "first" } });
    const register = (agent: object) =>
      supertest(app)
        .post("/apiAgentOnboarding/externalonboard")
        .set({ ...sandbox.credentials.iserveu })
        .send(agent);
    const refused = await register({ ...validAgent, bcagentid: "", lastname: "" }).expect(200);
    expect(refused.body.statusDesc).toBe("Bcagentid can not be empty, invalid bcagentid");
    await register(validAgent).expect(200).expect("x-understudy-rule", "ISU-SUCCESS");
    await register(validAgent).expect(200).expect("x-understudy-rule", "ISU-DUPLICATE");

    const issued = await supertest(app).post("/understudy/bos/token").send(sandbox.credentials.bos).expect(200);
    const check = (refid: string) =>
      supertest(app).post("/api/BOS/Status").auth(issued.body.data.token, { type: "bearer" }).send({ refid });
    await check("r1").expect(200);
    sandbox.clock.advance(600);
    await check("r2").expect(401).expect("x-understudy-rule", "BOS-AUTH-FAILURE");
    expect(sandbox.journal.count({ operation: "registerAgent" })).toBe(3);
  });
});
