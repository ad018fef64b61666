import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { KnownValues } from "../../spec/scrub.ts";
import { writtenTarget } from "./request-target.ts";

test.each([...loadContract().operations.values()].map(({ path }) => path))("%s stays as it is", (path) => {
  expect(writtenTarget(path)).toBe(path);
});

test.each([
  ["/api/BOS/Status?refid=abc&pan=ABCZE1234F", "/api/BOS/Status?refid=***&pan=***"],
  ["/api/BOS/Status?ABCZE1234F", "/api/BOS/Status?***"],
  ["/api/BOS/Status?ABCZE1234F=1&5209295531=", "/api/BOS/Status?***=***&***=***"],
  ["/api/BOS/Status?", "/api/BOS/Status?"],
  ["/api/BOS/Status#ABCZE1234F", "/api/BOS/Status"],
  ["/agent/ABCZE1234F", "/agent/***"],
  ["/agent/abcze1234f/edit", "/agent/***/edit"],
  ["/agent/pan_ABCZE1234F-1", "/agent/pan_***-1"],
  ["/agent/%41BCZE1234F", "/agent/***"],
  ["/agent/%2541BCZE1234F", "/agent/***"],
  ["/%252561gent/x", "/agent/x"],
  ["/agent/%2525252541BCZE1234F/x", "/agent/***/x"],
  ["/agent/5209295531", "/agent/***"],
  ["/agent/%35209295531", "/agent/***"],
  ["/agent/12345", "/agent/12345"],
  ["/agent/123456", "/agent/***"],
  ["/agent/५२०९२९", "/agent/***"],
  ["/a%0d%0ab%ff%e2%80%ae", "/a\\u000d\\u000ab????"],
  ["http://user:secret@api.bos.center/api/BOS/Status", "/api/BOS/Status"],
  ["/http://user:secret@api.bos.center/api/BOS/Status", "/http://***@api.bos.center/api/BOS/Status"],
  ["/of 98765-43210/tel98765%2043210", "/of ***/tel***"],
  ["/api/BOS/Status?tel+98765+43210=1", "/api/BOS/Status?tel ***=***"],
  ["*", "*"],
])("%s is written as %s", (url, path) => {
  expect(writtenTarget(url)).toBe(path);
});

test("a long path is cut after it was masked", () => {
  const path = writtenTarget(`/${"a".repeat(195)}/ABCZE1234F/${"b".repeat(9000)}`);
  expect(path).toBe(`/${"a".repeat(195)}/***...`);
});

test("a path made to be slow is not", () => {
  const started = performance.now();
  writtenTarget(`/${"%25".repeat(5000)}`);
  writtenTarget(`/${"a".repeat(16_000)}/%2525252541`);
  writtenTarget("//@".repeat(5000));
  expect(performance.now() - started).toBeLessThan(500);
});

test("a known secret is masked in a path and in the name of a query, however it is written", () => {
  const known = new KnownValues(["alpha-secret", "two words"]);
  expect(writtenTarget("/a/alpha-secret/%61lpha-secret?alpha-secret=1&x-two+words=2", known)).toBe(
    "/a/***/***?***=***&x-***=***",
  );
});
