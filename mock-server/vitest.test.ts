import { describe, expect } from "vitest";
import { post } from "./test-caller.ts";
import { sandboxTest } from "./vitest.ts";

const seen = new Set<string>();

/** The message of a check with a token of its own. */
async function check({ url, credentials }: { url: string; credentials: { bos: object } }, refid: string) {
  const issued = await post(`${url}/understudy/bos/token`, credentials.bos);
  const authorization = `Bearer ${issued.body.data.token}`;
  return (await post(`${url}/api/BOS/Status`, { refid }, { authorization })).body.message;
}

describe.for([1, 2])("one after the other: %i", () => {
  sandboxTest("nothing has happened before, and a call that names nobody is this test's", async ({ sandbox }) => {
    expect(await check(sandbox, "same")).toContain("under process");
    expect(sandbox.clock.mode).toBe("real");
    sandbox.clock.advance(3600);
    const stranger = { client_id: "stranger", client_secret: "x" };
    await post(`${sandbox.url}/apiAgentOnboarding/externalonboard`, {}, stranger);
    expect(sandbox.journal.count({ rule: "ISU-CREDENTIALS-FAILURE" })).toBe(1);
    expect(seen).not.toContain(sandbox.credentials.bos.nep_key);
    seen.add(sandbox.credentials.bos.nep_key);
  });
});

describe.concurrent("at the same time", () => {
  for (const number of [1, 2, 3, 4, 5]) {
    sandboxTest(`test ${number} meets no other`, async ({ sandbox }) => {
      sandbox.clock.freeze();
      expect(await check(sandbox, "same")).toContain("under process");
      sandbox.clock.advance(number);
      expect(await check(sandbox, "same")).toBe("Duplicate RefID");
      expect(sandbox.journal.count({ operation: "checkPanStatus" })).toBe(2);
    });
  }
});

const frozen = sandboxTest.extend({
  sandboxOptions: {
    clock: { at: "2026-01-31T10:00:00Z", mode: "frozen" },
    rules: { "BOS-DUPLICATE-TRIGGER": "never" },
    seed: { agents: [{ bcagentid: "AGENT-1" }] },
  },
});

frozen("begins as sandboxOptions say", async ({ sandbox }) => {
  expect(sandbox.clock.now().toISOString()).toBe("2026-01-31T10:00:00.000Z");
  expect(await check(sandbox, "same")).toBe(await check(sandbox, "same"));
});

sandboxTest("what one test begins with is no other test's", ({ sandbox }) => {
  expect(sandbox.profile.get()["BOS-DUPLICATE-TRIGGER"]).toBe("on-repeat");
});

const elsewhere = sandboxTest.extend({
  sandboxPaths: { registerAgent: "/staging/apiAgentOnboarding/externalonboard" },
});

elsewhere("answers where sandboxPaths say, on a server of their own", async ({ sandbox }) => {
  const call = () => post(`${sandbox.url}/staging/apiAgentOnboarding/externalonboard`, {}, sandbox.credentials.iserveu);
  expect([(await call()).status, (await check(sandbox, "same")).includes("under process")]).toEqual([200, true]);
});

sandboxTest("the paths of other tests are the contract's", async ({ sandbox }) => {
  const { status } = await post(`${sandbox.url}/apiAgentOnboarding/externalonboard`, {}, sandbox.credentials.iserveu);
  expect(status).toBe(200);
});
