import { expect, test } from "vitest";
import { fieldPattern } from "./field-pattern.ts";

test.each<[pattern: string, fits: string[], not: string[]]>([
  ["/Data/id", ["/Data/id"], ["/Data", "/Data/id/x", "/x/Data/id", "/data/id"]],
  ["/Data/*/id", ["/Data/0/id", "/Data/x/id"], ["/Data/id", "/Data/0/1/id"]],
  ["/Data/shop*", ["/Data/shop", "/Data/shoparea"], ["/Data/ashop", "/Data/shop/x"]],
  ["/**/id", ["/id", "/a/id", "/a/b/id"], ["/a/idx", "id"]],
  ["/Data/**", ["/Data", "/Data/a", "/Data/a/b"], ["/Dat", "/x/Data"]],
  ["/a/**/b/**/c", ["/a/b/c", "/a/x/b/y/z/c", "/a/b/b/c/c"], ["/a/c", "/a/b/cc"]],
  ["id", ["/id", "/a/id", "id"], ["/id/x", "/idx"]],
  ["x-*", ["x-request-id", "/a/x-y"], ["ax-b", "/x-y/z"]],
  ["*", ["/a", "/a/b", "status", ""], []],
  ["a*b*c", ["/abc", "/aXbYc", "/abbc"], ["/ab", "/acb"]],
  ["status", ["status", "/status"], ["/status/x"]],
  ["request /id", ["request /id"], ["/id"]],
  ["request /**", ["request /a/b", "request "], ["/a"]],
  ["/a~1b", ["/a~1b"], ["/a/b"]],
  ["/a.b", ["/a.b"], ["/axb"]],
])("the pattern %s", (pattern, fits, not) => {
  const matches = fieldPattern(pattern);
  expect(fits.filter((where) => !matches(where))).toEqual([]);
  expect(not.filter(matches)).toEqual([]);
});

test("a name that a target made up to be slow is not", () => {
  const started = performance.now();
  expect(fieldPattern(`/${"*a".repeat(200)}b`)(`/${"a".repeat(5000)}`)).toBe(false);
  expect(fieldPattern(`${"/**/a".repeat(80)}/b`)("/a".repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
