// Reports and recordings as a user meets them: the command, what it prints and what it ends with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function understudy(args: string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, "cli.ts"), ...args], {
    cwd: root,
    env: { ...process.env, CI: "", GITHUB_ACTIONS: "", NO_COLOR: "1", ...variables },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(out + err).not.toMatch(/^\s+at .*[:(]\d+/m);
  return { code, out, err };
}

function file(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const scenario = "scenarios/check-content-type.arazzo.yaml";

describe("check --report", () => {
  test("can be repeated, and a scenario can follow it", async () => {
    const [html, ctrf] = [join(scratch, "a.html"), join(scratch, "made", "a.json")];
    const { code, out } = await understudy(["check", "--report", `html=${html}`, "--report", `ctrf=${ctrf}`, scenario]);
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 2 passed")]);
    expect(readFileSync(html, "utf8")).toContain("<title>The target keeps its contract – understudy</title>");
    expect(JSON.parse(readFileSync(ctrf, "utf8")).results.summary).toMatchObject({ tests: 2, passed: 2 });
  });

  test("in CI the terminal tells only what there is to tell, and the summary", async () => {
    const { out } = await understudy(["check", scenario, "--seed", "1"], { CI: "true" });
    expect(out.replace(/\d+ steps, .*/, "STEPS, TIME")).toBe(`Checking the mock, started for this run

✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 0 skipped   of 2 workflows, STEPS, TIME
seed 1; to repeat: understudy check --seed 1
`);
  });

  test("on standard output it is alone; people are told on standard error", async () => {
    const { code, out, err } = await understudy(["check", scenario, "--report", "ctrf=-"]);
    expect(JSON.parse(out).results.summary).toMatchObject({ tests: 2, passed: 2 });
    expect([code, err]).toEqual([0, expect.stringContaining("✓ 2 passed")]);
  });

  test("--quiet: a line where all passed", async () => {
    const { code, out, err } = await understudy(["check", scenario, "--quiet"]);
    expect([code, out.split("\n").length, err]).toEqual([0, 2, ""]);
    expect(out).toMatch(/^✓ 2 passed {3}✗ 0 drifted .* of 2 workflows, /);
  });

  test.each([
    [
      "an unknown kind",
      ["--report", "htlm=a.html"],
      "unknown report htlm: expected one of junit, ctrf, sarif, html, har, github-summary, github-annotations; did you mean html?",
    ],
    [
      "no file",
      ["--report", "html"],
      "report html has no file to be written to: give --report html=FILE, or html=- for standard output",
    ],
    [
      "two in one place",
      ["--report", "har=-", "--junit", "-"],
      "both har=- and junit=- go to standard output: give one of them a file",
    ],
    [
      "a folder in place of a file",
      ["--report", `html=${scratch}`],
      `${scratch}:1:1: found EISDIR, expected a file that can be written`,
    ],
  ])("%s: exit 2", async (_name, args, message) => {
    expect(await understudy(["check", scenario, ...args])).toEqual({
      code: 2,
      out: "",
      err: `understudy: ${message}\n`,
    });
  });
});

describe("judge", () => {
  const entry = (url: string, status: number, body: string) => ({
    startedDateTime: "2026-01-02T03:04:05.678Z",
    time: 7,
    request: {
      method: "POST",
      url,
      headers: [
        { name: "content-type", value: "application/json" },
        { name: "authorization", value: "Bearer tok-3f9a0c71d2" },
      ],
      postData: { mimeType: "application/json", text: '{"refid":"r-1"}' },
    },
    response: {
      status,
      headers: [{ name: "content-type", value: "application/json" }],
      content: { size: body.length, mimeType: "application/json", text: body },
    },
  });
  const recording = (name: string, ...entries: object[]) =>
    file(name, JSON.stringify({ log: { version: "1.2", entries } }, undefined, 2));
  const status = "https://api.bos.center/api/BOS/Status";
  const underProcess = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
  const kept = entry(status, 200, JSON.stringify(underProcess));
  const drifted = entry(status, 200, JSON.stringify({ ...underProcess, status: "true" }));
  const logo = { ...entry("https://api.bos.center/logo.png?k=v", 200, "{}") };

  test("traffic that keeps the contract: exit 0; what is no call of it is counted and named", async () => {
    const { code, out } = await understudy(["judge", recording("kept.har", kept, logo)]);
    expect(out).toContain("✓ 1 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 1 skipped");
    expect(out).toContain("- skipped 1 × POST https://api.bos.center/logo.png is no call of the contract\n");
    expect(code).toBe(0);
  });

  test("a drift: exit 1, with rule, grade, the place in the recording, and nothing that is a secret", async () => {
    const path = recording("drifted.har", kept, drifted);
    const { code, out } = await understudy(["judge", path]);
    expect(code).toBe(1);
    expect(out).toContain("✗ body /status breaks BOS-UNDER-PROCESS (documented)");
    expect(out).toContain(`scenario  ${path}:41:7\n`);
    expect(out).toContain("Bearer ***");
    expect(out).not.toContain("tok-3f9a0c71d2");
  });

  test("several recordings and folders are one run; each is judged by itself, in its place", async () => {
    const many = join(scratch, "many");
    mkdirSync(join(many, "deep"), { recursive: true });
    const [second, third] = [recording("many/deep/b.har", logo), recording("many/deep/c.har", kept, drifted)];
    const bare = { ...kept, request: { ...kept.request, headers: kept.request.headers.slice(0, 1) } };
    const first = recording("first.har", bare);
    const { code, out } = await understudy(["judge", first, many]);
    expect(code).toBe(1);
    expect(out).toMatch(/^Checking 3 recordings\n/);
    // In the second there is nothing to judge, which says nothing of the others.
    expect(out).toContain(
      "✓ 2 passed   ✗ 1 drifted   ! 0 unavailable   ? 1 inconclusive   - 0 skipped   of 4 workflows",
    );
    expect(out).toContain(`scenario  ${third}:41:7\n`);
    expect(out.indexOf(second)).toBeLessThan(out.indexOf(third));
    expect(out).toContain(`note: ${first}: request authorization (a credential of the bearer scheme) is absent`);
    expect((await understudy(["judge", join(many, "deep", "b.har")])).code).toBe(3);
  });

  test("reports are written as for a run", async () => {
    const sarif = join(scratch, "a.sarif");
    await understudy(["judge", recording("reported.har", drifted), "--report", `sarif=${sarif}`]);
    const [result] = JSON.parse(readFileSync(sarif, "utf8")).runs[0].results;
    expect(result).toMatchObject({ ruleId: "body", level: "error" });
  });

  test("--rule: judged by another reading than the ledger's default", async () => {
    const refused = entry(status, 403, JSON.stringify({ status: "Failed", message: "Token is unknown" }));
    const path = recording("forbidden.har", refused);
    const byDefault = await understudy(["judge", path]);
    expect(byDefault).toMatchObject({ code: 1, out: expect.stringContaining("BOS-AUTH-FAILURE") });
    const under = await understudy(["judge", path, "--rule", "BOS-AUTH-FAILURE=forbidden"]);
    expect(under).toMatchObject({ code: 0, out: expect.stringContaining("✓ 1 passed") });
  });

  test("a contract that cannot be judged in full: told, or refused with --strict", async () => {
    const path = recording("strict.har", kept);
    const contract = file(
      "strict.yaml",
      `openapi: 3.0.3
info: {}
paths:
  /api/BOS/Status:
    post:
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses:
        "200": { description: D., content: { application/json: { schema: { type: object, format: record } } } }
`,
    );
    const { code, out } = await understudy(["judge", path, "--contract", contract]);
    expect([code, out]).toEqual([0, expect.stringContaining("\nnot judged: format record (1 place)\n")]);
    const strict = await understudy(["judge", path, "--contract", contract, "--strict"]);
    expect(strict).toMatchObject({ code: 2, out: "" });
    expect(strict.err).toContain(`${contract}:8:98: found the format record, expected one of date, time, date-time`);
  });

  test("--path: traffic of a target whose path is not the contract's", async () => {
    const moved = entry(
      "https://api.bos.center/uat/v2/Status",
      200,
      JSON.stringify({ ...underProcess, status: "true" }),
    );
    const path = recording("moved.har", moved);
    expect((await understudy(["judge", path])).code).toBe(3);
    const judged = await understudy(["judge", path, "--path", "checkPanStatus=/uat/v2/Status"]);
    expect(judged).toMatchObject({ code: 1, out: expect.stringContaining("BOS-UNDER-PROCESS") });
    expect(await understudy(["judge", path, "--path", "checkPanStatus=uat"])).toEqual({
      code: 2,
      out: "",
      err: "understudy: found path uat for checkPanStatus, expected one that begins with /\n",
    });
  });

  test("credentials that the browser left out are one note, in every report that tells of a whole run", async () => {
    const bare = { ...kept, request: { ...kept.request, headers: kept.request.headers.slice(0, 1) } };
    const kinds = ["html", "ctrf", "github-summary"];
    const reports = kinds.flatMap((kind) => ["--report", `${kind}=${join(scratch, `note.${kind}`)}`]);
    const { code, out } = await understudy(["judge", recording("bare.har", bare, bare), ...reports]);
    const note = "request authorization (a credential of the bearer scheme) is absent from all 2 calls";
    expect([code, out]).toEqual([0, expect.stringContaining(`note: ${note}`)]);
    expect(out).not.toContain("warning");
    for (const kind of kinds) expect(readFileSync(join(scratch, `note.${kind}`), "utf8")).toContain(note);
  });

  test("a call that is none of the contract's, and nearly is, is told what it may have meant", async () => {
    const wrong = entry(status.toLowerCase(), 200, "{}");
    const { code, out } = await understudy(["judge", recording("near.har", wrong)]);
    const call = "POST https://api.bos.center/api/bos/status is no call of the contract";
    expect([code, out]).toEqual([
      3,
      expect.stringContaining(`${call}: letter case counts; did you mean POST /api/BOS/Status?`),
    ]);
  });

  test("nothing in it that the contract knows: exit 3", async () => {
    const { code, out } = await understudy(["judge", recording("other.har", logo)]);
    expect([code, out]).toEqual([3, expect.stringContaining("? 1 inconclusive")]);
  });

  test("what is not judged is told once", async () => {
    const style = "{ name: a, in: query, style: pipeDelimited, explode: true, schema: { type: array } }";
    const operation = `{ parameters: [${style}], responses: { "200": { description: Ok. } } }`;
    const contract = file(
      "barred.yaml",
      `openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: { /logo.png: { get: ${operation}, post: ${operation} } }\n`,
    );
    const empty = entry("https://api.example/logo.png?a=1", 200, "");
    const { code, err } = await understudy(["judge", recording("barred.har", empty, empty), "--contract", contract]);
    const line = "not judged: style pipeDelimited with explode: true is not defined (2 places)";
    expect({ code, err }).toEqual({ code: 0, err: `understudy: ${line}\n` });
  });

  test.each([
    ["no such file", () => "nope.har", "nope.har:1:1: found no such file, expected a readable HAR file"],
    [
      "no HAR",
      () => file("none.har", '{\n  "log": 1\n}'),
      `${join(scratch, "none.har")}:2:10: found integer 1 at /log, expected type object`,
    ],
  ])("%s: exit 2", async (_name, path, message) => {
    expect(await understudy(["judge", path()])).toEqual({ code: 2, out: "", err: `understudy: ${message}\n` });
  });
});
