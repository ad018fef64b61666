import { describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { journalMaskerOf } from "../../spec/mask.ts";
import { byForm, KnownValues } from "../../spec/scrub.ts";
import { parsedJson } from "../schema/json-body.ts";
import { Journal } from "./journal.ts";
import type { JournalEntry, RawExchange } from "./journal-entry.ts";
import { createLog, type Log, type LogLevel, logLevels } from "./log.ts";

let ids = 0;
const journal = new Journal({
  world: "alpha/s1",
  capacity: 10,
  mask: { masker: journalMaskerOf(loadContract()), by: byForm },
  now: () => 0,
  realNow: () => 0,
  nextId: () => ++ids,
});

const raw: RawExchange = {
  operation: "checkPanStatus",
  request: {
    method: "POST",
    url: "/api/BOS/Status",
    headers: { authorization: "Bearer alpha.SECRETTOKEN", "content-type": "application/json" },
    body: rawBody('{"refid": "r-1", "pancard": "ABCZE1234F", "mobilenumber": "5000000001"}'),
  },
  response: { status: 401, headers: {}, body: '{"status":"Failed","message":"Duplicate RefID"}' },
  answer: {
    rule: "BOS-DUPLICATE",
    grade: "documented",
    expected: "a refid used once",
    got: "a refid used before",
    change: "send another refid",
    sources: [],
  },
  fault: "delay 20 ms",
  durationMs: 21.5,
};
const entry = journal.exchange(raw);
const unknown = journal.exchange({
  operation: undefined,
  request: { method: "POST", url: "/api/BOS/status?pan=ABCZE1234F", headers: {}, body: rawBody("") },
  response: { status: 404, headers: {}, body: "{}" },
  nearMiss: { operation: "checkPanStatus", change: "use /api/BOS/Status" },
  durationMs: 0.25,
});
const lost = journal.exchange({ ...raw, response: undefined, answer: undefined, fault: "lose-answer", durationMs: 1 });
const notice: JournalEntry = journal.notice("session s0 was dropped");

/** What a log writes while something happens. */
function written(level: LogLevel, happen: (log: Log) => void, readable = false): string[] {
  const lines: string[] = [];
  happen(createLog({ level, readable, stream: { write: (text) => lines.push(text) } }));
  return lines;
}

/** A JSON line without its time, which must be one. */
function parsed(line: string | undefined) {
  const { time, ...rest } = JSON.parse(line ?? "");
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return rest;
}

function everything(log: Log): void {
  log.started({ vendor: "http://127.0.0.1:4010", control: "http://127.0.0.1:4011", sandboxes: ["alpha"] });
  log.entry(entry);
  log.entry(notice);
  log.failed(new TypeError("boom"), { method: "POST", url: "/" });
  log.stopping();
  log.stopped();
}

describe("JSON lines", () => {
  test("a call is one line: who, what, which rule, how long; and nothing that was sent", () => {
    const [line, ...more] = written("info", (log) => log.entry(entry));
    expect(more).toEqual([]);
    expect(line?.endsWith("}\n")).toBe(true);
    expect(parsed(line)).toEqual({
      level: "info",
      msg: "exchange",
      world: "alpha/s1",
      operation: "checkPanStatus",
      status: 401,
      rule: "BOS-DUPLICATE",
      grade: "documented",
      durationMs: 21.5,
      fault: "delay 20 ms",
      change: "send another refid",
    });
  });

  test("a call of no operation has method and path, without query values, and what was probably meant", () => {
    expect(parsed(written("info", (log) => log.entry(unknown))[0])).toEqual({
      level: "info",
      msg: "exchange",
      world: "alpha/s1",
      method: "POST",
      path: "/api/BOS/status?pan=***",
      status: 404,
      durationMs: 0.25,
      nearMiss: { operation: "checkPanStatus", change: "use /api/BOS/Status" },
    });
  });

  test("debug adds what went over the line, masked", () => {
    const line = parsed(written("debug", (log) => log.entry(entry))[0]);
    expect(line).toMatchObject({ entry: 1, got: "a refid used before", request: { path: "/api/BOS/Status" } });
    expect(line.request.headers.authorization).toBe("Bearer *** (string of 17)");
    expect(JSON.stringify(line)).not.toMatch(/SECRETTOKEN|ABCZE1234F|5000000001/);
  });

  test("start, notice, stop", () => {
    const lines = written("info", everything).map(parsed);
    expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
      "info started",
      "info exchange",
      "warn notice",
      "error failed",
      "info stopping",
      "info stopped",
    ]);
    expect(lines[0]).toMatchObject({ vendor: "http://127.0.0.1:4010", sandboxes: ["alpha"] });
    expect(lines[2]).toEqual({ level: "warn", msg: "notice", world: "alpha/s1", notice: "session s0 was dropped" });
  });

  test.each([
    ["silent", 0],
    ["error", 1],
    ["warn", 2],
    ["info", 6],
    ["debug", 6],
  ] as const)("at level %s %i lines are written", (level, count) => {
    expect(logLevels).toContain(level);
    expect(written(level, everything)).toHaveLength(count);
  });
});

