// Calls to no path of ours: who answers, and what the call is told that it probably meant. Over real HTTP; raw sockets
// where a client would tidy the path.

import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import { createLog } from "../journal/log.ts";
import { type RunningMock, startMock } from "../server.ts";
import { post, type Reply, replyOf } from "../test-caller.ts";

const operations = [...loadContract().operations.values()];
const known = operations.map(({ path }) => `POST ${path}`).join(", ");

const lines: string[] = [];
let mock: RunningMock;
/** With a base path in front of one operation of each vendor. */
let based: RunningMock;

beforeAll(async () => {
  const log = createLog({ level: "info", stream: { write: (text) => void lines.push(text) } });
  mock = await startMock({ log, bodyTimeoutMs: 300 });
  const paths = {
    checkPanStatus: "/uat/api/BOS/Status",
    registerAgent: "/staging/apiAgentOnboarding/externalonboard",
  };
  based = await startMock({ paths });
});
afterAll(() => Promise.all([mock.stop(), based.stop()]));

const last = ({ sandboxes }: RunningMock) => sandboxes.all[0]?.main.journal.entries({ limit: 1 })[0];

/** A call with a path exactly as it is given. */
async function call(
  to: RunningMock,
  path: string,
  { method = "POST", headers = {}, body = "{}" } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(to.vendor);
  const socket = connect(Number(port), hostname);
  const all = { Host: "mock", Connection: "close", "Content-Length": Buffer.byteLength(body), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${head.join("")}\r\n${body}`);
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  await once(socket, "close");
  const [start = "", answer = ""] = text.split("\r\n\r\n");
  const [status = "", ...named] = start.split("\r\n");
  const pairs = named.map((line): [string, string] => [line.split(": ", 1)[0]!, line.replace(/^[^:]*: /, "")]);
  return replyOf(new Response(answer, { status: Number(status.split(" ")[1]), headers: pairs }));
}

describe("who answers", () => {
  const idAndSecret = { client_id: "x", client_secret: "y" };
  const bearer = { authorization: "Bearer abc" };
  test.each<[what: string, path: string, headers: Record<string, string>, by: "iserveu" | "bos" | "nobody"]>([
    ["client_id and client_secret", "/nowhere", idAndSecret, "iserveu"],
    ["client_id alone", "/nowhere", { client_id: "x" }, "iserveu"],
    ["client_secret alone", "/nowhere", { client_secret: "" }, "iserveu"],
    ["a bearer", "/nowhere", bearer, "bos"],
    ["a bearer in lower case", "/nowhere", { authorization: "bearer abc" }, "bos"],
    ["Bearer and no token", "/nowhere", { authorization: "Bearer" }, "bos"],
    ["a path under /api/BOS", "/api/BOS/Nothing", {}, "bos"],
    ["one in another letter case", "/API/bos/Nothing", {}, "bos"],
    ["one with doubled slashes", "//api//BOS/Nothing", {}, "bos"],
    ["one below a base path", "/uat/api/BOS/Nothing", {}, "bos"],
    ["a former path under it", "/api/BOS/GenerateToken", {}, "bos"],
    ["both", "/nowhere", { ...bearer, ...idAndSecret }, "iserveu"],
    ["client_id and a path under /api/BOS", "/api/BOS/Nothing", { client_id: "x" }, "iserveu"],
    ["nothing", "/nowhere", {}, "nobody"],
    ["a former path elsewhere", "/agent/registration", {}, "nobody"],
    ["a path beside a known one", "/apiAgentOnboarding/other", {}, "nobody"],
    ["a path that only begins alike", "/api/BOSS/Nothing", {}, "nobody"],
    ["Basic", "/nowhere", { authorization: "Basic eDp5" }, "nobody"],
    ["a scheme that begins like a bearer", "/nowhere", { authorization: "Bearers abc" }, "nobody"],
    ["client-id with a hyphen", "/nowhere", { "client-id": "x" }, "nobody"],
    ["no path at all", "*", {}, "nobody"],
    ["an odd path", "/%", {}, "nobody"],
  ])("a call with %s", async (_what, path, headers, by) => {
    const { status, body, headers: answered } = await call(mock, path, { headers });
    const message = `Nothing answers on this path: there are ${known}`;
    const rule = { iserveu: "ISU-METHOD", bos: "BOS-METHOD", nobody: null }[by];
    const type = by === "nobody" ? "application/problem+json" : "application/json; charset=utf-8";
    expect([status, answered.get("x-understudy-rule"), answered.get("content-type")]).toEqual([404, rule, type]);
    expect(body).toEqual(
      {
        iserveu: { status: "FAILED", statusCode: 1, statusDesc: message, Data: {} },
        bos: { status: "Failed", message },
        nobody: { type: "about:blank", title: "Not Found", status: 404, detail: message, instance: body.instance },
      }[by],
    );
    expect(last(mock)).toMatchObject({ operation: undefined, got: "Nothing answers on this path" });
  });

  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
    "%s is answered alike",
    async (method) => {
      const { status, headers } = await call(mock, "/nowhere", { method, headers: { client_id: "x" } });
      expect([status, headers.get("x-understudy-rule")]).toEqual([404, "ISU-METHOD"]);
    },
  );

  test("another method on a known path is its vendor's, whatever it carries", async () => {
    const { status, headers, body } = await call(mock, "/api/BOS/Status", { method: "GET", headers: idAndSecret });
    expect([status, headers.get("allow"), headers.get("x-understudy-rule")]).toEqual([405, "POST", "BOS-METHOD"]);
    expect(body).toEqual({ status: "Failed", message: "GET is not allowed here: use POST" });
  });

  test("a body that is too large, or that never comes, is refused in the same words", async () => {
    const large = await post(`${mock.vendor}/nowhere`, "x".repeat(70_000));
    expect([large.status, large.headers.get("content-type"), large.headers.get("connection")]).toEqual([
      413,
      "application/problem+json",
      "close",
    ]);
    expect(large.body).toMatchObject({ status: 413, detail: "Body is over 65536 bytes: send less" });
    const late = await call(mock, "/nowhere", { headers: { "Content-Length": 20, client_id: "x" } });
    expect([late.status, late.headers.get("x-understudy-rule")]).toEqual([408, "ISU-BODY-LIMIT"]);
  });

  test("whose sandbox it is, the call says by the same credentials as ever", async () => {
    await using two = await startMock({ sandboxes: [{ name: "alpha" }, { name: "beta" }] });
    await call(two, "/nowhere", { headers: { client_id: "beta" } });
    expect(two.sandboxes.get("beta")?.main.journal.size).toBe(1);
    await call(two, "/nowhere");
    expect(two.sandboxes.unassigned.main.journal.size).toBe(1);
  });

  test("the metrics count it under the rule that answered, or under none", async () => {
    await using fresh = await startMock();
    for (const headers of [{}, bearer, idAndSecret]) await call(fresh, "/nowhere", { headers });
    const response = await fetch(`${fresh.control}/metrics`, {
      headers: { authorization: `Bearer ${fresh.controlToken}` },
    });
    const counted = (await response.text()).match(/^understudy_requests_total.*$/gm) ?? [];
    expect(counted.sort()).toEqual(
      ["BOS-METHOD", "ISU-METHOD", "none"].map(
        (rule) => `understudy_requests_total{operation="none",rule="${rule}",status="404"} 1`,
      ),
    );
  });
});

describe("near misses, each kind for each operation", () => {
  const escaped = (path: string) => path.replace(/[a-z]/i, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  const swapped = (path: string) =>
    path.replace(/[a-z]/gi, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
  const too = (front: string) => (path: string) => [front + path, `${front} in front is too much, use ${path}`];

  const kinds: [kind: string, of: (path: string) => string[]][] = [
    ["another letter case", (path) => [swapped(path), `paths are case-sensitive, use ${path}`]],
    ["lower case", (path) => [path.toLowerCase(), `paths are case-sensitive, use ${path}`]],
    ["a slash at the end", (path) => [`${path}/`, `a slash at the end is too much, use ${path}`]],
    ["a doubled slash", (path) => [path.replace(/^\/[^/]+/, "$&/"), `a slash is doubled, use ${path}`]],
    ["a doubled slash in front", (path) => [`/${path}`, `a slash is doubled, use ${path}`]],
    ["a percent-encoded letter", (path) => [escaped(path), `nothing in it needs percent-encoding, use ${path}`]],
    ["/staging in front", too("/staging")],
    ["/production in front", too("/production")],
    ["/productionV2 in front", too("/productionV2")],
    ["/apiEncrStage/isu in front", too("/apiEncrStage/isu")],
    ["the vendor's host in front", too("/api.bos.center")],
    ["its own front twice", (path) => too(path.replace(/\/[^/]+$/, ""))(path)],
    ["something behind", (path) => [`${path}/v1`, `what follows the path is too much, use ${path}`]],
    ["a letter less", (path) => [path.slice(0, -1), `there is no such path, use ${path}`]],
    [
      "a blank behind",
      (path) => [`${path}%20`, `nothing in it needs percent-encoding, there is no such path, use ${path}`],
    ],
    [
      "another last segment",
      (path) => [`${path}${"Q".repeat(18)}`, `there is no such path, beside it there is ${path}`],
    ],
    [
      "several at once",
      (path) => [
        `/staging/${swapped(path)}/`,
        `a slash is doubled, a slash at the end is too much, /staging in front is too much, paths are case-sensitive, use ${path}`,
      ],
    ],
  ];
  const rows = operations.flatMap(({ id, path }) => kinds.map(([kind, of]) => ({ id, path, kind, of })));

  test.each(rows.filter(({ path, kind }) => kind !== "lower case" || path !== path.toLowerCase()))(
    "$id: $kind",
    async ({ id, path, of }) => {
      const [sent = "", told = ""] = of(path);
      lines.length = 0;
      const { status, headers } = await call(mock, sent);
      const change = `${decodeURIComponent(sent)}: ${told}`;
      expect([status, headers.get("x-understudy-hint")]).toEqual([404, change]);
      expect(last(mock)).toMatchObject({ operation: undefined, nearMiss: { operation: id, change } });
      expect(JSON.parse(lines[0] ?? "")).toMatchObject({ nearMiss: { operation: id, change }, status: 404 });
      // By another method, the one that is right is told too.
      const { headers: by } = await call(mock, sent, { method: "GET" });
      expect(by.get("x-understudy-hint")).toBe(change.replace(/\/[^ ]*$/, "POST $&"));
    },
  );

  test.each(operations)("$id: another method", async ({ id, path }) => {
    const { status, headers } = await call(mock, path, { method: "GET" });
    const change = `GET ${path}: use POST`;
    expect([status, headers.get("allow"), headers.get("x-understudy-hint")]).toEqual([405, "POST", change]);
    expect(last(mock)).toMatchObject({ nearMiss: { operation: id, change } });
  });

  const changed = "the stand-in's path has changed";
  test.each([
    ["/agent/registration", changed, "/apiAgentOnboarding/externalonboard"],
    [
      "/Agent/Registration/",
      `a slash at the end is too much, paths are case-sensitive, ${changed}`,
      "/apiAgentOnboarding/externalonboard",
    ],
    ["/staging/agent/registration", `/staging in front is too much, ${changed}`, "/apiAgentOnboarding/externalonboard"],
    ["/api/BOS/GenerateToken", changed, "/understudy/bos/token"],
    ["/api/bos/generatetoken", `paths are case-sensitive, ${changed}`, "/understudy/bos/token"],
    [
      "/apiAgentOnboarding/register",
      "there is no such path, beside it there is",
      "/apiAgentOnboarding/externalonboard",
    ],
    [
      "/staging/apiAgentOnboarding/register",
      "there is no such path, beside it there is",
      "/apiAgentOnboarding/externalonboard",
    ],
  ])("a former path, and one that never was: %s", async (path, reasons, now) => {
    const { headers } = await call(mock, path);
    const use = reasons.endsWith("there is") ? reasons : `${reasons}, use`;
    expect(headers.get("x-understudy-hint")).toBe(`${path}: ${use} ${now}`);
  });

  const [bos, isu] = ["/uat/api/BOS/Status", "/staging/apiAgentOnboarding/externalonboard"];
  test.each([
    ["/api/BOS/Status", `/uat in front is missing, use ${bos}`],
    ["/BOS/Status", `/uat/api in front is missing, use ${bos}`],
    ["/staging/api/BOS/Status", `in front is /uat/api, not /staging/api, use ${bos}`],
    ["/apiAgentOnboarding/externalonboard", `/staging in front is missing, use ${isu}`],
    ["/APIagentOnboarding/externalonboard", `/staging in front is missing, paths are case-sensitive, use ${isu}`],
    ["/productionV2/apiAgentOnboarding/externalonboard", `in front is /staging, not /productionV2, use ${isu}`],
    ["/agent/registration", `the stand-in's path has changed, use ${isu}`],
    ["/staging/apiAgentOnboarding/register", `there is no such path, use ${isu}`],
    ["/uat/api/BOS/StatusOfNobody", `there is no such path, beside it there is ${bos}`],
  ])("where a base path is set: %s", async (path, told) => {
    expect((await call(based, path)).headers.get("x-understudy-hint")).toBe(`${path}: ${told}`);
  });

  test("a path that is set altogether otherwise is told from the contract's", async () => {
    await using other = await startMock({ paths: { registerAgent: "/v2/onboard" } });
    const { headers } = await call(other, "/apiAgentOnboarding/externalonboard");
    expect(headers.get("x-understudy-hint")).toBe(
      "/apiAgentOnboarding/externalonboard: it has another path here, use /v2/onboard",
    );
  });

  test("a slash at the end that is set is missed where it is missing", async () => {
    await using other = await startMock({ paths: { registerAgent: "/v2/onboard/" } });
    const hint = async (path: string) => (await call(other, path)).headers.get("x-understudy-hint");
    expect(await hint("/v2/onboard")).toBe("/v2/onboard: a slash at the end is missing, use /v2/onboard/");
    expect(await hint("/V2/onboard/")).toBe("/V2/onboard/: paths are case-sensitive, use /v2/onboard/");
  });
});

