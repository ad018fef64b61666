// What a first-time user of the vendor pages' own samples meets. The samples in samples/ are run as they stand, as
// programs of their own; a recorder between them and the mock tells what was on the wire.
//
// The page's C# sample is not here: it does not compile (its URL is in single quotes, its body is a string literal with
// bare double quotes, a semicolon is missing). Mended, its text would have the trailing comma of the shell's and PHP's.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { publishedCredentials } from "../caller-credentials.ts";
import { type RunningMock, startMock } from "../server.ts";
import { callerOf } from "../test-caller.ts";
import { type Passage, type Recorder, startRecorder } from "./recorder.ts";
import { needTool, run, type Tool } from "./tools.ts";

const contract = loadContract();
let mock: RunningMock;
let recorder: Recorder;

beforeAll(async () => {
  mock = await startMock();
  recorder = await startRecorder(mock.vendor);
});
afterAll(async () => {
  await recorder[Symbol.asyncDispose]();
  await mock.stop();
});
beforeEach(async () => {
  recorder.take();
  for (const sandbox of mock.sandboxes.all) await sandbox.begin(sandbox.main);
});

const fileOf = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const exampleOf = (name: string) => contract.resolve(`/components/examples/${name}/value`).value;
const seen = (exchange: Passage | undefined) => ({ ...exchange?.met, body: JSON.parse(exchange?.met.body ?? "null") });

/** Runs a sample once: it makes one call and, whatever it meets, prints the body and ends well, as on the page. */
async function meets(command: string, sample: string, variables: Record<string, string> = {}): Promise<Passage> {
  const env = { UNDERSTUDY_URL: recorder.url, ...variables };
  const { stdout, ...ended } = await run(command, [fileOf(sample)], { env });
  expect(ended).toEqual({ code: 0, stderr: "" });
  const [exchange, ...others] = recorder.take();
  expect(others).toEqual([]);
  expect(exchange?.path).toBe(sample.startsWith("status") ? "/api/BOS/Status" : "/api/BOS/PanNewGenerate");
  expect(stdout.trim()).toBe(exchange?.met.body);
  return exchange as Passage;
}

describe("the PAN status samples of BOS Center", () => {
  const noHeader = {
    status: 401,
    rule: "BOS-AUTH-FAILURE",
    body: { status: "Failed", message: "Authorization header is missing: send Authorization: Bearer <token>" },
  };
  const trailingComma = (place: string) => ({
    status: 400,
    rule: "BOS-MALFORMED-JSON",
    body: {
      status: "Failed",
      message: `Body is not JSON: trailing comma after "nep_id" at ${place}; remove the comma`,
    },
  });
  const underProcess = { status: 200, rule: "BOS-UNDER-PROCESS", body: exampleOf("PanStatusUnderProcess") };
  const duplicate = { status: 401, rule: "BOS-DUPLICATE", body: exampleOf("DuplicateRefid") };

  test.for<{ sample: string; tool: Tool; comma: string }>([
    { sample: "status.sh", tool: "shell", comma: "line 6, column 22" },
    { sample: "status.php", tool: "php", comma: "line 6, column 24" },
  ])("$sample writes its JSON by hand: no header, then a trailing comma, then it works once", async (row, context) => {
    const command = needTool(row.tool, context);
    const asOnThePage = await meets(command, row.sample);
    expect(seen(asOnThePage)).toEqual(noHeader);

    const header = { UNDERSTUDY_TOKEN: await callerOf(mock).token() };
    const withHeader = await meets(command, row.sample, header);
    expect(withHeader.sent.body).toBe(asOnThePage.sent.body);
    expect(seen(withHeader)).toEqual(trailingComma(row.comma));

    const corrected = { ...header, UNDERSTUDY_COMMA: "" };
    const first = await meets(command, row.sample, corrected);
    expect(JSON.parse(first.sent.body)).toEqual(exampleOf("PanStatusRequest"));
    expect(seen(first)).toEqual(underProcess);
    expect(seen(await meets(command, row.sample, corrected))).toEqual(duplicate);
  });

  test.for<{ sample: string; tool: Tool }>([
    { sample: "status.py", tool: "python" },
    { sample: "status.mjs", tool: "node" },
  ])("$sample serialises an object, so its comma does no harm: no header, then it works once", async (row, context) => {
    const command = needTool(row.tool, context);
    const asOnThePage = await meets(command, row.sample);
    expect(JSON.parse(asOnThePage.sent.body)).toEqual(exampleOf("PanStatusRequest"));
    expect(seen(asOnThePage)).toEqual(noHeader);

    const header = { UNDERSTUDY_TOKEN: await callerOf(mock).token() };
    expect(seen(await meets(command, row.sample, header))).toEqual(underProcess);
    expect(seen(await meets(command, row.sample, header))).toEqual(duplicate);
  });
});

