/** A number as it is written in JSON: `digits` times ten to the power of `exponent`. */
interface Decimal {
  digits: bigint;
  exponent: number;
}

/**
 * Whether a number is a multiple of another one, as the decimal numbers that both were written as (JSON Schema 2020-12,
 * Validation, section 6.2.1; Core, section 4.2.1): 143.48 is one of 0.01, although their floating point numbers divide
 * into another one than 14348.
 * @param step above 0
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [of, by] = [decimalOf(value), decimalOf(step)];
  const exponent = Math.min(of.exponent, by.exponent);
  return scaled(of, exponent) % scaled(by, exponent) === 0n;
}

/** A whole number of steps, as a decimal number. */
export function steps(count: number, step: number): number {
  const { digits, exponent } = decimalOf(step);
  return Number(`${BigInt(count) * digits}e${exponent}`);
}

function decimalOf(value: number): Decimal {
  // The shortest decimal that reads as this number, which is what was written unless that was longer than a double holds.
  const [, whole = "0", fraction = "", power = "0"] = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
