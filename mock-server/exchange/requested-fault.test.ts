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
    ["UNDERSTUDY-DELAY-1", { kind: "delay", ms: 1 }],
    ["UNDERSTUDY-STATUS-503-1", { kind: "unavailable", status: 503 }],
    ["UNDERSTUDY-STATUS-500", { kind: "unavailable", status: 500 }],
    ["UNDERSTUDY-RESET-1", { kind: "reset" }],
    ["UNDERSTUDY-RATE-LIMIT-0001", { kind: "rate-limit", retryAfterSeconds: 1 }],
    ["UNDERSTUDY-LOSTANDFOUND", undefined],
    ["UNDERSTUDY-", undefined],
    ["UNDERSTUDY-OTHER-1", undefined],
    ["abc", undefined],
  ];

  test.each(table)("%s", (id, fault) => {
    const expected = fault && { fault };
    expect(magicOf("checkPanStatus", {}, { refid: id }, on)).toEqual(expected);
    expect(magicOf("registerAgent", {}, { bcagentid: id }, on)).toEqual(expected);
    expect(magicOf("registerAgent", {}, { refid: id }, on)).toBeUndefined();
    expect(magicOf("generateToken", {}, { refid: id, bcagentid: id }, on)).toBeUndefined();
  });

  const duplicate = "did you mean UNDERSTUDY-DUPLICATE-?";
  const delay = "did you mean UNDERSTUDY-DELAY-MS- with 0 to 60000 for MS?";
  const status = "did you mean UNDERSTUDY-STATUS-CODE- with 500, 502, 503, 504 for CODE?";
  const limit = "did you mean UNDERSTUDY-RATE-LIMIT-?";
  const lost = "did you mean UNDERSTUDY-LOST-?";
  const reset = "did you mean UNDERSTUDY-RESET-?";
  const byHeader = "can be asked for by the header x-understudy-fault only";

  test.each([
    ["UNDERSTUDY-DUPLIKATE-1", duplicate],
    ["UNDERSTUDY-DUPILCATE-1", duplicate],
    ["UNDERSTUDY-DUPLICATE1", duplicate],
    ["UNDERSTUDY-DUPLICAT", duplicate],
    ["understudy-duplicate-1", duplicate],
    ["Understudy-Duplicate-1", duplicate],
    ["UNDERSTUDY_DUPLICATE_1", duplicate],
    ["UNDERSTUDY DUPLICATE 1", duplicate],
    ["UNDERSTUDY--DUPLICATE-1", duplicate],
    [" UNDERSTUDY-DUPLICATE-1", duplicate],
    ["UNDERSTUDY-DELAY-60001-1", delay],
    ["UNDERSTUDY-DELAY-soon", delay],
    ["UNDERSTUDY-DELAY2000-1", delay],
    ["UNDERSTUDY-DEALY-2000-1", delay],
    ["UNDERSTUDY-STATUS-501-1", status],
    ["UNDERSTUDY-STATUS-5030-1", status],
    ["UNDERSTUDY-STAUTS-503-1", status],
    ["UNDERSTUDY-STATUS503", status],
    ["UNDERSTUDY-RATELIMIT-1", limit],
    ["UNDERSTUDY-RATE_LIMIT-1", limit],
    ["UNDERSTUDY-RATE-LIMT-1", limit],
    ["UNDERSTUDY-LSOT-1", lost],
    ["UNDERSTUDY-LOOST-1", lost],
    ["UNDERSTUDY-LOST1", lost],
    ["UNDERSTUDY-RESTE-1", reset],
    ["UNDERSTUDY-DRIP-1", `drip ${byHeader}`],
    ["UNDERSTUDY-TRUNCATE-1", `truncate ${byHeader}`],
    ["UNDERSTUDY-BROKEN-JSON-1", `broken-json ${byHeader}`],
  ])("%s is nearly one", (id, change) => {
    const problem = (name: string) => ({ problem: { got: `${name} is no magic value`, change } });
    expect(magicOf("checkPanStatus", {}, { refid: id }, on)).toEqual(problem("refid"));
    expect(magicOf("registerAgent", {}, { bcagentid: id }, on)).toEqual(problem("bcagentid"));
    expect(magicOf("checkPanStatus", {}, { refid: id }, { ...on, values: false })).toBeUndefined();
  });

  test.each([
    ...["UNDERSTUDY", "understudy-", "UNDERSTUDY-1", "UNDERSTUDY-AGENT-7", "UNDERSTUDY-POST-1", "UNDERSTUDY-HOST"],
    ...["UNDERSTUDY-TEST-1", "UNDERSTUDY-STATE-1", "UNDERSTUDY-RELAY-1", "UNDERSTUDY-DUPE-1", "UNDERSTUDY-REFID-503"],
    ...["MY-UNDERSTUDY-DUPLIKATE", "DUPLIKATE-1", "readme-curl", "UNDERSTUDY-2026-01-01", "UNDERSTUDYING-LOST"],
  ])("%s is an ordinary id", (id) => {
    expect(magicOf("checkPanStatus", {}, { refid: id }, on)).toBeUndefined();
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
    ...["", "delay", "delay=", "delay=60001", "delay=-1", "delay=1.5", "status", "status=200", "status=404"],
    ...["reset=1", "lost=1", "drip=2", "rate-limit=86401", "lost, lost", "duplicate delay=1", "explode"],
    ...[["dely=2000", "delay"] as const, ["lose", "lost"] as const, ["brokenjson", "broken-json"] as const],
  ])("%j names no fault", (given) => {
    const [value, meant] = [given].flat();
    expect(magicOf("checkPanStatus", { "x-understudy-fault": value! }, undefined, on)).toEqual({
      problem: {
        got: "Header x-understudy-fault names no fault",
        change:
          "send one of duplicate, delay=MS (0 to 60000), status=CODE (500, 502, 503, 504), lost, reset, rate-limit or " +
          `rate-limit=SECONDS (0 to 86400), drip, truncate, broken-json${meant ? `; did you mean ${meant}?` : ""}`,
      },
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
      problem: {
        got: "Header x-understudy-fault asks for a duplicate, which generateToken does not have",
        change: "leave it out",
      },
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
