import { expect, test } from "vitest";
import { parseYaml } from "./yaml-source.ts";

/** What a text stands for, as JSON, and where some of its values stand, `line:column` each. */
function read(text: string, pointers: readonly string[]): [value: string, ...places: string[]] {
  const { value, locate } = parseYaml("x.yaml", text);
  return [JSON.stringify(value), ...pointers.map((pointer) => Object.values(locate(pointer)).join(":"))];
}

const base = "a: &a { x: 1, y: [2] }\n";
test.each<[what: string, text: string, value: string, places: Record<string, string>]>([
  [
    "a map",
    `${base}b:\n  <<: *a\n  z: 3\n`,
    '{"x":1,"y":[2],"z":3}',
    { "/b/x": "1:12", "/b/y/0": "1:19", "/b/z": "4:6" },
  ],
  [
    "a member of its own after it",
    `${base}b:\n  <<: *a\n  x: 3\n`,
    '{"x":3,"y":[2]}',
    { "/b/x": "4:6", "/b/y": "1:18" },
  ],
  [
    "a member of its own before it",
    `${base}b:\n  x: 3\n  <<: *a\n`,
    '{"x":3,"y":[2]}',
    { "/b/x": "3:6", "/b/y": "1:18" },
  ],
  [
    "several maps, of which the first counts",
    `${base}c: &c { y: 3, z: 4 }\nb: { <<: [*c, *a] }\n`,
    '{"y":3,"z":4,"x":1}',
    { "/b/x": "1:12", "/b/y": "2:12", "/b/z": "2:18" },
  ],
  [
    "two merge keys",
    `${base}b:\n  <<: *a\n  <<: { z: 1 }\n`,
    '{"x":1,"y":[2],"z":1}',
    { "/b/x": "1:12", "/b/z": "4:12" },
  ],
  [
    "what merges itself",
    `${base}c: &c { <<: *a, z: 5 }\nb: { <<: *c }\n`,
    '{"x":1,"y":[2],"z":5}',
    { "/b/x": "1:12", "/b/z": "2:20" },
  ],
  ["an item of a list", `${base}b: [{ <<: *a }]\n`, '[{"x":1,"y":[2]}]', { "/b/0/x": "1:12" }],
  // What has nothing to merge is a name, as in YAML 1.2; so is what is in quotes.
  ["no map", "b: { <<: 5 }\n", '{"<<":5}', { "/b/<<": "1:10" }],
  ["a list of no maps", "b: { <<: [1] }\n", '{"<<":[1]}', { "/b/<</0": "1:11" }],
  ["a name in quotes", 'b: { "<<": { x: 1 } }\n', '{"<<":{"x":1}}', { "/b/<</x": "1:17" }],
])("merged: %s", (_what, text, value, places) => {
  const [whole = "", ...found] = read(text, Object.keys(places));
  expect(JSON.stringify(JSON.parse(whole).b)).toBe(value);
  expect(found).toEqual(Object.values(places));
});

const doubling = Array.from({ length: 40 }, (_, level) => {
  const map = level === 0 ? "{ x: 1 }" : `{ <<: *a${level - 1}, more: { <<: *a${level - 1} } }`;
  return `a${level}: &a${level} ${map}\n`;
}).join("");
test.each([
  ["maps that merge themselves", "a: &a { x: 1, <<: *a }\n", "Infinity"],
  ["maps that double each other", doubling, "4398046511021"],
])("%s are refused before they are made", (_what, text, size) => {
  const found = `aliases of aliases that stand for ${size} values`;
  expect(() => parseYaml("x.yaml", text)).toThrow(`x.yaml:1:1: found ${found}, expected at most 2000000 values`);
});