describe("the generate-url samples of BOS Center", () => {
  // The page's table writes email and title, its code samples EmailID and Title.
  const { email: EmailID, title: Title, ...others } = exampleOf("GenerateUrlRequest") as Record<string, unknown>;

  test.for<{ sample: string; tool: Tool }>([
    { sample: "generate.sh", tool: "shell" },
    { sample: "generate.py", tool: "python" },
  ])("$sample: no header, then it works once", async (row, context) => {
    const command = needTool(row.tool, context);
    const asOnThePage = await meets(command, row.sample);
    expect(JSON.parse(asOnThePage.sent.body)).toEqual({ ...others, EmailID, Title });
    const message = "Authorization header is missing: send Authorization: Bearer <token>";
    const body = { responsecode: 401, status: false, message };
    expect(seen(asOnThePage)).toEqual({ status: 401, rule: "BOS-AUTH-FAILURE", body });

    const header = { UNDERSTUDY_TOKEN: await callerOf(mock).token() };
    expect(seen(await meets(command, row.sample, header))).toMatchObject({ status: 200, rule: "BOS-GENERATE-URL" });
    const repeated = { status: 401, rule: "BOS-GENERATE-REFUSED", body: exampleOf("UrlRepeated") };
    expect(seen(await meets(command, row.sample, header))).toEqual(repeated);
  });
});

describe("the registration sample of iServeU", () => {
  const sample = readFileSync(fileOf("registration.json.txt"), "utf8");
  // The page writes the media type so.
  const headers = { "Content-Type": "application/JSON", ...publishedCredentials.iserveu };

  async function registers(body: string): Promise<Passage> {
    await fetch(`${recorder.url}/apiAgentOnboarding/externalonboard`, { method: "POST", headers, body });
    const [exchange] = recorder.take();
    expect(exchange?.sent.body).toBe(body);
    expect(exchange?.sent.headers["content-type"]).toBe("application/JSON");
    return exchange as Passage;
  }

  test("its body lacks a comma; with it the call works once, the media type written as on the page", async () => {
    const message = 'Body is not JSON: missing comma after "shopname" at line 10, column 20; add a comma';
    expect(seen(await registers(sample))).toEqual({
      status: 400,
      rule: "ISU-MALFORMED-JSON",
      body: { status: "FAILED", statusCode: 1, statusDesc: message, Data: {} },
    });

    const corrected = sample.replace('"shopname": "abc"', '"shopname": "abc",');
    expect(JSON.parse(corrected)).toEqual(exampleOf("AgentRegistrationRequest"));
    const registered = { status: 200, rule: "ISU-SUCCESS", body: exampleOf("AgentRegistered") };
    expect(seen(await registers(corrected))).toEqual(registered);
    const duplicate = { status: 200, rule: "ISU-DUPLICATE", body: exampleOf("AgentDuplicate") };
    expect(seen(await registers(corrected))).toEqual(duplicate);
  });
});

describe("a machine that lacks a tool", () => {
  const message = "no php here can run the samples (tried php): apt-get install php-cli php-curl";
  const context = {
    skip(note?: string): never {
      throw new Error(`skipped: ${note}`);
    },
  };

  test.each([
    ["skips the test and says what to install", {}, `skipped: ${message}`],
    ["fails the test where CI=true", { CI: "true" }, message],
  ])("%s", (_name, env, expected) => {
    expect(() => needTool("php", context, { PATH: "/nowhere", ...env })).toThrow(new Error(expected));
  });
});
