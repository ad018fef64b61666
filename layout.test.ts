// The house rules that a reader relies on: where things stand, and what may know what.

import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const production = globSync(["cli.ts", "{spec,mock-server,harness}/**/*.ts"]).filter(
  (file) => !/\.test\.ts$|\/test-[^/]*$|\/generated\//.test(file),
);

test("no file has over 250 lines, no folder over 15 files", () => {
  const long = production.filter((file) => readFileSync(file, "utf8").split("\n").length > 251);
  expect(long).toEqual([]);
  const folders = Map.groupBy(production, dirname);
  expect([...folders].filter(([, files]) => files.length > 15).map(([folder]) => folder)).toEqual([]);
});

test("folders are one level deep, and no name explains nothing", () => {
  expect(production.filter((file) => file.split("/").length > 3)).toEqual([]);
  expect(production.filter((file) => /\/(index|utils?|helpers?|common|misc)\.ts$/.test(file))).toEqual([]);
});

// Lowest first; those of one line do not know each other. The linter holds it: see biome.json.
const order: Record<string, string[][]> = {
  "mock-server": [
    ["budget"],
    ["journal", "schema", "store"],
    ["world"],
    ["vendors"],
    ["exchange"],
    ["port"],
    ["control"],
  ],
  harness: [
    ["exchange"],
    ["arazzo", "expression"],
    ["vocabulary"],
    ["schema", "synthetic"],
    ["codec"],
    ["instance"],
    ["checks", "mutants", "report", "scenario"],
    ["judge"],
    ["lint", "target"],
    ["request"],
    ["run"],
    ["selftest", "sources"],
  ],
};

/** An import that is tried, and whether the linter has to refuse it. */
interface Trial {
  file: string;
  imports: string;
  isWrong: boolean;
}

function trials(): Trial[] {
  return Object.entries(order).flatMap(([half, lines]) => {
    const other = half === "harness" ? "mock-server" : "harness";
    const level = new Map(lines.flatMap((line, index) => line.map((room) => [room, index] as const)));
    return [...level].flatMap(([room, own]) => [
      ...[...level]
        .filter(([name]) => name !== room)
        .map(([name, theirs]) => ({
          file: `${half}/${room}/to-${name}.ts`,
          imports: `../${name}/x.ts`,
          isWrong: theirs >= own,
        })),
      { file: `${half}/${room}/to-root.ts`, imports: "../server.ts", isWrong: true },
      { file: `${half}/${room}/to-other-half.ts`, imports: `../../${other}/x/x.ts`, isWrong: true },
      { file: `${half}/${room}/to-cli.ts`, imports: "../../cli.ts", isWrong: true },
      { file: `${half}/${room}/to-spec.ts`, imports: "../../spec/mask.ts", isWrong: false },
      { file: `${half}/${room}/to-json.ts`, imports: "../../spec/json/json-value.ts", isWrong: false },
    ]);
  });
}

test("the folders' order is a law: each wrong import is refused, in each direction, and no right one", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "layout-"));
  const all: Trial[] = [
    ...trials(),
    { file: "spec/to-mock.ts", imports: "../mock-server/server.ts", isWrong: true },
    { file: "spec/openapi/to-spec.ts", imports: "../place.ts", isWrong: false },
    { file: "spec/openapi/to-harness.ts", imports: "../../harness/event.ts", isWrong: true },
    { file: "spec/openapi/to-json.ts", imports: "../json/json-value.ts", isWrong: false },
    { file: "spec/json/to-spec.ts", imports: "../place.ts", isWrong: true },
    { file: "spec/words/to-spec.ts", imports: "../place.ts", isWrong: true },
    { file: "spec/source/to-words.ts", imports: "../words/x.ts", isWrong: false },
    { file: "spec/openapi/to-source.ts", imports: "../source/x.ts", isWrong: true },
    { file: "harness/run/to-openapi.ts", imports: "../../spec/openapi/x.ts", isWrong: true },
    { file: "spec/to-harness.ts", imports: "../harness/event.ts", isWrong: true },
    { file: "mock-server/to-harness.ts", imports: "../harness/event.ts", isWrong: true },
    { file: "harness/to-mock.ts", imports: "../mock-server/server.ts", isWrong: true },
    { file: "harness/event.ts", imports: "./run/run.ts", isWrong: true },
    { file: "harness/finding.ts", imports: "./exchange/exchange.ts", isWrong: false },
    { file: "harness/new-folder/x.ts", imports: "../exchange/exchange.ts", isWrong: true },
    { file: "harness/run/lazily.ts", imports: "../selftest/x.ts", isWrong: true },
  ];
  cpSync("biome.json", join(folder.path, "biome.json"));
  for (const { file, imports } of all) {
    const path = join(folder.path, file);
    mkdirSync(dirname(path), { recursive: true });
    const isLazy = file.endsWith("lazily.ts");
    writeFileSync(path, isLazy ? `export const x = import("${imports}");\n` : `import "${imports}";\n`);
  }
  const biome = resolve("node_modules/.bin/biome");
  const parameters = ["lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(biome, parameters, { cwd: folder.path, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string | { file: string } } }[] };
  const refused = diagnostics.map(({ location: { path } }) => (typeof path === "string" ? path : path.file)).sort();
  expect(refused).toEqual(all.flatMap(({ file, isWrong }) => (isWrong ? [file] : [])).sort());
});

test("each folder has its place in the order", () => {
  for (const [half, lines] of Object.entries(order)) {
    const rooms = new Set(
      production.filter((file) => file.startsWith(`${half}/`)).map((file) => file.split("/").at(-2)),
    );
    const known = [...lines.flat(), half, "bench", "samples"];
    expect([...rooms].filter((room) => !known.includes(room ?? ""))).toEqual([]);
  }
});