describe("what is told is fit to be told", () => {
  const here = "use /api/BOS/Status";
  test.each([
    [
      "a PAN and a number",
      "/ABCZE1234F/5000000001/api/BOS/Status",
      `/***/***/api/BOS/Status: /***/*** in front is too much, ${here}`,
    ],
    [
      "both, escaped",
      "/%41BCZE1234F/api/BOS/Status",
      `/***/api/BOS/Status: nothing in it needs percent-encoding, /*** in front is too much, ${here}`,
    ],
    [
      "a new line, escaped",
      "/x%0d%0aset-cookie:%20a=b/api/BOS/Status",
      `/x\\u000d\\u000aset-cookie: a=b/api/BOS/Status: nothing in it needs percent-encoding, /x\\u000d\\u000aset-cookie: a=b in front is too much, ${here}`,
    ],
    [
      "other letters, escaped",
      "/%E0%A4%95/api/BOS/Status",
      `/?/api/BOS/Status: nothing in it needs percent-encoding, /? in front is too much, ${here}`,
    ],
    ["bytes that are no text", "/%ff/api/BOS/Status", `/?/api/BOS/Status: /? in front is too much, ${here}`],
    [
      "a user and a password",
      "/https://me:secret@api.bos.center/api/BOS/Status",
      `/https://***@api.bos.center/api/BOS/Status: /https://***@api.bos.center in front is too much, ${here}`,
    ],
    ["a query", "/api/BOS/status?key=secret", `/api/BOS/status: paths are case-sensitive, ${here}`],
  ])("%s", async (_what, path, hint) => {
    const { headers } = await call(mock, path);
    expect(headers.get("x-understudy-hint")).toBe(hint);
  });

  test("the instance of a problem is the masked path, as a reference to a path", async () => {
    const instance = async (path: string) => (await call(mock, path)).body.instance;
    expect(await instance("/people/ABCZE1234F/5000000001?pan=ABCZE1234F")).toBe("/people/***/***");
    expect(await instance("//me:secret@host/x")).toBe("/***@host/x");
    expect(await instance("/a%20b/%E0%A4%95")).toBe("/a%20b/%E0%A4%95");
    expect(await instance(`/${"x".repeat(5_000)}`)).toBe(`/${"x".repeat(199)}...`);
  });

  test("where nothing is near, or the path is too long to compare, the calls that there are are named", async () => {
    const calls = `there are ${known}`;
    for (const path of ["/favicon.ico", "/", "*", `/${"x".repeat(5_000)}/api/BOS/Status`]) {
      expect((await call(mock, path)).headers.get("x-understudy-hint")).toBe(calls);
      expect(last(mock)).toMatchObject({ nearMiss: undefined, change: calls });
    }
  });

  test("the longest of them is whole, and ends in what to do", async () => {
    const front = `/${"%E0%A4%95".repeat(15)}x`;
    const hint = (await call(mock, `${front}/api/BOS/STATUS/`)).headers.get("x-understudy-hint") ?? "";
    expect(hint).toMatch(/, use \/api\/BOS\/Status$/);
    expect(hint.length).toBeLessThan(1_000);
  });
});
