import fc from "fast-check";
import { expect, test } from "vitest";
import { isMultipleOf, steps } from "./decimal.ts";

test.each<[value: number, step: number, isOne: boolean]>([
  [143.48, 0.01, true],
  [143.485, 0.01, false],
  [0.3, 0.1, true],
  [0.1 + 0.2, 0.1, false],
  [1.1, 0.1, true],
  [-19.99, 0.01, true],
  [0, 0.01, true],
  [-0, 7, true],
  [1e-7, 1e-8, true],
  [1e-8, 1e-7, false],
  [1e300, 1e-300, true],
  [1.7976931348623157e308, 3, false],
  [9007199254740991, 0.000001, true],
  [5, 2.5, true],
  [7, 2.5, false],
  [12, 5, false],
  [4.35, 0.05, true],
])("%d is a multiple of %d: %s", (value, step, isOne) => {
  expect(isMultipleOf(value, step)).toBe(isOne);
});

test("every whole number of steps is a multiple, and none beside it", () => {
  const places = fc.integer({ min: 0, max: 8 });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 999 }),
      places,
      (count, digits, power) => {
        const step = Number(`${digits}e-${power}`);
        expect(isMultipleOf(steps(count, step), step)).toBe(true);
        // Half a step beside it, written as a decimal number of its own.
        const beside = Number(`${BigInt(count) * BigInt(digits) * 10n + BigInt(digits) * 5n}e-${power + 1}`);
        expect(isMultipleOf(beside, step)).toBe(false);
      },
    ),
  );
});
