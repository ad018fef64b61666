import { describe, expect, test } from "vitest";
import { contractOf } from "../../spec/contract.ts";
import { parseSource } from "../../spec/source-file.ts";
import { callablesOf, matchCall } from "./match-call.ts";
import { nearMissFinder } from "./near-miss.ts";

const responses = 'responses: { "200": { description: ok } }';

/** The operations of a contract with these servers and paths, as YAML. */
function callables(servers: string, paths: string) {
  const text = `openapi: 3.1.0\ninfo: { title: T, version: "1" }\nservers: ${servers}\npaths:\n${paths}`;
  return callablesOf(contractOf(parseSource("c.yaml", text)));
}

/** The id of the operation that `GET url` or `METHOD url` is. */
function matched(servers: string, paths: string, call: string): string | undefined {
  const [method, url] = call.includes(" ") ? call.split(" ") : ["GET", call];
  return matchCall(callables(servers, paths), method ?? "", new URL(url ?? ""))?.id;
}

const get = (id: string, more = "") => `get: { operationId: ${id}, ${more}${responses} }`;

describe("paths", () => {
  const paths = `
  /things/{id}: { ${get("readThing")} }
  /things/mine: { ${get("readMine")} }
  /things: { ${get("listThings")}, post: { operationId: addThing, ${responses} } }
  "/report.{format}": { ${get("report")} }
  "/report.{format}/{page}-{size}": { ${get("page")} }
  "/a-b.c/{x}/d": { ${get("odd")} }
  "/with space/{x}": { ${get("space")} }
  "/{kind}/mine/first": { ${get("first")} }
  "/things/{id}/{part}": { ${get("part")} }
  "/things/{id}/photo": { ${get("photo")} }
  /: { ${get("root")} }
`;
  test.each([
    ["POST http://h/things", "addThing"],
    ["get http://h/things?a=b#c", "listThings"],
    ["DELETE http://h/things", undefined],
    ["http://h/things/7", "readThing"],
    ["http://h/things/mine", "readMine"],
    // A percent-encoded slash is one of its segment (RFC 3986, section 2.2).
    ["http://h/things/a%2Fb", "readThing"],
    ["http://h/things/7/more/yet", undefined],
    ["http://h/things/", undefined],
    ["http://h/things//photo", undefined],
    ["http://h/v2/things", undefined],
    ["http://h/report.csv", "report"],
    ["http://h/report.", undefined],
    ["http://h/reportXcsv", undefined],
    ["http://h/report.csv/2-50", "page"],
    ["http://h/report.csv/250", undefined],
    ["http://h/a-b.c/1/d", "odd"],
    // Segments are compared without their percent-encoding.
    ["http://h/%74hings/%6Dine", "readMine"],
    ["http://h/a%2Db%2Ec/1/d", "odd"],
    ["http://h/report%2Ecsv", "report"],
    ["http://h/with%20space/1", "space"],
    ["http://h/%zz", undefined],
    // Concrete before templated, as a whole and from the left (Paths Object).
    ["http://h/things/7/photo", "photo"],
    ["http://h/things/mine/first", "first"],
    ["http://h", "root"],
    ["ws://h/things", undefined],
    ["data:text/plain,things", undefined],
  ])("%s is %s", (call, id) => {
    expect(matched("[]", paths, call)).toBe(id);
  });
});

