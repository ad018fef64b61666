import { Agent, request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
// Isolation: what one sandbox or session does, no other one sees.
import { UsageError } from "../../spec/usage-error.ts";
import { callerCredentialsOf } from "../caller-credentials.ts";
import { type RunningMock, startMock } from "../server.ts";
import { post, type Reply, validAgent } from "../test-caller.ts";
import type { Sandbox } from "./sandbox.ts";

const now = Date.UTC(2026, 0, 1);
let mock: RunningMock;
let alpha: Sandbox;
let beta: Sandbox;

beforeAll(async () => {
  mock = await startMock({
    realNow: () => now,
    maximumSessions: 20,
    sandboxes: [{ name: "alpha" }, { name: "beta", rules: { "BOS-DUPLICATE-TRIGGER": "never" } }],
  });
  [alpha, beta] = mock.sandboxes.all as [Sandbox, Sandbox];
});
afterAll(() => mock.stop());

/** The calls of one sandbox, in one of its sessions where a name is given. */
function as(sandbox: Sandbox, session?: string) {
  const headers: Record<string, string> = session === undefined ? {} : { "x-understudy-session": session };
  const { bos, iserveu } = callerCredentialsOf(sandbox.credentials);
  return {
    async token(): Promise<string> {
      return (await post(`${mock.vendor}/understudy/bos/token`, bos, headers)).body.data.token;
    },
    check: (token: string, refid: string): Promise<Reply> =>
      post(`${mock.vendor}/api/BOS/Status`, { refid }, { authorization: `Bearer ${token}`, ...headers }),
    register: (bcagentid: string): Promise<Reply> =>
      post(
        `${mock.vendor}/apiAgentOnboarding/externalonboard`,
        { ...validAgent, bcagentid },
        { ...iserveu, ...headers },
      ),
  };
}

describe("credentials choose the sandbox", () => {
  test("made credentials carry random secrets of 256 bits and work at once", async () => {
    const { bos } = callerCredentialsOf(alpha.credentials);
    expect(bos).toEqual({ nep_key: expect.stringMatching(/^[\w-]{43}$/), partnerId: "alpha", domain: "localhost" });
    expect(bos.nep_key).not.toBe(callerCredentialsOf(beta.credentials).bos.nep_key);
    expect(await as(alpha).token()).toMatch(/^alpha\.[\w-]{43}$/);
  });

  test("claims of one are free in the other", async () => {
    const [a, b] = [as(alpha), as(beta)];
    expect((await a.check(await a.token(), "shared")).status).toBe(200);
    expect((await a.check(await a.token(), "shared")).status).toBe(401);
    expect((await b.check(await b.token(), "shared")).status).toBe(200);
    expect((await a.register("shared")).body.status).toBe("SUCCESS");
    expect((await a.register("shared")).body.statusDesc).toBe("Duplicate user");
    expect((await b.register("shared")).body.status).toBe("SUCCESS");
  });

  test("each plays its own profile, and another choice holds from the next call on", async () => {
    const b = as(beta);
    const token = await b.token();
    expect((await b.check(token, "polled")).status).toBe(200);
    expect((await b.check(token, "polled")).status).toBe(200);
    beta.choose({ "BOS-DUPLICATE-TRIGGER": "on-repeat" });
    expect((await b.check(token, "fresh")).status).toBe(200);
    expect((await b.check(token, "polled")).status).toBe(401);
    beta.resetProfile();
    expect((await b.check(token, "polled")).status).toBe(200);
    expect(alpha.profile["BOS-DUPLICATE-TRIGGER"]).toBe("on-repeat");
  });

  test("moving one clock never expires another's token: 599, 600 and 601 seconds", async () => {
    const [a, b] = [as(alpha), as(beta)];
    const [older, other] = [await a.token(), await b.token()];
    const statuses = [];
    for (const seconds of [599, 1, 1]) {
      alpha.main.clock.advance(seconds);
      statuses.push((await a.check(older, `age-${seconds}-${statuses.length}`)).status);
    }
    expect(statuses).toEqual([200, 401, 401]);
    expect((await b.check(other, "beta-after")).status).toBe(200);
    alpha.main.clock.reset();
  });

  test("a token of one is unknown in the other, whatever its prefix says", async () => {
    const token = await as(alpha).token();
    const reply = await as(beta).check(token.replace("alpha.", "beta."), "forged");
    expect(reply.body.message).toMatch(/^Token is unknown/);
  });

  test("a wrong secret is refused and told in the journal of the sandbox whose name was given", async () => {
    const reply = await post(`${mock.vendor}/apiAgentOnboarding/externalonboard`, validAgent, {
      client_id: "beta",
      client_secret: "wrong",
    });
    expect(reply.status).toBe(401);
    expect(beta.main.journal.entries({ rule: "ISU-CREDENTIALS-FAILURE" }).at(-1)).toMatchObject({ world: "beta" });
  });

  test("a call that names nobody is told in a journal of its own, not in a tenant's", async () => {
    const before = [alpha, beta].map(({ main }) => main.journal.size);
    await post(`${mock.vendor}/api/BOS/Status`, { refid: "nobody" });
    await post(`${mock.vendor}/api/BOS/status`, {});
    expect([alpha, beta].map(({ main }) => main.journal.size)).toEqual(before);
    const entries = mock.sandboxes.unassigned.main.journal.entries({ limit: 2 });
    expect(entries.map((entry) => entry.kind === "exchange" && [entry.operation, entry.rule])).toEqual([
      ["checkPanStatus", "BOS-AUTH-FAILURE"],
      [undefined, "BOS-METHOD"],
    ]);
  });

  test("with one sandbox only, such a call is told there", async () => {
    await using single = await startMock();
    await post(`${single.vendor}/api/BOS/Status`, { refid: "nobody" });
    expect(single.sandboxes.all[0]?.main.journal.count({ rule: "BOS-AUTH-FAILURE" })).toBe(1);
  });
});

describe("a session splits a sandbox", () => {
  test("it has its own claims, tokens and clock, and shares credentials and profile", async () => {
    const [one, two] = [as(alpha, "one"), as(alpha, "two")];
    const [first, second] = [await one.token(), await two.token()];
    expect((await one.check(first, "split")).status).toBe(200);
    expect((await two.check(second, "split")).status).toBe(200);
    expect((await two.check(first, "foreign")).body.message).toMatch(/^Token is unknown/);
    expect((await one.register("split")).body.status).toBe("SUCCESS");
    expect((await two.register("split")).body.status).toBe("SUCCESS");
    alpha.session("one")?.clock.advance(600);
    expect((await one.check(first, "late")).body.message).toMatch(/^Token has expired/);
    expect((await two.check(second, "late")).status).toBe(200);
  });

  test("its journal is its own", async () => {
    await as(alpha, "told").register("told");
    expect(
      alpha
        .session("told")
        ?.journal.entries({})
        .map(({ world }) => world),
    ).toEqual(["alpha/told"]);
  });

  test("beyond their number the one that was idle longest is dropped, and the parent's journal says so", async () => {
    for (let index = 1; index <= 20; index++) await as(beta, `s${index}`).register(`agent-${index}`);
    await as(beta, "s1").register("agent-again");
    await as(beta, "s21").register("agent-21");
    expect(beta.sessions).toHaveLength(20);
    expect(beta.sessions).not.toContain("s2");
    expect(beta.sessions).toContain("s1");
    const text = "session s2 was dropped with all its state: it was idle longest and there are more than 20";
    expect(beta.main.journal.entries({ kind: "notice" })).toMatchObject([{ text }]);
    // Its name begins anew.
    expect((await as(beta, "s2").register("agent-2")).body.status).toBe("SUCCESS");
  });

  test.each(["", "a b", "päth", "../x", "x".repeat(65)])(
    "a name that could not be kept as it is given is refused in the vendor's words, and begins none: %j",
    async (name) => {
      const before = alpha.sessions;
      const message =
        "Header x-understudy-session names no session: send 1 to 64 letters, digits, -, _ and ., which is not the first of them";
      const refused = await as(alpha, name).register("named-1");
      expect([refused.status, refused.body]).toEqual([
        400,
        { status: "FAILED", statusCode: 1, statusDesc: message, Data: {} },
      ]);
      expect((await as(alpha, name).check("none", "named-1")).body).toEqual({ status: "Failed", message });
      expect(alpha.sessions).toEqual(before);
      expect(alpha.main.journal.entries().at(-1)).toMatchObject({
        got: "Header x-understudy-session names no session",
        change: "send 1 to 64 letters, digits, -, _ and ., which is not the first of them",
      });
      // It has claimed nothing.
      expect((await as(alpha).register(`named-${Buffer.from(name).toString("hex").slice(0, 20)}-x`)).body.status).toBe(
        "SUCCESS",
      );
    },
  );

  test("a seed is sown into every session, also when its first calls come together", async () => {
    const sandbox = await mock.sandboxes.create({ name: "seeded", seed: { agents: [{ bcagentid: "known-agent" }] } });
    const replies = await Promise.all(Array.from({ length: 10 }, () => as(sandbox, "fresh").register("known-agent")));
    expect(replies.map(({ body }) => body.statusDesc)).toEqual(Array(10).fill("Duplicate user"));
  });
});

describe("making and ending", () => {
  test.each([
    ["the name", { name: "alpha" }, "the name alpha is taken by another sandbox: choose another"],
    [
      "the name of the one for unassigned calls",
      { name: "unassigned" },
      "the name unassigned is taken by another sandbox: choose another",
    ],
    [
      "a client_id",
      { name: "c", credentials: { iserveu: [{ client_id: "beta", client_secret: "x" }] } },
      "client_id beta is taken by another sandbox: choose another",
    ],
    [
      "a partnerId",
      { name: "d", credentials: { bos: [{ nep_key: "x", partnerId: "alpha", domain: "x" }] } },
      "partnerId alpha is taken by another sandbox: choose another",
    ],
  ])("%s that is taken is refused, and nothing is made", async (_name, spec, message) => {
    const before = mock.sandboxes.all.length;
    await expect(mock.sandboxes.create(spec)).rejects.toThrow(new UsageError(message));
    expect(mock.sandboxes.all).toHaveLength(before);
  });

  test("an ended sandbox's credentials are unknown, its token too, and its names free", async () => {
    const sandbox = await mock.sandboxes.create({ name: "short-lived" });
    const token = await as(sandbox).token();
    expect(mock.sandboxes.delete("short-lived")).toBe(true);
    expect(mock.sandboxes.delete("short-lived")).toBe(false);
    expect((await as(alpha).check(token, "ended")).body.message).toMatch(/^Token is unknown/);
    expect((await as(sandbox).register("ended")).status).toBe(401);
    await mock.sandboxes.create({ name: "short-lived" });
  });
});

test("200 claims at once have one winner, 100 times over, for refid and bcagentid in turn", {
  timeout: 60_000,
}, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const authorization = `Bearer ${await as(alpha).token()}`;
  const send = (path: string, body: object, headers: Record<string, string>): Promise<string> => {
    const text = JSON.stringify(body);
    const all = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers };
    return new Promise((resolve, reject) => {
      const outgoing = request(`${mock.vendor}${path}`, { method: "POST", agent, headers: all }, (response) => {
        // The first chunk holds the whole of these short answers.
        response.once("data", (chunk) => resolve(String(chunk))).resume();
      });
      outgoing.once("error", reject).end(text);
    });
  };
  for (let round = 0; round < 100; round++) {
    const call = () =>
      round % 2 === 0
        ? send("/api/BOS/Status", { refid: `race-${round}` }, { authorization })
        : send(
            "/apiAgentOnboarding/externalonboard",
            { ...validAgent, bcagentid: `race-${round}` },
            { ...callerCredentialsOf(alpha.credentials).iserveu },
          );
    const answers = await Promise.all(Array.from({ length: 200 }, call));
    const won = answers.filter((text) => /"status":(true|"SUCCESS")/.test(text));
    const lost = answers.filter((text) => /Duplicate (RefID|user)/.test(text));
    expect([won.length, lost.length]).toEqual([1, 199]);
  }
  agent.destroy();
});
