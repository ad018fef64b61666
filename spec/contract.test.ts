import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { contractOf, contractPath, loadContract } from "./contract.ts";
import { isObject } from "./json/json-value.ts";
import { loadLedger } from "./ledger.ts";
import { withPaths, withPathText, writtenPath } from "./paths.ts";
import { contractUnder, profileOf } from "./profile.ts";
import { parseSource } from "./source-file.ts";
import { UsageError } from "./usage-error.ts";

const contract = loadContract();
const text = readFileSync(contractPath, "utf8");

test("operations are found with their path, method and responses", () => {
  const operations = [...contract.operations.values()].map(({ id, method, path }) => `${id}: ${method} ${path}`);
  expect(operations).toEqual([
    "generateToken: post /understudy/bos/token",
    "generateUrl: post /api/BOS/PanNewGenerate",
    "checkPanStatus: post /api/BOS/Status",
    "registerAgent: post /apiAgentOnboarding/externalonboard",
  ]);
  const invalid = contract.operations.get("checkPanStatus")?.responses.find(({ status }) => status === "400");
  expect(invalid).toEqual({
    status: "400",
    pointer: "/components/responses/BosInvalid",
    content: new Map([["application/json", "/components/responses/BosInvalid/content/application~1json/schema"]]),
  });
});

test("an operation without an id is known by its method and path", () => {
  const { operations } = contractOf(parseSource("x.yaml", text.replace("      operationId: checkPanStatus\n", "")));
  expect([...operations.keys()]).toEqual(["generateToken", "generateUrl", "POST /api/BOS/Status", "registerAgent"]);
});

test("a pointer is resolved through references", () => {
  const { pointer } = contract.resolve(
    "/paths/~1api~1BOS~1Status/post/responses/200/content/application~1json/schema/properties/status",
  );
  expect(pointer).toBe("/components/schemas/PanStatusUnderProcess/properties/status");
});

test("the nearest rules at or above a pointer are named", () => {
  expect(contract.rulesAt("/components/schemas/PanStatusUnderProcess/properties/status/type")).toEqual([
    "BOS-UNDER-PROCESS",
  ]);
  expect(contract.rulesAt("/components/schemas/AgentRegistered/properties/statusCode/const")[0]).toBe(
    "ISU-STATUS-CODE-TYPE",
  );
  expect(contract.rulesAt("/info/title")).toEqual([]);
});

test("every named example fits the schema it stands beside, and the pages' own values are among them", () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ ...contract.document, $id: "contract" }, "contract");
  let checked = 0;
  const check = (content: unknown) => {
    for (const [type, media] of Object.entries((content ?? {}) as Record<string, Record<string, unknown>>)) {
      if (!isObject(media.examples)) continue;
      for (const example of Object.values(media.examples)) {
        const ref = (example as { $ref: string }).$ref;
        const { value } = contract.resolve(`${ref}/value`);
        const schema = (media.schema as { $ref: string }).$ref;
        expect(ajv.validate(`contract${schema}`, value), `${ref} as ${type}: ${ajv.errorsText()}`).toBe(true);
        checked++;
      }
    }
  };
  for (const { pointer, responses } of contract.operations.values()) {
    check((contract.resolve(`${pointer}/requestBody`).value as { content: unknown }).content);
    for (const response of responses) check((contract.resolve(response.pointer).value as { content: unknown }).content);
  }
  expect(checked).toBe(12);
  const value = (name: string) => contract.resolve(`/components/examples/${name}/value`).value;
  expect(value("PanStatusRequest")).toEqual({
    nep_key: "1234",
    refid: "abc",
    domain: "google",
    partnerId: "xyz",
    nep_id: "xyz byj",
  });
  expect(value("DuplicateRefid")).toEqual({ status: "Failed", message: "Duplicate RefID" });
  expect(value("AgentDuplicate")).toEqual({ status: "FAILED", statusCode: 1, statusDesc: "Duplicate user", Data: {} });
});

describe("a contract that cannot be used says where and why", () => {
  test.each([
    [
      "a reference that leads nowhere",
      text.replace("schemas/BosFailed", "schemas/BosFaild"),
      /^x\.yaml:\d+:\d+: found \$ref #\/components\/schemas\/BosFaild, expected a reference that ends somewhere$/,
    ],
    [
      "a reference to a file that is not there",
      text.replace('"#/components/schemas/BosFailed"', '"other.yaml#/x"'),
      /^x\.yaml:\d+:\d+: found \$ref other\.yaml#\/x, expected a reference into this file, or to a file beside it, that ends somewhere$/,
    ],
    [
      "a reference to another machine",
      text.replace('"#/components/schemas/BosFailed"', '"https://example.com/a.yaml#/x"'),
      /^x\.yaml:\d+:\d+: found \$ref https:\/\/example\.com\/a\.yaml#\/x, which is on another machine, expected a reference on this machine: bundle it first$/,
    ],
    [
      "another version of OpenAPI",
      'openapi: 2.0.0\ninfo: { title: T, version: "1" }\npaths: {}\n',
      /^x\.yaml:1:10: found "2\.0\.0" at \/openapi, expected text matching /,
    ],
    [
      "a member given twice",
      "openapi: 3.1.0\ninfo:\n  title: x\n  title: y\n",
      /^x\.yaml:4:3: found Map keys must be unique, expected valid YAML$/,
    ],
  ])("%s", (_name, source, message) => {
    expect(source).not.toBe(text);
    expect(() => contractOf(parseSource("x.yaml", source))).toThrow(message);
  });
});

