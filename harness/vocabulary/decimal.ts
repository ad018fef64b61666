import { decimalOf } from "../../spec/json/decimal.ts";

/**
 * Whether a number is a multiple of another one, as the decimal numbers that both were written as (JSON Schema 2020-12,
 * Validation, section 6.2.1; Core, section 4.2.1): 143.48 is one of 0.01, although their floating point numbers divide
 * into another one than 14348.
 * @param step above 0
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [of, by] = [decimalIn(value), decimalIn(step)];
  const exponent = of.exponent < by.exponent ? of.exponent : by.exponent;
  return scaled(of, exponent) % scaled(by, exponent) === 0n;
}

/** A whole number of steps, as a decimal number. */
export function steps(count: number, step: number): number {
  const { digits, exponent } = decimalIn(step);
  return Number(`${BigInt(count) * digits}e${exponent}`);
}

// The shortest decimal that reads as this number, which is what was written unless that was longer than a double holds.
function decimalIn(value: number): { digits: bigint; exponent: bigint } {
  const { digits, exponent, isNegative } = decimalOf(String(value));
  return { digits: BigInt(isNegative ? `-${digits}` : digits), exponent };
}

function scaled({ digits, exponent }: ReturnType<typeof decimalIn>, to: bigint): bigint {
  return digits * 10n ** (exponent - to);
}
