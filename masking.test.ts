// One list of what must not be written, and everything that writes: each is held to all of it.

import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StepOutcome } from "./harness/event.ts";
import { harOf } from "./harness/exchange/recording.ts";
import { judgeOf } from "./harness/judge/judge.ts";
import { reportersOf, reportKinds } from "./harness/report/reporter.ts";
import { judgeHar } from "./harness/run/judge-recording.ts";
import { createLog } from "./mock-server/journal/log.ts";
import { type RunningMock, startMock } from "./mock-server/server.ts";
import { loadContract } from "./spec/contract.ts";
import { loadLedger } from "./spec/ledger.ts";
import { maskerOf } from "./spec/mask.ts";
import { defaultProfile } from "./spec/profile.ts";

type Place = "member" | "nested" | "in a text" | "array" | "header" | "query" | "path";

interface Hidden {
  place: Place;
  name: string;
  value: string | number;
}

// Members that the contract marks, members that clients send besides, and values that tell by their form.
const members: [name: string, value: string | number][] = [
  ["bcagentname", "Ashalata"],
  ["mobilenumber", "5209295531"],
  ["pincode", 752107],
  ["nep_key", "the-key-of-mine"],
  ["mobile_no", "5209295532"],
  ["Phone", 5209295533],
  ["first_name", "Dhwanika"],
  ["e-mail", "dhwani@example.org"],
  ["aadhaarNo", "500012345678"],
  ["dob", "1990-12-31"],
  ["shop address", "77 Lotus Lane"],
  ["x_token", "tok-5-of-mine"],
  ["client_secret", "sec-5-of-mine"],
];

const hidden: Hidden[] = [
  ...members.flatMap(([name, value]): Hidden[] => [
    { place: "member", name, value },
    { place: "nested", name, value: typeof value === "number" ? value + 1 : `${value}-n` },
    { place: "in a text", name, value: typeof value === "number" ? value + 2 : `${value}-t` },
  ]),
  { place: "member", name: "nep_id", value: "BCDZE1234F" },
  { place: "nested", name: "note", value: "CDEZE1234F" },
  { place: "array", name: "", value: "a-nameless-text" },
  { place: "header", name: "x-user", value: "header-of-mine" },
  { place: "header", name: "authorization", value: "bearer-of-mine" },
  { place: "header", name: "cookie", value: "cookie-of-mine" },
  { place: "header", name: "client_id", value: "client-of-mine" },
  { place: "query", name: "q", value: "query-of-mine" },
  { place: "query", name: "pan", value: "DEFZE1234F" },
  { place: "path", name: "", value: "EFGZE1234F" },
  { place: "path", name: "", value: "5209295534" },
];

const of = (place: Place) => hidden.filter((each) => each.place === place);
const membersOf = (place: Place) => Object.fromEntries(of(place).map(({ name, value }) => [name, value]));
const body = {
  refid: "open-refid",
  ...membersOf("member"),
  rows: [{ more: membersOf("nested") }],
  text: JSON.stringify(membersOf("in a text")),
};
const nameless = of("array").map(({ value }) => value);
const headers = { "content-type": "application/json", ...membersOf("header") } as Record<string, string>;
const query = of("query").map(({ name, value }) => `${name}=${value}`);
const paths = of("path").map(({ value }) => `/people/${value}`);

const contract = loadContract();
const ledger = loadLedger();
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));

