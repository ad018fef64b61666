// Real targets as a user meets them: the command, what it prints and what it ends with. 0.0.0.0 stands for another machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutPlaces } from "./harness/test-golden.ts";
import { startTarget } from "./harness/test-target.ts";
import { type RunningMock, startMock } from "./mock-server/server.ts";
import { loadContract } from "./spec/contract.ts";

const root = fileURLToPath(new URL("./", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
let mock: RunningMock;
let away: string;

beforeAll(async () => {
  mock = await startMock();
  away = mock.vendor.replace("127.0.0.1", "0.0.0.0");
});
afterAll(async () => {
  await mock.stop();
  rmSync(scratch, { recursive: true });
});

async function check(args: string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, "cli.ts"), "check", ...args], {
    cwd: root,
    env: { ...process.env, CI: "", NO_COLOR: "1", ...variables },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(out + err).not.toMatch(/^\s+at .*[:(]\d+/m);
  return { code, out, err };
}

const scenario = (name: string) => `scenarios/${name}.arazzo.yaml`;
const secrets = { KEY: "understudy-key", SECRET: "understudy-secret", NAME: "understudy", DOMAIN: "localhost" };

function targetFile(more = ""): string {
  const path = join(scratch, "target.yaml");
  const inputs = "nep_key: { env: KEY }, partnerId: { env: NAME }, domain: { env: DOMAIN }";
  writeFileSync(
    path,
    `name: away
apis:
  bos: { url: "${away}" }
allow: [0.0.0.0]
rate: 1000
inputs: { ${inputs} }
${more}`,
  );
  return path;
}

test("nothing that writes leaves the machine unless that is allowed: inconclusive, exit 3", async () => {
  const before = mock.sandboxes.all[0]?.main.journal.size ?? 0;
  const { code, out } = await check([scenario("token-issued-and-used"), "--target", targetFile()], secrets);
  expect(code).toBe(3);
  expect(out).toContain("Checking away\n");
  expect(out).toContain(
    "checkPanStatus writes and 0.0.0.0 is not this machine: add --allow-writes if it may change something there",
  );
  expect(out).toMatch(/to repeat: understudy check --target \S+target\.yaml --seed \d+ scenarios\/token-issued/);
  expect(before).toBe(0);
  const calls = mock.sandboxes.all[0]?.main.journal
    .entries()
    .flatMap((entry) => ("operation" in entry ? entry.operation : []));
  expect(calls).toEqual(["generateToken"]);
});

test("a target file with writes allowed: what the target has passes, what it has not is skipped", async () => {
  const files = [
    scenario("check-first-and-duplicate"),
    scenario("token-lifetime"),
    scenario("registration-all-fields"),
  ];
  const { code, out } = await check([...files, "--target", targetFile(), "--allow-writes"], secrets);
  expect(out).toContain("✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 4 skipped");
  expect(out).toContain("registerAgent is a call of vendors (iserveu); this target names no base URL for it");
  expect(code).toBe(0);
});

test("a token from the environment stands in for the token call", async () => {
  const answer = await fetch(`${mock.vendor}/understudy/bos/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(mock.credentials.bos),
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  const file = targetFile("provided: { generateToken: { token: { env: TOKEN } } }\n");
  const files = [
    scenario("check-first-and-duplicate"),
    scenario("token-concurrent"),
    scenario("token-call-credentials"),
  ];
  const { code, out } = await check([...files, "--target", file, "--allow-writes", "--seed", "7"], {
    ...secrets,
    TOKEN: data.token,
  });
  expect(out).toContain("✓ 2 passed   ✗ 0 drifted   ! 0 unavailable   ? 0 inconclusive   - 5 skipped");
  expect(withoutPlaces(out)).toContain("target.yaml:LINE:COLUMN, which cannot stand in for a second call");
  expect(out).not.toContain(data.token);
  expect(code).toBe(0);
});

test("a variable that is not set: exit 2, at its place in the file", async () => {
  const { code, err } = await check(["--target", targetFile()], { KEY: "k", NAME: "n", DOMAIN: "" });
  expect([code, err]).toEqual([
    2,
    `understudy: ${join(scratch, "target.yaml")}:6:75: found DOMAIN, which is empty in the environment, expected a value\n`,
  ]);
});

test("an input that does not fit: exit 2, and its value is not told", async () => {
  const { code, err } = await check([scenario("check-members"), "--input", "run=hunter2"]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^understudy: input run was given a string of 7 characters, which workflow [\w-]+ does not allow: expected \{.*"minLength":8.*\} \(scenarios\/check-members\.arazzo\.yaml:\d+:\d+\)\n$/,
  );
});

test.each([
  ["near", "ruun=12345678", "no workflow takes an input ruun: did you mean run?"],
  ["far", "colour=red", /^no workflow takes an input colour: there are run, .*$/],
])("an input that no workflow takes, %s one that some do: exit 2", async (_how, input, message) => {
  const { code, out, err } = await check([scenario("check-members"), "--input", input]);
  expect([code, out]).toEqual([2, ""]);
  const told = err.replace(/^understudy: (.*)\n$/s, "$1");
  if (typeof message === "string") expect(told).toBe(message);
  else expect(told).toMatch(message);
});

test("a budget that runs out: the rest is inconclusive, exit 3", async () => {
  const { code, out } = await check([scenario("token-refused"), "--target", mock.vendor, "--budget", "2"]);
  expect(out).toContain("the 2 requests of the budget are used up: give more with --budget");
  expect(code).toBe(3);
});

test("a contract takes the place of a source description; one that no scenario has is refused", async () => {
  const contract = `--contract=vendors=${join(root, "spec", "openapi.yaml")}`;
  expect(await check([scenario("check-members"), contract])).toMatchObject({ code: 0, err: "" });
  expect(await check([scenario("check-members"), "--contract", "bos=nope.yaml"])).toEqual({
    code: 2,
    out: "",
    err: "understudy: no scenario has a source description bos: there are vendors, shared\n",
  });
  expect(await check([scenario("check-members"), "--contract", "nope.yaml"])).toEqual({
    code: 2,
    out: "",
    err: "understudy: nope.yaml:1:1: found no such file, expected a readable YAML file\n",
  });
});

test("scenarios by a pattern, several at once against a running mock, each in a session of its own", async () => {
  const control = ["--control", mock.control, "--control-token", mock.controlToken];
  const options = ["--target", mock.vendor, ...control, "--concurrency", "4"];
  const { code, out } = await check(["scenarios/token-*.arazzo.yaml", ...options]);
  expect(out).toMatch(/✓ \d{2} passed {3}✗ 0 drifted {3}! 0 unavailable {3}\? 0 inconclusive {3}- 0 skipped/);
  expect(code).toBe(0);
  // Each was begun for one group of workflows, and given back behind its last.
  expect([...mock.sandboxes.all, mock.sandboxes.unassigned].flatMap(({ sessions }) => sessions)).toEqual([]);
  const withoutToken = await check([
    scenario("check-members"),
    ...options.filter((text) => text !== "--control-token" && text !== mock.controlToken),
  ]);
  expect(withoutToken).toEqual({
    code: 2,
    out: "",
    err: "understudy: --concurrency at a mock needs its --control-token: each group of workflows has a session there, which has to be given back\n",
  });
});

test("a scenario for something the mock does not play needs a target", async () => {
  const path = join(scratch, "mine.arazzo.yaml");
  writeFileSync(
    path,
    `arazzo: 1.0.1
info: { title: Mine, version: "1" }
sourceDescriptions: [{ name: mine, url: "file://${join(root, "spec", "openapi.yaml")}" }]
workflows:
  - workflowId: w
    steps: [{ stepId: s, operationId: generateToken, requestBody: { payload: {} }, successCriteria: [{ condition: $statusCode == 400 }] }]
`,
  );
  expect(await check([path])).toEqual({
    code: 2,
    out: "",
    err: "understudy: scenarios call mine, which the mock does not play: say where it is with --target\n",
  });
  expect(await check([path, "--target", mock.vendor])).toMatchObject({ code: 0, err: "" });
});

const ids = [...loadContract().operations.keys()].join(", ");
const set = "/staging/apiAgentOnboarding/externalonboard";
const all = scenario("registration-all-fields");

test("--path: a target whose path is not the contract's is called on its own, and the command that repeats it says so", async () => {
  await using staging = await startMock({ paths: { registerAgent: set } });
  const away = await check([all, "--target", staging.vendor]);
  expect(away).toMatchObject({ code: 1, out: expect.stringContaining("HTTP 404") });
  const { code, out } = await check([all, "--target", staging.vendor, "--path", `registerAgent=${set}`]);
  expect([code, out]).toEqual([0, expect.stringContaining("✓ 1 passed")]);
  expect(out).toContain(`to repeat: understudy check --target ${staging.vendor} --path registerAgent=${set} --seed `);
});

test("--path without a target: the mock that is started answers there", async () => {
  const har = join(scratch, "own.har");
  const { code } = await check([all, "--path", `registerAgent=${set}`, "--report", `har=${har}`]);
  expect(code).toBe(0);
  const { entries } = JSON.parse(readFileSync(har, "utf8")).log;
  const paths = entries.map(({ request }: { request: { url: string } }) => new URL(request.url).pathname);
  expect(paths).toEqual([set]);
});

test("--path goes before the path of a target file", async () => {
  await using staging = await startMock({ paths: { registerAgent: set } });
  const file = join(scratch, "paths.yaml");
  writeFileSync(
    file,
    `apis: { iserveu: { url: "${staging.vendor}", paths: { registerAgent: /old } } }
inputs: { client_id: { env: NAME }, client_secret: { env: SECRET } }
`,
  );
  expect((await check([all, "--target", file], secrets)).code).toBe(1);
  expect((await check([all, "--target", file, "--path", `registerAgent=${set}`], secrets)).code).toBe(0);
});

test.each([
  [
    "registerAgnt=/x",
    `found operation registerAgnt, expected one of the contract: ${ids}; did you mean registerAgent?`,
  ],
  ["registerAgent=x", "found path x for registerAgent, expected one that begins with /"],
  ["registerAgent", "found path registerAgent, expected OPERATION=PATH, for example registerAgent=/v2/register"],
  [
    "registerAgent=/api/BOS/Status",
    "found POST /api/BOS/Status for both checkPanStatus and registerAgent, expected a path for each",
  ],
  ["registerAgent=/healthz", "found path /healthz for registerAgent, where the mock itself answers, expected another"],
])("--path %s is refused: exit 2", async (text, message) => {
  expect(await check([all, "--path", text])).toEqual({ code: 2, out: "", err: `understudy: ${message}\n` });
});

const people = `openapi: 3.1.0
info: { title: People, version: "1" }
paths:
  /people/{name}:
    get:
      operationId: readPerson
      parameters: [{ name: name, in: path, required: true, x-sensitive: personal, schema: { type: string, maxLength: 3 } }]
      responses: { "200": { description: A person., content: { application/json: { schema: { type: object } } } } }
`;

test.each(["--path", "a target file"])("a path given by %s is judged and masked as the contract's", async (by) => {
  await using target = await startTarget({ "/v2/persons/Ashalata/card": [{ json: {} }] });
  const [contract, file, har] = ["people.yaml", "people-target.yaml", "people.har"].map((name) => join(scratch, name));
  writeFileSync(contract!, people);
  const path = "/v2/persons/{name}/card";
  writeFileSync(file!, `apis: { people: { url: "${target.url}", paths: { readPerson: "${path}" } } }\n`);
  const asked = join(scratch, "people.arazzo.yaml");
  writeFileSync(
    asked,
    `arazzo: 1.0.1
info: { title: People, version: "1" }
sourceDescriptions: [{ name: people, url: people.yaml }]
workflows:
  - workflowId: w
    steps:
      - stepId: s
        operationId: readPerson
        parameters: [{ name: name, in: path, value: Ashalata }]
        successCriteria: [{ condition: "$url == 'elsewhere'" }]
`,
  );
  const how = by === "--path" ? ["--target", target.url, "--path", `readPerson=${path}`] : ["--target", file!];
  const { out } = await check([asked, ...how, "--report", `har=${har}`]);
  expect(target.received.map(({ url }) => url)).toEqual(["/v2/persons/Ashalata/card"]);
  expect(out).toContain("request path name breaks the contract");
  const written = readFileSync(har!, "utf8");
  expect(written).toContain("/v2/persons/***/card");
  expect(out + written).not.toContain("Ashalata");
});
