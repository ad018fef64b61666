// The README's calls work as printed: each block is taken out of the page and run, only its base URL replaced. C# is
// not run, since there may be no .NET: its text is compared with what the others send.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findingMarks, verdictMarks } from "./harness/report/mark.ts";
import { publishedCredentials } from "./mock-server/caller-credentials.ts";
import { type Recorder, startRecorder } from "./mock-server/samples/recorder.ts";
import { needTool, run, type Tool } from "./mock-server/samples/tools.ts";
import { type RunningMock, startMock } from "./mock-server/server.ts";
import { controlContractPath, loadContract } from "./spec/contract.ts";

const printedUrl = "http://127.0.0.1:4010";
const { bos, iserveu } = publishedCredentials;

let mock: RunningMock;
let recorder: Recorder;

// One mock for all: no block may spoil another for a reader who tries several.
beforeAll(async () => {
  mock = await startMock();
  recorder = await startRecorder(mock.vendor);
});
afterAll(async () => {
  await recorder[Symbol.asyncDispose]();
  await mock.stop();
});
beforeEach(() => void recorder.take());

/** The only block of a language in a section, as printed. */
function blockOf(language: string, title = "Calling it"): string {
  const page = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? "";
}

test("the hints of the page are those of the mock", async () => {
  const page = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const hints = [...page.matchAll(/^x-understudy-hint: ((\S+): .*)$/gm)].map(([, hint, path]) => [path, hint]);
  expect(hints).toHaveLength(2);
  for (const [path, hint] of hints) {
    const { headers } = await fetch(mock.vendor + path, { method: "POST" });
    expect(headers.get("x-understudy-hint")).toBe(hint);
  }
});

/** The calls that every block makes; its refid and bcagentid are its own. */
const callsWith = (id: string) => [
  { path: "/understudy/bos/token", body: bos },
  { path: "/api/BOS/Status", body: { refid: id } },
  {
    path: "/apiAgentOnboarding/externalonboard",
    body: {
      bcagentid: id,
      bcagentname: "Asha",
      lastname: "K",
      companyname: "Example Stores",
      address: "1 Sample Road",
      area: "Sampleton",
      pincode: 751024,
      mobilenumber: "5000000001",
      shopname: "Sample Shop",
      pancard: "ABCZE1234F",
    },
  },
];

interface Row {
  language: string;
  tool: Tool;
  /** What makes the tool read a program from standard input. */
  parameters: string[];
  id: string;
}

const rows: Row[] = [
  { language: "sh", tool: "shell", parameters: [], id: "readme-curl" },
  { language: "python", tool: "python", parameters: ["-"], id: "readme-python" },
  { language: "js", tool: "node", parameters: ["--input-type=module", "-"], id: "readme-node" },
  { language: "php", tool: "php", parameters: [], id: "readme-php" },
];

test.for(rows)("$language works as printed; run again it meets the duplicates", async (row, context) => {
  const command = needTool(row.tool, context);
  const block = blockOf(row.language);
  expect(block).toContain(printedUrl);
  const input = block.replaceAll(printedUrl, recorder.url);

  const first = await run(command, row.parameters, { input });
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain("Application is under process at NSDL eGOV");
  expect(first.stdout).toContain("User created successfully");
  const exchanges = recorder.take();
  expect(exchanges.map(({ path, sent }) => ({ path, body: JSON.parse(sent.body) }))).toEqual(callsWith(row.id));
  expect(exchanges.map(({ met }) => met.status)).toEqual([200, 200, 200]);

  const again = await run(command, row.parameters, { input });
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(again.stdout).toContain("401");
  expect(again.stdout).toContain("Duplicate RefID");
  expect(again.stdout).toContain("Duplicate user");
  expect(recorder.take().map(({ met }) => met.status)).toEqual([200, 401, 200]);
});

test("csharp has the same paths, headers and fields as the others", () => {
  const block = blockOf("csharp");
  const all = (pattern: RegExp) => [...block.matchAll(pattern)];
  const calls = callsWith("readme-csharp");
  expect(all(/"(\/[\w/]+)"/g).map(([, path]) => path)).toEqual(calls.map(({ path }) => path));
  const fields = all(/\b(\w+) = ("[^"]*"|\d+)/g).map(([, name, value]) => [name, JSON.parse(value ?? "")]);
  expect(fields).toEqual(calls.flatMap(({ body }) => Object.entries(body)));
  const headers = all(/Headers\.Add\("(\w+)", "([^"]*)"\)/g).map(([, name, value]) => [name, value]);
  expect(headers).toEqual(Object.entries(iserveu));
  expect(block).toContain('Headers.Authorization = new AuthenticationHeaderValue("Bearer", token)');
});

test("the journal's example: what is answered, and what the journal says to change", async (context) => {
  const title = "The journal: why was I refused?";
  const command = needTool("shell", context);
  const ran = await run(command, [], { input: blockOf("sh", title).replaceAll(printedUrl, mock.vendor) });
  const [answer, change, ...more] = blockOf("text", title).split("\n");
  expect(ran).toEqual({ code: 0, stdout: answer, stderr: "" });
  expect(mock.sandboxes.all[0]?.main.journal.entries().at(-1)).toMatchObject({ change });
  expect(more).toEqual([""]);
});

/** The first cells of the rows of a table, by the head of its first column; names in backticks are taken out of them. */
function tableOf(title: string, head: string): string[][] {
  const page = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const [, rows = ""] = section.split(`| ${head} |`);
  const [table = ""] = rows.split("\n\n");
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? "");
  return table
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").slice(1, 3).flatMap(names));
}

test("the table of faults has every kind and member of the control API, and no other", () => {
  const { value } = loadContract(controlContractPath).resolve("/components/schemas/Fault/oneOf");
  const kinds = (value as { properties: Record<string, { const?: string; enum?: string[] }> }[]).flatMap(
    ({ properties: { kind, ...others } }) =>
      (kind?.enum ?? [kind?.const ?? ""]).map((name) => [name, ...Object.keys(others)]),
  );
  expect(tableOf("Faults", "`kind` of the `fault`").toSorted()).toEqual(kinds.toSorted());
  const { value: arming } = loadContract(controlContractPath).resolve("/components/schemas/Arming/properties");
  const members = Object.keys(arming as object).filter((name) => name !== "fault");
  expect(tableOf("Faults", "beside the `fault`").map(([name]) => name)).toEqual(members);
});

test("the marks of a report are those of the page", () => {
  const rows = tableOf("Checking a target", "mark").map(([mark]) => mark);
  const marks = [...Object.values(verdictMarks), ...Object.values(findingMarks)].map(({ mark }) => mark);
  expect(new Set(rows)).toEqual(new Set(marks));
});
