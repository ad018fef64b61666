// The configuration file: what it decides, and where it is wrong, to the line and column.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadContract } from "../spec/contract.ts";
import { loadLedger } from "../spec/ledger.ts";
import { parseSource } from "../spec/source-file.ts";
import { UsageError } from "../spec/usage-error.ts";
import { configOf, loadConfig } from "./config.ts";
import { startMock } from "./server.ts";
import { callerOf } from "./test-caller.ts";

const ledger = loadLedger();
const contract = loadContract();
const ids = [...contract.operations.keys()].join(", ");
const variables = { NEP_KEY: "from the environment", EMPTY: "", LONG: "x".repeat(201) };
const config = (text: string) => configOf(parseSource("understudy.yaml", text), { ledger, contract, variables });

const whole = `
sandboxes:
  - name: alpha
    credentials:
      bos:
        - { nep_key: { env: NEP_KEY }, partnerId: p-1, domain: d.example }
        - { nep_key: old, partnerId: p-1, domain: d.example }
      iserveu: [{ client_id: c-1, client_secret: plain }]
    rules: { BOS-AUTH: optional }
    clock: { at: 2030-01-01T05:30:00+05:30, mode: frozen }
    seed: { usedRefids: [used], agents: [{ bcagentid: AGENT-1 }] }
  - name: beta
rules: { BOS-AUTH-FAILURE: forbidden }
paths: { registerAgent: /staging/apiAgentOnboarding/externalonboard }
cors: ["http://localhost:3000"]
journal: { capacity: 3 }
sessions: { maximum: 2 }
magic: { header: false }
`;

test("is what a mock takes", () => {
  expect(config(whole)).toEqual({
    sandboxes: [
      {
        name: "alpha",
        credentials: {
          bos: [
            { nep_key: "from the environment", partnerId: "p-1", domain: "d.example" },
            { nep_key: "old", partnerId: "p-1", domain: "d.example" },
          ],
          iserveu: [{ client_id: "c-1", client_secret: "plain" }],
        },
        rules: { "BOS-AUTH": "optional" },
        clock: { at: "2030-01-01T05:30:00+05:30", mode: "frozen" },
        seed: { usedRefids: ["used"], agents: [{ bcagentid: "AGENT-1" }] },
      },
      { name: "beta" },
    ],
    rules: { "BOS-AUTH-FAILURE": "forbidden" },
    paths: { registerAgent: "/staging/apiAgentOnboarding/externalonboard" },
    journalCapacity: 3,
    maximumSessions: 2,
    cors: ["http://localhost:3000"],
    magic: { values: true, header: false },
  });
  expect(config("{}")).toEqual({});
});

test("a mock started with it plays it", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "understudy-")), "understudy.yaml");
  writeFileSync(path, whole);
  // Its clock runs, so the time it runs by stands still.
  const loaded = loadConfig(path, { ledger, contract, variables });
  await using mock = await startMock({ ...loaded, realNow: () => Date.UTC(2026, 0, 1) });
  const [alpha, beta] = mock.sandboxes.all;
  expect(mock.credentials.bos.nep_key).toBe("from the environment");
  expect([alpha?.profile["BOS-AUTH"], alpha?.profile["BOS-AUTH-FAILURE"]]).toEqual(["optional", "forbidden"]);
  expect([beta?.profile["BOS-AUTH"], beta?.profile["BOS-AUTH-FAILURE"]]).toEqual(["required", "forbidden"]);
  expect(alpha?.main.clock.now()).toBe(Date.UTC(2030, 0, 1));
  const caller = callerOf(mock);
  const token = await caller.token();
  expect((await caller.check(token, { refid: "used" })).body.message).toBe("Duplicate RefID");
  // Switched off by the file: the header means nothing, the magic id still does.
  expect((await caller.check(token, { refid: "r" }, { "x-understudy-fault": "status=503" })).status).toBe(200);
  expect((await caller.check(token, { refid: "UNDERSTUDY-STATUS-503-1" })).status).toBe(503);
  for (let i = 0; i < 5; i++) await caller.check(token, { refid: `r-${i}` }, { "x-understudy-session": `s-${i}` });
  expect(alpha?.sessions).toEqual(["s-3", "s-4"]);
  expect(alpha?.main.journal.size).toBe(3);
  expect(mock.cast.at.has("/staging/apiAgentOnboarding/externalonboard")).toBe(true);
});

