import { globSync, mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parseSource, readBytes, readSourceFile, textIn } from "./source-file.ts";

test("a value behind an alias is found where it was written, by the anchor before the alias", () => {
  const file = parseSource(
    "x.yaml",
    `first: &a { b: 1 }
second: *a
third: &a
  b: 2
fourth: [*a]
`,
  );
  const places = ["/first/b", "/second/b", "/third/b", "/fourth/0/b", "/fourth/0/none", "/none"];
  expect(places.map((pointer) => Object.values(file.locate(pointer)).join(":"))).toEqual([
    "1:16",
    "1:16",
    "4:6",
    "4:6",
    "5:10",
    "1:1",
  ]);
});

const bomb = Array.from({ length: 8 }, (_, index) => {
  const part = index === 0 ? "x" : `*a${index - 1}`;
  return `a${index}: &a${index} [${Array(10).fill(part).join(", ")}]\n`;
}).join("");

test.each([
  ["aliases that stand for more than a file may hold", bomb, "aliases of aliases that stand for 123456789 values"],
  ["a value that contains itself", "a: &a [*a]\n", "aliases of aliases that stand for Infinity values"],
])("%s are refused", (_what, text, found) => {
  expect(() => parseSource("x.yaml", text)).toThrow(`x.yaml:1:1: found ${found}, expected at most 2000000 values`);
});

test("a file is parsed again when it has changed, and only then", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "source-"));
  const path = join(folder.path, "a.yaml");
  writeFileSync(path, "a: 1\n");
  const first = readSourceFile(path);
  expect(readSourceFile(path)).toBe(first);
  writeFileSync(path, "a: 2\n");
  expect(readSourceFile(path).value).toEqual({ a: 2 });
});

test.each([
  ["a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n", "5:3"],
  ["{ a: { b: 1 }, a: 2 } # YAML", "1:16"],
  ["- a: 1\n  ? [x]\n  : { y: 1, y: 2 }\n", "3:13"],
])("a key that is given twice in a map is told where it stands the second time: %j", (text, at) => {
  const message = `x.yaml:${at}: found Map keys must be unique, expected valid YAML`;
  expect(() => parseSource("x.yaml", text)).toThrow(message);
});

test("a map of 40,000 keys is read, each key is found where it stands, and the one that comes twice as well", () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `key${index}: ${index}`);
  const file = parseSource("x.yaml", lines.join("\n"));
  for (let index = 0; index < 40_000; index++) expect(file.locate(`/key${index}`).line).toBe(index + 1);
  expect(() => parseSource("x.yaml", [...lines, "key7: again"].join("\n"))).toThrow("x.yaml:40001:1: found Map keys");
});

test("of a file that is too large, or has no end, one byte more is read than is taken", () => {
  expect(readBytes("/dev/zero", { kind: "any", most: 3_000_000 })).toHaveLength(3_000_001);
  expect(() => textIn("z", Buffer.alloc(11), 10)).toThrow("z:1:1: found over 10 bytes, expected at most 10 bytes");
  using folder = mkdtempDisposableSync(join(tmpdir(), "source-"));
  writeFileSync(join(folder.path, "a"), "12345");
  expect(String(readBytes(join(folder.path, "a"), { kind: "any", most: 5 }))).toBe("12345");
});

// Not looked at when they are used, so that a start need not compile the meta-schema.
test.each(globSync("{spec,harness,mock-server}/**/*.schema.json"))("%s is a JSON Schema", (path) => {
  const ajv = new Ajv2020({ strictTypes: false, strictRequired: false });
  const schema = JSON.parse(readFileSync(path, "utf8"));
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
});