describe("paths that are set", () => {
  const path = "/staging/apiAgentOnboarding/externalonboard";

  test("are those of the operations, under every reading; where an operation is written stays what it was", () => {
    const moved = withPaths(contract, { registerAgent: path });
    const strict = contractUnder(moved, profileOf(loadLedger(), { "ISU-PAN-FORM": "enforced" }));
    for (const { operations } of [moved, strict]) {
      const [written, now] = [contract.operations.get("registerAgent")!, operations.get("registerAgent")!];
      expect(now).toEqual({ ...written, path });
      expect(writtenPath(now)).toBe("/apiAgentOnboarding/externalonboard");
      expect(operations.get("checkPanStatus")?.path).toBe("/api/BOS/Status");
    }
    expect(contract.operations.get("registerAgent")?.path).toBe("/apiAgentOnboarding/externalonboard");
  });

  test("two operations may change places", () => {
    const { operations } = withPaths(contract, { generateToken: "/api/BOS/Status", checkPanStatus: "/t" });
    const pathOf = (id: string) => operations.get(id)?.path;
    expect([pathOf("generateToken"), pathOf("checkPanStatus")]).toEqual(["/api/BOS/Status", "/t"]);
  });

  const templated = contractOf(
    parseSource(
      "t.yaml",
      `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /things/{id}:
    get: { operationId: readThing, responses: { "200": { description: Read. } } }
`,
    ),
  );

  test("keep the parameters of the contract's", () => {
    expect(withPaths(templated, { readThing: "/v2/{id}/thing" }).operations.get("readThing")?.path).toBe(
      "/v2/{id}/thing",
    );
    expect(() => withPaths(templated, { readThing: "/v2/thing" })).toThrow(
      UsageError.of({ found: "path /v2/thing for readThing", expected: "one with {id}" }),
    );
  });

  const characters = "letters, digits and -._~!$&'()*+,;=:@/ only, anything else percent-encoded";
  const dots = "one without the segments . and .., which clients take out";

  test.each<[paths: Record<string, string>, found: string, expected: string]>([
    [
      { registeragent: "/x" },
      "operation registeragent",
      `one of the contract: ${[...contract.operations.keys()].join(", ")}; did you mean registerAgent?`,
    ],
    [{ registerAgent: "staging/x" }, "path staging/x for registerAgent", "one that begins with /"],
    [{ registerAgent: "https://h/x" }, "path https://h/x for registerAgent", "one that begins with /"],
    [{ registerAgent: "" }, "path  for registerAgent", "one that begins with /"],
    [{ registerAgent: "/x?key=secret" }, "path /x for registerAgent with a query or a fragment", "the path alone"],
    [{ registerAgent: "/x#y" }, "path /x for registerAgent with a query or a fragment", "the path alone"],
    [{ registerAgent: "/x/{id}" }, "path /x/{id} for registerAgent", "one without parameters"],
    [{ registerAgent: "/x/{id" }, "path /x/{id for registerAgent", characters],
    [{ registerAgent: "/a b" }, "path /a b for registerAgent", characters],
    [{ registerAgent: "/é" }, "path /é for registerAgent", characters],
    [{ registerAgent: "/100%" }, "path /100% for registerAgent", characters],
    [{ registerAgent: "/a/../b" }, "path /a/../b for registerAgent", dots],
    [{ registerAgent: "/a/%2E" }, "path /a/%2E for registerAgent", dots],
    [{ registerAgent: `/${"x".repeat(200)}` }, "a path of 201 characters for registerAgent", "at most 200"],
    [
      { registerAgent: "/api/BOS/Status" },
      "POST /api/BOS/Status for both checkPanStatus and registerAgent",
      "a path for each",
    ],
    [
      { generateToken: "/x", registerAgent: "/x" },
      "POST /x for both generateToken and registerAgent",
      "a path for each",
    ],
  ])("%o is refused", (paths, found, expected) => {
    expect(() => withPaths(contract, paths)).toThrow(UsageError.of({ found, expected }));
    expect(() => withPaths(contract, paths)).toThrow(`found ${found}, expected ${expected}`);
  });

  test.each(["/", "/a/", "/a%20b", "/a;v=1/(b)/*/c:d@e,$f'g!h&i+j~k_l-m.n"])("%s is a path", (one) => {
    expect(withPaths(contract, { registerAgent: one }).operations.get("registerAgent")?.path).toBe(one);
  });

  test("are written as operation=path on a command line, each operation once", () => {
    expect(withPathText("registerAgent=/a=b", { checkPanStatus: "/c" })).toEqual({
      checkPanStatus: "/c",
      registerAgent: "/a=b",
    });
    const form = "OPERATION=PATH, for example registerAgent=/v2/register";
    for (const text of ["registerAgent", "registerAgent=", "=/x"]) {
      expect(() => withPathText(text, {})).toThrow(`found path ${text}, expected ${form}`);
    }
    expect(() => withPathText("registerAgent=/b", { registerAgent: "/a" })).toThrow(
      "found a second path for registerAgent, expected one",
    );
  });
});
