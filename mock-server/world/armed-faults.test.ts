import { describe, expect, test } from "vitest";
import { UsageError } from "../../spec/usage-error.ts";
import { describeFault, Faults } from "./armed-faults.ts";
import type { Arming, Fault, FaultsDump } from "./fault.ts";

/** Faults under a clock that the test moves. */
function faultsAt(start = 1_000_000) {
  const clock = { now: start };
  return { faults: new Faults({ now: () => clock.now }), clock };
}

const kinds = (faults: Faults, operation: string, calls: number) =>
  Array.from({ length: calls }, () => faults.take(operation)?.fault.kind);

describe("which calls are struck", () => {
  test("one, and then no more", () => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "reset" } });
    expect(kinds(faults, "checkPanStatus", 2)).toEqual(["reset", undefined]);
    expect(faults.list()).toEqual([]);
  });

  test("the next N", () => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "reset" }, times: 2 });
    faults.take("checkPanStatus");
    expect(faults.list()).toMatchObject([{ id: "fault-1", times: 2, remaining: 1, fired: 1 }]);
    expect(kinds(faults, "registerAgent", 2)).toEqual(["reset", undefined]);
  });

  test("those of its operation", () => {
    const { faults } = faultsAt();
    faults.arm({ operation: "registerAgent", fault: { kind: "truncate" } });
    expect(kinds(faults, "checkPanStatus", 1)).toEqual([undefined]);
    expect(kinds(faults, "registerAgent", 2)).toEqual(["truncate", undefined]);
  });

  test("in order of arming", () => {
    const { faults } = faultsAt();
    faults.arm({ operation: "registerAgent", fault: { kind: "reset" } });
    faults.arm({ fault: { kind: "truncate" } });
    faults.arm({ operation: "checkPanStatus", fault: { kind: "broken-json" } });
    expect(kinds(faults, "checkPanStatus", 3)).toEqual(["truncate", "broken-json", undefined]);
    expect(kinds(faults, "registerAgent", 2)).toEqual(["reset", undefined]);
  });

  test("not those it means nothing to: it stays armed, uncounted", () => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "duplicate" } });
    expect(faults.take("generateToken", ({ kind }) => kind !== "duplicate")).toBeUndefined();
    expect(faults.list()).toMatchObject([{ remaining: 1, fired: 0 }]);
    expect(faults.take("checkPanStatus", () => true)?.fault.kind).toBe("duplicate");
  });

  test("until it expires by the world's clock, from that very millisecond on not", () => {
    const { faults, clock } = faultsAt();
    faults.arm({ fault: { kind: "reset" }, times: 10, expiresInSeconds: 1.5 });
    clock.now += 1_499;
    expect(kinds(faults, "checkPanStatus", 1)).toEqual(["reset"]);
    clock.now += 1;
    expect(faults.list()).toEqual([]);
    expect(kinds(faults, "checkPanStatus", 1)).toEqual([undefined]);
  });
});

describe("chance", () => {
  const sequence = (arming: Partial<Arming>, calls = 400) => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "reset" }, ...arming });
    return kinds(faults, "checkPanStatus", calls).map((kind) => (kind === undefined ? "." : "x"));
  };

  test("the same seed, the same sequence, the same on every machine", () => {
    const drawn = sequence({ probability: 0.5, seed: 42 });
    expect(sequence({ probability: 0.5, seed: 42 })).toEqual(drawn);
    expect(sequence({ probability: 0.5, seed: 43 })).not.toEqual(drawn);
    expect(drawn.slice(0, 24).join("")).toBe(".x..x.x..xx..xx...xx.x.x");
  });

  test.each([0.1, 0.5, 0.9])("a probability of %d strikes about so often, without end", (probability) => {
    const struck = sequence({ probability, seed: 7 }, 2_000).filter((mark) => mark === "x").length;
    expect(struck / 2_000).toBeGreaterThan(probability - 0.04);
    expect(struck / 2_000).toBeLessThan(probability + 0.04);
  });

  test("a probability of 1 strikes always; times ends it", () => {
    expect(sequence({ probability: 1 }, 5).join("")).toBe("xxxxx");
    expect(sequence({ probability: 1, times: 2 }, 5).join("")).toBe("xx...");
    expect(sequence({ probability: 0.5, times: 3, seed: 1 }).join("").replaceAll(".", "")).toBe("xxx");
  });

  test("without a seed the id's number serves, so that a run repeats", () => {
    expect(sequence({ probability: 0.5 })).toEqual(sequence({ probability: 0.5, seed: 1 }));
  });

  test("a random delay lies between its bounds, both included, and repeats", () => {
    const delays = (seed: number) => {
      const { faults } = faultsAt();
      faults.arm({ fault: { kind: "delay", ms: 10, upToMs: 13 }, times: 200, seed });
      return Array.from({ length: 200 }, () => faults.take("checkPanStatus")?.fault);
    };
    expect(new Set(delays(5).map((fault) => JSON.stringify(fault)))).toEqual(
      new Set([10, 11, 12, 13].map((ms) => JSON.stringify({ kind: "delay", ms }))),
    );
    expect(delays(5)).toEqual(delays(5));
  });
});

