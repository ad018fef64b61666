import { expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { loadMisses, missesOf } from "./misses.ts";
import { selftestText } from "./report.ts";
import type { FaultyResult, SelftestResult } from "./selftest.ts";
import { verdictOf } from "./verdict.ts";

const reason = "Nobody can see it from outside.";

/** A server that was planted into two answers, and noticed in the first of them where it was noticed at all. */
function fault(part: Partial<FaultyResult> & { name: string }): FaultyResult {
  const caught = part.caught ?? true;
  return {
    operator: "required",
    leaf: undefined,
    answers: 2,
    noticed: caught ? 1 : 0,
    loss: undefined,
    ...part,
    caught,
  };
}

const difference = { server: "the sound target", answer: "readThing 200", where: "/id", judge: "nothing" };
const result: SelftestResult = {
  operations: 1,
  faults: [
    fault({ name: "readThing 200 required /id (Thing)" }),
    fault({ name: "readThing 200 required /name (Thing)", caught: false }),
    fault({ name: "readThing 503 unreached response", operator: "unreached", caught: false, answers: 0 }),
    fault({
      name: "THING-ORDER=random reading",
      operator: "reading",
      answers: 0,
      noticed: 0,
      loss: "it had\none\nand has\nnone",
    }),
    fault({ name: "readThing 200 other-value /id", operator: "other-value", leaf: "readThing 200 /id" }),
    fault({ name: "readThing 200 stale-leaf /id", operator: "stale-leaf", leaf: "readThing 200 /id", caught: false }),
    fault({
      name: "readThing 200 other-value /name",
      operator: "other-value",
      leaf: "readThing 200 /name",
      caught: false,
    }),
    fault({
      name: "readThing 200 other-value /at",
      operator: "other-value",
      leaf: "readThing 200 /at",
      alarm: "body /at",
    }),
  ],
  harmless: [
    { name: "readThing 200 charset content-type", kind: "charset", alarm: undefined },
    { name: "readThing 200 byte-order-mark body", kind: "byte-order-mark", alarm: "json : no mark, not a mark" },
  ],
  secondOpinion: { answers: 7, differences: [{ ...difference, second: "type: no text" }] },
  durationMs: 1_234,
};

test("a report with gaps of every kind", () => {
  const open = [{ leaves: ["readThing 200 /id", "readThing 200 /at", "readThing 200 /gone"], reason }];
  const misses = [
    { fault: "readThing 503 unreached response", reason },
    { fault: "readThing 200 required /id (Thing)", reason },
    { fault: "readThing 200 required /gone (Thing)", reason },
  ];
  expect(selftestText(result, verdictOf(result, { misses, open }))).toMatchInlineSnapshot(`
    "3 faulty servers of 1 operation, 1 other reading, 4 allowed changes, 2 harmless changes (1.2 s)

      operator    faults   caught   missed     rate  answers    shown     rate
      required         2        1        1   50.0 %        4        1   25.0 %
      reading          1        1        ·  100.0 %        ·        ·
      unreached        1        0        1    0.0 %        ·        ·
      in all           4        2        2   50.0 %        4        1   25.0 %

      allowed by the contract     made    asked     open
      other-value                    3        2        1
      stale-leaf                     1        0        1
      in all                         4        2        2

      harmless            made   silent   alarms
      charset                1        1        ·
      byte-order-mark        1        0        1

    Second opinion (another engine for JSON Schema): 7 answers, 1 difference.

    Where the engines differ:
      - readThing 200 /id of the sound target
          judge   nothing
          second  type: no text

    Missed:
      - readThing 200 required /name (Thing)
      - readThing 200 /name, left open

    Missed for a known reason:
      - readThing 503 unreached response
          Nobody can see it from outside.

    Left open by the contract, and asked by no scenario:
      - readThing 200 /id
          Nobody can see it from outside.

    Listed as missed, but caught: take them off the list:
      - readThing 200 required /id (Thing)
      - readThing 200 /at, left open

    Listed as missed, but there is no such fault:
      - readThing 200 required /gone (Thing)
      - readThing 200 /gone, left open

    False alarms:
      - readThing 200 byte-order-mark body
          json : no mark, not a mark
      - readThing 200 other-value /at
          body /at

    Told otherwise by the recording of the run:
      - THING-ORDER=random reading
          it had
          one
          and has
          none

    ✗ The self-test found gaps.
    "
  `);
});

test("a report without gaps", () => {
  const good: SelftestResult = {
    ...result,
    faults: result.faults.map(({ alarm: _, ...one }) => ({
      ...one,
      caught: true,
      noticed: one.answers,
      loss: undefined,
    })),
    harmless: result.harmless.map((harmless) => ({ ...harmless, alarm: undefined })),
    secondOpinion: { answers: 7, differences: [] },
  };
  expect(selftestText(good, verdictOf(good, { misses: [], open: [] }))).toMatchInlineSnapshot(`
    "3 faulty servers of 1 operation, 1 other reading, 4 allowed changes, 2 harmless changes (1.2 s)

      operator    faults   caught   missed     rate  answers    shown     rate
      required         2        2        ·  100.0 %        4        4  100.0 %
      reading          1        1        ·  100.0 %        ·        ·
      unreached        1        1        ·  100.0 %        ·        ·
      in all           4        4        ·  100.0 %        4        4  100.0 %

      allowed by the contract     made    asked     open
      other-value                    3        3        ·
      stale-leaf                     1        1        ·
      in all                         4        4        ·

      harmless            made   silent   alarms
      charset                1        1        ·
      byte-order-mark        1        1        ·

    Second opinion (another engine for JSON Schema): 7 answers, 0 differences.

    ✓ Every fault is caught; nothing harmless raises an alarm; every run's recording tells the same; both engines agree.
    "
  `);
});

const leaf = "readThing 200 /id";
const agreed = { answers: 1, differences: [] };

test.each<[string, Partial<SelftestResult>, { misses?: string[]; open?: string[] }, boolean]>([
  ["nothing made", {}, {}, true],
  ["a miss", { faults: [fault({ name: "a", caught: false })] }, {}, false],
  ["a miss that is listed", { faults: [fault({ name: "a", caught: false })] }, { misses: ["a"] }, true],
  ["caught, but listed", { faults: [fault({ name: "a" })] }, { misses: ["a"] }, false],
  ["listed, but never made", {}, { misses: ["a"] }, false],
  ["a place left open", { faults: [fault({ name: "a", leaf, caught: false })] }, {}, false],
  ["a place left open that is listed", { faults: [fault({ name: "a", leaf, caught: false })] }, { open: [leaf] }, true],
  ["a place that is not open, but listed", { faults: [fault({ name: "a", leaf })] }, { open: [leaf] }, false],
  ["a place listed that there is not", {}, { open: [leaf] }, false],
  [
    "a place of which one change is noticed and another is not",
    { faults: [fault({ name: "a", leaf, caught: false }), fault({ name: "b", leaf })] },
    { open: [leaf] },
    true,
  ],
  ["a loss", { faults: [fault({ name: "a", loss: "it had" })] }, {}, false],
  ["a false alarm", { harmless: [{ name: "b", kind: "charset", alarm: "x" }] }, {}, false],
  ["a false alarm at what is allowed", { faults: [fault({ name: "a", leaf, alarm: "x" })] }, {}, false],
  ["engines that differ", { secondOpinion: result.secondOpinion }, {}, false],
])("%s", (_name, part, { misses = [], open = [] }, passed) => {
  const sound = { ...result, faults: [], harmless: [], secondOpinion: agreed };
  const known = {
    misses: misses.map((one) => ({ fault: one, reason })),
    open: open.map((one) => ({ leaves: [one], reason })),
  };
  expect(verdictOf({ ...sound, ...part }, known).passed).toBe(passed);
});

test("of some faults only, the list may have others", () => {
  const known = { misses: [{ fault: "a", reason }], open: [{ leaves: [leaf], reason }] };
  const part = { ...result, faults: [fault({ name: "b", leaf })], harmless: [], secondOpinion: agreed };
  expect(verdictOf(part, known, { isPart: true }).passed).toBe(true);
});

test("the list that ships can be read", () => {
  expect(loadMisses().misses.length).toBeGreaterThan(0);
  expect(loadMisses().open.length).toBeGreaterThan(0);
});

test.each([
  [
    "open: []\nmisses: [{ fault: a }]",
    "list.yaml:2:10: found absent at /misses/0/reason, expected the member to be present",
  ],
  [
    "open: []\nmisses: [{ fault: a, reason: because }]",
    "list.yaml:2:30: found 7 characters at /misses/0/reason, expected at least 20 characters",
  ],
  [
    `open: []\nmisses:\n  - { fault: a, reason: ${reason} }\n  - { fault: a, reason: ${reason} }`,
    "list.yaml:4:14: found a a second time, expected each fault and each place once",
  ],
  [
    `misses: []\nopen:\n  - { leaves: [a, b], reason: ${reason} }\n  - { leaves: [b], reason: ${reason} }`,
    "list.yaml:4:16: found b a second time, expected each fault and each place once",
  ],
])("a list that cannot be used: %j", (yaml, message) => {
  expect(() => missesOf(parseSource("list.yaml", yaml))).toThrow(message);
});
