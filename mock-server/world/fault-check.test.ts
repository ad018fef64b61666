import { describe, expect, test } from "vitest";
import { UsageError } from "../../spec/usage-error.ts";
import { armingOf, faultsDumpOf } from "./fault-check.ts";

const kinds =
  "delay, answer, example, rate-limit, unavailable, duplicate, reset, reset-midway, drip, truncate, broken-json, " +
  "media-type, lose-answer";
const withHeaders = (headers: object) => ({ kind: "answer", status: 200, headers });

describe("a fault out of its limits", () => {
  const faults: [fault: unknown, message: string][] = [
    [undefined, "fault does not fit: send an object"],
    ["reset", "fault does not fit: send an object"],
    [{}, `fault.kind is not known: there are ${kinds}`],
    [{ kind: "explode" }, `fault.kind is not known: there are ${kinds}`],
    [{ kind: "reset", ms: 1 }, "fault.ms is not known: there is kind"],
    [{ kind: "lose-answer", once: "x" }, "fault.once is not known: there is kind"],
    [{ kind: "delay" }, "fault.ms does not fit: send a whole number from 0 to 60000"],
    [{ kind: "delay", ms: 60_001 }, "fault.ms does not fit: send a whole number from 0 to 60000"],
    [{ kind: "delay", ms: 1.5 }, "fault.ms does not fit: send a whole number from 0 to 60000"],
    [{ kind: "delay", ms: "1" }, "fault.ms does not fit: send a whole number from 0 to 60000"],
    [{ kind: "delay", ms: 2, upToMs: 1 }, "fault.upToMs does not fit: send ms or more"],
    [{ kind: "answer", status: 199 }, "fault.status does not fit: send a whole number from 200 to 599"],
    [{ kind: "answer", status: 200, body: 1 }, "fault.body does not fit: send an object or a text"],
    [{ kind: "answer", status: 200, body: "é".repeat(32_769) }, "fault.body does not fit: send at most 65536 bytes"],
    [{ kind: "answer", status: 204, body: {} }, "fault.body does not fit: send no body with status 204, 205 or 304"],
    [withHeaders({ "a b": "x" }), "fault.headers does not fit: send names that HTTP allows for a header"],
    [withHeaders({ a: "x\r\nb: y" }), "fault.headers.a does not fit: send a value that HTTP allows in a header"],
    [withHeaders({ a: 1 }), "fault.headers.a does not fit: send a text of 1 to 1000 characters"],
    [
      withHeaders({ "Content-Length": "1" }),
      "fault.headers does not fit: send headers other than connection, content-length, keep-alive, trailer, " +
        "transfer-encoding, upgrade: the server sets those",
    ],
    [
      withHeaders(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x-${index}`, "1"]))),
      "fault.headers does not fit: send at most 50 headers",
    ],
    [{ kind: "example", name: "" }, "fault.name does not fit: send a text of 1 to 100 characters"],
    [
      { kind: "rate-limit", retryAfterSeconds: -1 },
      "fault.retryAfterSeconds does not fit: send a whole number from 0 to 86400",
    ],
    [{ kind: "unavailable", status: 501 }, "fault.status does not fit: send one of 500, 502, 503, 504"],
    [{ kind: "drip", bytes: 0, everyMs: 1 }, "fault.bytes does not fit: send a whole number from 1 to 65536"],
    [{ kind: "drip", bytes: 1, everyMs: 0 }, "fault.everyMs does not fit: send a whole number from 1 to 60000"],
    [{ kind: "media-type", value: "a\nb" }, "fault.value does not fit: send a value that HTTP allows in a header"],
  ];
  test.each(faults)("%o", (fault, message) => {
    expect(() => armingOf({ fault })).toThrow(new UsageError(message));
  });
});

describe("an arming out of its limits", () => {
  const armings: [arming: object, message: string][] = [
    [{ times: 0 }, "times does not fit: send a whole number from 1 to 1000000"],
    [{ probability: 0 }, "probability does not fit: send a number above 0 and up to 1"],
    [{ probability: 1.01 }, "probability does not fit: send a number above 0 and up to 1"],
    [{ probability: Number.NaN }, "probability does not fit: send a number above 0 and up to 1"],
    [{ seed: -1 }, "seed does not fit: send a whole number from 0 to 4294967295"],
    [{ expiresInSeconds: 0 }, "expiresInSeconds does not fit: send a number of seconds above 0 and up to 315360000"],
    [{ operation: "" }, "operation does not fit: send a text of 1 to 100 characters"],
    [{ after: 1 }, "after is not known: there are operation, times, probability, seed, expiresInSeconds, fault"],
  ];
  test.each(armings)("%o", (arming, message) => {
    expect(() => armingOf({ fault: { kind: "reset" }, ...arming })).toThrow(new UsageError(message));
  });

  test.each([null, undefined, [], "x"])("%o", (value) => {
    expect(() => armingOf(value)).toThrow(new UsageError("arming does not fit: send an object"));
  });
});

test("what fits comes back as it was", () => {
  const arming = {
    operation: "registerAgent",
    times: 1_000_000,
    probability: 1,
    seed: 0xffffffff,
    expiresInSeconds: 0.5,
    fault: { kind: "answer", status: 599, body: "é".repeat(32_768), headers: { "Retry-After": "1", "x-a": "b" } },
  };
  expect(armingOf(arming)).toEqual(arming);
  expect(armingOf({ fault: { kind: "delay", ms: 0, upToMs: 60_000 } })).toEqual({
    fault: { kind: "delay", ms: 0, upToMs: 60_000 },
  });
});

describe("a dump that does not fit", () => {
  const armed = { id: "fault-1", seed: 1, fired: 0, draws: 1, fault: { kind: "reset" } };
  const dumps: [dump: unknown, message: string][] = [
    [undefined, "dump does not fit: send an object"],
    [{ next: 1 }, "armed does not fit: send a list of armed faults"],
    [{ next: -1, armed: [] }, "next does not fit: send a whole number from 1 to 1000000000000000"],
    [
      { next: 2, armed: [{ ...armed, remaining: 0 }] },
      "armed.0.remaining does not fit: send a whole number from 1 to 1000000",
    ],
    [{ next: 2, armed: [{ ...armed, fault: { kind: "x" } }] }, `armed.0.fault.kind is not known: there are ${kinds}`],
    [
      { next: 2, armed: [armed, { ...armed, more: 1 }] },
      "armed.1.more is not known: there are operation, times, probability, seed, expiresInSeconds, fault, id, fired, remaining, expiresAt, draws",
    ],
    [{ next: 2, armed: Array.from({ length: 101 }, () => armed) }, "armed does not fit: send at most 100 armed faults"],
  ];
  test.each(dumps)("%#", (dump, message) => {
    expect(() => faultsDumpOf(dump)).toThrow(new UsageError(message));
  });
});
