import { expect, test } from "vitest";
import { didYouMean, likelyName, meantName, oneOf, thereAre } from "./did-you-mean.ts";

const known = ["BOS-DUPLICATE", "nep_key", "operation", "probability", "at", "DELAY"];

test.each([
  ["BOS-DUPLICAT", "BOS-DUPLICATE"],
  ["bos_duplicate", "BOS-DUPLICATE"],
  ["nepkey", "nep_key"],
  ["nep_kye", "nep_key"],
  ["operaton", "operation"],
  ["oepration", "operation"],
  ["propability", "probability"],
  ["ta", "at"],
  ["att", "at"],
  ["DEALY", "DELAY"],
  ["RELAYS", undefined],
  ["chance", undefined],
  ["", undefined],
  ["constructor", undefined],
  ["x".repeat(1_000_000), undefined],
])("%.20s was probably meant to be %s", (sent, meant) => {
  expect(meantName(sent, known)).toBe(meant);
});

test("of names that are refused, what one of them may be short for is asked for, too", () => {
  const names = ["generateToken", "generateUrl", "checkPanStatus"];
  expect(["check", "genToken", "chckPanSt", "gen", "ck", "status"].map((name) => likelyName(name, names))).toEqual([
    "checkPanStatus",
    "generateToken",
    "checkPanStatus",
    undefined,
    undefined,
    undefined,
  ]);
  expect(meantName("check", names)).toBeUndefined();
});

test("a near name is asked for, otherwise the names there are are told, and of many the first ones", () => {
  expect(didYouMean("operaton", known)).toBe("did you mean operation?");
  expect(didYouMean("chance", known)).toBe(`there are ${known.join(", ")}`);
  expect(didYouMean("chance", [])).toBe("there is none");
  expect(didYouMean("chance", ["alpha"])).toBe("there is alpha");
  const many = Array.from({ length: 23 }, (_, index) => `name-number-${index}`);
  expect(didYouMean("chance", many)).toBe(`there are ${many.slice(0, 20).join(", ")} and 3 more`);
  expect(thereAre("operaton", known)).toBe(`there are ${known.join(", ")}; did you mean operation?`);
  expect(thereAre("chance", known)).toBe(`there are ${known.join(", ")}`);
  expect(oneOf("operaton", known)).toBe(`one of ${known.join(", ")}; did you mean operation?`);
  expect(oneOf("chance", known)).toBe(`one of ${known.join(", ")}`);
});