describe("a fault of our own", () => {
  test.each([
    [
      new SyntaxError(`Unexpected token, "{"pancard":"ABCZE1234F"" is not valid JSON`),
      'SyntaxError: Unexpected token, "***" is not valid JSON',
    ],
    [new Error("no room for 5000000001 and ABCZE1234F"), "Error: no room for *** and ***"],
    ["5000000001", "something that is no error was thrown"],
  ])("%s: what its message quotes is masked", (error, text) => {
    const url = "/agent/5000000001?pan=ABCZE1234F";
    const [line] = written("error", (log) => log.failed(error, { method: "POST", url }));
    expect(parsed(line)).toMatchObject({ level: "error", msg: "failed", path: "/agent/***?pan=***", error: text });
    expect(line).not.toMatch(/5000000001|ABCZE1234F/);
  });

  test("a known secret in it is masked", () => {
    const by = new KnownValues(["alpha-secret"]);
    const where = { method: "POST", url: "/of/alpha-secret", by };
    const [line] = written("error", (log) => log.failed(new Error("no room for alpha-secret"), where));
    expect(parsed(line)).toMatchObject({ path: "/of/***", error: "Error: no room for ***" });
  });

  test("its stack tells where, without the message", () => {
    const { stack } = parsed(written("error", (log) => log.failed(new Error("boom"), { method: "GET", url: "/" }))[0]);
    expect(stack[0]).toMatch(/^at .*log\.test\.ts/);
  });
});

describe("lines for people", () => {
  test.each([
    [
      entry,
      "401 checkPanStatus  BOS-DUPLICATE (documented)  21.5 ms  alpha/s1  fault: delay 20 ms  -> send another refid",
    ],
    [unknown, "404 POST /api/BOS/status?pan=***  0.25 ms  alpha/s1  -> use /api/BOS/Status"],
    [lost, "--- checkPanStatus  1 ms  alpha/s1  fault: lose-answer"],
    [notice, "alpha/s1: session s0 was dropped"],
  ])("an entry", (each, text) => {
    const [line, ...more] = written("info", (log) => log.entry(each), true);
    expect(more).toEqual([]);
    expect(line).toMatch(/^\d\d:\d\d:\d\d {2}/);
    expect(line?.slice(10)).toBe(`${text}\n`);
  });

  test("the start is left to the start page", () => {
    const lines = written("info", everything, true).map((line) => line.slice(10));
    expect(lines.map((line) => line.split("  ")[0]?.trim())).toEqual([
      "401 checkPanStatus",
      "alpha/s1: session s0 was dropped",
      "understudy itself failed at POST /: TypeError: boom",
      "stopping",
      "stopped",
    ]);
  });

  test("a terminal gets no commands and no further lines", () => {
    const text = "\u001b[2Jcleared\nFAKE LINE";
    const [line] = written("info", (log) => log.entry({ ...notice, text } as JournalEntry), true);
    expect(line?.slice(10)).toBe("alpha/s1: \\u001b[2Jcleared\\u000aFAKE LINE\n");
  });
});

function rawBody(text: string): RawExchange["request"]["body"] {
  return { bytes: Buffer.byteLength(text), json: parsedJson(Buffer.from(text)) };
}
