import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { reportersOf, reportKinds, reportRequest } from "./reporter.ts";
import { eventsOf, masker, sampleFiles, tool } from "./test-run.ts";

/** Runs the sample through the reporters; what came on the stream. */
function reported(reports: string[], variables: Record<string, string> = {}): string {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const reporters = reportersOf({ reports: reports.map(reportRequest), stream, masker, tool, variables });
  for (const event of eventsOf(sampleFiles())) for (const report of reporters) report(event);
  return text;
}

test.each([
  ["html=a.html", { kind: "html", file: "a.html" }],
  ["junit=a=b.xml", { kind: "junit", file: "a=b.xml" }],
])("%s", (text, request) => {
  expect(reportRequest(text)).toEqual(request);
});

const kinds = "expected one of junit, ctrf, sarif, html, har, github-summary, github-annotations";

test.each([
  ["htm=a.html", `unknown report htm: ${kinds}; did you mean html?`],
  ["JUnit=a.xml", `unknown report JUnit: ${kinds}; did you mean junit?`],
  ["toString=a", new RegExp(`^unknown report toString: ${kinds}$`)],
  ["html", "report html has no file to be written to: give --report html=FILE"],
  ["html=", "report html has no file to be written to: give --report html=FILE"],
])("%s is refused", (text, message) => {
  expect(() => reportRequest(text)).toThrow(message);
});

test("every kind is written, into folders that are made for it", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "reports-"));
  const file = (kind: string) => join(folder.path, "made", kind);
  reported(reportKinds.map((kind) => `${kind}=${file(kind)}`));
  const starts = Object.fromEntries(reportKinds.map((kind) => [kind, readFileSync(file(kind), "utf8").slice(0, 14)]));
  expect(starts).toEqual({
    junit: "<?xml version=",
    ctrf: '{\n  "reportFor',
    sarif: '{\n  "$schema":',
    html: "<!doctype html",
    har: '{\n  "log": {\n ',
    "github-summary": "## ✗ understud",
    "github-annotations": "::error file=s",
  });
});

test("a report that cannot be written is found before the run, not after it", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "reports-"));
  writeFileSync(join(folder.path, "flat"), "");
  const reports = [{ kind: "html", file: join(folder.path, "flat", "a.html") }];
  const stream = new Writable();
  expect(() => reportersOf({ reports, stream, masker, tool, variables: {} })).toThrow(
    /flat\/a\.html:1:1: found (EEXIST|ENOTDIR), expected a file that can be written$/,
  );
});

test("in CI the terminal is quiet", () => {
  expect(reported([])).toContain("✓ passes");
  for (const CI of ["true", "1"]) expect(reported([], { CI })).not.toContain("✓ passes");
  for (const CI of ["false", "0", ""]) expect(reported([], { CI })).toContain("✓ passes");
});

test("in GitHub Actions the log has annotations, and the summary of the step is added to", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "reports-"));
  const summary = join(folder.path, "summary.md");
  writeFileSync(summary, "before\n");
  const variables = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: process.cwd() };
  expect(reported([], variables)).toMatch(/^::error file=scenarios\/a\.arazzo\.yaml,line=/m);
  expect(readFileSync(summary, "utf8")).toMatch(/^before\n## ✗ understudy: drifted\n/);
  expect(reported([])).not.toContain("::error");
});

test("in GitHub Actions without a summary file there are annotations still", () => {
  expect(reported([], { GITHUB_ACTIONS: "true" })).toContain("::warning file=");
});
