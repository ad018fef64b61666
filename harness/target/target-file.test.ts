import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { loadScenarios } from "../scenario/load-scenario.ts";
import { loadTargetFile } from "./target-file.ts";

const folder = mkdtempSync(join(tmpdir(), "target-"));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string) => fileURLToPath(new URL(`../../scenarios/${name}.arazzo.yaml`, import.meta.url));
const scenarios = loadScenarios([scenario("token-lifetime"), scenario("registration-all-fields")]);
const path = join(folder, "target.yaml");

function load(text: string, variables: Record<string, string> = {}) {
  writeFileSync(path, text);
  return loadTargetFile(path, { scenarios, variables, allowedHosts: ["given.example"] });
}

/** A self-signed certificate and its key, as PEM files beside the target file. */
function certificate(name: string, ...more: string[]): void {
  const files = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)];
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync("openssl", ["req", "-x509", ...key, ...files, ...subject, ...more], { stdio: "ignore" });
}

test("a target file says where the APIs are, how they may be called, and with what", () => {
  certificate("client", "-passout", "pass:pass-1");
  const { target, inputs, timeoutMs } = load(
    `name: staging
apis:
  bos:
    url: https://bos.example/base/
    paths: { checkPanStatus: /real/status }
    tls: { cert: client.pem, key: client.key, passphrase: { env: PASS } }
  iserveu: { url: https://given.example }
  control: { url: "http://127.0.0.1:4011" }
allow: [bos.example]
rate: 0.5
budget: 40
timeout: 2.5
inputs: { client_secret: { env: SECRET } }
provided: { generateToken: { token: { env: TOKEN } } }
`,
    { SECRET: "s-1", TOKEN: "t-1", PASS: "pass-1" },
  );
  expect(target).toMatchObject({ name: "staging", servers: {}, maximumRequests: 40, requestsPerSecond: 0.5 });
  expect(target.apis).toEqual(
    new Map([
      ["bos", { url: "https://bos.example/base", paths: new Map([["checkPanStatus", "/real/status"]]) }],
      ["iserveu", { url: "https://given.example", paths: new Map() }],
      ["control", { url: "http://127.0.0.1:4011", paths: new Map() }],
    ]),
  );
  expect(target.provided).toEqual(
    new Map([["generateToken", { place: { file: path, line: 14, column: 28 }, values: { token: "t-1" } }]]),
  );
  expect([...(target.identities ?? [])]).toEqual([
    [
      "https://bos.example",
      {
        cert: expect.stringContaining("BEGIN CERTIFICATE"),
        key: expect.stringContaining("BEGIN ENCRYPTED PRIVATE KEY"),
        passphrase: "pass-1",
      },
    ],
  ]);
  expect(inputs).toEqual({ client_secret: "s-1" });
  expect(timeoutMs).toBe(2500);
});

test("one API is enough; the file's name is the target's", () => {
  const { target, inputs, timeoutMs } = load('apis: { bos: { url: "http://localhost:1" } }\n');
  expect([target.name, inputs, timeoutMs]).toEqual(["target.yaml", {}, undefined]);
  expect(target.maximumRequests).toBeUndefined();
  expect(target.allowsWrites).toBeUndefined();
});

test("an operation may have an address of its own", () => {
  const { target } = load('apis: { checkPanStatus: { url: "http://localhost:1/v2" } }\n');
  expect([...(target.apis ?? [])]).toEqual([["checkPanStatus", { url: "http://localhost:1/v2", paths: new Map() }]]);
});

const bos = 'apis: { bos: { url: "http://localhost:1" } }';

