// How long `understudy check` and `redocly respect` take for the same five hundred steps against the same local server.
// Usage: node harness/bench/respect.ts [ROUNDS] [WORKFLOWS]   (default 3 and 125; the best round of each counts)
//
// The document is like those that ship: our contract, workflows of a few steps, each with a token of its own. The server is
// the mock, in a process of its own. Both runners are started as users start them, ours built as it ships, so the start of
// the process and the loading of the document count. They run by turns, so that both meet the same machine. The shape
// decides: respect pays for each workflow, we for the start. Measured on a busy machine of two cores, ours took 0.28 of its
// time at 125 workflows, 0.42 at 50 and 0.81 at 5. Ends with 1 where ours takes a third or more.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const steps = 500;
const rounds = Number(process.argv[2] ?? 3);
const workflows = Number(process.argv[3] ?? 125);
const root = fileURLToPath(new URL("../../", import.meta.url));
const redocly = join(root, "node_modules/@redocly/cli/bin/cli.js");
const run = promisify(execFile);

const head = `arazzo: 1.0.1
info: { title: Five hundred steps, version: "1" }
sourceDescriptions: [{ name: vendors, url: openapi.yaml, type: openapi }]
x-inputs: &inputs
  type: object
  properties:
    run: { type: string }
    nep_key: { type: string }
    partnerId: { type: string }
    domain: { type: string }
    client_id: { type: string }
    client_secret: { type: string }
x-holder: &holder
  - { name: Authorization, in: header, value: "Bearer {$steps.token.outputs.token}" }
x-caller: &caller
  - { name: client_id, in: header, value: $inputs.client_id }
  - { name: client_secret, in: header, value: $inputs.client_secret }
x-under-process: &under-process
  - condition: $statusCode == 200
  - condition: $response.body#/status == true
  - condition: $response.body#/message == 'Application is under process at NSDL eGOV'
x-duplicate: &duplicate
  - condition: $statusCode == 401
  - condition: $response.body#/message == 'Duplicate RefID'
x-registered: &registered
  - condition: $statusCode == 200
  - condition: $response.body#/status == 'SUCCESS'
x-token: &token
  stepId: token
  operationId: generateToken
  requestBody:
    contentType: application/json
    payload: { nep_key: $inputs.nep_key, partnerId: $inputs.partnerId, domain: $inputs.domain }
  successCriteria: [{ condition: $statusCode == 200 }]
  outputs: { token: $response.body#/data/token }
workflows:
`;

/** A token, then by turns a check, its duplicate and a registration. */
function step(workflow: number, index: number, count: number): string {
  if (index === 0) return "      - *token\n";
  const body = (payload: string) => `{ contentType: application/json, payload: { ${payload} } }`;
  const number = workflow * count + index;
  if (index % 3 === 0) {
    const agent = `bcagentid: "{$inputs.run}-${number}", bcagentname: Asha, lastname: K, companyname: Example Stores, address: 1 Sample Road`;
    const shop = `area: Sampleton, pincode: 751024, mobilenumber: "${5_000_000_000 + number}", shopname: Sample Shop`;
    return `      - stepId: register-${index}
        operationId: registerAgent
        parameters: *caller
        requestBody: ${body(`${agent}, ${shop}, pancard: "ABCZE${1000 + number}F"`)}
        successCriteria: *registered
`;
  }
  const isFirst = index % 3 === 1;
  return `      - stepId: check-${index}
        operationId: checkPanStatus
        parameters: *holder
        requestBody: ${body(`refid: "{$inputs.run}-${isFirst ? number : number - 1}"`)}
        successCriteria: *${isFirst ? "under-process" : "duplicate"}
`;
}

function scenario(): string {
  const count = steps / workflows;
  const all = Array.from({ length: workflows }, (_, workflow) => {
    const own = Array.from({ length: count }, (_, index) => step(workflow, index, count));
    return `  - workflowId: workflow-${workflow}\n    inputs: *inputs\n    steps:\n${own.join("")}`;
  });
  return head + all.join("");
}

/** Builds what ships. @returns the command's file */
async function build(folder: string): Promise<string> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", folder]);
  for (const name of ["openapi.yaml", "control.yaml", "rules.yaml"]) {
    cpSync(join(root, "spec", name), join(folder, "spec", name));
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return join(folder, "cli.js");
}

/** Runs a command once. @returns how long it took in milliseconds. @throws Error where not every step passed */
async function timed(args: string[], passed: RegExp): Promise<number> {
  const quiet = { NO_COLOR: "1", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const started = performance.now();
  const { stdout, stderr } = await run(process.execPath, args, {
    env: { ...process.env, ...quiet },
    maxBuffer: 64 * 1024 * 1024,
  });
  const took = performance.now() - started;
  if (!passed.test(stdout + stderr)) throw new Error(`not every step passed: ${(stdout + stderr).slice(-2000)}`);
  return took;
}

if (!Number.isInteger(steps / workflows)) throw new Error(`${steps} steps cannot be shared by ${workflows} workflows`);
using folder = mkdtempDisposableSync(join(tmpdir(), "bench-"));
const document = join(folder.path, "bench.arazzo.yaml");
cpSync(join(root, "spec/openapi.yaml"), join(folder.path, "openapi.yaml"));
writeFileSync(document, scenario());
const cli = await build(join(folder.path, "dist"));
const server = spawn(
  process.execPath,
  [cli, "serve", "--json", "--port", "0", "--control-port", "0", "--log", "silent"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const [line] = await once(server.stdout, "data");
const { vendor, credentials } = JSON.parse(String(line));
const best = { understudy: Infinity, respect: Infinity };
try {
  for (let round = 0; round <= rounds; round++) {
    for (const name of ["understudy", "respect"] as const) {
      // The mock remembers refids and agents, so that each run needs ids of its own.
      const inputs = { ...credentials.bos, ...credentials.iserveu, run: `${name}-${round}` };
      const given = Object.entries(inputs).flatMap(([key, value]) => ["--input", `${key}=${value}`]);
      const args =
        name === "understudy"
          ? [cli, "check", document, "--target", vendor, ...given]
          : [
              redocly,
              "respect",
              document,
              "--server",
              JSON.stringify({ vendors: vendor }),
              "--input",
              JSON.stringify(inputs),
            ];
      const passed = name === "understudy" ? `✓ ${workflows} passed .* ${steps} steps` : `Steps: ${steps} passed`;
      const took = await timed(args, new RegExp(passed));
      // The first round only warms the disk and both runners' caches.
      if (round === 0) continue;
      best[name] = Math.min(best[name], took);
      process.stdout.write(`round ${round}  ${name.padEnd(10)} ${took.toFixed(0).padStart(6)} ms\n`);
    }
  }
} finally {
  server.kill();
}
const ratio = best.understudy / best.respect;
process.stdout.write(
  `best of ${rounds}, ${steps} steps in ${workflows} workflows: understudy ${best.understudy.toFixed(0)} ms, `,
);
process.stdout.write(`respect ${best.respect.toFixed(0)} ms: ${ratio.toFixed(2)} of its time\n`);
process.exitCode = ratio < 1 / 3 ? 0 : 1;
