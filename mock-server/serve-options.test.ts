// What serve is told, by its command line and by variables: as a process, since both are a process's.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { madeCertificate } from "./port/certificate.ts";
import { addServeOptions } from "./serve-options.ts";

const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "understudy-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const base = { ...process.env, NO_COLOR: "1", UNDERSTUDY_PORT: "0", UNDERSTUDY_CONTROL_PORT: "0" };
type Variables = Record<string, string>;

function serve(parameters: string[], variables: Variables = {}) {
  return spawn(process.execPath, [join(root, "cli.ts"), "serve", ...parameters], {
    cwd: scratch,
    env: { ...base, ...variables },
  });
}

/** Starts a mock, asks it something, and stops it. */
async function started(
  parameters: string[],
  variables: Variables,
  check: (told: Told) => Promise<void> = async () => {},
) {
  const child = serve(["--json", ...parameters], variables);
  const errors = text(child.stderr);
  const [line] = await once(child.stdout, "data");
  const told = JSON.parse(String(line)) as Told;
  try {
    await check(told);
  } finally {
    child.kill("SIGTERM");
  }
  return { told, errors: await errors };
}

interface Told {
  vendor: string;
  control: string;
  controlToken: string;
  paths: Record<string, string>;
  ca?: string;
}

const rulesOf = async ({ control, controlToken }: Told) => {
  const response = await fetch(`${control}/profile`, { headers: { authorization: `Bearer ${controlToken}` } });
  return (await response.json()) as Record<string, string>;
};

test("every option has a variable, and --help names it", () => {
  const command = addServeOptions(new Command("serve"));
  const help = command.helpInformation().replace(/\s+/g, " ");
  expect(command.options.map(({ envVar }) => envVar)).toEqual(
    command.options.map(({ long }) => `UNDERSTUDY_${long?.slice(2).toUpperCase().replaceAll("-", "_")}`),
  );
  for (const { envVar } of command.options) expect(help).toContain(`env: ${envVar})`);
  expect(command.options.length).toBeGreaterThan(14);
});

test("variables say what options say; what can be repeated is a list with blanks; an empty one is none", async () => {
  const variables = {
    UNDERSTUDY_RULE: "BOS-AUTH=optional\n ISU-HTTP-STATUS=http-errors ",
    UNDERSTUDY_PATH: "registerAgent=/v2/register checkPanStatus=/v2/check,now",
    UNDERSTUDY_CORS: "http://localhost:3000 https://app.example",
    UNDERSTUDY_CONTROL_TOKEN: "given-by-a-variable-of-the-environment",
    UNDERSTUDY_CONTRACT: "",
    UNDERSTUDY_TLS: "0",
    UNDERSTUDY_LOG: "silent",
  };
  const { told } = await started([], variables, async (mock) => {
    expect(await rulesOf(mock)).toMatchObject({ "BOS-AUTH": "optional", "ISU-HTTP-STATUS": "http-errors" });
    for (const origin of ["http://localhost:3000", "https://app.example"]) {
      const { headers } = await fetch(mock.vendor, { headers: { origin } });
      expect(headers.get("access-control-allow-origin")).toBe(origin);
    }
  });
  expect(told).toMatchObject({
    vendor: expect.stringMatching(/^http:/),
    controlToken: "given-by-a-variable-of-the-environment",
    paths: { registerAgent: "/v2/register", checkPanStatus: "/v2/check,now" },
  });
});

test("an option goes before its variable, and takes its place", async () => {
  const variables = {
    UNDERSTUDY_RULE: "BOS-AUTH=optional",
    UNDERSTUDY_CONTROL_TOKEN: "another-one",
    UNDERSTUDY_LOG: "debug",
  };
  const options = ["--rule", "ISU-HTTP-STATUS=http-errors", "--control-token", "mine", "--log", "silent"];
  const { told, errors } = await started(options, variables, async (mock) => {
    expect(await rulesOf(mock)).toMatchObject({ "BOS-AUTH": "required", "ISU-HTTP-STATUS": "http-errors" });
  });
  expect([told.controlToken, errors]).toEqual(["mine", ""]);
});

test.each<[Variables, string]>([
  [
    { UNDERSTUDY_PORT: "http" },
    "error: option '--port <number>' value 'http' from env 'UNDERSTUDY_PORT' is invalid. A port is a number from 0 to 65535.",
  ],
  [
    { UNDERSTUDY_TLS: "maybe" },
    "error: option '--tls' value 'maybe' from env 'UNDERSTUDY_TLS' is invalid. It is 1 or 0.",
  ],
  [
    { UNDERSTUDY_LOG: "loud" },
    "error: option '--log <level>' value 'loud' from env 'UNDERSTUDY_LOG' is invalid. Allowed choices are silent, error, warn, info, debug.",
  ],
  [
    { UNDERSTUDY_RULE: "BOS-AUTH=optional BOS-AUTH" },
    "error: option '--rule <rule=reading>' value 'BOS-AUTH=optional BOS-AUTH' from env 'UNDERSTUDY_RULE' is invalid. A choice is given as RULE=READING, for example BOS-AUTH=optional.",
  ],
  [
    { UNDERSTUDY_PATH: "registerAgent" },
    "error: option '--path <operation=path>' value 'registerAgent' from env 'UNDERSTUDY_PATH' is invalid. found path registerAgent, expected OPERATION=PATH, for example registerAgent=/v2/register.",
  ],
  [
    { UNDERSTUDY_CORS: "localhost" },
    "error: option '--cors <origin>' value 'localhost' from env 'UNDERSTUDY_CORS' is invalid. It is an origin as a browser sends it, such as http://localhost:3000, or * for all.",
  ],
  [
    { UNDERSTUDY_RULE: "BOS-AUHT=optional" },
    "understudy: unknown rule BOS-AUHT: did you mean BOS-AUTH? (in force: UNDERSTUDY_PORT, UNDERSTUDY_CONTROL_PORT, UNDERSTUDY_RULE)",
  ],
  [
    { UNDERSTUDY_TLS_CERT: "a.pem" },
    "understudy: --tls-cert and --tls-key go together: give both, or --tls alone to have them made (in force: UNDERSTUDY_PORT, UNDERSTUDY_CONTROL_PORT, UNDERSTUDY_TLS_CERT)",
  ],
])("%o is refused by its name", (variables, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "cli.ts"), "serve"], {
    ...{ cwd: scratch, encoding: "utf8" },
    env: { ...base, ...variables },
  });
  expect([status, stdout, stderr]).toEqual([2, "", `${message}\n`]);
});

