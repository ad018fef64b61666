import { decimalOf } from "../../spec/json/decimal.ts";

/**
 * Whether 64-bit floating point keeps a number of a JSON text as it is written (RFC 7493, section 2.2; RFC 8259, section 6).
 * Digits that are written count and no others: 0.1 is kept, for no reader makes another number of it, and so is
 * 0.10000000000000001; 0.12345678901234567890 is not, nor are 1e400 and 1e-400. An integer written in digits alone is
 * kept up to 9007199254740991, beyond which readers disagree about its neighbours.
 * @param text a number as JSON has it
 */
export function isKept(text: string): boolean {
  const value = Number(text);
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(value);
  const written = decimalOf(text);
  // A zero that is written with an exponent is one all the same.
  if (written.digits === "") return true;
  // Nobody writes that many to have them rounded.
  if (written.digits.length > 100) return false;
  // As the shortest text that means the number, and with as many digits as were written: where it lies half-way between
  // two texts, the two may differ.
  return [String(value), value.toPrecision(written.digits.length)].some((said) => {
    const kept = decimalOf(said);
    return kept.digits === written.digits && kept.exponent === written.exponent;
  });
}
