// Calls that nobody should send, at a mock in a process of its own: past the credentials, deep, long and many.
// Usage: node mock-server/bench/fuzz.ts [SECONDS] [SEED]   (default 300, and a seed that is printed)
//
// Ends with 1 when the mock answered 500 or more without being asked to, when it broke off without an answer, when it did not
// outlive the run, or when the least it held in the last third is a tenth more than in the second.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { type Addresses, controlCalls, type Sent, vendorCalls } from "./fuzz-calls.ts";

const seconds = Number(process.argv[2] ?? 300);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const mock = spawn(
  process.execPath,
  [cli, "serve", "--json", "--port", "0", "--control-port", "0", "--log", "silent"],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
const [line] = await once(mock.stdout, "data");
const addresses: Addresses = JSON.parse(String(line));
const { vendor, control, controlToken, credentials } = addresses;
const other = "fuzzed";

/** Sends a call over a connection of its own. @returns the status; 0 where the connection ended without one */
function statusOf({ port, method, path, headers, body }: Sent): Promise<number> {
  const { hostname, port: number, host } = new URL(port);
  return new Promise((resolve) => {
    const socket = connect(Number(number), hostname);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += answer.length < 512 ? chunk.toString("latin1") : "";
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (?!100)(\d{3})/m.exec(answer)?.[1] ?? 0)));
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...headers];
    const length = headers.some((header) => /^(content-length|transfer-encoding):/i.test(header));
    if (!length) lines.push(`Content-Length: ${body.length}`);
    socket.write(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]));
  });
}

async function freshToken(): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${vendor}/understudy/bos/token`, {
    method: "POST",
    headers,
    body: JSON.stringify(credentials.bos),
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  return data.token;
}

function residentMegabytes(): number {
  const status = readFileSync(`/proc/${mock.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const statuses = new Map<number, number>();
const bad: string[] = [];
const lowest = [Infinity, Infinity, Infinity];
const started = performance.now();
const end = started + seconds * 1000;
const authorization = `Bearer ${controlToken}`;
await fetch(`${control}/sandboxes`, {
  method: "POST",
  headers: { authorization, "content-type": "application/json" },
  body: JSON.stringify({ name: other }),
});
let calls = 0;
for (let round = 0; performance.now() < end && mock.exitCode === null; round++) {
  const all = fc.oneof(
    { weight: 3, arbitrary: vendorCalls(addresses, await freshToken()) },
    { weight: 1, arbitrary: controlCalls(addresses, other) },
  );
  const queue = fc.sample(all, { numRuns: 400, seed: seed + round });
  const worker = async () => {
    for (let sent = queue.pop(); sent; sent = queue.pop()) {
      const status = await statusOf(sent);
      calls++;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 0 || status >= 500) {
        bad.push(
          `${status} ${sent.method} ${sent.path.slice(0, 80)} ${sent.body.toString().slice(0, 120)} (round ${round})`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  const third = Math.min(2, Math.floor(((performance.now() - started) / (seconds * 1000)) * 3));
  if (mock.exitCode === null) lowest[third] = Math.min(lowest[third] ?? Infinity, residentMegabytes());
}
const isAlive = mock.exitCode === null;
const shown = [...statuses].sort(([one], [another]) => one - another).map(([status, count]) => `${status}: ${count}`);
process.stdout.write(`seed ${seed}: ${calls} calls, by status ${shown.join(", ")}\n`);
process.stdout.write(
  `resident at least, by third of the run: ${lowest.map((held) => `${held.toFixed(0)} MB`).join(", ")}\n`,
);
for (const told of bad.slice(0, 20)) process.stdout.write(`${told}\n`);
const grew = (lowest[2] ?? 0) > (lowest[1] ?? 0) * 1.1;
const verdict = [
  ...(isAlive ? [] : ["the mock ended by itself"]),
  ...(bad.length > 0 ? [`${bad.length} calls without an answer of its own`] : []),
  ...(grew ? ["memory grows"] : []),
];
process.stdout.write(`${verdict.join("; ") || "nothing found"}\n`);
mock.kill("SIGTERM");
process.exitCode = verdict.length > 0 ? 1 : 0;
