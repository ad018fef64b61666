import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byForm, KnownValues } from "./scrub.ts";

const random = "0123456789abcdefghijABCDEFGHIJ_-klmnopqrstu";

describe("a form", () => {
  test.each([
    ["a PAN", "of ABCPE1234F.", "of ***."],
    ["a PAN in small letters", "abcpe1234f", "***"],
    ["a PAN between marks", "pan_ABCPE1234F-1", "pan_***-1"],
    ["a PAN in capitals within small letters", "agentABCPE1234Fx", "agent***x"],
    ["a PAN that begins with a capital", "Abcpe1234f", "***"],
    ["two PANs", "ABCPE1234F,BCDPE1234F", "***,***"],
    ["a number of ten digits", "call 9876543210", "call ***"],
    ["a number with its country", "+91 98765-43210", "+***"],
    ["a number in blanks and hyphens", "9 8-7 6-5 4-3 2-1 0", "***"],
    ["a number behind letters", "x-9876543210 tel9876543210 face9876543210", "x-*** tel*** face***"],
    ["a number of other digits", "९८७६५४३२१०", "***"],
    ["a longer one", "5000 1234 5678 9012", "***"],
    ["a number behind a date", "2026-01-31 9876543210", "2026-01-31 ***"],
    ["a token of the mock", `x-default.${random}/`, "x-default.***/"],
    ["a token in small letters", `default.${random.toLowerCase()}`, "default.***"],
    ["a signed token of any issuer", `eyJhbGciOi.eyJzdWIiOi.${random}`, "eyJhbGciOi.eyJzdWIiOi.***"],
  ])("%s is masked", (_name, text, masked) => {
    expect(byForm.scrub(text)).toBe(masked);
  });

  test.each([
    ["an id of our own", "UNDERSTUDY-DELAY-2000-a1 UNDERSTUDY-STATUS-503-7 UNDERSTUDY-DUPLICATE-1"],
    ["a time in ISO form", "2026-01-31T12:00:00.000Z 2026-01-31 12:00:00"],
    ["a UUID", "550e8400-e29b-41d4-a716-446655440000 00000000-0000-0000-0000-000000000000"],
    ["a trace's parent", "00-12345678901234567890123456789012-1234567890123456-01"],
    ["a digest", "digest-0123456789abcdef 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    ["an address and a port", "127.0.0.1:4010"],
    ["nine digits", "987654321, 98765-4321"],
    ["numbers that commas and dots part", "line 12, column 3456; 1000, 2000, 3000"],
    ["a user agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.6099.109 Gecko/20100101"],
    ["words that are no PAN", "XABCPE1234F ABCPE12345F ABCP1234F abcde1234fg abcpe123f"],
    ["the rest of another's token", "style.0123456789abcdef"],
  ])("%s is not", (_name, text) => {
    expect(byForm.scrub(text)).toBe(text);
  });
});

describe("an escape", () => {
  test.each([
    ["%41BCPE1234F", "***"],
    ["%2541BCPE1234F", "***"],
    ["\\u0041BCPE1234F", "***"],
    ["\\u0025\\u0034\\u0031BCPE1234F", "***"],
    ["98765%2043210", "***"],
    ["%39876543210 and %20", "*** and  "],
    ["%39%38765432%31%30 and %20", "*** and  "],
    ["%ff%41BCPE1234F", "?***"],
    ["ABCPE1234F%41", "***%41"],
    ["%E0%A5%AF876543210", "***"],
  ])("%s hides nothing", (text, masked) => {
    expect(byForm.scrub(text)).toBe(masked);
  });

  test("is left where it hides nothing", () => {
    for (const text of ["100%25 of %41", "C:\\u0041", "%", "%zz"]) expect(byForm.scrub(text)).toBe(text);
  });
});

describe("a known value", () => {
  const known = new KnownValues(["alpha-secret", "s3/c r", "abc"]);
  test.each([
    ["alpha-secret", "***"],
    ["x-alpha-secretive", "x-***ive"],
    ["a=s3%2Fc%20r&b=s3%2Fc+r&c=s3/c r", "a=***&b=***&c=***"],
    ["%61lpha-secret", "***"],
    ["abc is too short", "abc is too short"],
    ["Alpha-secret", "Alpha-secret"],
  ])("%s", (text, masked) => {
    expect(known.scrub(text)).toBe(masked);
  });

  test("and a form that overlap are masked as one", () => {
    expect(new KnownValues(["of ABCPE"]).scrub("one of ABCPE1234F there")).toBe("one *** there");
    expect(new KnownValues(["1234"]).scrub("ABCPE1234F")).toBe("***");
  });

  test("in a sentence of ours numbers stay, all else is masked", () => {
    const text = "alpha-secret and ABCPE1234F: at most 9007199254740991";
    expect(known.scrubWords(text)).toBe("*** and ***: at most 9007199254740991");
  });

  test("is found where it stands, and nothing is where it does not", () => {
    const alphabet = fc.string({ unit: fc.constantFrom("a", "b", "-", " ", "é"), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 5 }), alphabet, (values, text) => {
        const isIn = values.some((value) => [...value].length >= 4 && text.includes(value));
        expect(new KnownValues(values).knows(text)).toBe(isIn);
      }),
    );
  });
});

test.each([
  ["letters", "a".repeat(200_000)],
  ["digits that break off", "123456789 x ".repeat(20_000)],
  ["escapes", "%25".repeat(60_000)],
  ["hexadecimal digits", `${"a1".repeat(100_000)}g`],
  ["dots", "a.".repeat(100_000)],
  ["beginnings of a known value", "alpha-secre".repeat(20_000)],
])("a long text made to be slow is read, and left as it is: %s", (_name, text) => {
  expect(new KnownValues(["alpha-secret"]).scrub(text)).toBe(text);
});
