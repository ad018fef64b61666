// Another vendor is one file and one line: here it is made up, with a contract of its own, and added to the two.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contractOf, contractPath, loadContract } from "../../spec/contract.ts";
import { ledgerOf, ledgerPath, type RuleId } from "../../spec/ledger.ts";
import { maskerOf } from "../../spec/mask.ts";
import { defaultProfile } from "../../spec/profile.ts";
import { parseSource } from "../../spec/source-file.ts";
import { MemoryBudget } from "../budget/memory-budget.ts";
import { createVendorApp } from "../exchange/vendor-app.ts";
import { jsonBodyOf } from "../schema/json-body.ts";
import { type Refusal, sentenceOf } from "../schema/refusal.ts";
import { markOf } from "../store/store.ts";
import { type Reply, replyOf } from "../test-caller.ts";
import { matching } from "../world/credential.ts";
import { Sandboxes } from "../world/sandboxes.ts";
import { type Answer, because, refusedBy } from "./answer.ts";
import type { Vendor } from "./vendor.ts";
import { castOf, vendors } from "./vendors.ts";

// ---- what the file of such a vendor would hold

const rule = "LIB-LOAN" as RuleId;
const no = (error: string) => ({ no: error });
const refuse = (status: number) => (refusal: Refusal) => ({
  status,
  body: no(sentenceOf(refusal)),
  reason: refusedBy(rule, refusal),
});
const lentMark = (book: string) => markOf("book", book);
const twice = (): Answer => ({ status: 409, body: no("lent"), reason: because(rule, "a book that is lent") });

const library: Vendor = {
  name: "library",
  title: "The library",
  credentials: {
    id: "reader",
    secret: "card",
    published: { reader: "anybody", card: "a-card" },
    made: (name, secret) => ({ reader: name, card: secret }),
  },
  operations: () => ({
    lend: {
      label: "lend",
      identifier: "book",
      duplicate: twice,
      async decide(call, { store, credentials }) {
        const given = { reader: call.header("reader"), card: call.header("card") };
        if (!matching(given, credentials.library ?? [])) return refuse(403)({ got: "no reader" });
        const body = jsonBodyOf(call.headers, call.json());
        if ("refusal" in body) return refuse(400)(body.refusal);
        const marks = [lentMark(String(body.value.book))];
        const isFirst = (await store.claim({ asked: marks, made: marks })) === "first";
        return isFirst ? { status: 200, body: { yes: true }, reason: because(rule, "a book to lend") } : twice();
      },
    },
  }),
  answers: {
    bodyTooLarge: refuse(413),
    bodyTimeout: refuse(408),
    unknownPath: refuse(404),
    wrongMethod: (refusal, allow) => ({ ...refuse(405)(refusal), headers: { Allow: allow } }),
  },
  failure: no,
  successes: [rule],
  claims: ({ headers }) => (headers.reader === undefined ? undefined : "certain"),
  callerOf: (call) => ({ id: call.header("reader") }),
  finished: (answer) => ({ ...answer, body: { ...answer.body, at: "the library" } }),
  seedMarks: ({ lent = [] }: { lent?: string[] }) => lent.map(lentMark),
};

// ---- and its lines in contract and ledger

const contract = contractOf(
  parseSource(
    "three.yaml",
    readFileSync(contractPath, "utf8").replace(
      /^paths:\n/m,
      `paths:
  /library/loans:
    post:
      operationId: lend
      security: []
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { "200": { description: Lent. } }
`,
    ),
  ),
);
const ledger = ledgerOf(
  parseSource(
    "three-rules.yaml",
    `${readFileSync(ledgerPath, "utf8")}
  - id: LIB-LOAN
    statement: A book is lent once.
    grade: documented
    sources: [{ page: bos-pan-status-check, section: Title, quote: once, supports: default }]
    default: as-stated
`,
  ),
);

const all = [...vendors, library];
const sandboxes = new Sandboxes({
  ledger,
  vendors: all,
  baseProfile: defaultProfile(ledger),
  masker: maskerOf(contract),
  realNow: Date.now,
  journalCapacity: 100,
  maximumSessions: 10,
  budget: new MemoryBudget(),
});
const server = createServer(createVendorApp(contract, sandboxes, { vendors: all, bodyTimeoutMs: 200 }));
let url = "";
let card = "";

