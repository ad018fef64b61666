import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { arazzoFiles, filesNamed, harFiles } from "./file-arguments.ts";

/** A folder with files of some names, empty, and what some arguments name of them, by their paths in it. */
function named(files: string[], args: string[], kind = arazzoFiles): string[] {
  using folder = mkdtempDisposableSync(join(tmpdir(), "files-"));
  for (const file of files) {
    mkdirSync(join(folder.path, file, ".."), { recursive: true });
    writeFileSync(join(folder.path, file), "");
  }
  mkdirSync(join(folder.path, "empty"), { recursive: true });
  symlinkSync(folder.path, join(folder.path, "empty", "around"));
  const found = filesNamed(
    args.map((arg) => join(folder.path, arg)),
    kind,
  );
  return found.map((path) => relative(folder.path, path));
}

const files = [
  "b.arazzo.yaml",
  "deep/er/c.arazzo.json",
  "deep/a.arazzo.yml",
  "deep/openapi.yaml",
  "z.ARAZZO.yaml",
  "x.har",
];

test.each([
  [
    "a folder: all below it, by name",
    ["."],
    ["b.arazzo.yaml", "deep/a.arazzo.yml", "deep/er/c.arazzo.json", "z.ARAZZO.yaml"],
  ],
  ["a file of any name", ["deep/openapi.yaml"], ["deep/openapi.yaml"]],
  ["a pattern", ["*.yaml"], ["b.arazzo.yaml", "z.ARAZZO.yaml"]],
  ["a pattern that a folder matches", ["d*"], ["deep/a.arazzo.yml", "deep/er/c.arazzo.json"]],
  [
    "each once, where it was named first",
    ["deep/er", "deep", "deep/../deep/a.arazzo.yml"],
    ["deep/er/c.arazzo.json", "deep/a.arazzo.yml"],
  ],
  ["what is not there", ["nothing.yaml"], ["nothing.yaml"]],
  ["what nothing matches", ["n*.yaml"], ["n*.yaml"]],
])("%s", (_name, args, found) => {
  expect(named(files, args)).toEqual(found);
});

test("of recordings those that are; of packages nothing", () => {
  expect(named(["a.har", "deep/b.har", "c.json", "node_modules/d.har"], ["."], harFiles)).toEqual([
    "a.har",
    "deep/b.har",
  ]);
});

test("a folder without any is refused, links in a circle or not", () => {
  const message =
    /^folder .*empty has no scenario in it: found no file named \*\.arazzo\.yaml, \*\.arazzo\.yml, \*\.arazzo\.json at any depth$/;
  expect(() => named(files, ["b.arazzo.yaml", "empty"])).toThrow(message);
});

test("a value that an option did not take is told as one, but for what may be a secret", () => {
  expect(() => filesNamed(["client_secret=hush"], arazzoFiles)).toThrow(
    /^client_secret=\.\.\. is no file: an option takes one value each time, so write --input client_secret=\.\.\. again$/,
  );
  expect(filesNamed(["a/b=c.yaml"], arazzoFiles)).toEqual(["a/b=c.yaml"]);
});
