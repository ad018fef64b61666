// Paths are configuration: whatever answers on one, names one or refuses one goes by the paths in force.

import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import supertest from "supertest";
import { describe, expect, test } from "vitest";
import { contractPath, loadContract, type Paths } from "../spec/contract.ts";
import { writtenPath } from "../spec/paths.ts";
import { startMock } from "./server.ts";
import { startPage } from "./start-page.ts";
import { createApp, startSandbox } from "./start-sandbox.ts";
import { post, replyOf } from "./test-caller.ts";

const contract = loadContract();
const operations = [...contract.operations.values()];
const ids = operations.map(({ id }) => id).join(", ");

test.each(operations)("$id answers on the path that is set, and nowhere else", async ({ id, path }) => {
  const set = `/productionV2${path}`;
  await using mock = await startMock({ paths: { [id]: set } });
  const { journal } = mock.sandboxes.all[0]!.main;
  expect((await post(mock.vendor + set, "")).status).not.toBe(404);
  expect(journal.entries({ limit: 1 })).toMatchObject([{ operation: id, request: { path: set } }]);

  const before = await post(mock.vendor + path, "");
  expect([before.status, before.headers.get("x-understudy-hint")]).toEqual([
    404,
    `${path}: /productionV2 in front is missing, use ${set}`,
  ]);
  expect(before.body.detail ?? before.body.message).toContain(`POST ${set}`);
  for (const other of operations.filter((one) => one.id !== id)) {
    expect((await post(mock.vendor + other.path, "")).status).not.toBe(404);
  }
});

test("a path is taken as it stands: letters that are patterns elsewhere, escapes, a slash at the end", async () => {
  const set = "/a(b)/*c/:d/e+f/%20/x/";
  await using mock = await startMock({ paths: { registerAgent: set } });
  const call = async (path: string) => (await post(mock.vendor + path, "{}", mock.credentials.iserveu)).status;
  expect(await call(set)).toBe(200);
  for (const other of ["/a/*c/:d/e+f/%20/x/", set.slice(0, -1), set.replace("%20", "+"), set.replace(":d", "d")]) {
    expect([other, await call(other)]).toEqual([other, 404]);
  }
});

test("two operations may share a path under two methods; any other method is told both", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "understudy-"));
  const file = join(folder.path, "openapi.yaml");
  const text = readFileSync(contractPath, "utf8");
  const asPut = text.replace("/api/BOS/Status:\n    x-rule: BOS-METHOD\n    post:", "/api/BOS/Status:\n    put:");
  expect(asPut).not.toBe(text);
  writeFileSync(file, asPut);
  await using mock = await startMock({ contract: file, paths: { generateToken: "/api/BOS/Status" } });
  const call = async (method: string) => {
    const { status, body, headers } = await replyOf(await fetch(`${mock.vendor}/api/BOS/Status`, { method }));
    return [status, body.message.split(":")[0], headers.get("allow"), headers.get("x-understudy-hint")];
  };
  expect(await call("POST")).toEqual([415, "Content-Type is missing", null, null]);
  expect(await call("PUT")).toEqual([401, "Authorization header is missing", null, null]);
  const hint = "PATCH /api/BOS/Status: use POST or PUT";
  expect(await call("PATCH")).toEqual([405, "PATCH is not allowed here", "POST, PUT", hint]);
});

test("messages and the start page name the path in force", async () => {
  await using mock = await startMock({ paths: { generateToken: "/auth/token", registerAgent: "/v2/onboard" } });
  const { body } = await post(`${mock.vendor}/api/BOS/Status`, { refid: "r" }, { authorization: "Bearer unknown" });
  expect(body.message).toBe("Token is unknown: get one from POST /auth/token");
  const [entry] = mock.sandboxes.all[0]!.main.journal.entries();
  expect(entry).toMatchObject({ change: "get one from POST /auth/token" });
  const page = stripVTControlCharacters(startPage(mock));
  expect(page).toMatch(/token +POST \/auth\/token +the path is set\n/);
  expect(page).toMatch(/register +POST \/v2\/onboard +the path is set\n/);
  expect(page).toMatch(/curl -sS http:\/\/127\.0\.0\.1:\d+\/auth\/token /);
  expect(page).not.toMatch(/understudy\/bos\/token|externalonboard/);
});

test("startSandbox and createApp take paths", async () => {
  const paths = { registerAgent: "/staging/apiAgentOnboarding/externalonboard" };
  await using sandbox = await startSandbox({ paths });
  expect((await post(sandbox.url + paths.registerAgent, {}, sandbox.credentials.iserveu)).status).toBe(200);
  const { app, sandbox: other } = await createApp({ paths });
  const call = supertest(app).post(paths.registerAgent).set(other.credentials.iserveu);
  await call.send({}).expect(200).expect("x-understudy-rule", "ISU-INVALID-WORDING");
});

describe("what cannot be set is refused at start", () => {
  const own = "where the mock itself answers, expected another";
  test.each<[paths: Paths, message: string]>([
    [{ registerAgent: "/healthz" }, `found path /healthz for registerAgent, ${own}`],
    [{ checkPanStatus: "/readyz" }, `found path /readyz for checkPanStatus, ${own}`],
    [{ registerAgent: "/understudy" }, `found path /understudy for registerAgent, ${own}`],
    [{ generateToken: "/understudy/token" }, `found path /understudy/token for generateToken, ${own}`],
    [{ registerAgent: "/understudy/bos/token" }, `found path /understudy/bos/token for registerAgent, ${own}`],
    [
      { registerAgnet: "/x" },
      `found operation registerAgnet, expected one of the contract: ${ids}; did you mean registerAgent?`,
    ],
    [
      { registerAgent: "/x", checkPanStatus: "/x" },
      "found POST /x for both checkPanStatus and registerAgent, expected a path for each",
    ],
  ])("%o", async (paths, message) => {
    const refusal = expect.objectContaining({ name: "UsageError", message });
    await expect(startMock({ paths })).rejects.toThrow(refusal);
    await expect(startSandbox({ paths })).rejects.toThrow(refusal);
    await expect(createApp({ paths })).rejects.toThrow(refusal);
  });

  test("the stand-in's own path is none of these, and neither is one that only begins alike", async () => {
    const token = operations.find(({ id }) => id === "generateToken")!;
    await using mock = await startMock({ paths: { generateToken: writtenPath(token), registerAgent: "/understudyx" } });
    expect([...mock.cast.at.keys()]).toEqual(expect.arrayContaining(["/understudy/bos/token", "/understudyx"]));
  });
});