beforeAll(async () => {
  const one = await sandboxes.create({ name: "one", seed: { lent: ["Emma"] } });
  await sandboxes.create({ name: "two" });
  card = one.credentials.library?.[0]?.card ?? "";
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function call(path: string, { method = "POST", body = {}, headers = {} }): Promise<Reply> {
  const all = { "content-type": "application/json", reader: "one", card, connection: "close", ...headers };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return replyOf(await fetch(url + path, { method, headers: all, ...(method === "GET" ? {} : { body: text }) }));
}
const lend = (book: string, headers = {}) => call("/library/loans", { body: { book }, headers });
const told = ({ status, body, headers }: Reply) => [status, body, headers.get("x-understudy-rule")];
const at = "the library";

test("its handler answers, under its own rule, with its last touch, and a claim is a claim", async () => {
  expect(told(await lend("Persuasion"))).toEqual([200, { yes: true, at }, "LIB-LOAN"]);
  expect(told(await lend("Persuasion"))).toEqual([409, { no: "lent", at }, "LIB-LOAN"]);
  expect(told(await lend("Emma"))).toEqual([409, { no: "lent", at }, "LIB-LOAN"]);
});

test("its credentials choose the sandbox, in which they are judged", async () => {
  expect(told(await lend("Emma", { reader: "two" }))).toEqual([403, { no: "no reader", at }, "LIB-LOAN"]);
  const entries = sandboxes.get("two")?.main.journal.entries() ?? [];
  expect(entries).toMatchObject([{ operation: "lend", rule: "LIB-LOAN", grade: "documented" }]);
});

test("calls that no operation sees are answered in its words where it claims them, and in another's where that does", async () => {
  expect(told(await call("/library/loans", { method: "GET" }))).toEqual([
    405,
    { no: "GET is not allowed here: use POST", at },
    "LIB-LOAN",
  ]);
  const elsewhere = (path: string, headers: Record<string, string>) =>
    fetch(url + path, { method: "POST", headers, body: "{}" }).then(replyOf);
  expect(told(await elsewhere("/else", { reader: "one" }))).toMatchObject([404, { at }, "LIB-LOAN"]);
  // What is certain goes before what is likely, and of two that are certain the first one answers.
  expect((await elsewhere("/api/BOS/else", { reader: "one" })).body).toMatchObject({ at });
  expect((await elsewhere("/else", { reader: "one", client_id: "x" })).body).toMatchObject({ status: "FAILED" });
  expect((await elsewhere("/library/else", { authorization: "Bearer x" })).body).toMatchObject({ status: "Failed" });
  expect(told(await elsewhere("/library/else", {}))).toMatchObject([404, { title: "Not Found" }, null]);
  expect(told(await call("/library/loans", { body: "x".repeat(70_000) }))).toMatchObject([413, { at }, "LIB-LOAN"]);
});

test("faults speak its language: a failure, a duplicate, a value that names one, an answer that is lost once", async () => {
  const fault = (name: string) => ({ "x-understudy-fault": name });
  expect(told(await lend("A", fault("status=503")))).toEqual([503, { no: "Service Unavailable", at }, null]);
  expect(told(await lend("A", fault("duplicate")))).toEqual([409, { no: "lent", at }, "LIB-LOAN"]);
  expect(told(await lend("UNDERSTUDY-STATUS-502-1"))).toMatchObject([502, { at }, null]);
  await expect(lend("UNDERSTUDY-LOST-1")).rejects.toThrow();
  expect(told(await lend("UNDERSTUDY-LOST-1"))).toEqual([409, { no: "lent", at }, "LIB-LOAN"]);
});

test("without its line in the list, its operation is refused by name and place", () => {
  expect(() => castOf(contract, vendors)).toThrow(
    /^three\.yaml:\d+:\d+: found operation lend, expected one that the mock plays: generateToken, generateUrl, checkPanStatus, registerAgent$/,
  );
  expect([...castOf(loadContract()).played.keys()]).toEqual([
    "generateToken",
    "generateUrl",
    "checkPanStatus",
    "registerAgent",
  ]);
});