class Memory extends Writable {
  text = "";
  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

let mock: RunningMock;
const written = new Map<string, string>();

/** One call of the mock that carries everything, at each of the paths; what was sent, as recorded traffic. */
async function send(path: string, sent: unknown): Promise<void> {
  const url = `${mock.vendor}${path}?${query.join("&")}`;
  await (await fetch(url, { method: "POST", headers, body: JSON.stringify(sent) })).text();
}

/** The same exchanges as somebody else recorded them, with everything in the answer, too. */
function recordedTraffic(): Buffer {
  const pairs = Object.entries(headers).map(([name, value]) => ({ name, value }));
  const entries = ["/api/BOS/Status", "/apiAgentOnboarding/externalonboard", ...paths].flatMap((path) =>
    [body, nameless].map((sent) => ({
      time: 1,
      request: {
        method: "POST",
        url: `http://127.0.0.1${path}?${query.join("&")}`,
        headers: pairs,
        postData: { text: JSON.stringify(sent) },
      },
      response: {
        status: 200,
        headers: [...pairs, { name: "x-more", value: "header-of-mine" }],
        content: { size: 1, mimeType: "application/json", text: JSON.stringify(sent) },
      },
    })),
  );
  return Buffer.from(JSON.stringify({ log: { version: "1.2", entries } }));
}

beforeAll(async () => {
  const logs = { json: new Memory(), people: new Memory() };
  const log = createLog({ level: "debug", stream: logs.json });
  const readable = createLog({ level: "debug", stream: logs.people, readable: true });
  mock = await startMock({
    log: {
      ...log,
      entry(entry) {
        log.entry(entry);
        readable.entry(entry);
      },
    },
  });
  for (const path of ["/understudy/bos/token", "/api/BOS/Status", "/apiAgentOnboarding/externalonboard", ...paths]) {
    await send(path, body);
    await send(path, nameless);
  }
  // Calls that say nothing of a vendor: what they are told has their path in it.
  const strays = paths.flatMap((path) => [path, `${path}/api/bos/status`]);
  const told = strays.map(async (path) => {
    const answer = await fetch(`${mock.vendor}${path}?${query.join("&")}`, { method: "POST" });
    return `${answer.headers.get("x-understudy-hint")} ${await answer.text()}`;
  });
  written.set("answers", (await Promise.all(told)).join("\n"));
  // An own fault quotes what it met.
  log.failed(new TypeError(`cannot read "${nameless[0]}" of BCDZE1234F or 5209295531`), {
    method: "POST",
    url: `${paths[0]}?${query[0]}`,
  });
  const authorization = `Bearer ${mock.controlToken}`;
  for (const path of ["/journal?limit=1000", "/metrics"]) {
    const answer = await fetch(`${mock.control}${path}`, { headers: { authorization } });
    written.set(path.startsWith("/journal") ? "journal" : "metrics", await answer.text());
  }
  written.set("log (JSON)", logs.json.text).set("log (people)", logs.people.text);

  const terminal = new Memory();
  const masker = maskerOf(contract);
  const reporters = reportersOf({
    reports: reportKinds.map((kind) => ({ kind, file: join(scratch, kind) })),
    stream: terminal,
    variables: {},
    masker,
    tool: { name: "understudy", version: "0" },
  });
  const judge = judgeOf(contract, ledger, { masker, profile: defaultProfile(ledger) });
  const entries = harOf("traffic.har", recordedTraffic());
  const outcomes: StepOutcome[] = [];
  for (const event of judgeHar(entries, { name: "traffic.har", contract, judge, masker })) {
    for (const report of reporters) report(event);
    if (event.type === "step-finished") outcomes.push(event.outcome);
  }
  expect(outcomes.flatMap(({ findings }) => findings).length).toBeGreaterThan(20);
  written.set("terminal", terminal.text);
  for (const kind of reportKinds) written.set(kind, readFileSync(join(scratch, kind), "utf8"));
  written.set("an error", refusalOf(recordedTraffic()));
});
afterAll(() => mock.stop());

/** What is said of a recording that cannot be used, and of entries that cannot be read: here a number stands for others. */
function refusalOf(bytes: Buffer): string {
  const text = bytes.toString();
  const entries = harOf("broken.har", Buffer.from(text.replaceAll('"status":200', '"status":"5209295531"')));
  const reasons = entries.flatMap(({ recorded }) => ("problem" in recorded ? recorded.reason : []));
  expect(reasons.length).toBeGreaterThan(0);
  try {
    harOf("broken.har", Buffer.from(text.replace('"entries":[', '"entries":"5209295531","others":[')));
  } catch (error) {
    return [...reasons, String(error)].join("\n");
  }
  return expect.fail("it was accepted");
}

const writers = ["answers", "journal", "metrics", "log (JSON)", "log (people)", "terminal", "an error", ...reportKinds];

test.each(writers)("%s", (writer) => {
  const text = written.get(writer) ?? "";
  expect(text.length).toBeGreaterThan(50);
  const seen = hidden.filter(({ value }) => text.includes(String(value)));
  expect(seen).toEqual([]);
});

test("what is hidden was sent, and what is open is still there to be read", () => {
  for (const writer of ["journal", "log (JSON)", "har", "html"])
    expect(written.get(writer), writer).toContain("open-refid");
  const sent = JSON.stringify([body, nameless, headers, query, paths]);
  for (const { value } of hidden) expect(sent).toContain(String(value));
});

/** Kept honest: an exchange that is written without a masker would show everything. */
test("without the masker each of them would be seen", () => {
  const requests = harOf("traffic.har", recordedTraffic()).map(({ recorded }) =>
    "exchange" in recorded ? recorded.exchange.request : undefined,
  );
  const raw = JSON.stringify(requests).replaceAll("\\\\", "\\");
  expect(hidden.filter(({ value }) => !raw.includes(String(value)))).toEqual([]);
});
