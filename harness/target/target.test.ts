import { expect, test } from "vitest";
import { loadContract } from "../../spec/contract.ts";
import type { Call } from "../scenario/scenario.ts";
import { startTarget } from "../test-target.ts";
import { absenceOf, addressOf, baseUrl, isLocal, isLoopback, type Target, targetOf, unreachable } from "./target.ts";

const contract = loadContract();
const callOf = (id: string): Call & { kind: "operation" } => ({
  kind: "operation",
  source: "vendors",
  contract,
  operation: contract.operations.get(id) ?? expect.fail(`no ${id}`),
});

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["[::1]", true],
  ["0.0.0.0", false],
  ["127.0.0.1.example.com", false],
  ["localhost.example.com", false],
  ["[::ffff:7f00:1]", false],
  ["10.0.0.1", false],
])("%s is this machine: %j", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test.each([
  ["http://127.0.0.1:4010/", "http://127.0.0.1:4010"],
  ["https://API.example.com/v1/", "https://api.example.com/v1"],
  ["http://[::1]:80", "http://[::1]"],
])("%s is used as %s", (text, url) => {
  expect(baseUrl(text, ["api.example.com"])).toBe(url);
});

test.each([
  ["localhost:4010", "localhost:4010 is not a base URL: give http://HOST:PORT or https://HOST"],
  ["file:///etc/passwd", "file:///etc/passwd is not a base URL: give http://HOST:PORT or https://HOST"],
  [
    "https://user:secret@127.0.0.1/",
    "https://127.0.0.1 is given with credentials, a query or a fragment: give the base URL alone",
  ],
  [
    "http://127.0.0.1/?a=1",
    "http://127.0.0.1 is given with credentials, a query or a fragment: give the base URL alone",
  ],
  [
    "https://evil.example/api.example.com",
    "evil.example is not this machine, and checks send registrations: add --allow-host evil.example if these calls may reach it",
  ],
])("%s is refused", (text, message) => {
  expect(() => targetOf("t", { vendors: text }, ["api.example.com"])).toThrow(
    expect.objectContaining({ name: "UsageError", message }),
  );
});

const apis = new Map([
  ["bos", { url: "https://bos.example", paths: new Map([["checkPanStatus", "/v2/status"]]) }],
  ["vendors", { url: "http://127.0.0.1:1", paths: new Map<string, string>() }],
]);

test.each<[what: string, target: Target, id: string, address: object | undefined]>([
  [
    "a source",
    { name: "t", servers: { vendors: "http://x" } },
    "registerAgent",
    { server: "http://x", path: "/apiAgentOnboarding/externalonboard" },
  ],
  ["no source", { name: "t", servers: { other: "http://x" } }, "registerAgent", undefined],
  [
    "a tag with a path of its own",
    { name: "t", servers: {}, apis },
    "checkPanStatus",
    { server: "https://bos.example", path: "/v2/status" },
  ],
  [
    "an address of its own",
    {
      name: "t",
      servers: {},
      apis: new Map([...apis, ["checkPanStatus", { url: "https://up.example", paths: new Map() }]]),
    },
    "checkPanStatus",
    { server: "https://up.example", path: "/api/BOS/Status" },
  ],
  [
    "a tag",
    { name: "t", servers: { vendors: "http://x" }, apis },
    "generateToken",
    { server: "https://bos.example", path: "/understudy/bos/token" },
  ],
  [
    "the source, for want of the tag",
    { name: "t", servers: {}, apis },
    "registerAgent",
    { server: "http://127.0.0.1:1", path: "/apiAgentOnboarding/externalonboard" },
  ],
  [
    "a tag, with a path that goes before its own",
    { name: "t", servers: {}, apis, paths: new Map([["checkPanStatus", "/v3/status"]]) },
    "checkPanStatus",
    { server: "https://bos.example", path: "/v3/status" },
  ],
  [
    "a source, with a path that is not the contract's",
    { name: "t", servers: { vendors: "http://x" }, paths: new Map([["registerAgent", "/staging/register"]]) },
    "registerAgent",
    { server: "http://x", path: "/staging/register" },
  ],
])("an operation is found by %s", (_what, target, id, address) => {
  const call = callOf(id);
  const found = addressOf(target, call);
  expect(found && { server: found.server, path: found.operation.path }).toEqual(address);
  if (found) expect({ ...found.operation, path: call.operation.path }).toEqual(call.operation);
});

test("what a target does not take is told by the API's name", () => {
  const call = callOf("registerAgent");
  expect(absenceOf({ name: "t", servers: {} }, call)).toBe(
    "registerAgent is a call of vendors; this target has none: only the mock can take it",
  );
  expect(absenceOf({ name: "t", servers: {}, apis: new Map() }, call)).toBe(
    "registerAgent is a call of vendors (iserveu); this target names no base URL for it",
  );
});

test("a target is local when all of it is", () => {
  expect(isLocal({ name: "t", servers: { a: "http://localhost:1", b: undefined } })).toBe(true);
  expect(isLocal({ name: "t", servers: { a: "http://localhost:1" }, apis })).toBe(false);
  expect(isLocal({ name: "t", servers: { a: "http://10.0.0.1" } })).toBe(false);
});

test("a server that accepts connections is reached, one that does not is named", async () => {
  const target = await startTarget({});
  expect(await unreachable([target.url, `${target.url}/path`])).toBeUndefined();
  expect(target.received).toEqual([]);
  await target[Symbol.asyncDispose]();
  expect(await unreachable([target.url])).toBe(
    `target ${target.url} does not answer: the connection was refused; is it running, and is the port right?`,
  );
  expect(await unreachable(["http://nowhere.invalid"])).toBe(
    "target http://nowhere.invalid does not answer: the name nowhere.invalid is not known; is it running, and is the port right?",
  );
});