describe("servers", () => {
  const version = "variables: { version: { default: v1, enum: [v1, v2] } }";
  const one = `  /a: { ${get("a")} }`;
  test.each([
    ["a base path", '[{ url: "https://h.example/v1" }]', "https://h.example/v1/a", true],
    ["a slash at its end", '[{ url: "https://h.example/v1/" }]', "https://h.example/v1/a", true],
    ["another base path", '[{ url: "https://h.example/v1" }]', "https://h.example/v2/a", false],
    ["another host", '[{ url: "https://h.example/v1" }]', "http://localhost:8080/v1/a", true],
    ["the bare path of another target", '[{ url: "https://h.example/v1" }]', "http://localhost:8080/a", true],
    ["a second server", '[{ url: "https://h/v1" }, { url: "https://h/v2" }]', "https://h/v2/a", true],
    ["each value of an enum", `[{ url: "https://h/{version}", ${version} }]`, "https://h/v2/a", true],
    ["no other value than an enum's", `[{ url: "https://h/{version}", ${version} }]`, "https://h/v3/a", false],
    ["letter case of a value", `[{ url: "https://h/{version}", ${version} }]`, "https://h/V2/a", false],
    [
      "any text without an enum",
      '[{ url: "https://h/{p}/api", variables: { p: { default: x } } }]',
      "https://h/acme/api/a",
      true,
    ],
    [
      "one segment of it",
      '[{ url: "https://h/{p}/api", variables: { p: { default: x } } }]',
      "https://h/a/b/api/a",
      false,
    ],
    ["some of it", '[{ url: "https://h/{p}/api", variables: { p: { default: x } } }]', "https://h//api/a", false],
    [
      "a default of two segments",
      '[{ url: "https://h/{p}", variables: { p: { default: x/y } } }]',
      "https://h/x/y/a",
      true,
    ],
    ["a part of a segment", '[{ url: "https://h/v{n}", variables: { n: { default: "1" } } }]', "https://h/v17/a", true],
    [
      "a number that YAML read",
      "[{ url: 'https://h/{n}', variables: { n: { default: 2.1, enum: [2.1, 3] } } }]",
      "https://h/3/a",
      true,
    ],
    ["an empty enum", "[{ url: 'https://h/{n}', variables: { n: { default: x, enum: [] } } }]", "https://h/y/a", true],
    ["a variable nobody describes", "[{ url: 'https://h/{n}' }]", "https://h/y/a", true],
    [
      "a variable for the whole address",
      "[{ url: '{host}/v1', variables: { host: { default: 'https://h' } } }]",
      "https://o/v1/a",
      true,
    ],
    ["its default", "[{ url: '{host}', variables: { host: { default: 'https://h/v1' } } }]", "https://h/v1/a", true],
    ["a relative URL", "[{ url: /v1 }]", "http://anywhere/v1/a", true],
    ["a URL without a scheme", "[{ url: //h/v1 }]", "http://h/v1/a", true],
    ["a URL relative to the document", "[{ url: v1 }]", "http://anywhere/docs/v1/a", true],
    ["dots", "[{ url: ./v1/../v2 }]", "http://anywhere/v2/a", true],
    ["an empty list", "[]", "http://h/a", true],
    ["what is no server", "[5, { url: 7 }, { description: d }, { url: 'https://h/v1' }]", "https://h/v1/a", true],
    ["an encoded base path", "[{ url: 'https://h/a b' }]", "https://h/a%20b/a", true],
  ])("%s", (_name, servers, url, isIt) => {
    expect(matched(servers, one, url)).toBe(isIt ? "a" : undefined);
  });

  test.each([
    ["https://h/v1/a", undefined],
    ["https://h/v2/a", "a"],
    ["https://h/v1/b", undefined],
    ["https://up.h/v3/b", "b"],
    ["https://h/v2/b", undefined],
    ["https://h/v1/c", "c"],
    // An empty list is none.
    ["https://h/v1/d", "d"],
  ])("the nearest servers count: operation, path, contract: %s is %s", (url, id) => {
    const paths = `
  /a: { servers: [{ url: "https://h/v2" }], ${get("a")} }
  /b: { servers: [{ url: "https://h/v2" }], ${get("b", 'servers: [{ url: "https://up.h/v3" }], ')} }
  /c: { ${get("c")} }
  /d: { servers: [], ${get("d", "servers: [], ")} }
`;
    expect(matched('[{ url: "https://h/v1" }]', paths, url)).toBe(id);
  });

  const two = `  "/{team}/users": { ${get("team")} }\n  "/{id}": { ${get("one")} }\n  /v1/users: { ${get("bare")} }`;
  test.each([
    ["a server before the bare path", '[{ url: "https://h/v1" }]', two, "https://h/v1/users", "one"],
    ["its base path at another host too", '[{ url: "https://h/v1" }]', two, "http://o/v1/users", "one"],
    [
      "concrete before templated below two servers",
      '[{ url: "https://h" }, { url: "https://h/v1" }]',
      two,
      "https://h/v1/users",
      "bare",
    ],
    // At a documented host a variable is no stand-in for another base path; at another host it may be all of the path.
    ["no variable for another version", '[{ url: "https://h/v1" }]', two, "https://h/v2/users", undefined],
    ["a variable at another target", '[{ url: "https://h/v1" }]', two, "http://o/v2/users", "team"],
    [
      "the longer base path",
      '[{ url: "https://h" }, { url: "https://h/v1" }]',
      `  "/{team}/users": { ${get("team")} }\n  "/{id}": { ${get("one")} }`,
      "https://h/v1/users",
      "one",
    ],
    [
      "the host that is called",
      "[{ url: https://h }]",
      `  /users: { ${get("users")} }\n  "/{id}": { servers: [{ url: "https://up.h" }], ${get("uploaded")} }`,
      "https://up.h/users",
      "uploaded",
    ],
    [
      "a host with a variable",
      "[{ url: 'https://{region}.h:{port}', variables: { region: { default: eu }, port: { default: '443', enum: ['443', '8443'] } } }]",
      `  "/{id}": { servers: [{ url: "https://up.h" }], ${get("uploaded")} }\n  "/{name}": { ${get("named")} }`,
      "https://us.h/x",
      "named",
    ],
  ])("where several match: %s", (_name, servers, paths, url, id) => {
    expect(matched(servers, paths, url)).toBe(id);
  });

  test("values of many variables are any text before there are too many of them", () => {
    const names = Array.from({ length: 12 }, (_, index) => `v${index}`);
    const url = `https://h/${names.map((name) => `{${name}}`).join("/")}`;
    const variables = names.map((name) => `${name}: { default: a, enum: [a, b, c, d, e, f] }`).join(", ");
    const servers = `[{ url: "${url}", variables: { ${variables} } }]`;
    expect(matched(servers, one, `https://h/${names.map(() => "f").join("/")}/a`)).toBe("a");
  });
});

