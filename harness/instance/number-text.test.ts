import { expect, test } from "vitest";
import { isKept } from "./number-text.ts";

test.each([
  ...["0", "-0", "0.0", "0e5", "-0.0e-9", "5", "-5", "1.0", "1.10", "0.1", "0.30", "1e3", "1E+3", "1e-3", "123.456e-7"],
  ...[
    "9007199254740991",
    "-9007199254740991",
    "9007199254740991.0",
    "1e23",
    "1e308",
    "5e-324",
    "1.7976931348623157e308",
  ],
  // Seventeen digits tell every number of 64-bit floating point from its neighbours, and some writers write them all.
  ...["0.10000000000000001", "0.30000000000000004", "4.9406564584124654e-324"],
  `1.${"0".repeat(2000)}`,
  `1${"0".repeat(200)}e-200`,
])("%s is kept", (text) => {
  expect(isKept(text)).toBe(true);
});

test.each([
  ...["9007199254740992", "9007199254740993", "-9007199254740993", "123456789012345678901234567890"],
  ...["9007199254740993.0", "9007199254740993e0", "90071992547409930e-1", "9007199254740991.5"],
  ...["0.12345678901234567890", "3.14159265358979323846", "0.1000000000000000055", "1.0000000000000000000001"],
  ...["1e400", "-1E400", "1e-400", "0.1e-330", "1e99999999999", "2.4703282292062328e-324"],
  `0.${"3".repeat(2000)}`,
  `1${"0".repeat(400)}`,
])("%s is lost", (text) => {
  expect(isKept(text)).toBe(false);
});

test("a number of a million zeros does not take long", () => {
  expect(isKept(`0.${"0".repeat(1e6)}1${"0".repeat(1e6)}1`)).toBe(false);
});

test("every number of 64-bit floating point is kept as JSON.stringify writes it, and with seventeen digits", () => {
  const bits = new DataView(new ArrayBuffer(8));
  for (let seed = 1n, count = 0; count < 5000; count++) {
    // A linear congruential generator: the same numbers in every run.
    seed = (seed * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    bits.setBigUint64(0, seed);
    const value = bits.getFloat64(0);
    if (!Number.isFinite(value) || Number.isInteger(value)) continue;
    expect(isKept(JSON.stringify(value))).toBe(true);
    expect(isKept(value.toPrecision(17))).toBe(true);
  }
});
