// The command as a user meets it: a process, its output, its exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningMock, startMock } from "./mock-server/server.ts";

const root = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
let mock: RunningMock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.stop());

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, "cli.ts"), ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
}

async function understudy(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...args);
  let [out, err] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  // Whatever goes wrong, a user never sees a stack trace.
  expect(out + err).not.toMatch(/^\s+at .*[:(]\d+/m);
  return { code, out, err };
}

function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const library = `openapi: 3.1.0
info: { title: Library, version: "1" }
paths:
  /a: { post: { operationId: lend, responses: {} } }
  /b: { post: { operationId: giveBack, responses: {} } }
`;

const port = (url: string) => new URL(url).port;
const shipped = (name: string) => join(root, "scenarios", `${name}.arazzo.yaml`);
const againstMock = () => ["--target", mock.vendor, "--control", mock.control, "--control-token", mock.controlToken];

describe("serve", () => {
  test("--json prints one line once both ports answer; SIGTERM ends it with 0", async () => {
    const child = start("serve", "--json", "--port", "0", "--control-port", "0");
    const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
    const told = JSON.parse(String(line));
    expect(told).toEqual({
      vendor: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      controlToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      credentials: {
        bos: { nep_key: "understudy-key", partnerId: "understudy", domain: "localhost" },
        iserveu: { client_id: "understudy", client_secret: "understudy-secret" },
      },
      paths: {
        generateToken: "/understudy/bos/token",
        generateUrl: "/api/BOS/PanNewGenerate",
        checkPanStatus: "/api/BOS/Status",
        registerAgent: "/apiAgentOnboarding/externalonboard",
      },
    });
    expect((await fetch(`${told.vendor}/healthz`)).status).toBe(200);
    expect((await fetch(`${told.control}/healthz`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  test("the start page names the base URLs, the credentials and the control token", async () => {
    const child = start("serve", "--port", "0", "--control-port", "0");
    const [page] = await once(child.stdout as NodeJS.ReadableStream, "data");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(String(page)).toMatch(/base URL {5}http:\/\/127\.0\.0\.1:\d+\n/);
    expect(String(page)).toContain("nep_key=understudy-key  partnerId=understudy  domain=localhost");
    expect(String(page)).toContain("client_id=understudy  client_secret=understudy-secret");
    expect(String(page)).toMatch(/^ {2}export CONTROL_TOKEN=[A-Za-z0-9_-]{43}$/m);
  });

  test("--config and --rule: the file's sandboxes, the option's readings before the file's; no secret of the file is printed", async () => {
    const config = file(
      "understudy.yaml",
      `sandboxes:
  - name: alpha
    credentials: { iserveu: [{ client_id: alpha, client_secret: { env: UNDERSTUDY_TEST_SECRET } }] }
  - name: beta
    rules: { BOS-AUTH-FAILURE: legacy-envelope }
rules: { BOS-AUTH-FAILURE: forbidden, BOS-AUTH: optional }
`,
    );
    process.env.UNDERSTUDY_TEST_SECRET = "kept-to-itself";
    const rules = ["--rule", "BOS-AUTH=required", "--rule", "BOS-DUPLICATE-TRIGGER=never"];
    const child = start("serve", "--json", "--port", "0", "--control-port", "0", "--config", config, ...rules);
    const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
    expect(String(line)).not.toContain("kept-to-itself");
    const { control, controlToken, credentials } = JSON.parse(String(line));
    expect(credentials).toEqual({
      bos: { nep_key: expect.stringMatching(/^[\w-]{43}$/), partnerId: "alpha", domain: "localhost" },
      iserveu: { client_id: "alpha", client_secret: "***" },
    });
    const response = await fetch(`${control}/sandboxes`, { headers: { authorization: `Bearer ${controlToken}` } });
    const [alpha, beta] = (await response.json()) as { credentials: object; rules: Record<string, string> }[];
    expect(alpha?.credentials).toMatchObject({ iserveu: [{ client_secret: "kept-to-itself" }] });
    const playing = { "BOS-AUTH": "required", "BOS-DUPLICATE-TRIGGER": "never" };
    expect(alpha?.rules).toMatchObject({ ...playing, "BOS-AUTH-FAILURE": "forbidden" });
    expect(beta?.rules).toMatchObject({ ...playing, "BOS-AUTH-FAILURE": "legacy-envelope" });
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  test.each([
    [
      "a port in use",
      () => ["--port", port(mock.vendor)],
      () =>
        `understudy: port ${port(mock.vendor)} on 127.0.0.1 is in use: choose another with --port, or 0 for a free one\n`,
    ],
    [
      "no such contract",
      () => ["--contract", "nope.yaml"],
      () => "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
    ],
    [
      "a contract of another API",
      () => ["--contract", file("library.yaml", library)],
      () =>
        `understudy: ${join(scratch, "library.yaml")}:1:1: found operations of another API (lend, giveBack), expected a ` +
        "contract with operations of the vendors; this mock plays BOS Center, PAN status check and iServeU, agent " +
        "registration only: generateToken, generateUrl, checkPanStatus, registerAgent; judge a server of another API with " +
        `understudy check --contract ${join(scratch, "library.yaml")} --target URL; mock it from its contract with Prism, ` +
        `npx @stoplight/prism-cli mock ${join(scratch, "library.yaml")}\n`,
    ],
    [
      "a contract with an operation that is nearly the vendors'",
      () => [
        "--contract",
        file("nearly.yaml", `${library}  /c:\n    post: { operationId: registerAgent, responses: {} }\n`),
      ],
      () =>
        `understudy: ${join(scratch, "nearly.yaml")}:4:15: found operation lend, expected one that the mock plays: ` +
        "generateToken, generateUrl, checkPanStatus, registerAgent\n",
    ],
    [
      "no such ledger",
      () => ["--ledger", "nope.yaml"],
      () => "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
    ],
    [
      "a port that is none",
      () => ["--port", "99999"],
      () => "error: option '--port <number>' argument '99999' is invalid. A port is a number from 0 to 65535.\n",
    ],
    [
      "no such configuration",
      () => ["--config", "nope.yaml"],
      () => "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
    ],
    [
      "a configuration with an unknown rule",
      () => ["--config", file("unknown-rule.yaml", "sandboxes:\n  - name: a\n    rules: { BOS-AUHT: optional }\n")],
      () =>
        `understudy: ${join(scratch, "unknown-rule.yaml")}:3:24: found unknown rule BOS-AUHT, expected a rule of the ledger; did you mean BOS-AUTH?\n`,
    ],
    [
      "an unknown rule",
      () => ["--rule", "BOS-DUPLICATE-TRIGER=never"],
      () => "understudy: unknown rule BOS-DUPLICATE-TRIGER: did you mean BOS-DUPLICATE-TRIGGER?\n",
    ],
    [
      "an unknown alternative",
      () => ["--rule", "BOS-AUTH=optional", "--rule", "BOS-DUPLICATE-TRIGGER=nevr"],
      () =>
        "understudy: unknown reading nevr of BOS-DUPLICATE-TRIGGER: did you mean never? Its readings are on-repeat, never, seeded\n",
    ],
    [
      "a choice that is none",
      () => ["--rule", "BOS-AUTH"],
      () =>
        "error: option '--rule <rule=reading>' argument 'BOS-AUTH' is invalid. A choice is given as RULE=READING, for example BOS-AUTH=optional.\n",
    ],
    ["an unknown option", () => ["--prot", "1"], () => "error: unknown option '--prot'\n(Did you mean --port?)\n"],
  ])("%s: exit 2", async (_name, args, message) => {
    expect(await understudy("serve", "--port", "0", "--control-port", "0", ...args())).toEqual({
      code: 2,
      out: "",
      err: message(),
    });
  });
});

test.each([
  ["an unknown command", ["serv"], "error: unknown command 'serv'\n(Did you mean serve?)\n"],
  ["an unknown option of check", ["check", "--sed", "1"], "error: unknown option '--sed'\n(Did you mean --seed?)\n"],
  [
    "a seed that is none",
    ["check", "--seed", "x"],
    "error: option '--seed <number>' argument 'x' is invalid. A seed is a whole number of up to 15 digits.\n",
  ],
  [
    "an input without a name",
    ["check", "--input", "x"],
    "error: option '--input <name=value>' argument 'x' is invalid. An input is given as name=value.\n",
  ],
])("%s: exit 2", async (_name, args, message) => {
  expect(await understudy(...args)).toEqual({ code: 2, out: "", err: message });
});

describe("check", () => {
  test("the scenarios that ship are green against the mock that is started for them", async () => {
    const { code, out, err } = await understudy("check", "--seed", "42");
    expect(err).toBe("");
    expect(out).toMatch(
      /✓ \d+ passed {3}✗ 0 drifted {3}! 0 unavailable {3}\? 0 inconclusive {3}- 0 skipped {3}of \d+ workflows/,
    );
    expect(out).toContain("seed 42; to repeat: understudy check --seed 42\n");
    expect(code).toBe(0);
  });

  test("against a running mock, with a JUnit report", async () => {
    const junit = join(scratch, "made", "junit.xml");
    const { code, out } = await understudy("check", shipped("token-lifetime"), ...againstMock(), "--junit", junit);
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 3 passed")]);
    expect(readFileSync(junit, "utf8")).toMatch(
      /<testsuites name="understudy" tests="3" failures="0" errors="0" skipped="0"/,
    );
  });

  test("--rule: the mock that is started plays another reading, and is held to it", async () => {
    const { code, out } = await understudy(
      ...["check", shipped("check-first-and-duplicate"), "--rule", "BOS-DUPLICATE-TRIGGER=never"],
    );
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 2 passed")]);
  });

  test("--ledger: the mock that is started plays that ledger's default, and is held to it", async () => {
    const text = readFileSync(join(root, "spec/rules.yaml"), "utf8");
    const other = text
      .replace("default: on-repeat", "default: never")
      .replace("- name: never\n", "- name: on-repeat\n")
      .replaceAll("supports: never", "supports: on-repeat");
    expect(other).not.toBe(text);
    const step = `checkPanStatus, requestBody: { payload: { refid: again } }, parameters: [{ name: Authorization, in: header, value: "Bearer {$steps.token.outputs.token}" }]`;
    const scenario = file(
      "again.arazzo.yaml",
      `arazzo: 1.0.1
info: { title: Again, version: 1.0.0 }
sourceDescriptions: [{ name: vendors, url: ${join(root, "spec/openapi.yaml")}, type: openapi }]
workflows:
  - workflowId: again
    steps:
      - stepId: token
        operationId: generateToken
        requestBody: { payload: { nep_key: understudy-key, partnerId: understudy, domain: localhost } }
        outputs: { token: $response.body#/data/token }
      - { stepId: first, operationId: ${step}, successCriteria: [{ condition: $statusCode == 200 }] }
      - { stepId: second, operationId: ${step}, successCriteria: [{ condition: $statusCode == 200 }] }
`,
    );
    const ledger = file("other-rules.yaml", other);
    const under = await understudy("check", scenario, "--ledger", ledger);
    expect(under).toMatchObject({ code: 0, out: expect.stringContaining("✓ 1 passed") });
    expect((await understudy("check", scenario)).code).toBe(1);
  });

  test("--contract: the mock that is started answers where that contract says", async () => {
    const text = readFileSync(join(root, "spec/openapi.yaml"), "utf8");
    const contract = file("other-openapi.yaml", text.replaceAll("/api/BOS/Status", "/api/v2/Status"));
    const har = join(scratch, "other.har");
    const { code, out } = await understudy(
      ...["check", shipped("check-first-and-duplicate"), "--contract", contract, "--report", `har=${har}`],
    );
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 2 passed")]);
    const { entries } = JSON.parse(readFileSync(har, "utf8")).log;
    const paths: string[] = entries.map(({ request }: { request: { url: string } }) => new URL(request.url).pathname);
    expect(paths).toContain("/api/v2/Status");
    expect(paths).not.toContain("/api/BOS/Status");
  });

  test("what only the mock can take is skipped against another target, with its reason, and is no failure", async () => {
    const { code, out } = await understudy("check", shipped("token-lifetime"), "--target", mock.vendor);
    expect(code).toBe(0);
    expect(out).toContain("- 3 skipped");
    expect(out).toContain("advanceClock is a call of control; this target has none: only the mock can take it");
  });

  test("findings: exit 1, with rule, grade, expected, actual and both places", async () => {
    // A target that answers every check alike: the duplicate is not refused.
    const server = createServer((request, response) => {
      const token = { status: true, response_code: 1, message: "ok", data: { token: "t", expires_in: 600 } };
      const checked = { status: true, response_code: 1, message: "Application is under process at NSDL eGOV" };
      response.setHeader("content-type", "application/json");
      request.resume().on("end", () => response.end(JSON.stringify(request.url?.endsWith("token") ? token : checked)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, out } = await understudy("check", shipped("check-first-and-duplicate"), "--target", url);
    server.close();
    expect(code).toBe(1);
    expect(out).toContain("BOS-DUPLICATE");
    expect(out).toMatch(/expected +HTTP 401/);
    expect(out).toMatch(/scenario +scenarios\/check-first-and-duplicate\.arazzo\.yaml:\d+:\d+/);
  });

  test.each([
    ["before a file", (file: string) => ["--input", "run=abcdefgh", file]],
    ["behind a file, twice", (file: string) => [file, "--input", "run=abcdefgh", "--input", "domain=localhost"]],
    ["a host and a file", (file: string) => ["--allow-host", "vendor.example", file]],
  ])("an option takes one value and leaves the file: %s", async (_name, args) => {
    const { code, out } = await understudy("check", ...args(shipped("check-precedence")));
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 3 passed")]);
  });

  test("--workflow: one of a folder's, named again in the command that repeats it", async () => {
    const { code, out } = await understudy(
      "check",
      join(root, "scenarios"),
      "--workflow",
      "valid-at-599",
      "--seed",
      "1",
    );
    // In CI what passed has no line of its own.
    expect([code, out]).toEqual([0, expect.stringContaining("✓ 1 passed")]);
    expect(out).toContain("of 1 workflow,");
    expect(out).toContain("to repeat: understudy check --workflow valid-at-599 --seed 1");
  });

  test("--list: nothing is run, whatever the target", async () => {
    const args = ["check", shipped("token-lifetime"), "--list", "--target", "https://api.example.com"];
    const { code, out, err } = await understudy(...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("\n  expired-at-600\n    At exactly 600 seconds a token has expired");
    expect(out).toContain("\n    credentials nep_key, partnerId, domain, controlToken\n    made up     run\n");
  });

  test("a target that does not answer: exit 3", async () => {
    const { code, out, err } = await understudy("check", "--target", "http://127.0.0.1:1");
    const message =
      "understudy: target http://127.0.0.1:1 does not answer: the connection was refused; is it running, and is the port right?\n";
    expect({ code, out, err }).toEqual({ code: 3, out: "", err: message });
  });

  test.each([
    [
      "another machine, not allowed",
      ["--target", "https://api.example.com"],
      "understudy: api.example.com is not this machine, and checks send registrations: add --allow-host api.example.com if these calls may reach it\n",
    ],
    [
      "an unknown workflow",
      ["--workflow", "valid-at-598"],
      "understudy: no workflow valid-at-598 in these scenarios: did you mean valid-at-599?\n",
    ],
    [
      "two inputs in one",
      ["--input", "a=b", "c=d"],
      "understudy: c=... is no file: an option takes one value each time, so write --input c=... again\n",
    ],
    [
      "no URL",
      ["--target", "localhost:4010"],
      "understudy: localhost:4010 is not a base URL: give http://HOST:PORT or https://HOST\n",
    ],
    [
      "an unknown rule",
      ["--rule", "ISU-PRECEDENC=body-first"],
      "understudy: unknown rule ISU-PRECEDENC: did you mean ISU-PRECEDENCE?\n",
    ],
    [
      "a ledger that is none",
      ["--ledger", file("ledger.yaml", "pages: 7\n")],
      `understudy: ${join(scratch, "ledger.yaml")}:1:1: found absent at /rules, expected the member to be present\n`,
    ],
    [
      "no such scenario",
      ["nope.yaml"],
      "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
    ],
    [
      "a scenario that is no YAML",
      [file("broken.yaml", "a: [\n")],
      `understudy: ${join(scratch, "broken.yaml")}:2:1: found Flow sequence in block collection must be sufficiently indented and end with a ], expected valid YAML\n`,
    ],
    [
      "a report that cannot be written",
      [shipped("check-members"), "--junit", join(file("flat", "x"), "x.xml")],
      `understudy: ${join(scratch, "flat", "x.xml")}:1:1: found EEXIST, expected a file that can be written\n`,
    ],
  ])("%s: exit 2", async (_name, args, message) => {
    const { code, err } = await understudy("check", ...args);
    expect({ code, err }).toEqual({ code: 2, err: message });
  });
});
