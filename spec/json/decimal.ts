/** A number as it is written in JSON, without zeros that mean nothing: `digits` times ten to the power of `exponent`. */
export interface Decimal {
  isNegative: boolean;
  /** Without zeros at either end; empty where the number is 0, which has no sign. */
  digits: string;
  exponent: bigint;
}

/**
 * What number a text writes, exactly.
 * @param text a number as JSON has it (RFC 8259, section 6), zeros in front of it allowed
 */
export function decimalOf(text: string): Decimal {
  const [, sign, whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  // Not a pattern: one would begin again at each of a million zeros.
  let end = all.length;
  while (all[end - 1] === "0") end--;
  const digits = all.slice(0, end);
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(all.length - end);
  return { isNegative: sign === "-" && digits !== "", digits, exponent };
}

/** How two numbers stand to each other, by their texts: 1.0 is 1 and -0 is 0, and 9007199254740993 is above its neighbour. */
export function compareDecimals(one: string, other: string): -1 | 0 | 1 {
  const [left, right] = [decimalOf(one), decimalOf(other)];
  const [sign, another] = [signOf(left), signOf(right)];
  if (sign !== another || sign === 0) return order(sign, another);
  const bySize = sizeOrder(left, right);
  return sign < 0 ? order(0, bySize) : bySize;
}

function signOf({ isNegative, digits }: Decimal): -1 | 0 | 1 {
  return digits === "" ? 0 : isNegative ? -1 : 1;
}

function sizeOrder(one: Decimal, other: Decimal): -1 | 0 | 1 {
  const place = ({ digits, exponent }: Decimal) => BigInt(digits.length) + exponent;
  // Without zeros in front, texts of the same place have the order of their digits.
  return order(place(one), place(other)) || order(one.digits, other.digits);
}

function order<T extends string | number | bigint>(one: T, other: T): -1 | 0 | 1 {
  return one < other ? -1 : one > other ? 1 : 0;
}
