import { expect, test } from "vitest";
import { type Refusal, sentenceOf } from "./refusal.ts";

test.each<[refusal: Refusal, sentence: string]>([
  [{ got: "refid is missing", change: "send a string" }, "refid is missing: send a string"],
  [{ got: "Body is not JSON: no comma", change: "add one" }, "Body is not JSON: no comma; add one"],
  [{ got: "Body is not JSON: no colon" }, "Body is not JSON: no colon"],
  // What to change may hold whatever separates sentences elsewhere.
  [{ got: "code is invalid", change: "send text matching ^a; b: c$" }, "code is invalid: send text matching ^a; b: c$"],
])("%o", (refusal, sentence) => {
  expect(sentenceOf(refusal)).toBe(sentence);
});
