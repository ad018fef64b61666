import { describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { memoryStore } from "../store/memory.ts";
import { Call } from "../vendors/call.ts";
import { castOf } from "../vendors/vendors.ts";
import { type MagicOptions, requestedFault, stillStrikes } from "./requested-fault.ts";

const { played } = castOf(loadContract());

/** What a call asks for. A text is sent as it is, an object as JSON. */
function magicOf(
  operationId: string,
  headers: Record<string, string>,
  body: object | string | undefined,
  options: MagicOptions,
) {
  const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
  return requestedFault(new Call(headers, Buffer.from(text)), played.get(operationId)!, options);
}

const on = { values: true, header: true };
const drip = { kind: "drip", bytes: 8, everyMs: 50 };

describe("magic values", () => {
  const table: [id: string, fault: object | undefined][] = [
    ["UNDERSTUDY-DUPLICATE-1", { kind: "duplicate" }],
    ["UNDERSTUDY-DUPLICATE", { kind: "duplicate" }],
    ["UNDERSTUDY-DELAY-2000-1", { kind: "delay", ms: 2000 }],
    ["UNDERSTUDY-DELAY-60000", { kind: "delay", ms: 60_000 }],
    ["UNDERSTUDY-DELAY-60001-1", undefined],
    ["UNDERSTUDY-DELAY-1", { kind: "delay", ms: 1 }],
    ["UNDERSTUDY-DELAY-soon", undefined],
    ["UNDERSTUDY-STATUS-503-1", { kind: "unavailable", status: 503 }],
    ["UNDERSTUDY-STATUS-500", { kind: "unavailable", status: 500 }],
    ["UNDERSTUDY-STATUS-501-1", undefined],
    ["UNDERSTUDY-STATUS-5030-1", undefined],
    ["UNDERSTUDY-RESET-1", { kind: "reset" }],
    ["UNDERSTUDY-RATE-LIMIT-0001", { kind: "rate-limit", retryAfterSeconds: 1 }],
    ["UNDERSTUDY-LOSTANDFOUND", undefined],
    ["UNDERSTUDY-", undefined],
    ["UNDERSTUDY-OTHER-1", undefined],
    ["understudy-duplicate-1", undefined],
    [" UNDERSTUDY-DUPLICATE-1", undefined],
    ["abc", undefined],
  ];

  test.each(table)("%s", (id, fault) => {
    const expected = fault && { fault };
    expect(magicOf("checkPanStatus", {}, { refid: id }, on)).toEqual(expected);
    expect(magicOf("registerAgent", {}, { bcagentid: id }, on)).toEqual(expected);
    expect(magicOf("registerAgent", {}, { refid: id }, on)).toBeUndefined();
    expect(magicOf("generateToken", {}, { refid: id, bcagentid: id }, on)).toBeUndefined();
  });

  test("LOST carries the call it may strike once", () => {
    expect(magicOf("registerAgent", {}, { bcagentid: "UNDERSTUDY-LOST-1" }, on)).toEqual({
      fault: { kind: "lose-answer", once: "registerAgent UNDERSTUDY-LOST-1" },
    });
  });

  test("an id that is no string is an ordinary mistake", () => {
    expect(magicOf("checkPanStatus", {}, { refid: ["UNDERSTUDY-RESET"] }, on)).toBeUndefined();
    expect(magicOf("checkPanStatus", {}, undefined, on)).toBeUndefined();
  });

  test.each([
    ['{"refid":"UNDERSTUDY-RESET-1"}', { fault: { kind: "reset" } }],
    ['{"refid":"abc"}', undefined],
    ['["UNDERSTUDY-RESET-1"]', undefined],
    ['{"refid":"UNDERSTUDY-RESET-1",}', undefined],
    ["", undefined],
  ])("the body %s", (text, asked) => {
    expect(magicOf("checkPanStatus", {}, text, on)).toEqual(asked);
  });
});

describe("the header", () => {
  const table: [value: string, fault: object][] = [
    ["duplicate", { kind: "duplicate" }],
    ["delay=2000", { kind: "delay", ms: 2000 }],
    ["delay=0", { kind: "delay", ms: 0 }],
    ["status=504", { kind: "unavailable", status: 504 }],
    ["lost", { kind: "lose-answer", once: "checkPanStatus abc" }],
    ["reset", { kind: "reset" }],
    ["rate-limit", { kind: "rate-limit", retryAfterSeconds: 1 }],
    ["rate-limit=3", { kind: "rate-limit", retryAfterSeconds: 3 }],
    ["drip", drip],
    ["truncate", { kind: "truncate" }],
    ["broken-json", { kind: "broken-json" }],
    [" Broken-JSON ", { kind: "broken-json" }],
  ];
  test.each(table)("%s", (value, fault) => {
    expect(magicOf("checkPanStatus", { "x-understudy-fault": value }, { refid: "abc" }, on)).toEqual({ fault });
  });

  test.each([
    ...["", "lose", "delay", "delay=", "delay=60001", "delay=-1", "delay=1.5", "status", "status=200", "status=404"],
    ...["reset=1", "lost=1", "drip=2", "rate-limit=86401", "lost, lost", "duplicate delay=1"],
  ])("%j names no fault", (value) => {
    expect(magicOf("checkPanStatus", { "x-understudy-fault": value }, undefined, on)).toEqual({
      problem:
        "Header x-understudy-fault names no fault: send one of duplicate, delay=MS (0 to 60000), " +
        "status=CODE (500, 502, 503, 504), lost, reset, rate-limit or rate-limit=SECONDS (0 to 86400), drip, truncate, " +
        "broken-json",
    });
  });

  test("goes before the id", () => {
    const body = { refid: "UNDERSTUDY-RESET-1" };
    expect(magicOf("checkPanStatus", { "x-understudy-fault": "drip" }, body, on)).toEqual({ fault: drip });
  });

  test("works where there is no id, but for a duplicate", () => {
    expect(magicOf("generateToken", { "x-understudy-fault": "lost" }, undefined, on)).toEqual({
      fault: { kind: "lose-answer" },
    });
    expect(magicOf("generateToken", { "x-understudy-fault": "duplicate" }, undefined, on)).toEqual({
      problem: "Header x-understudy-fault asks for a duplicate, which generateToken does not have: leave it out",
    });
  });
});

describe("switched off", () => {
  const headers = { "x-understudy-fault": "drip" };
  const body = { refid: "UNDERSTUDY-RESET-1" };
  test.each([
    [{ values: false, header: true }, { fault: drip }],
    [{ values: true, header: false }, { fault: { kind: "reset" } }],
    [{ values: false, header: false }, undefined],
  ])("%o", (options, expected) => {
    expect(magicOf("checkPanStatus", headers, body, options)).toEqual(expected);
  });

  test("a header that names no fault is no problem then", () => {
    const off = { values: false, header: false };
    expect(magicOf("checkPanStatus", { "x-understudy-fault": "?" }, undefined, off)).toBeUndefined();
  });
});

describe("which calls lose their answer", () => {
  const lost = { kind: "lose-answer", once: "checkPanStatus UNDERSTUDY-LOST-1" } as const;

  test("the first successful one under its name, and no other", async () => {
    const store = memoryStore();
    expect(await stillStrikes(lost, false, store)).toBeUndefined();
    expect(await stillStrikes(lost, true, store)).toBe(lost);
    expect(await stillStrikes(lost, true, store)).toBeUndefined();
    const other = { ...lost, once: "checkPanStatus UNDERSTUDY-LOST-2" };
    expect(await stillStrikes(other, true, store)).toBe(other);
  });

  test("an armed one strikes whatever the answer, and other faults always", async () => {
    const store = memoryStore();
    for (const fault of [{ kind: "lose-answer" }, { kind: "truncate" }] as const) {
      expect(await stillStrikes(fault, false, store)).toBe(fault);
    }
    expect(await stillStrikes(undefined, true, store)).toBeUndefined();
  });
});