describe("what cannot be used is told with its place", () => {
  test.each([
    ["sandboxes: []", "1:12: found 0 items at /sandboxes, expected at least 1 items"],
    ["sandboxs: []", "1:11: found [] at /sandboxs, expected no such member; did you mean sandboxes?"],
    [
      "sandboxes:\n  - name: Alpha",
      '2:11: found "Alpha" at /sandboxes/0/name, expected text matching ^[a-z0-9][a-z0-9-]{0,39}$',
    ],
    ["journal: { capacity: -1 }", "1:22: found -1 at /journal/capacity, expected >= 0"],
    ["sessions: { maximum: 0 }", "1:22: found 0 at /sessions/maximum, expected >= 1"],
    [
      'cors: ["*", "http://localhost:3000/"]',
      '1:13: found "http://localhost:3000/", expected an origin as a browser sends it, such as http://localhost:3000, or * for all',
    ],
    ["magic: { values: maybe }", '1:18: found string "maybe" at /magic/values, expected type boolean'],
    [
      "rules:\n  BOS-DUPLICATE-TRIGER: never",
      "2:25: found unknown rule BOS-DUPLICATE-TRIGER, expected a rule of the ledger; did you mean BOS-DUPLICATE-TRIGGER?",
    ],
    [
      "rules:\n  BOS-DUPLICATE-TRIGGER: nevr",
      "2:26: found unknown reading nevr of BOS-DUPLICATE-TRIGGER, expected one of on-repeat, never, seeded; did you mean never?",
    ],
    [
      "rules: { BOS-METHOD: any }",
      "1:22: found rule BOS-METHOD, which has one reading only, expected a rule that has alternatives",
    ],
    [
      "paths:\n  registeragent: /x",
      `2:18: found operation registeragent, expected one of the contract: ${ids}; did you mean registerAgent?`,
    ],
    ["paths: { registerAgent: x }", "1:25: found path x for registerAgent, expected one that begins with /"],
    [
      'paths: { registerAgent: "/x?a=1" }',
      "1:25: found path /x for registerAgent with a query or a fragment, expected the path alone",
    ],
    [
      "paths: { checkPanStatus: /readyz }",
      "1:26: found path /readyz for checkPanStatus, where the mock itself answers, expected another",
    ],
    ["paths: { registerAgent: 7 }", "1:25: found integer 7 at /paths/registerAgent, expected type string"],
    ["paths:\n  registerAgent: /a\n  registerAgent: /b", "3:3: found Map keys must be unique, expected valid YAML"],
    [
      "sandboxes:\n  - name: a\n  - name: b\n    rules: { BOS-AUTH: off }",
      "4:24: found unknown reading off of BOS-AUTH, expected one of required, optional",
    ],
    [
      "sandboxes:\n  - name: a\n    clock: { at: 2026-02-30T00:00:00Z }",
      '3:18: found "2026-02-30T00:00:00Z", expected a time from 1970-01-01T00:00:00Z to 2999-12-31T23:59:59Z',
    ],
    ["sandboxes:\n  - name: a\n  - name: a", "3:11: found name a, which is taken by sandbox a, expected another"],
    [
      "sandboxes: [{ name: unassigned }]",
      "1:21: found name unassigned, which is taken by calls that name no sandbox, expected another",
    ],
    [
      "sandboxes:\n  - name: a\n  - name: b\n    credentials:\n      iserveu: [{ client_id: a, client_secret: s }]",
      "5:30: found client_id a, which is taken by sandbox a, expected another",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { bos: [{ nep_key: k, partnerId: p, domain: d }] }\n  - name: b\n    credentials: { bos: [{ nep_key: k, partnerId: p, domain: d }] }",
      "5:51: found partnerId p, which is taken by sandbox a, expected another",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { bos: [{ nep_key: { env: MISSING }, partnerId: p, domain: d }] }",
      "3:37: found environment variable MISSING, which is not set, expected one with 1 to 200 characters",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { iserveu: [{ client_id: c, client_secret: { env: EMPTY } }] }",
      "3:61: found environment variable EMPTY, which holds 0 characters, expected one with 1 to 200 characters",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { iserveu: [{ client_id: c, client_secret: { env: LONG } }] }",
      "3:61: found environment variable LONG, which holds 201 characters, expected one with 1 to 200 characters",
    ],
    // A secret in a place where it does not belong is not shown either.
    [
      "sandboxes:\n  - name: a\n    credentials: { iserveu: [{ client_id: c, client_secret: 12345 }] }",
      "3:61: found integer *** at /sandboxes/0/credentials/iserveu/0/client_secret, expected type string",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { iserveu: [{ client_id: c, client_secrt: hunter2 }] }",
      "3:60: found *** at /sandboxes/0/credentials/iserveu/0/client_secrt, expected no such member; did you mean client_secret?",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { iserveu: [{ client_id: c, client_secret: s, other: hunter2 }] }",
      "3:71: found *** at /sandboxes/0/credentials/iserveu/0/other, expected one of client_id, client_secret",
    ],
    [
      "sandboxes:\n  - name: a\n    credentials: { bos: [{ nep_key: { env: 1-A }, partnerId: p, domain: d }] }",
      "3:44: found *** at /sandboxes/0/credentials/bos/0/nep_key/env, expected text matching ^[A-Za-z_][A-Za-z0-9_]*$",
    ],
  ])("%s", (text, message) => {
    let told: unknown;
    try {
      config(text);
    } catch (error) {
      told = error;
    }
    expect(told).toBeInstanceOf(UsageError);
    expect((told as Error).message).toBe(`understudy.yaml:${message}`);
  });

  test("a file that is not there", () => {
    expect(() => loadConfig("nope.yaml", { ledger, contract, variables })).toThrow(
      "nope.yaml:1:1: found no such file, expected a readable YAML file",
    );
  });
});
