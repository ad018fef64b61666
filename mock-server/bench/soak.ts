// Resident memory of the mock between 100,000 and 1,000,000 requests with the journal on.
// Usage: node mock-server/bench/soak.ts [REQUESTS]   (default 1000000; prints a line every tenth)
//
// The mock runs in a process of its own, so that only its memory is measured. The load repeats itself: sessions come and
// go, tokens are issued, refids and bcagentids are claimed again and again, bodies are refused, faults are played. What
// must grow with the number of distinct ids, the claims, is kept at a fixed number of ids.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { validAgent } from "../test-caller.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const cli = fileURLToPath(new URL("../../cli.ts", import.meta.url));
const mock = spawn(
  process.execPath,
  [cli, "serve", "--json", "--port", "0", "--control-port", "0", "--log", "silent"],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
const [line] = await once(mock.stdout, "data");
const { vendor, credentials } = JSON.parse(String(line));
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

function call(path: string, body: object, headers: Record<string, string> = {}): Promise<string> {
  const text = JSON.stringify(body);
  const all = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${vendor}${path}`, { method: "POST", agent, headers: all }, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        answer += chunk;
      });
      response.on("end", () => resolve(answer));
    });
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

const session = (index: number) => ({ "x-understudy-session": `soak-${index % 150}` });
const tokens = new Map<string, string>();

async function one(index: number): Promise<void> {
  const headers = session(Math.floor(index / 50));
  const name = headers["x-understudy-session"];
  if (index % 50 === 0 || !tokens.has(name)) {
    const answer = JSON.parse(await call("/understudy/bos/token", credentials.bos, headers));
    tokens.set(name, answer.data.token);
    return;
  }
  const authorization = `Bearer ${tokens.get(name)}`;
  switch (index % 5) {
    case 0:
      await call(
        "/apiAgentOnboarding/externalonboard",
        { ...validAgent, bcagentid: `agent-${index % 1000}` },
        { ...credentials.iserveu, ...headers },
      );
      return;
    case 1:
      await call(
        "/apiAgentOnboarding/externalonboard",
        { ...validAgent, area: "x" },
        { ...credentials.iserveu, ...headers },
      );
      return;
    case 2:
      await call("/api/BOS/Status", { refid: 7 }, { authorization, ...headers });
      return;
    default:
      await call("/api/BOS/Status", { refid: `refid-${index % 1000}` }, { authorization, ...headers });
  }
}

function residentMegabytes(): number {
  const status = readFileSync(`/proc/${mock.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

let next = 0;
let done = 0;
const started = performance.now();
const marks: { requests: number; megabytes: number }[] = [];
// The collector lets memory rise and fall; what is really held shows at the lowest point between two marks.
let lowest = Number.POSITIVE_INFINITY;
const workers = Array.from({ length: 32 }, async () => {
  while (next < total) {
    await one(next++);
    done++;
    // Until shortly before the first mark the mock is still warming up.
    if (done > total * 0.09 && done % Math.ceil(total / 2000) === 0) lowest = Math.min(lowest, residentMegabytes());
    if (done % (total / 10) === 0) {
      const megabytes = lowest;
      lowest = Number.POSITIVE_INFINITY;
      marks.push({ requests: done, megabytes });
      const perSecond = Math.round((done / (performance.now() - started)) * 1000);
      process.stdout.write(`${done} requests  ${megabytes.toFixed(1)} MB resident at least  ${perSecond} requests/s\n`);
    }
  }
});
await Promise.all(workers);
const [first] = marks;
const last = marks.at(-1);
if (first && last) {
  const growth = ((last.megabytes / first.megabytes - 1) * 100).toFixed(1);
  process.stdout.write(`from ${first.requests} to ${last.requests} requests: ${growth} %\n`);
}
agent.destroy();
mock.kill("SIGTERM");