describe("near misses", () => {
  const known = callables(
    '[{ url: "https://h/v1" }]',
    `
  /things/{id}: { ${get("readThing")} }
  /things: { ${get("listThings")}, post: { operationId: addThing, ${responses} } }
  /folders/: { ${get("listFolders")} }
  "/{any}": { ${get("anything")} }
`,
  );
  const nearMiss = nearMissFinder(known);
  test.each([
    ["DELETE https://h/v1/things", "listThings", ["DELETE is not documented there"]],
    ["POST https://h/v1/things/7", "readThing", ["POST is not documented there"]],
    ["GET https://h/v1/Things/7", "readThing", ["letter case counts"]],
    ["GET https://h/v1/things/7/", "readThing", ["a slash at the end is too much"]],
    ["GET https://h/v1/folders", undefined, []],
    ["POST https://h/v1/folders", "listFolders", ["POST is not documented there", "a slash at the end is missing"]],
    ["GET https://h/v1//things/7", "readThing", ["a slash is doubled"]],
    ["GET https://h/v2/things/7", "readThing", ["the base path is /v1, not /v2"]],
    ["GET http://o/proxy/v1/things/7", "readThing", ["the base path is /v1, not /proxy/v1"]],
    ["GET https://h/V1/things/7", "readThing", ["the base path is /v1, not /V1"]],
    ["POST http://o/thing", "addThing", ["there is no such path"]],
    ["POST https://h/v1/THINGS/", "addThing", ["letter case counts", "a slash at the end is too much"]],
    ["PUT https://h/v1/anything-else", "anything", ["PUT is not documented there"]],
    // What has nothing in common with a path is near to none, although a variable stands for anything.
    ["GET https://cdn/js/app.js", undefined, []],
    ["PUT https://cdn/logo.png", undefined, []],
    [`GET https://h/v2/${"x".repeat(600)}/things`, undefined, []],
    ["GET data:things", undefined, []],
  ])("%s is near to %s", (call, id, reasons) => {
    const [method = "", url = ""] = call.split(" ");
    const parsed = new URL(url);
    const found = matchCall(known, method, parsed) ? undefined : nearMiss(method, parsed);
    expect([found?.operation.id, found?.reasons ?? []]).toEqual([id, reasons]);
  });
});