describe("what is armed", () => {
  test("is told back whole, and cannot be changed from outside", () => {
    const { faults } = faultsAt(5_000);
    const body = { message: "x" };
    const armed = faults.arm({
      operation: "registerAgent",
      expiresInSeconds: 60,
      fault: { kind: "answer", status: 500, body },
    });
    expect(armed).toEqual({
      id: "fault-1",
      operation: "registerAgent",
      seed: 1,
      fired: 0,
      remaining: 1,
      expiresInSeconds: 60,
      expiresAt: 65_000,
      fault: { kind: "answer", status: 500, body: { message: "x" } },
    });
    body.message = "y";
    armed.remaining = 9;
    expect(faults.list()).toMatchObject([{ remaining: 1, fault: { body: { message: "x" } } }]);
  });

  test("can be disarmed by id, once; ids are not given twice", () => {
    const { faults } = faultsAt();
    const { id } = faults.arm({ fault: { kind: "reset" } });
    faults.arm({ fault: { kind: "truncate" } });
    expect([faults.disarm(id), faults.disarm(id), faults.disarm("fault-9")]).toEqual([true, false, false]);
    expect(faults.list().map((armed) => armed.id)).toEqual(["fault-2"]);
    faults.clear();
    expect(faults.list()).toEqual([]);
    expect(faults.arm({ fault: { kind: "reset" } }).id).toBe("fault-3");
  });

  test("is at most a hundred; expired ones do not count", () => {
    const { faults, clock } = faultsAt();
    for (let armed = 0; armed < 100; armed++) faults.arm({ fault: { kind: "reset" }, expiresInSeconds: 1 });
    expect(() => faults.arm({ fault: { kind: "reset" } })).toThrow(
      new UsageError("100 faults are armed already: disarm one first"),
    );
    clock.now += 1_000;
    expect(faults.arm({ fault: { kind: "reset" } }).id).toBe("fault-101");
  });

  test("survives a dump and a load, the random sequence included", () => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "delay", ms: 0, upToMs: 1000 }, probability: 0.5, expiresInSeconds: 60 });
    kinds(faults, "checkPanStatus", 7);
    const { faults: restored } = faultsAt();
    restored.load(JSON.parse(JSON.stringify(faults.dump())));
    expect(restored.list()).toEqual(faults.list());
    const rest = (of: Faults) => Array.from({ length: 50 }, () => of.take("checkPanStatus"));
    expect(rest(restored)).toEqual(rest(faults));
    expect(restored.arm({ fault: { kind: "reset" } }).id).toBe("fault-2");
  });

  test("stays as it was when a dump does not fit", () => {
    const { faults } = faultsAt();
    faults.arm({ fault: { kind: "reset" } });
    const before = faults.dump();
    expect(() => faults.load({ next: 2, armed: [{ id: "fault-1" }] } as unknown as FaultsDump)).toThrow(UsageError);
    expect(faults.dump()).toEqual(before);
  });
});

describe("in one line", () => {
  const table: [fault: Fault, line: string][] = [
    [{ kind: "delay", ms: 250 }, "delay 250 ms"],
    [{ kind: "answer", status: 418, body: { name: "someone" } }, "answer 418"],
    [{ kind: "example", name: "page-sample" }, "example page-sample"],
    [{ kind: "rate-limit", retryAfterSeconds: 3 }, "rate-limit, retry after 3 s"],
    [{ kind: "unavailable", status: 503 }, "unavailable 503"],
    [{ kind: "duplicate" }, "duplicate"],
    [{ kind: "reset" }, "reset"],
    [{ kind: "reset-midway" }, "reset-midway"],
    [{ kind: "drip", bytes: 8, everyMs: 50 }, "drip 8 bytes every 50 ms"],
    [{ kind: "truncate" }, "truncate"],
    [{ kind: "broken-json" }, "broken-json"],
    [{ kind: "media-type", value: "text/html" }, "media-type text/html"],
    [{ kind: "lose-answer" }, "lose-answer"],
  ];
  test.each(table)("%o", (fault, line) => {
    expect(describeFault(fault)).toBe(line);
    const { faults } = faultsAt();
    faults.arm({ fault });
    expect(faults.take("checkPanStatus")).toEqual({ id: "fault-1", fault, description: line });
  });
});
