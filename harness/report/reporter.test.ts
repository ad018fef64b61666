import { linkSync, mkdirSync, mkdtempDisposableSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { reportersOf, reportKinds, reportRequest } from "./reporter.ts";
import { eventsOf, masker, sampleFiles, tool } from "./test-run.ts";

/** Runs the sample through the reporters; what came on the stream. */
function reported(reports: string[], variables: Record<string, string> = {}): string {
  return told({ reports, variables }).out;
}

/** The same with what came on each of the two streams. */
function told({
  reports,
  variables = {},
  quiet,
}: {
  reports: string[];
  variables?: Record<string, string>;
  quiet?: true;
}) {
  const [out, err] = [new Memory(), new Memory()];
  const requests = reports.map(reportRequest);
  const reporters = reportersOf({ reports: requests, stream: out, errors: err, masker, tool, variables, quiet });
  for (const event of eventsOf(sampleFiles())) for (const report of reporters) report(event);
  return { out: out.text, err: err.text };
}

class Memory extends Writable {
  text = "";
  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
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
  ["html", "report html has no file to be written to: give --report html=FILE, or html=- for standard output"],
  ["html=", "report html has no file to be written to: give --report html=FILE, or html=- for standard output"],
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

test("a report on standard output has it for itself; people are told on the other stream", () => {
  const { out, err } = told({ reports: ["junit=-"] });
  expect(out).toMatch(/^<\?xml[\s\S]*<\/testsuites>\n$/);
  expect(err).toMatch(/^Checking [\s\S]*to repeat: /);
  expect(told({ reports: ["junit=-"], variables: { GITHUB_ACTIONS: "1" } })).toEqual({
    out: expect.stringMatching(/<\/testsuites>\n$/),
    err: expect.stringContaining("\n::error file="),
  });
  expect(told({ reports: [] }).err).toBe("");
});

test("quiet goes before what CI asks for", () => {
  expect(told({ reports: [], variables: { CI: "1" } }).out).toMatch(/^Checking /);
  expect(told({ reports: [], variables: { CI: "1" }, quiet: true }).out).not.toContain("Checking ");
});

test.each<[name: string, make: (folder: string) => [first: string, second: string]]>([
  ["the same name", (folder) => [join(folder, "a"), join(folder, "a")]],
  ["a way around", (folder) => [join(folder, "a"), `${folder}/made/../a`]],
  ["relative and absolute", (folder) => [join(folder, "a"), relative(process.cwd(), join(folder, "a"))]],
  ["a link to a file", (folder) => [join(folder, "old"), linked(folder, "old")]],
  ["a link to a file that is not there yet", (folder) => [linked(folder, "a"), join(folder, "a")]],
  ["a folder by its link", (folder) => [join(folder, "made/deep/a"), join(linked(folder, "made"), "deep/a")]],
  ["another name of the same file", (folder) => [join(folder, "old"), hardLinked(folder, "old")]],
])("two reports to one file are refused, and it stays as it is: %s", (_name, make) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "reports-"));
  writeFileSync(join(folder.path, "old"), "kept");
  mkdirSync(join(folder.path, "made"));
  const [first, second] = make(folder.path);
  const message = `junit=${first} and html=${second} are one file: give each report a file of its own`;
  expect(() => told({ reports: [`junit=${first}`, `html=${second}`] })).toThrow(message);
  expect(readFileSync(join(folder.path, "old"), "utf8")).toBe("kept");
  expect(() => told({ reports: [`junit=${first}`, `html=${first}-2`] })).not.toThrow();
});

function linked(folder: string, name: string): string {
  symlinkSync(join(folder, name), join(folder, "link"));
  return join(folder, "link");
}

function hardLinked(folder: string, name: string): string {
  linkSync(join(folder, name), join(folder, "link"));
  return join(folder, "link");
}

test("two reports on standard output are refused; a file of that name is one all the same", () => {
  const message = "both junit=- and har=- go to standard output: give one of them a file";
  expect(() => told({ reports: ["junit=-", "har=-"] })).toThrow(message);
  using folder = mkdtempDisposableSync(join(tmpdir(), "reports-"));
  expect(told({ reports: ["junit=-", `har=${folder.path}/-`] }).out).toMatch(/^<\?xml/);
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