test.each<[what: string, text: string, message: string]>([
  ["no API", "rate: 1\n", "1:1: found absent at /apis, expected the member to be present"],
  [
    "an unknown member",
    `${bos}\nallow-writes: true\n`,
    "2:15: found true at /allow-writes, expected one of name, apis, allow, rate, budget, timeout, inputs, provided",
  ],
  ["a rate of nothing", `${bos}\nrate: 0\n`, "2:7: found 0 at /rate, expected > 0"],
  [
    "an API the contract does not have",
    'apis: { bso: { url: "http://localhost:1" } }\n',
    "1:14: found API bso, expected one of the contract: bos, iserveu, NAMES; did you mean bos?",
  ],
  [
    "an operation the contract does not have",
    'apis: { bos: { url: "http://localhost:1", paths: { checkPan: /x } } }\n',
    "1:62: found operation checkPan, expected one of the contract: OPERATIONS; did you mean checkPanStatus?",
  ],
  [
    "a parameter that gets no value",
    'apis: { bos: { url: "http://localhost:1", paths: { checkPanStatus: "/x/{id}" } } }\n',
    "1:68: found path /x/{id} for checkPanStatus, expected one without parameters",
  ],
  [
    "a host that is not allowed",
    "apis: { bos: { url: https://other.example/x } }\n",
    "1:21: found https://other.example, expected a base URL alone, http or https, on this machine or on a host that `allow` names",
  ],
  [
    "a password in a URL",
    'apis: { bos: { url: "http://u:secret@localhost:1" } }\n',
    "1:21: found http://localhost:1, expected a base URL alone, http or https, on this machine or on a host that `allow` names",
  ],
  [
    "a secret in the file",
    `${bos}\ninputs: { client_secret: hunter2 }\n`,
    "2:26: found something else, expected { env: NAME }, the name of an environment variable: secrets stay out of files",
  ],
  [
    "a variable that is not set",
    `${bos}\ninputs: { client_secret: { env: SECRET } }\n`,
    "2:33: found SECRET, which is not set in the environment, expected a value",
  ],
  [
    "a variable that is empty",
    `${bos}\nprovided: { generateToken: { token: { env: EMPTY } } }\n`,
    "2:44: found EMPTY, which is empty in the environment, expected a value",
  ],
  [
    "outputs of an unknown operation",
    `${bos}\nprovided: { genToken: {} }\n`,
    "2:23: found operation genToken, expected one of the contract: OPERATIONS; did you mean generateToken?",
  ],
  [
    "a certificate without its key",
    "apis: { bos: { url: https://localhost:1, tls: { cert: client.pem } } }\n",
    "1:47: found absent at /apis/bos/tls/key, expected the member to be present",
  ],
  [
    "a certificate that is not there",
    "apis: { bos: { url: https://localhost:1, tls: { ca: gone.pem } } }\n",
    "1:53: found gone.pem, which cannot be read (ENOENT), expected a PEM file, relative to this one",
  ],
  [
    "tls without TLS",
    "apis: { bos: { url: http://localhost:1, tls: { ca: client.pem } } }\n",
    "1:46: found tls for http://localhost:1, expected it with an https URL only",
  ],
  [
    "a wrong passphrase",
    "apis: { bos: { url: https://localhost:1, tls: { cert: client.pem, key: client.key, passphrase: { env: WRONG } } } }\n",
    "1:47: found what TLS cannot use (CAUSE), expected PEM files of a certificate, its key and its authority",
  ],
])("%s is refused at its place", (_what, text, message) => {
  const operations = [...new Set(scenarios.flatMap(({ sources }) => [...sources.values()]))];
  const contracts = operations.flatMap((source) => (source.type === "openapi" ? [source.contract] : []));
  const ids = [...new Set(contracts.flatMap((contract) => [...contract.operations.keys()]))].join(", ");
  let thrown = "";
  try {
    load(text, { EMPTY: "", WRONG: "wrong" });
  } catch (error) {
    expect(error).toMatchObject({ name: "UsageError" });
    thrown = (error as Error).message;
  }
  const told = thrown
    .replace(ids, "OPERATIONS")
    .replace(/(bos, iserveu), .*?;/, "$1, NAMES;")
    .replace(/\(error:[^)]*\)/, "(CAUSE)");
  expect(told).toBe(`${path}:${message}`);
  expect(thrown).not.toMatch(/secret@|hunter2/);
});