describe("TLS", () => {
  /** The status of /healthz, for a client that trusts one certificate. */
  const healthOf = ({ vendor }: Told, ca: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${vendor}/healthz`, { ca }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });

  test("--tls makes a certificate: in the line of --json, and in a file where one is named", async () => {
    const file = join(scratch, "ca.pem");
    const { told } = await started(["--tls", "--tls-ca-out", file, "--log", "silent"], {}, async (mock) => {
      expect(await healthOf(mock, readFileSync(file, "utf8"))).toBe(200);
    });
    expect(told).toMatchObject({ vendor: expect.stringMatching(/^https:/), control: expect.stringMatching(/^http:/) });
    expect(told.ca).toBe(readFileSync(file, "utf8"));
  });

  test("the start page tells fingerprint and file, and a call that trusts it", async () => {
    const child = serve(["--tls", "--tls-ca-out", "ca.pem", "--log", "silent"]);
    const [page] = await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(String(page)).toMatch(/^ {2}SHA-256 {6}([0-9A-F]{2}:){31}[0-9A-F]{2}\n {2}PEM {10}ca\.pem$/m);
    expect(String(page)).toMatch(/curl -sS --cacert ca\.pem https:\/\/127\.0\.0\.1:\d+\/understudy\/bos\/token/);
  });

  test("--tls-cert and --tls-key are used in its place", async () => {
    const { ca, cert, key } = madeCertificate("127.0.0.1", Date.now());
    const [certFile, keyFile] = [join(scratch, "cert.pem"), join(scratch, "key.pem")];
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    const options = ["--tls-cert", certFile, "--tls-key", keyFile, "--log", "silent"];
    const { told } = await started(options, {}, async (mock) => {
      expect(await healthOf(mock, ca)).toBe(200);
    });
    expect(told.ca).toBeUndefined();
  });

  test.each([
    [["--tls-ca-out", "x.pem"], "--tls-ca-out writes what --tls makes: add --tls"],
    [
      ["--tls", "--tls-cert", "a", "--tls-key", "b", "--tls-ca-out", "x.pem"],
      "--tls-ca-out writes what --tls makes, and --tls-cert is given: leave one of them out",
    ],
    [["--tls-cert", "no.pem", "--tls-key", "no.pem"], "no.pem:1:1: found no such file, expected a readable PEM file"],
    [["--tls", "--tls-ca-out", "no/x.pem"], "no/x.pem:1:1: found ENOENT, expected a place to write the certificate to"],
    [
      ["--tls-cert", join(root, "package.json"), "--tls-key", join(root, "package.json")],
      "certificate and key cannot be used for TLS: error:0480006C:PEM routines::no start line",
    ],
  ])("%j: exit 2", (options, message) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, "cli.ts"), "serve", "--log", "silent", ...options],
      {
        ...{ cwd: scratch, encoding: "utf8" },
        env: base,
      },
    );
    expect([status, stderr]).toEqual([
      2,
      `understudy: ${message} (in force: UNDERSTUDY_PORT, UNDERSTUDY_CONTROL_PORT)\n`,
    ]);
  });
});

describe("what is allowed and not wise is said", () => {
  const warnings = async (...options: string[]) => {
    const { errors } = await started(["--log", "warn", ...options], {});
    return errors
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line).warning);
  };
  const weak = (host: string) =>
    `the control API is open on ${host} and its token is easily guessed: leave it out and one is made, or give 20 characters or more, made at random`;

  test.each<[string[], string[]]>([
    [["--control-host", "0.0.0.0", "--control-token", "secret"], [weak("0.0.0.0")]],
    [["--control-host", "0.0.0.0", "--control-token", "a".repeat(40)], [weak("0.0.0.0")]],
    [["--control-host", "0.0.0.0", "--control-token", "Zk3v9Qw1LpX7rTn5Yb2d"], []],
    [["--control-host", "0.0.0.0"], []],
    [["--control-token", "secret"], []],
    [["--cors", "*"], ["--cors * lets any page that a browser shows call this mock: name the origins you use"]],
  ])("%j", async (options, told) => {
    expect(await warnings(...options)).toEqual(told);
  });
});
