// Every report of one run, as the command writes them: against the real mock, with a faulty proxy before it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningMock, startMock } from "../../mock-server/server.ts";
import { loadContract } from "../../spec/contract.ts";
import { maskerOf } from "../../spec/mask.ts";
import { reportKinds } from "./reporter.ts";
import { misfits } from "./test-schemas.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const masker = maskerOf(loadContract());
using folder = mkdtempDisposableSync(join(tmpdir(), "every-report-"));
const sensitive = new Set<string>();
let mock: RunningMock;
let proxy: Server;
let ran: { code: number | null; out: string };

beforeAll(async () => {
  mock = await startMock();
  proxy = createServer(async (request, response) => {
    const body = await text(request);
    remember(request.headers, body);
    const answer = await forwarded(request, body);
    const json = JSON.parse(answer.body);
    collect(json);
    response.writeHead(answer.status, { "content-type": "application/json" });
    // An answer that repeats everything it should not, in a text, as a member, and as a member's name.
    const name = [...sensitive].at(-1) ?? "none";
    response.end(JSON.stringify({ ...json, message: [...sensitive].join(" "), extra: [...sensitive], [name]: 1 }));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const reports = reportKinds.flatMap((kind) => ["--report", `${kind}=${file(kind)}`]);
  const inputs = Object.entries(given).flatMap(([name, value]) => ["--input", `${name}=${value}`]);
  const at = ["--target", urlOf(proxy), ...control(), "--seed", "7"];
  ran = await understudy("check", ...scenarios, ...at, ...inputs, ...reports);
});
afterAll(async () => {
  proxy.close();
  await mock.stop();
});

const scenarios = ["token-lifetime", "registration-all-fields", "check-first-and-duplicate"].map((name) =>
  join(root, "scenarios", `${name}.arazzo.yaml`),
);
/** Somebody's: whatever is made up may be read. */
const given = {
  bcagentname: "Ashalata",
  lastname: "Kulkarnee",
  companyname: "Quill Works",
  address: "77 Lotus Lane",
  area: "Northside Mill",
  pincode: 752107,
  mobilenumber: "5209295531",
  shopname: "Corner Desk",
  shopaddress: "78 Lotus Lane",
  shopstate: "Odeesha",
  shopcity: "Kuttak",
  shopdistrict: "Khordah",
  shoparea: "Old Market",
  shoppincode: 752108,
  pancard: "ABCZE1234F",
};
const control = () => ["--control", mock.control, "--control-token", mock.controlToken];
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const file = (name: string) => join(folder.path, name);
const read = (name: string) => readFileSync(file(name), "utf8");

async function understudy(...args: string[]): Promise<{ code: number | null; out: string }> {
  const summary = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file("step-summary"), CI: "true" };
  const env = { ...process.env, NO_COLOR: "1", ...summary };
  const child = spawn(process.execPath, [join(root, "cli.ts"), ...args], { cwd: root, env });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(err).toBe("");
  return { code, out };
}

function remember(headers: IncomingMessage["headers"], body: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (masker.isSensitive(name) && typeof value === "string") keep(value.replace(/^Bearer /, ""));
  }
  if (body !== "") collect(JSON.parse(body));
}

function collect(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (masker.isSensitive(name)) keep(String(child));
    else collect(child);
  }
}

/** Shorter values stand in too many words by chance to be looked for. */
function keep(value: string): void {
  if (value.length >= 4) sensitive.add(value);
}

async function forwarded(request: IncomingMessage, body: string): Promise<{ status: number; body: string }> {
  const headers = Object.entries(request.headers).filter(([name]) => !/^(host|connection|content-length)$/.test(name));
  const answer = await fetch(mock.vendor + request.url, {
    method: request.method ?? "GET",
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    ...(body === "" ? {} : { body }),
  });
  return { status: answer.status, body: await answer.text() };
}

