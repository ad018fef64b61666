// A fault of ours, planted in each part of a vendor: answered, journaled, counted, logged, and the next call is answered.
import { expect, test } from "vitest";
import { createLog } from "../journal/log.ts";
import { type RunningMock, startMock } from "../server.ts";
import { post, validAgent } from "../test-caller.ts";
import type { Vendor, VendorOperation } from "../vendors/vendor.ts";
import { vendors } from "../vendors/vendors.ts";

const planted = (): never => {
  throw new TypeError('planted at "ABCZE1234F"');
};

const ofVendor =
  (change: Partial<Vendor>) =>
  (vendor: Vendor): Vendor => ({ ...vendor, ...change });
const ofOperations =
  (change: Partial<VendorOperation>) =>
  (vendor: Vendor): Vendor => ({
    ...vendor,
    operations: (contract) =>
      Object.fromEntries(
        Object.entries(vendor.operations(contract)).map(([id, operation]) => [id, { ...operation, ...change }]),
      ),
  });

const understudys = "Understudy itself failed; this is not the vendor's behaviour";
const iserveus = { status: "FAILED", statusCode: 1, statusDesc: understudys, Data: {} };

async function brokenMock(plant: (vendor: Vendor) => Vendor) {
  const lines: string[] = [];
  const log = createLog({ level: "error", stream: { write: (line) => lines.push(line) } });
  const mock = await startMock({ log, vendors: vendors.map((one) => (one.name === "iserveu" ? plant(one) : one)) });
  return Object.assign(mock, { lines });
}

const call = (url: string, path: string) =>
  post(`${url}${path}`, validAgent, { client_id: "understudy", client_secret: "understudy-secret" });

test.each<[string, (vendor: Vendor) => Vendor]>([
  ["the handler", ofOperations({ decide: planted })],
  ["a handler that gives up later", ofOperations({ decide: async () => planted() })],
  ["whose call it is", ofVendor({ callerOf: planted })],
  ["the last touch", ofVendor({ finished: planted })],
])("in %s: 500 in the vendor's shape, an entry, counted, logged without what it quotes", async (_where, plant) => {
  await using mock = await brokenMock(plant);
  const answer = await call(mock.vendor, "/apiAgentOnboarding/externalonboard");
  expect([answer.status, answer.body]).toEqual([500, iserveus]);
  expect(answer.headers.get("x-understudy-rule")).toBeNull();

  const { journal } = mock.sandboxes.all[0]!.main;
  expect(journal.entries()).toMatchObject([
    { operation: "registerAgent", got: understudys, change: "report it, please", rule: undefined },
  ]);
  expect(journal.entries()[0]).toMatchObject({
    response: { status: 500 },
    request: { body: expect.stringMatching(/^\(\d+ bytes\)$/) },
  });
  const text = await metricsOf(mock);
  expect(text).toContain('understudy_requests_total{operation="registerAgent",rule="none",status="500"} 1');
  expect(text).toContain("understudy_own_faults_total 1");
  expect(mock.lines.join("")).toMatch(/"failed"/);
  expect(mock.lines.join("")).not.toContain("ABCZE");
  // The other vendor does not notice.
  expect((await post(`${mock.vendor}/understudy/bos/token`, mock.credentials.bos)).status).toBe(200);
});

test("in what is told after the answer: the answer stands, and the entry says that we failed", async () => {
  await using mock = await brokenMock(ofOperations({ advise: planted }));
  const answer = await call(mock.vendor, "/apiAgentOnboarding/externalonboard");
  expect(answer.body.status).toBe("SUCCESS");
  expect(mock.sandboxes.all[0]!.main.journal.entries()).toMatchObject([
    { got: understudys, response: { status: 200 } },
  ]);
});

test("in finding out whose path it is: nobody's shape", async () => {
  await using mock = await brokenMock(ofVendor({ claims: planted }));
  const answer = await call(mock.vendor, "/elsewhere");
  expect([answer.status, answer.body]).toMatchObject([
    500,
    { type: "about:blank", status: 500, instance: "/elsewhere" },
  ]);
  expect(mock.sandboxes.all[0]!.main.journal.count({ status: 500 })).toBe(1);
});

async function metricsOf({ control, controlToken }: RunningMock): Promise<string> {
  return (await fetch(`${control}/metrics`, { headers: { authorization: `Bearer ${controlToken}` } })).text();
}
