import { expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { loadMisses, missesOf } from "./misses.ts";
import { selftestText, verdictOf } from "./report.ts";
import type { SelftestResult } from "./selftest.ts";

const reason = "Nobody can see it from outside.";
const result: SelftestResult = {
  operations: 1,
  faults: [
    { name: "readThing 200 required /id (Thing)", operator: "required", caught: true, loss: undefined },
    { name: "readThing 200 required /name (Thing)", operator: "required", caught: false, loss: undefined },
    { name: "readThing 503 unreached response", operator: "unreached", caught: false, loss: undefined },
    { name: "THING-ORDER=random reading", operator: "reading", caught: true, loss: "it had\none\nand has\nnone" },
  ],
  harmless: [
    { name: "readThing 200 charset content-type", kind: "charset", alarm: undefined },
    { name: "readThing 200 byte-order-mark body", kind: "byte-order-mark", alarm: "json : no mark, not a mark" },
  ],
  durationMs: 1_234,
};

test("a report with gaps of every kind", () => {
  const misses = [
    { fault: "readThing 503 unreached response", reason },
    { fault: "readThing 200 required /id (Thing)", reason },
    { fault: "readThing 200 required /gone (Thing)", reason },
  ];
  expect(selftestText(result, verdictOf(result, misses))).toMatchInlineSnapshot(`
    "3 faulty servers of 1 operation, 1 other reading, 2 harmless changes (1.2 s)

      operator   faults  caught  missed
      required        2       1       1
      reading         1       1       ·
      unreached       1       0       1
      in all          4       2       2

      harmless           made  silent  alarms
      charset               1       1       ·
      byte-order-mark       1       0       1

    Missed:
      - readThing 200 required /name (Thing)

    Missed for a known reason:
      - readThing 503 unreached response
          Nobody can see it from outside.

    Listed as missed, but caught: take them off the list:
      - readThing 200 required /id (Thing)

    Listed as missed, but there is no such fault:
      - readThing 200 required /gone (Thing)

    False alarms:
      - readThing 200 byte-order-mark body
          json : no mark, not a mark

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
    faults: result.faults.map((fault) => ({ ...fault, caught: true, loss: undefined })),
    harmless: result.harmless.map((harmless) => ({ ...harmless, alarm: undefined })),
  };
  expect(selftestText(good, verdictOf(good, []))).toMatchInlineSnapshot(`
    "3 faulty servers of 1 operation, 1 other reading, 2 harmless changes (1.2 s)

      operator   faults  caught  missed
      required        2       2       ·
      reading         1       1       ·
      unreached       1       1       ·
      in all          4       4       ·

      harmless           made  silent  alarms
      charset               1       1       ·
      byte-order-mark       1       1       ·

    ✓ Every fault is caught; nothing harmless raises an alarm; every run's recording tells the same.
    "
  `);
});

test.each<[string, Partial<SelftestResult>, string[], boolean]>([
  ["nothing made", { faults: [], harmless: [] }, [], true],
  ["a miss", { faults: [{ name: "a", operator: "type", caught: false, loss: undefined }], harmless: [] }, [], false],
  [
    "a miss that is listed",
    { faults: [{ name: "a", operator: "type", caught: false, loss: undefined }], harmless: [] },
    ["a"],
    true,
  ],
  [
    "caught, but listed",
    { faults: [{ name: "a", operator: "type", caught: true, loss: undefined }], harmless: [] },
    ["a"],
    false,
  ],
  ["listed, but never made", { faults: [], harmless: [] }, ["a"], false],
  ["a loss", { faults: [{ name: "a", operator: "type", caught: true, loss: "it had" }], harmless: [] }, [], false],
  ["a false alarm", { faults: [], harmless: [{ name: "b", kind: "charset", alarm: "x" }] }, [], false],
])("%s", (_name, part, listed, passed) => {
  const misses = listed.map((fault) => ({ fault, reason }));
  expect(verdictOf({ ...result, ...part }, misses).passed).toBe(passed);
});

test("of some faults only, the list may have others", () => {
  const misses = [{ fault: "a", reason }];
  expect(verdictOf({ ...result, faults: [], harmless: [] }, misses, { isPart: true }).passed).toBe(true);
});

test("the list that ships can be read", () => {
  expect(loadMisses().length).toBeGreaterThan(0);
});

test.each([
  ["misses: [{ fault: a }]", "list.yaml:1:10: found absent at /misses/0/reason, expected the member to be present"],
  [
    "misses: [{ fault: a, reason: because }]",
    "list.yaml:1:30: found 7 characters at /misses/0/reason, expected at least 20 characters",
  ],
  [
    `misses:\n  - { fault: a, reason: ${reason} }\n  - { fault: a, reason: ${reason} }`,
    "list.yaml:3:14: found a a second time, expected each fault once",
  ],
])("a list that cannot be used: %j", (yaml, message) => {
  expect(() => missesOf(parseSource("list.yaml", yaml))).toThrow(message);
});