test("the run found something, and every report was written", () => {
  expect(ran.code).toBe(1);
  expect(readdirSync(folder.path).sort()).toEqual([...reportKinds, "step-summary"].sort());
  expect(ran.out).toMatch(/^::error file=scenarios\//m);
});

/** A value, or the start of one in a text that was cut. */
function isIn(text: string, value: string): boolean {
  const lengths = Array.from({ length: Math.max(0, value.length - 4) }, (_, index) => index + 4);
  return text.includes(value) || lengths.some((length) => text.includes(`${value.slice(0, length)}...`));
}

test("no secret, no PAN, no name that was sent or received is in any of them, nor on the terminal", () => {
  // A token, the credentials, and an agent's personal data, or there is nothing to look for.
  expect(sensitive.size).toBeGreaterThan(15);
  const places = {
    terminal: ran.out,
    ...Object.fromEntries(readdirSync(folder.path).map((name) => [name, read(name)])),
  };
  const leaks = Object.entries(places).flatMap(([name, content]) =>
    [...sensitive, mock.controlToken].filter((value) => isIn(content, value)).map((value) => `${name}: ${value}`),
  );
  expect(leaks).toEqual([]);
});

test("those with a published schema keep it", () => {
  expect(misfits("ctrf", read("ctrf"))).toEqual([]);
  expect(misfits("sarif", read("sarif"))).toEqual([]);
  expect(misfits("har", read("har"))).toEqual([]);
});

test("all tell of the same findings", () => {
  const { results } = JSON.parse(read("ctrf"));
  const count = results.tests.flatMap(
    (entry: { extra?: { findings: unknown[] } }) => entry.extra?.findings ?? [],
  ).length;
  expect(count).toBeGreaterThan(10);
  expect(JSON.parse(read("sarif")).runs[0].results).toHaveLength(count);
  expect(read("html").match(/<section class="finding /g)).toHaveLength(count);
  expect(read("github-summary").match(/^\*\*[✗●▲] /gm)).toHaveLength(count);
});

/** All findings of a CTRF report, without the step and the place they are told at: of a recording that is the entry. */
function findingsOf(ctrf: string): object[] {
  const { tests } = JSON.parse(read(ctrf)).results;
  const findings = tests.flatMap((entry: { extra?: { findings: object[] } }) => entry.extra?.findings ?? []);
  return findings.map((finding: object) => ({ ...finding, stepId: "", scenario: "" }));
}

test("the recording of the run is judged as the run was, word for word", async () => {
  const { out, code } = await understudy("judge", file("har"), "--report", `ctrf=${file("judged")}`);
  expect(code).toBe(1);
  expect(out).toContain("is no call of the contract");
  expect(findingsOf("ctrf").length).toBeGreaterThan(10);
  expect(findingsOf("judged")).toEqual(findingsOf("ctrf"));
});

test("what a run made up is shown, what it was given is not, also where its recording is judged", async () => {
  const [scenario] = [join(root, "scenarios", "registration-mandatory-only.arazzo.yaml")];
  const args = ["--target", urlOf(proxy), "--seed", "7", "--input", "lastname=Kulkarnee"];
  const reports = ["ctrf", "har", "html"].flatMap((kind) => ["--report", `${kind}=${file(`own.${kind}`)}`]);
  const { out } = await understudy("check", scenario, ...args, ...reports);
  const [, body = "{}"] = /^ +(\{"bcagentid":.*\})$/m.exec(out) ?? [];
  const { lastname, ...made } = JSON.parse(body);
  expect(lastname).toBe("***");
  expect(made).toEqual({
    bcagentid: expect.stringMatching(/^\w+-mandatory$/),
    ...Object.fromEntries(
      ["bcagentname", "companyname", "address", "area", "shopname"].map((name) => [
        name,
        expect.stringMatching(/^[^*]+$/),
      ]),
    ),
    pincode: expect.any(Number),
    mobilenumber: expect.stringMatching(/^5\d{9}$/),
    pancard: expect.stringMatching(/^[A-Z]{3}Z[A-Z]\d{4}[A-Z]$/),
  });
  for (const kind of ["ctrf", "har", "html"]) {
    expect(read(`own.${kind}`)).toContain(made.pancard);
    expect(read(`own.${kind}`)).not.toContain("Kulkarnee");
  }
  await understudy("judge", file("own.har"), "--report", `ctrf=${file("own-judged")}`);
  expect(findingsOf("own.ctrf").length).toBeGreaterThan(1);
  expect(findingsOf("own-judged")).toEqual(findingsOf("own.ctrf"));
});

test("the recording of a run that found nothing is judged to be green: masked values are no drift", async () => {
  const green = await understudy("check", "--report", `har=${file("green")}`);
  const { out, code } = await understudy("judge", file("green"));
  expect([green.code, code]).toEqual([0, 0]);
  expect(out).not.toContain("warning");
  // A value that is masked where it is personal is a word of the contract's path elsewhere.
  expect(out).not.toMatch(/\/(understudy|api|apiAgentOnboarding|\*\*\*)\/.* is no call of the contract/);
  expect(out).toMatch(/✓ [1-9]\d+ passed {3}✗ 0 drifted {3}! 0 unavailable {3}\? 0 inconclusive/);
});
