// A mock keeps a number of sessions. A run whose groups are many more gives each back, so that none is dropped under it.
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { startMock } from "../mock-server/server.ts";
import { loadLedger } from "../spec/ledger.ts";
import { parseSource } from "../spec/source-file.ts";
import { run } from "./run/run.ts";
import { beginSession, giveBack } from "./target/mock-sessions.ts";
import { scenarioOf } from "./test-load.ts";

const pairs = ["a", "b", "c", "d", "e", "f"];

/** A workflow that registers the one agent of its session, or meets it there. */
const registration = (id: string, statusDesc: string, more = "") => `  - workflowId: ${id}
    ${more}
    inputs: { type: object, properties: { client_id: { type: string }, client_secret: { type: string } } }
    steps:
      - stepId: register
        operationId: registerAgent
        parameters:
          - { name: client_id, in: header, value: $inputs.client_id }
          - { name: client_secret, in: header, value: $inputs.client_secret }
        requestBody:
          payload:
            { bcagentid: same-agent, bcagentname: Asha, lastname: K, companyname: Example Stores, address: 1 Sample Road,
              area: Sampleton, pincode: 751024, mobilenumber: "5000000001", shopname: Sample Shop, pancard: ABCZE1234F }
        successCriteria: [{ condition: $statusCode == 200 }, { condition: $response.body#/statusDesc == '${statusDesc}' }]
`;

// All that come first stand before all that depend on them.
const text = `arazzo: 1.0.1
info: { title: Sessions, version: "1" }
sourceDescriptions: [{ name: vendors, url: ${resolve("spec/openapi.yaml")} }]
workflows:
${pairs.map((name) => registration(`first-${name}`, "User created successfully")).join("")}
${pairs.map((name) => registration(`second-${name}`, "Duplicate user", `dependsOn: [first-${name}]`)).join("")}`;

test.each([1, 2])("six groups at a mock that keeps two sessions, %i at once: none is lost", async (concurrency) => {
  await using mock = await startMock({ maximumSessions: 2 });
  const sandbox = mock.sandboxes.all[0] ?? expect.fail("a mock has a sandbox");
  const control = { url: mock.control, token: mock.controlToken };
  const told: string[] = [];
  const events = run({
    scenarios: [scenarioOf(parseSource("sessions.arazzo.yaml", text))],
    target: { name: "mock", servers: { vendors: mock.vendor } },
    seed: 1,
    inputs: { ...mock.credentials.iserveu },
    ledger: loadLedger(),
    concurrency,
    sessionOf: (group) => `group-${group}`,
    giveBack: (session) => giveBack(session, control),
  });
  for await (const event of events) {
    if (event.type === "workflow-finished") told.push(`${event.outcome.workflowId} ${event.outcome.verdict}`);
    if (event.type === "workflow-finished") expect(sandbox.sessions.length).toBeLessThanOrEqual(concurrency);
  }
  expect(told.toSorted()).toEqual([
    ...pairs.map((name) => `first-${name} pass`),
    ...pairs.map((name) => `second-${name} pass`),
  ]);
  expect(sandbox.sessions).toEqual([]);
  expect(sandbox.main.journal.size).toBe(0);
});

test("whoever stops listening gives back what was begun", async () => {
  await using mock = await startMock();
  const back: string[] = [];
  const events = run({
    scenarios: [scenarioOf(parseSource("sessions.arazzo.yaml", text))],
    target: { name: "mock", servers: { vendors: mock.vendor } },
    seed: 1,
    inputs: { ...mock.credentials.iserveu },
    ledger: loadLedger(),
    sessionOf: (group) => `group-${group}`,
    giveBack: async (session) => void back.push(session),
  });
  for await (const event of events) if (event.type === "workflow-finished") break;
  expect(back).toHaveLength(1);
});

test("a session begins before the first call of its group, once and in every sandbox: that call may be one to the control API", async () => {
  await using mock = await startMock({ sandboxes: [{ name: "alpha" }, { name: "beta" }] });
  const control = { url: mock.control, token: mock.controlToken };
  const sandboxes = [...mock.sandboxes.all, mock.sandboxes.unassigned];
  const begun: string[] = [];
  const events = run({
    scenarios: [scenarioOf(parseSource("sessions.arazzo.yaml", text))],
    target: { name: "mock", servers: { vendors: mock.vendor } },
    seed: 1,
    inputs: { ...mock.credentials.iserveu },
    ledger: loadLedger(),
    sessionOf: (group) => `group-${group}`,
    begin: async (session) => {
      begun.push(session);
      await beginSession(session, control);
      expect(sandboxes.map(({ sessions }) => sessions)).toEqual([[session], [session], [session]]);
    },
    giveBack: (session) => giveBack(session, control),
  });
  for await (const event of events) if (event.type === "workflow-finished") expect(event.outcome.verdict).toBe("pass");
  expect(new Set(begun).size).toBe(pairs.length);
  expect(begun).toHaveLength(pairs.length);
  expect(sandboxes.map(({ sessions }) => sessions)).toEqual([[], [], []]);
});
