import fc from "fast-check";
import { expect, test } from "vitest";
import { compareDecimals } from "./decimal.ts";

test.each<[one: string, order: -1 | 0 | 1, other: string]>([
  ["1.0", 0, "1"],
  ["-0", 0, "0"],
  ["-0.00e5", 0, "0"],
  ["1e2", 0, "100"],
  ["1E+2", 0, "100.0"],
  ["0.5", 0, "5e-1"],
  ["007", 0, "7"],
  ["9007199254740993", 1, "9007199254740992"],
  ["-9007199254740993", -1, "-9007199254740992"],
  ["0.1000000000000000055", 1, "0.1"],
  ["1e400", 1, "1e399"],
  ["1e400", 1, "9"],
  ["1e-400", 1, "0"],
  ["-1e-400", -1, "0"],
  ["1e99999999999999999999", 1, "9e99999999999999999998"],
  ["12", -1, "123"],
  ["12", 1, "1.23"],
  ["19", -1, "2e1"],
  ["-1", -1, "1"],
  ["-10", -1, "-9"],
])("%s and %s", (one, order, other) => {
  expect(compareDecimals(one, other)).toBe(order);
  expect(compareDecimals(other, one)).toBe(order === 0 ? 0 : -order);
});

test("integers of any size have their order, however many zeros are moved into the exponent", () => {
  const written = fc.tuple(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), fc.nat({ max: 30 }));
  const text = ([value, zeros]: [bigint, number]) => `${value}${"0".repeat(zeros)}e-${zeros}`;
  fc.assert(
    fc.property(written, written, (one, other) => {
      const order = one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0;
      expect(compareDecimals(text(one), text(other))).toBe(order);
      expect(compareDecimals(text(one), String(one[0]))).toBe(0);
    }),
  );
});
