import { expect, test } from "vitest";
import { parseSource } from "../../spec/source-file.ts";
import { findingsIn, goodPayment } from "../test-payments.ts";
import { judgeConfigOf } from "./judge-config.ts";

const names = { rules: new Set<string>(), operations: new Set<string>() };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, index]));
const told = (body: object, config = "{}") =>
  findingsIn({ body }, judgeConfigOf(parseSource("judge.yaml", config), names)).map(
    (f) => `${f.severity} ${f.check} ${f.where}: ${f.expected} | ${f.actual}`,
  );

test("a hundred findings of a check are told one by one, the rest is counted; other checks have their own", () => {
  const found = told({ ...goodPayment, amount: 0, ...many(5000) });
  expect(found).toHaveLength(102);
  expect(found[0]).toBe("error body /amount: >= 1 | 0");
  expect(found[100]).toBe("error undocumented-member /m99: no such member | 99");
  expect(found[101]).toBe(
    "error undocumented-member : no more than the 100 that are told | 4900 more of the same check",
  );
  expect(told({ ...goodPayment, ...many(100) })).toHaveLength(100);
});

test("what is switched off is not counted, and what is left counts for what it would have", () => {
  expect(told({ ...goodPayment, ...many(500) }, "{ checks: { undocumented-member: off } }")).toEqual([]);
  // Three of the last hundred are still told.
  const fields = '{ fields: { "m*": off, m497: warning, m498: warning, m499: error } }';
  const first = '{ fields: { m497: warning, m498: warning, m499: error, "m*": off } }';
  expect(told({ ...goodPayment, ...many(500) }, fields)).toEqual([]);
  expect(told({ ...goodPayment, ...many(500) }, first).map((line) => line.split(":")[0])).toEqual([
    "warning undocumented-member /m497",
    "warning undocumented-member /m498",
    "error undocumented-member /m499",
  ]);
  const rest = told({ ...goodPayment, ...many(500) }, "{ checks: { undocumented-member: warning } }").at(-1);
  expect(rest).toBe("warning undocumented-member : no more than the 100 that are told | 400 more of the same check");
});

test("one error among the warnings that are not told makes the rest an error", () => {
  const config = "{ checks: { undocumented-member: warning }, fields: { m300: error } }";
  expect(told({ ...goodPayment, ...many(500) }, config).at(-1)).toMatch(/^error undocumented-member : /);
});

test("a body of many wrong items is told in the same way", () => {
  const found = told({ ...goodPayment, tags: Array.from({ length: 3000 }, (_, index) => index) });
  expect(found).toHaveLength(101);
  expect(found.at(-1)).toBe("error body : no more than the 100 that are told | 2900 more of the same check");
});
