// What of a contract is not judged is told once for each run: on the terminal, and in every report.

import { mkdtempDisposableSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { reportersOf, reportKinds } from "./reporter.ts";
import { eventsOf, masker, stepOf, tool, workflowOf } from "./test-run.ts";
import { misfits } from "./test-schemas.ts";

/** The terminal and every report of a run in which some things are not judged, by their names. */
function told(unjudged: readonly string[]): Record<string, string> {
  using folder = mkdtempDisposableSync(join(tmpdir(), "unjudged-"));
  let terminal = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      terminal += chunk;
      done();
    },
  });
  const reports = reportKinds.map((kind) => ({ kind, file: join(folder.path, kind) }));
  const reporters = reportersOf({ reports, stream, masker, tool, variables: {} });
  const [start, ...rest] = eventsOf({ "a.yaml": [workflowOf("w", stepOf("s", "checkPanStatus"))] });
  if (start?.type !== "run-started") throw new Error("a run begins with its start");
  for (const event of [{ ...start, ...(unjudged.length > 0 ? { unjudged } : {}) }, ...rest]) {
    for (const report of reporters) report(event);
  }
  const written = reports.map(({ kind, file }) => [kind, readFileSync(file, "utf8")] as const);
  return { terminal, ...Object.fromEntries(written) };
}

const all = ["terminal", ...reportKinds];

test("told in each", () => {
  const texts = told(["format snowflake (31 places)", "keyword nullable (1 place)"]);
  // Markdown and HTML write some signs otherwise; a word is a word.
  const telling = all.filter((name) => /snowflake \(31 places\)/.test(texts[name] ?? ""));
  expect(telling).toEqual(all);
  expect(texts.terminal).toContain("\nnot judged: format snowflake (31 places), keyword nullable (1 place)\n");
});

test("reports of a known format keep it", () => {
  const texts = told(["format snowflake (31 places)"]);
  const formats = ["ctrf", "sarif", "har"] as const;
  expect(formats.map((format) => misfits(format, texts[format] ?? ""))).toEqual([[], [], []]);
});

test("nothing is said where all is judged", () => {
  const texts = told([]);
  expect(all.filter((name) => /not.?judged/i.test(texts[name] ?? ""))).toEqual([]);
});

test("the terminal names ten; nothing in a name moves its cursor", () => {
  const { terminal = "", junit = "" } = told([
    "format \u001b[2J (2 places)",
    ...Array.from({ length: 14 }, (_, n) => `keyword k${n} (1 place)`),
  ]);
  expect(terminal).toContain("keyword k8 (1 place), 5 more\n");
  expect(junit).toContain("keyword k13 (1 place)");
  expect(terminal + junit).not.toContain("\u001b");
});
